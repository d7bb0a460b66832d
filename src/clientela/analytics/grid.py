"""The gold grid: how often a client comes against how much it earns us."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from clientela.analytics.facts import Frame, lazy
from clientela.analytics.policy import Policy

GOLD = "gold"
BIG = "big"
FREQUENT = "frequent"
ORDINARY = "ordinary"
GRID = (GOLD, BIG, FREQUENT, ORDINARY)


def gold_grid(measures: Any, *, policy: Policy) -> Frame:
    """Return `measures` with `grid`: gold, big (profitable only), frequent or ordinary; null for the idle.

    Needs `client_id`, `frequency`, `profit` and `active`. A client is frequent at or above the policy's percentile
    (75) of `frequency` among the active, and profitable at or above that of `profit` and above zero. The percentile
    is the one with linear interpolation. After a Chinese paper on the client management of law firms.
    """
    return with_grid_cuts(measures, policy=policy).drop(*GRID_CUTS)


GRID_CUTS = ("frequency_below", "frequency_at", "profit_below", "profit_at")


def cut_place(count: Any, basis_points: int) -> Any:
    """Return the place, counted from 0 in ascending order, of the lowest of `count` values that reaches the percentile.

    The percentile lies at (count - 1) x p; between two neighbours it is above the lower and not above the upper one,
    so a value of the table reaches it exactly when it reaches the value at the next whole place. Takes an integer or
    an expression.
    """
    return ((count - 1) * basis_points + 9_999) // 10_000


def with_grid_cuts(measures: Any, *, policy: Policy) -> Frame:
    """Return the grid with the two neighbouring values that each percentile lies between: `_below` and `_at`."""
    active = nw.col("active")
    count = active.cast(nw.Int64).sum().cast(nw.Int64)
    table = lazy(measures).with_columns(cut_place=cut_place(count, policy.gold_basis_points))
    for axis in ("frequency", "profit"):
        # The value at a place counted from 0 is the highest of those that fewer or as many values lie below.
        value = nw.col("axis_value")
        lower = nw.col("axis_rank").cast(nw.Int64) - 1
        table = (
            table.with_columns(axis_value=nw.when(active).then(nw.col(axis)))
            .with_columns(axis_rank=value.rank("min"))
            .with_columns(
                nw.when(lower <= nw.col("cut_place") - 1).then(value).max().alias(f"{axis}_below"),
                nw.when(lower <= nw.col("cut_place")).then(value).max().alias(f"{axis}_at"),
            )
            .drop("axis_value", "axis_rank")
        )
    frequent = nw.col("frequency") >= nw.col("frequency_at")
    profitable = (nw.col("profit") >= nw.col("profit_at")) & (nw.col("profit") > 0)
    often = nw.when(frequent).then(nw.lit(FREQUENT)).otherwise(nw.lit(ORDINARY))
    much = nw.when(frequent).then(nw.lit(GOLD)).otherwise(nw.lit(BIG))
    return table.with_columns(grid=nw.when(active).then(nw.when(profitable).then(much).otherwise(often))).drop(
        "cut_place"
    )
