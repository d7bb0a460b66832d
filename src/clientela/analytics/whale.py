"""The whale curve: profit summed from the best client to the worst, above the total and back down to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals as nw

from clientela.analytics.contribution import running_sum
from clientela.analytics.facts import Frame, fetch, lazy, part_of
from clientela.analytics.pyramid import in_order


@dataclass(frozen=True)
class WhalePeak:
    """The top of the whale curve, in clients and minor units.

    `peak_clients` clients earn `peak_profit`, which is `peak_share` times `total_profit`; the others together give
    the difference back. `peak_share` is None where the total is not above zero.
    """

    clients: int
    peak_clients: int
    peak_profit: int
    total_profit: int

    @property
    def peak_share(self) -> float | None:
        """The profit at the peak as a multiple of the total profit."""
        return self.peak_profit / self.total_profit if self.total_profit > 0 else None


def whale_curve(measures: Any) -> Frame:
    """Return one row per active client with its place by profit, and the profit and shares up to that place.

    The columns are `place`, `client_id`, `profit`, `cumulative`, `client_share` and `profit_share`. Needs
    `client_id`, `profit` and `active`. `place` is 1 for the most profitable (ties by client id), `cumulative` the
    profit of the clients up to this place in minor units, `client_share` the place over the number of active clients,
    `profit_share` the cumulative profit over the total, null where the total is not above zero. After Kaplan and
    Narayanan.
    """
    active = lazy(measures).filter(nw.col("active")).select("client_id", "profit", "active")
    total, count = nw.col("total_profit"), nw.col("active_clients")
    return (
        in_order(active, by=-nw.col("profit"), place="place")
        .with_columns(
            cumulative=running_sum("profit", place="place"),
            total_profit=nw.col("profit").sum().cast(nw.Int64),
            active_clients=nw.col("active").cast(nw.Int64).sum().cast(nw.Int64),
        )
        .with_columns(
            client_share=part_of(nw.col("place"), count),
            profit_share=nw.when(total > 0).then(part_of(nw.col("cumulative"), total)),
        )
        .select("place", "client_id", "profit", "cumulative", "client_share", "profit_share")
    )


def whale_peak(measures: Any) -> WhalePeak:
    """Return the peak of the whale curve: the profit of all clients who earn us anything, and how many they are.

    Needs `profit` and `active`. Computes at once.
    """
    profit = nw.col("profit")
    gain = nw.when(profit > 0)
    (row,) = fetch(
        lazy(measures)
        .filter(nw.col("active"))
        .select(
            profit.count().cast(nw.Int64).alias("clients"),
            gain.then(1).otherwise(0).sum().cast(nw.Int64).alias("peak_clients"),
            gain.then(profit).otherwise(0).sum().cast(nw.Int64).alias("peak_profit"),
            profit.sum().cast(nw.Int64).alias("total_profit"),
        )
    )
    return WhalePeak(**row)
