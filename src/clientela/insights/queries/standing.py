"""Where one client stands, how it came there, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from clientela.analytics.window import months_before
from clientela.clients.models import Client
from clientela.core.errors import NotFound
from clientela.insights.models import Standing

from .explaining import Explanation, explanations
from .shape import HiddenRanks, hidden_ranks, shape, visible_active
from .snapshot import Found, SnapshotLine, compared, current_snapshots, shown
from .viewer import walls_of_viewer

QUARTERS = 12
MOST_HISTORY = 60

MONEY = (
    "billed",
    "previous_billed",
    "collected",
    "disbursed",
    "written_off",
    "discounted",
    "cost",
    "invested",
    "profit",
    "billed_total",
)
PLAIN = (
    "tier",
    "grid",
    "contribution",
    "active",
    "ever_active",
    "frequency",
    "first_billed",
    "last_billed",
    "recency_days",
    "tenure_months",
    "interval_days",
    "payment_days",
    "service_lines",
    "staff",
    "margin",
)


@dataclass(frozen=True)
class StandingNow:
    """All measures of a client in one snapshot. Amounts in major units; `margin`, `share` and `change` are ratios.

    `change` is the growth on the window before, `share` of all fees that the viewer may see; ranks count the clients
    that the viewer may see. None: not to be told.
    """

    tier: str
    grid: str | None
    contribution: str | None
    active: bool
    ever_active: bool
    rank: int | None
    profit_rank: int | None
    billed: Decimal
    previous_billed: Decimal
    trend: Decimal
    change: float | None
    collected: Decimal
    disbursed: Decimal
    written_off: Decimal
    discounted: Decimal
    cost: Decimal
    invested: Decimal
    profit: Decimal
    margin: float | None
    share: float | None
    billed_total: Decimal
    frequency: int
    first_billed: dt.date | None
    last_billed: dt.date | None
    recency_days: int | None
    tenure_months: int | None
    interval_days: float | None
    payment_days: float | None
    service_lines: int
    staff: int


@dataclass(frozen=True)
class HistoryPoint:
    """The client at one date."""

    as_of: dt.date
    tier: str
    grid: str | None
    contribution: str | None
    billed: Decimal
    profit: Decimal


@dataclass(frozen=True)
class StandingScreen:
    """One client in a snapshot (`now`), in the one it is compared with (`before`), and over time.

    `history` runs from the newest date back, in one currency; `quarters` has (first day, billed, written off and
    discounted) of the twelve calendar quarters that end with the snapshot's date, oldest first.
    """

    snapshot: SnapshotLine
    compared: SnapshotLine | None
    currency: str
    frequency_basis: str
    cost_basis: str
    now: StandingNow
    before: StandingNow | None
    history: list[HistoryPoint]
    quarters: list[tuple[dt.date, Decimal, Decimal]]
    explanations: list[Explanation]


def client_standing(client_id: int, *, as_of: dt.date | None = None) -> StandingScreen | None:
    """Where a client stands at a date (the newest without one); None where it has no standing there yet.

    Raises `NotFound` where the client is missing or hidden. Four statements when the firm's figures are remembered.
    """
    found = current_snapshots()
    now = shown(found, as_of)
    rows = _rows(client_id, {one.id for one in found})
    if now is None or now.id not in rows:
        if not Client.objects.filter(pk=client_id).exists():
            raise NotFound
        return None
    before = compared(found, now, None)
    walls = walls_of_viewer()
    hidden = hidden_ranks(now, walls=walls)
    figures = shape(now, walls=walls)
    return StandingScreen(
        snapshot=now.line(active_clients=visible_active(now, walls=walls)),
        compared=before.line(active_clients=visible_active(before, walls=walls)) if before else None,
        currency=now.currency,
        frequency_basis=now.thresholds.frequency_basis,
        cost_basis=now.thresholds.cost_basis,
        now=_measured(rows[now.id], now, hidden, firm_billed=figures.billed),
        before=_before(rows, before, walls),
        history=[_point(one, rows[one.id]) for one in found if one.id in rows and one.currency == now.currency][
            :MOST_HISTORY
        ],
        quarters=_quarters(client_id, now),
        explanations=explanations(client_id, rows[now.id], now, hidden),
    )


def _rows(client_id: int, snapshots: set[int]) -> dict[int, dict[str, Any]]:
    rows = Standing.objects.filter(client_id=client_id, snapshot_id__in=snapshots).values(
        "snapshot_id", "rank", "profit_rank", *PLAIN, *MONEY
    )
    return {row["snapshot_id"]: row for row in rows}


def _measured(row: Mapping[str, Any], snapshot: Found, hidden: HiddenRanks, *, firm_billed: int) -> StandingNow:
    billed, previous = row["billed"], row["previous_billed"]
    plain: dict[str, Any] = {name: row[name] for name in PLAIN}
    money: dict[str, Any] = {name: snapshot.money(row[name]) for name in MONEY}
    return StandingNow(
        **plain,
        **money,
        trend=snapshot.money(billed - previous),
        change=(billed - previous) / previous if previous > 0 else None,
        share=billed / firm_billed if firm_billed > 0 else None,
        rank=hidden.rank(row["rank"]),
        profit_rank=hidden.profit_rank(row["profit_rank"]),
    )


def _before(rows: Mapping[int, Mapping[str, Any]], before: Found | None, walls: str) -> StandingNow | None:
    if before is None or before.id not in rows:
        return None
    hidden = hidden_ranks(before, walls=walls)
    return _measured(rows[before.id], before, hidden, firm_billed=shape(before, walls=walls).billed)


def _point(snapshot: Found, row: Mapping[str, Any]) -> HistoryPoint:
    return HistoryPoint(
        snapshot.as_of,
        row["tier"],
        row["grid"],
        row["contribution"],
        snapshot.money(row["billed"]),
        snapshot.money(row["profit"]),
    )


# The rate in force on a day is the last one up to it, as in the analysis. The sums are rounded once, not line by
# line: they are for a picture.
BY_QUARTER = """
    SELECT date_trunc('quarter', date)::date,
           coalesce(sum(worth) FILTER (WHERE kind = 'fee'), 0),
           coalesce(sum(worth) FILTER (WHERE kind IN ('write_off', 'discount')), 0)
    FROM (
        SELECT date, kind, amount * CASE WHEN currency = %(currency)s THEN 1 ELSE (
                   SELECT rate FROM engagements_exchangerate AS known
                   WHERE known.currency = entry.currency AND known.base = %(currency)s AND known.date <= entry.date
                   ORDER BY known.date DESC LIMIT 1
               ) END AS worth
        FROM engagements_ledgerentry AS entry
        WHERE client_id = %(client)s AND date BETWEEN %(first)s AND %(last)s
          AND kind IN ('fee', 'write_off', 'discount')
    ) AS converted
    GROUP BY 1
"""


def _quarters(client_id: int, snapshot: Found) -> list[tuple[dt.date, Decimal, Decimal]]:
    last = snapshot.as_of.replace(month=(snapshot.as_of.month - 1) // 3 * 3 + 1, day=1)
    starts = [months_before(last, 3 * back) for back in range(QUARTERS - 1, -1, -1)]
    asked: dict[str, Any] = {
        "client": client_id,
        "currency": snapshot.currency,
        "first": starts[0],
        "last": snapshot.as_of,
    }
    with connection.cursor() as cursor:
        cursor.execute(BY_QUARTER, asked)
        found = {start: (billed, reduced) for start, billed, reduced in cursor.fetchall()}
    unit = Decimal(1).scaleb(-snapshot.minor_digits)
    none = (Decimal(0), Decimal(0))
    return [(start, *(amount.quantize(unit) for amount in found.get(start, none))) for start in starts]
