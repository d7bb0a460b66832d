"""Entering exchange rates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.core.actor import SYSTEM, System
from clientela.core.acts import act
from clientela.core.errors import Refused
from clientela.engagements.models import ExchangeRate

from .jobs import ask_for_snapshot

GREATEST_RATE = Decimal(10) ** 10
SMALLEST_STEP = Decimal("1e-10")


@dataclass(frozen=True)
class Rate:
    """From `date` on one unit of `currency` is worth `rate` units of `base`."""

    date: dt.date
    currency: str
    base: str
    rate: Decimal


@act
def add_rates(*, rates: Iterable[Rate], by: User | System) -> int:
    """Enter exchange rates and have the figures computed with them; a rate of the same day is replaced.

    Gives the number of rates. Raises `PermissionDenied`, and `Refused` for the first rate that cannot be one.
    """
    if by is not SYSTEM and not (isinstance(by, User) and by.may(Permission.IMPORT_DATA)):
        raise PermissionDenied
    entered = {(rate.date, rate.currency, rate.base): _checked(rate) for rate in rates}
    if not entered:
        raise Refused(_("There is no rate to enter."))
    ExchangeRate.objects.bulk_create(
        [ExchangeRate(date=r.date, currency=r.currency, base=r.base, rate=r.rate) for r in entered.values()],
        update_conflicts=True,
        unique_fields=("date", "currency", "base"),
        update_fields=("rate",),
        batch_size=5_000,
    )
    days = sorted(rate.date for rate in entered.values())
    pairs = sorted({f"{rate.currency}/{rate.base}" for rate in entered.values()})
    data = {"rates": len(entered), "pairs": pairs, "first": days[0].isoformat(), "last": days[-1].isoformat()}
    record("rates_added", subject=None, by=by, data=data)
    ask_for_snapshot()
    return len(entered)


def _checked(rate: Rate) -> Rate:
    for code in (rate.currency, rate.base):
        if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
            raise Refused(_("“%(code)s” is not a currency: write three capital letters, such as CNY.") % {"code": code})
    values = {"currency": rate.currency, "date": rate.date.isoformat(), "rate": rate.rate}
    if rate.currency == rate.base:
        raise Refused(_("The rate of %(currency)s on %(date)s is into itself.") % values)
    if not (rate.rate.is_finite() and SMALLEST_STEP <= rate.rate < GREATEST_RATE):
        raise Refused(_("The rate of %(currency)s on %(date)s must be above zero, not %(rate)s.") % values)
    return rate
