"""The exchange rates that are known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from clientela.engagements.models import ExchangeRate


@dataclass(frozen=True)
class RateLine:
    """From `date` on one unit of `currency` was worth `rate` units of `base`."""

    date: dt.date
    currency: str
    base: str
    rate: Decimal


def latest_rates(limit: int = 100) -> list[RateLine]:
    """The newest rates first."""
    rates = ExchangeRate.objects.order_by("-date", "currency", "base")[:limit]
    return [RateLine(rate.date, rate.currency, rate.base, rate.rate.normalize()) for rate in rates]
