"""The portfolio as one screen shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import connection

from clientela.analytics.contribution import CONTRIBUTIONS, KEY
from clientela.analytics.grid import GRID
from clientela.analytics.pyramid import TIERS
from clientela.clients.models import Client

from .decisions import DecisionLine, decision_lines, judged
from .movement import Aims, MoveCell, Movement, movement
from .sets import each_of
from .shape import Shape, shape, visible_active
from .snapshot import Found, SnapshotLine, compared, current_snapshots, shown
from .viewer import remembered, walls_of_viewer

MOST_POINTS = 1_500
POINTS_OF_LARGEST = 750
POINTS_OF_RETENTION = Fraction(5, 100)


@dataclass(frozen=True)
class Headline:
    """The figures at the head. Ratios are 0.062 for 6.2 percent.

    `new`, `lost` and `back` are None without a compared snapshot, and so are `kept_share` and `kept_worth`: see
    `kept_worth`.
    """

    billed: Decimal
    billed_change: float | None
    profit: Decimal
    active: int
    new: int | None
    lost: int | None
    back: int | None
    kept_share: float | None
    kept_worth: Decimal | None
    cost_basis: str
    cost_share: Decimal
    frequency_basis: str


@dataclass(frozen=True)
class TierLine:
    """One level of the pyramid; `share` is its share of all fees, None where there are none."""

    tier: str
    clients: int
    billed: Decimal
    share: float | None


@dataclass(frozen=True)
class WhaleScreen:
    """The whale curve: (percent of active clients, percent of the profit they earn together) from (0, 0) to the end.

    `peak_share` is a ratio to the whole profit, None (and no points) where that is not above zero.
    """

    points: list[tuple[float, float]]
    peak_share: float | None
    peak_clients: int
    key_clients: int
    key_percent_of_clients: float
    profit: Decimal


@dataclass(frozen=True)
class GridPoint:
    """One client on the gold grid."""

    client_id: int
    name: str
    frequency: int
    profit: Decimal
    grid: str
    contribution: str
    billed: Decimal


@dataclass(frozen=True)
class GridScreen:
    """The gold grid: at most `MOST_POINTS` clients, the largest all of them, the others sampled; `counts` has all."""

    points: list[GridPoint]
    frequency_cut: Decimal
    profit_cut: Decimal
    counts: dict[str, int]
    sampled: bool


@dataclass(frozen=True)
class ContributionLine:
    """The clients of one contribution, and what they bring."""

    contribution: str
    clients: int
    billed: Decimal
    profit: Decimal


@dataclass(frozen=True)
class PortfolioScreen:
    """All that the portfolio shows. Every sum and count is of clients that the viewer may see."""

    snapshot: SnapshotLine
    compared: SnapshotLine | None
    currency: str
    available: list[dt.date]
    headline: Headline
    tiers: list[TierLine]
    whale: WhaleScreen
    grid: GridScreen
    contribution: list[ContributionLine]
    movement: list[MoveCell]
    aims: Aims | None
    decisions: list[DecisionLine]


def portfolio(*, as_of: dt.date | None = None, compare_to: dt.date | None = None) -> PortfolioScreen | None:
    """The portfolio at a date (the newest without one), compared with another; None where nothing is computed yet.

    Without `compare_to` it is compared with the snapshot one window earlier. Where there is no snapshot of a date, the
    last one before it is shown. Takes three statements when the figures are remembered, else up to ten.
    """
    found = current_snapshots()
    now = shown(found, as_of)
    if now is None:
        return None
    walls = walls_of_viewer()
    before = compared(found, now, compare_to)
    now_shape = shape(now, walls=walls)
    moved = movement(before, now, walls=walls)
    drawn = _drawn(now, walls=walls)
    worst = judged(before, now, walls=walls)
    names = _names({point[0] for point in drawn} | {one.client_id for one in worst})
    return PortfolioScreen(
        snapshot=now.line(active_clients=now_shape.active),
        compared=before.line(active_clients=visible_active(before, walls=walls)) if before else None,
        currency=now.currency,
        available=[one.as_of for one in found],
        headline=_headline(now, now_shape, moved),
        tiers=_tiers(now, now_shape),
        whale=_whale(now, now_shape),
        grid=_grid(now, now_shape, drawn, names),
        contribution=[
            ContributionLine(name, clients, now.money(billed), now.money(profit))
            for name, (clients, billed, profit) in _in_order(CONTRIBUTIONS, now_shape.by_contribution)
        ],
        movement=moved.cells(now) if moved else [],
        aims=moved.aims() if moved else None,
        decisions=decision_lines(worst, now, names),
    )


def kept_worth(billed_by_those_active: int, *, window_months: int) -> int:
    """What keeping 5 of 100 clients more is worth a year, in minor units.

    0.05 x what the clients who were active at the compared date were billed in its window, brought to twelve months:
    were 5 points more of them kept, and each kept on average what it was, so much would be billed each year.
    """
    return round(POINTS_OF_RETENTION * billed_by_those_active * Fraction(12, window_months))


def _headline(now: Found, figures: Shape, moved: Movement | None) -> Headline:
    before = moved.figures if moved else None
    previous = figures.previous_billed
    worth = kept_worth(before.active_before.billed_before, window_months=now.window_months) if before else None
    return Headline(
        billed=now.money(figures.billed),
        billed_change=(figures.billed - previous) / previous if previous > 0 else None,
        profit=now.money(figures.profit),
        active=figures.active,
        new=before.fresh.clients if before else None,
        lost=before.lost.clients if before else None,
        back=before.back.clients if before else None,
        kept_share=before.kept_share if before else None,
        kept_worth=now.money(worth) if before and before.active_before.clients and worth is not None else None,
        cost_basis=now.thresholds.cost_basis,
        cost_share=now.thresholds.policy.cost_share_percent / 100,
        frequency_basis=now.thresholds.frequency_basis,
    )


def _tiers(now: Found, figures: Shape) -> list[TierLine]:
    billed_by_all = figures.billed
    return [
        TierLine(tier, clients, now.money(billed), billed / billed_by_all if billed_by_all > 0 else None)
        for tier, (clients, billed, _profit) in _in_order(TIERS, figures.by_tier)
    ]


def _in_order(names: tuple[str, ...], sums: dict[str, tuple[int, int, int]]) -> list[tuple[str, tuple[int, int, int]]]:
    return [(name, sums.get(name, (0, 0, 0))) for name in names]


def _whale(now: Found, figures: Shape) -> WhaleScreen:
    active = [part for part in figures.parts if part.active]
    profit = sum(part.profit for part in active)
    gained = sum(part.gained for part in active)
    key = sum(part.clients for part in active if part.contribution == KEY)
    points: list[tuple[float, float]] = []
    if profit > 0:
        points.append((0.0, 0.0))
        clients_so_far = profit_so_far = 0
        for clients, earned in figures.steps():
            clients_so_far += clients
            profit_so_far += earned
            points.append((100 * clients_so_far / figures.active, 100 * profit_so_far / profit))
    return WhaleScreen(
        points=points,
        peak_share=gained / profit if profit > 0 else None,
        peak_clients=sum(part.gaining for part in active),
        key_clients=key,
        key_percent_of_clients=100 * key / figures.active if figures.active else 0.0,
        profit=now.money(profit),
    )


def _grid(
    now: Found,
    figures: Shape,
    drawn: list[tuple[int, int, int, str, str, int]],
    names: dict[int, tuple[str, str]],
) -> GridScreen:
    counts = figures.by_grid
    points = [
        GridPoint(client, names[client][0], frequency, now.money(profit), grid, contribution, now.money(billed))
        for client, frequency, profit, grid, contribution, billed in drawn
        if client in names
    ]
    frequency_cut, profit_cut = now.thresholds.frequency_cut, now.thresholds.profit_cut
    return GridScreen(
        points=points,
        frequency_cut=_decimal(frequency_cut or Fraction(0)),
        profit_cut=_decimal((profit_cut or Fraction(0)) / 10**now.minor_digits),
        counts={name: counts.get(name, (0, 0, 0))[0] for name in GRID},
        sampled=len(points) < figures.active,
    )


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _drawn(now: Found, *, walls: str) -> list[tuple[int, int, int, str, str, int]]:
    # Places by billed are dense, so an even sample is a list of places, each found in the index.
    count = now.active_clients
    places = list(range(1, min(count, MOST_POINTS) + 1))
    if count > MOST_POINTS:
        sampled = MOST_POINTS - POINTS_OF_LARGEST
        below = count - POINTS_OF_LARGEST
        places = places[:POINTS_OF_LARGEST] + [
            POINTS_OF_LARGEST + (number * below) // sampled for number in range(1, sampled + 1)
        ]

    def read() -> list[tuple[int, int, int, str, str, int]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT client_id, frequency, profit, grid, contribution, billed FROM insights_standing "
                "WHERE snapshot_id = %s AND place = ANY (%s) AND active ORDER BY place",
                [now.id, places],
            )
            rows: list[tuple[int, int, int, str, str, int]] = cursor.fetchall()
        return rows

    return remembered(("grid", now.id, now.computed_at), read, walls=walls)


def _names(clients: set[int]) -> dict[int, tuple[str, str]]:
    rows = Client.objects.filter(pk__in=each_of(clients)).values_list("pk", "name", "industry").order_by()
    return {number: (name, industry) for number, name, industry in rows}
