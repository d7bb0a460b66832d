"""Which snapshots there are, and which one a page shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from clientela.analytics.thresholds import Thresholds
from clientela.analytics.window import months_before
from clientela.insights.models import Snapshot

MOST_KNOWN = 500


@dataclass(frozen=True)
class SnapshotLine:
    """One snapshot in a choice of dates. `active_clients` counts those whom the viewer may see."""

    id: int
    as_of: dt.date
    window_months: int
    computed_at: dt.datetime
    policy_version: int
    active_clients: int


@dataclass(frozen=True)
class Found:
    """A snapshot with what its figures are measured in and by."""

    id: int
    as_of: dt.date
    window_months: int
    computed_at: dt.datetime
    policy_version: int
    active_clients: int
    currency: str
    minor_digits: int
    spans: dict[str, Any]
    thresholds: Thresholds

    def money(self, minor: int) -> Decimal:
        """An amount of the snapshot in the major unit of its currency."""
        return Decimal(minor).scaleb(-self.minor_digits)

    def line(self, *, active_clients: int) -> SnapshotLine:
        """The snapshot as a line, with the number of active clients that the viewer may see."""
        return SnapshotLine(
            self.id, self.as_of, self.window_months, self.computed_at, self.policy_version, active_clients
        )


_known: dict[tuple[int, dt.datetime], Found] = {}


def current_snapshots() -> list[Found]:
    """All current snapshots, the newest date first.

    What a snapshot says never changes, and it is remembered by this process; only which are current is read each time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, computed_at FROM insights_snapshot WHERE current ORDER BY as_of DESC")
        keys = cursor.fetchall()
    found = {key: _known[key] for key in keys if key in _known}
    missing = [number for number, computed_at in keys if (number, computed_at) not in found]
    if missing:
        rows = Snapshot.objects.filter(pk__in=missing).values_list(
            "id",
            "as_of",
            "window_months",
            "computed_at",
            "policy__number",
            "active_clients",
            "currency",
            "minor_digits",
            "spans",
            "thresholds",
        )
        read = [Found(*row[:-1], Thresholds.from_dict(row[-1])) for row in rows]
        if len(_known) > MOST_KNOWN:
            _known.clear()
        for one in read:
            found[one.id, one.computed_at] = _known[one.id, one.computed_at] = one
    return [found[key] for key in keys if key in found]


def snapshots() -> list[SnapshotLine]:
    """All snapshots, the newest date first, in two statements."""
    found = current_snapshots()
    if not found:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT snapshot, active FROM insights_hidden_active(%s)", [[one.id for one in found]])
        hidden = dict(cursor.fetchall())
    return [one.line(active_clients=one.active_clients - hidden.get(one.id, 0)) for one in found]


def shown(found: list[Found], as_of: dt.date | None) -> Found | None:
    """The snapshot of `as_of`, else the last one before it; without a date, or before them all, the newest."""
    if not found:
        return None
    if as_of is None:
        return found[0]
    return next((one for one in found if one.as_of <= as_of), found[0])


def compared(found: list[Found], now: Found, compare_to: dt.date | None) -> Found | None:
    """The snapshot that `now` is compared with: the earlier one that is nearest to `compare_to`.

    Without `compare_to` that is one window earlier, so that the two windows adjoin. None where there is no earlier one
    in the same currency.
    """
    earlier = [one for one in found if one.as_of < now.as_of and one.currency == now.currency]
    wanted = compare_to or months_before(now.as_of, now.window_months)
    return min(earlier, key=lambda one: abs(one.as_of - wanted), default=None)
