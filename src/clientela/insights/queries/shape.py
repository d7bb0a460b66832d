"""The figures of a snapshot summed over the clients that the viewer may see, in one pass over their standings."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from django.db import connection

from .snapshot import Found
from .viewer import remembered

CURVE_STEPS = 190

Sums: TypeAlias = tuple[int, int, int]

SHAPE = """
    SELECT tier, grid, contribution, active,
           CASE WHEN active THEN (profit_rank::bigint - 1) * %(steps)s / %(ranks)s END AS step,
           count(*), sum(billed), sum(previous_billed), sum(profit),
           sum(profit) FILTER (WHERE profit > 0), count(*) FILTER (WHERE profit > 0)
    FROM insights_standing
    WHERE snapshot_id = %(snapshot)s
    GROUP BY 1, 2, 3, 4, 5
"""


@dataclass(frozen=True)
class Part:
    """The clients of one combination of classes at one step of the whale curve; amounts in minor units."""

    tier: str
    grid: str | None
    contribution: str | None
    active: bool
    step: int | None
    clients: int
    billed: int
    previous_billed: int
    profit: int
    gained: int
    gaining: int


@dataclass(frozen=True)
class Shape:
    """All parts of a snapshot."""

    parts: tuple[Part, ...]

    @cached_property
    def by_tier(self) -> dict[str, Sums]:
        """(clients, billed, profit) of each tier."""
        return self._sums(lambda part: part.tier)

    @cached_property
    def by_grid(self) -> dict[str, Sums]:
        """(clients, billed, profit) of each field of the gold grid."""
        return self._sums(lambda part: part.grid)

    @cached_property
    def by_contribution(self) -> dict[str, Sums]:
        """(clients, billed, profit) of each contribution."""
        return self._sums(lambda part: part.contribution)

    def _sums(self, key: Callable[[Part], str | None]) -> dict[str, Sums]:
        totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for part in self.parts:
            name = key(part)
            if name is not None:
                total = totals[name]
                total[0] += part.clients
                total[1] += part.billed
                total[2] += part.profit
        return {name: (clients, billed, profit) for name, (clients, billed, profit) in totals.items()}

    def count(self, classes: Mapping[str, str]) -> int:
        """How many clients are of all the `classes` (by the names of the fields of `Part`)."""
        return sum(
            part.clients for part in self.parts if all(getattr(part, name) == value for name, value in classes.items())
        )

    @cached_property
    def active(self) -> int:
        return sum(part.clients for part in self.parts if part.active)

    @cached_property
    def billed(self) -> int:
        """What all clients were billed in the window, refunds to those who are not active among them."""
        return sum(part.billed for part in self.parts)

    @cached_property
    def previous_billed(self) -> int:
        return sum(part.previous_billed for part in self.parts)

    @cached_property
    def profit(self) -> int:
        return sum(part.profit for part in self.parts)

    def steps(self) -> list[tuple[int, int]]:
        """(clients, profit) of each step of the whale curve, the most profitable first, active clients only."""
        totals: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for part in self.parts:
            if part.step is not None:
                totals[part.step][0] += part.clients
                totals[part.step][1] += part.profit
        return [(clients, profit) for _step, (clients, profit) in sorted(totals.items())]


def shape(snapshot: Found, *, walls: str) -> Shape:
    """The shape of a snapshot as the viewer may see it; one statement, or none where it is remembered."""

    def read() -> Shape:
        asked = {"snapshot": snapshot.id, "steps": CURVE_STEPS, "ranks": max(1, snapshot.active_clients)}
        with connection.cursor() as cursor:
            cursor.execute(SHAPE, asked)
            return Shape(tuple(Part(*row[:5], *(int(value or 0) for value in row[5:])) for row in cursor.fetchall()))

    return remembered(("shape", snapshot.id, snapshot.computed_at), read, walls=walls)


@dataclass(frozen=True)
class HiddenRanks:
    """The firm's ranks of clients that the viewer may not see, ascending."""

    by_billed: tuple[int, ...]
    by_profit: tuple[int, ...]

    def rank(self, of_firm: int | None) -> int | None:
        """The rank by billed among the clients that the viewer may see."""
        return None if of_firm is None else of_firm - bisect_left(self.by_billed, of_firm)

    def profit_rank(self, of_firm: int | None) -> int | None:
        """The rank by profit among the clients that the viewer may see."""
        return None if of_firm is None else of_firm - bisect_left(self.by_profit, of_firm)


def hidden_ranks(snapshot: Found, *, walls: str) -> HiddenRanks:
    """The ranks that the viewer must not find missing; one statement, or none where they are remembered."""

    def read() -> HiddenRanks:
        with connection.cursor() as cursor:
            cursor.execute("SELECT by_billed, by_profit FROM insights_hidden_ranks(%s)", [snapshot.id])
            rows = cursor.fetchall()
        return HiddenRanks(_ascending(row[0] for row in rows), _ascending(row[1] for row in rows))

    return remembered(("hidden ranks", snapshot.id, snapshot.computed_at), read, walls=walls)


def visible_active(snapshot: Found, *, walls: str) -> int:
    """The number of active clients that the viewer may see."""
    return snapshot.active_clients - len(hidden_ranks(snapshot, walls=walls).by_billed)


def _ascending(ranks: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(ranks))
