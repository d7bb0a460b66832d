"""What became of the clients that were handed over: fees after against fees before."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from clientela.clients.models import Client
from clientela.core.errors import NotFound
from clientela.engagements.enums import EntryKind
from clientela.engagements.models import LedgerEntry
from clientela.relationships.enums import ItemKind
from clientela.relationships.models import Handover, HandoverItem

from .ties import today

SPANS = (6, 12)


@dataclass(frozen=True, slots=True)
class Kept:
    """Fees of the clients handed over in the months before the last day and in as many after, by currency.

    `clients` counts those with fees before, `kept` those of them with fees after. `over` is False while the months
    after are still running, until `ends`.
    """

    months: int
    ends: dt.date
    over: bool
    clients: int
    kept: int
    fees: list[tuple[str, Decimal, Decimal]]

    @property
    def share(self) -> float | None:
        """The share of the clients that were kept; None where none had fees before."""
        return self.kept / self.clients if self.clients else None


@dataclass(frozen=True, slots=True)
class KeptClient:
    """One client that was handed over: for 6 and for 12 months its fees before and after by currency."""

    client_id: int
    name: str
    successor: str
    fees: list[tuple[int, str, Decimal, Decimal]]


@dataclass(frozen=True, slots=True)
class Retention:
    """The retention of the clients of one handover that may be seen."""

    spans: list[Kept]
    clients: list[KeptClient]


def retention(handover_id: int, *, as_of: dt.date | None = None) -> Retention:
    """Fees in the 6 and the 12 months after the last day of the one who handed over against as many before.

    Fees are the sums of the ledger's fee lines, refunds subtracted, up to `as_of`; currencies are kept apart. Three
    statements. Raises `NotFound`.
    """
    record = Handover.objects.filter(pk=handover_id).first()
    if record is None:
        raise NotFound
    day, last = as_of or today(), record.last_day
    items = HandoverItem.objects.filter(handover=record, kind=ItemKind.CLIENT, passed__isnull=False)
    successors = dict(items.values_list("client_id", "successor__name"))
    names = dict(Client.objects.filter(pk__in=successors).values_list("pk", "name"))
    sums = {
        f"{side}_{months}": Sum("amount", filter=window, default=Decimal(0))
        for months in SPANS
        for side, window in {
            "before": Q(date__gt=months_from(last, -months), date__lte=last),
            "after": Q(date__gt=last, date__lte=min(day, months_from(last, months))),
        }.items()
    }
    rows = (
        LedgerEntry.objects.filter(
            client_id__in=names,
            kind=EntryKind.FEE,
            date__gt=months_from(last, -max(SPANS)),
            date__lte=months_from(last, max(SPANS)),
        )
        .values("client_id", "currency")
        .annotate(**sums)
        .order_by("client_id", "currency")
    )
    found: list[dict[str, Any]] = [dict(row) for row in rows]
    clients = [
        KeptClient(
            number,
            names[number],
            successors[number] or "",
            [
                (months, row["currency"], row[f"before_{months}"], row[f"after_{months}"])
                for months in SPANS
                for row in found
                if row["client_id"] == number
            ],
        )
        for number in sorted(names, key=lambda number: (names[number], number))
    ]
    return Retention([_span(found, months, last, day) for months in SPANS], clients)


def months_from(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or earlier; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _span(found: list[dict[str, Any]], months: int, last: dt.date, day: dt.date) -> Kept:
    before: dict[str, Decimal] = {}
    after: dict[str, Decimal] = {}
    had: set[int] = set()
    have: set[int] = set()
    for row in found:
        was, now, currency = row[f"before_{months}"], row[f"after_{months}"], row["currency"]
        before[currency] = before.get(currency, Decimal(0)) + was
        after[currency] = after.get(currency, Decimal(0)) + now
        had |= {row["client_id"]} if was > 0 else set()
        have |= {row["client_id"]} if now > 0 else set()
    ends = months_from(last, months)
    fees = [(currency, before[currency], after[currency]) for currency in sorted(before)]
    return Kept(months, ends, day > ends, len(had), len(had & have), fees)
