"""What every class of one analysis was cut by, exact, so that a client's class can be explained from its row alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from typing import Any

import narwhals as nw

from clientela.analytics.contribution import KEY
from clientela.analytics.facts import Basis, CostBasis, Frame, FrequencyBasis, fetch
from clientela.analytics.grid import cut_place
from clientela.analytics.policy import Policy
from clientela.analytics.pyramid import ACTIVE_TIERS
from clientela.analytics.window import window_start


@dataclass(frozen=True)
class Place:
    """Who holds a place in an order of the active clients, and with how much (minor units)."""

    place: int
    amount: int
    client_id: int


@dataclass(frozen=True)
class Totals:
    """Sums over all clients in the window, in minor units."""

    billed: int
    previous_billed: int
    collected: int
    disbursed: int
    written_off: int
    discounted: int
    cost: int
    profit: int


@dataclass(frozen=True)
class Thresholds:
    """The cuts of one analysis, in whole clients, whole minor units and exact fractions.

    `clients` and `active` are counts. `top_places`, `large_places` and `medium_places` are the last places of these
    levels, counted from the first of all. `lowest_billed` has the lowest `billed` on each active level that holds a
    client. The cuts of the gold grid lie between the values `_below` and `_at` of two neighbouring clients; they are
    None where no client is active. `positive_profit` is the sum that the key clients share; `key_cut` is the part
    that they must reach together, `key_profit` what they do reach, `key_clients` how many they are. `billed_places`
    and `profit_places` hold the clients on either side of each border, so that it can be told what would move a
    client across.
    """

    as_of: dt.date
    window_start: dt.date
    policy: Policy
    frequency_basis: FrequencyBasis
    cost_basis: CostBasis
    clients: int
    active: int
    top_places: int
    large_places: int
    medium_places: int
    lowest_billed: Mapping[str, int]
    frequency_below: int | None
    frequency_at: int | None
    profit_below: int | None
    profit_at: int | None
    positive_profit: int
    key_clients: int
    key_profit: int
    lowest_key_profit: int | None
    billed_places: tuple[Place, ...]
    profit_places: tuple[Place, ...]
    totals: Totals

    @property
    def frequency_cut(self) -> Fraction | None:
        """The percentile of frequency among the active, by linear interpolation."""
        return self._cut(self.frequency_below, self.frequency_at)

    @property
    def profit_cut(self) -> Fraction | None:
        """The percentile of profit among the active, by linear interpolation, in minor units."""
        return self._cut(self.profit_below, self.profit_at)

    @property
    def key_cut(self) -> Fraction:
        """The profit that the key clients must reach together, in minor units."""
        return Fraction(self.positive_profit * self.policy.key_basis_points, 10_000)

    def _cut(self, below: int | None, at: int | None) -> Fraction | None:
        if at is None:
            return None
        points = self.policy.gold_basis_points
        beyond = cut_place(self.active, points) - Fraction((self.active - 1) * points, 10_000)
        return at - (at - below) * beyond if below is not None else Fraction(at)

    def to_dict(self) -> dict[str, Any]:
        """Return the thresholds as JSON can hold them."""
        values = asdict(self)
        values["policy"] = self.policy.to_dict()
        values["as_of"] = self.as_of.isoformat()
        values["window_start"] = self.window_start.isoformat()
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Thresholds:
        """Return the thresholds that `to_dict` wrote."""
        known = {field.name: values[field.name] for field in fields(cls)}
        known["policy"] = Policy.from_dict(values["policy"])
        known["as_of"] = dt.date.fromisoformat(values["as_of"])
        known["window_start"] = dt.date.fromisoformat(values["window_start"])
        known["totals"] = Totals(**values["totals"])
        for name in ("billed_places", "profit_places"):
            known[name] = tuple(Place(**place) for place in values[name])
        return cls(**known)


def thresholds_of(rows: Frame, *, as_of: dt.date, policy: Policy, basis: Basis) -> Thresholds:
    """Return the thresholds of standings that still carry the columns of their cuts. Computes at once."""
    (row,) = fetch(rows.select(*_aggregates()))
    numbers = {name: value if value is not None else 0 for name, value in row.items()}
    active, key_clients = numbers["active"], numbers["key_clients"]
    ends = (numbers["top_places"], numbers["large_places"], numbers["medium_places"])
    borders = {place for end in ends for place in (end, end + 1)} | {active}
    return Thresholds(
        as_of=as_of,
        window_start=window_start(as_of, policy.window_months),
        policy=policy,
        frequency_basis=basis.frequency,
        cost_basis=basis.cost,
        clients=numbers["clients"],
        active=active,
        top_places=ends[0],
        large_places=ends[1],
        medium_places=ends[2],
        lowest_billed={tier: row[f"lowest_{tier}"] for tier in ACTIVE_TIERS if row[f"lowest_{tier}"] is not None},
        frequency_below=row["frequency_below"],
        frequency_at=row["frequency_at"],
        profit_below=row["profit_below"],
        profit_at=row["profit_at"],
        positive_profit=numbers["positive_profit"],
        key_clients=key_clients,
        key_profit=numbers["key_profit"],
        lowest_key_profit=row["lowest_key_profit"],
        billed_places=_places(rows, "rank", "billed", borders),
        profit_places=_places(rows, "profit_rank", "profit", {key_clients, key_clients + 1}),
        totals=Totals(**{field.name: numbers[f"total_{field.name}"] for field in fields(Totals)}),
    )


def _aggregates() -> list[nw.Expr]:
    whole = [
        nw.len().cast(nw.Int64).alias("clients"),
        nw.col("active").cast(nw.Int64).sum().cast(nw.Int64),
    ]
    cuts = [
        nw.col(name).max()
        for name in (
            "top_places",
            "large_places",
            "medium_places",
            "frequency_below",
            "frequency_at",
            "profit_below",
            "profit_at",
            "positive_profit",
        )
    ]
    lowest = [
        nw.when(nw.col("tier") == tier).then(nw.col("billed")).min().alias(f"lowest_{tier}") for tier in ACTIVE_TIERS
    ]
    key, profit = nw.when(nw.col("contribution") == KEY), nw.col("profit")
    keys = [
        key.then(1).otherwise(0).sum().cast(nw.Int64).alias("key_clients"),
        key.then(profit).otherwise(0).sum().cast(nw.Int64).alias("key_profit"),
        key.then(profit).min().alias("lowest_key_profit"),
    ]
    totals = [nw.col(field.name).sum().cast(nw.Int64).alias(f"total_{field.name}") for field in fields(Totals)]
    return [*whole, *cuts, *lowest, *keys, *totals]


def _places(rows: Frame, rank: str, amount: str, places: set[int]) -> tuple[Place, ...]:
    found = fetch(
        rows.filter(nw.col(rank).is_in(sorted(places))).select(
            nw.col(rank).alias("place"), nw.col(amount).alias("amount"), "client_id"
        )
    )
    return tuple(sorted((Place(**row) for row in found), key=lambda place: place.place))
