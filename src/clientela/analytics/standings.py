"""The whole analysis in one call: every client's measures and classes, and what they were cut by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

import narwhals as nw

from clientela.analytics.contribution import with_profit_sums
from clientela.analytics.facts import Frame, basis_of, lazy, settle
from clientela.analytics.grid import GRID_CUTS, with_grid_cuts
from clientela.analytics.measures import MEASURES, measures
from clientela.analytics.policy import Policy
from clientela.analytics.pyramid import TIER_PLACES, with_tier_places
from clientela.analytics.thresholds import Thresholds, thresholds_of

STANDING = (*MEASURES, "tier", "grid", "contribution", "rank", "profit_rank")


class Standings(NamedTuple):
    """One row per client with the columns `STANDING`, in no order, and the thresholds that explain the classes."""

    rows: Frame
    thresholds: Thresholds


def standings(
    ledger: Any,
    *,
    clients: Any | None = None,
    as_of: dt.date,
    policy: Policy,
    leave_out: Collection[str] = (),
    investment: Any | None = None,
) -> Standings:
    """Return every client's measures, tier, grid, contribution and ranks as of a date, and their thresholds.

    One row per client with any ledger line up to `as_of` or a row in `clients`; for the columns, the units,
    `leave_out` and `investment` see `measures`. `grid`, `contribution`, `rank` and `profit_rank` are null for those
    who are not active. Reads the ledger when it is called; on Polars the rows are then in memory.
    """
    lines = lazy(ledger)
    basis = basis_of(lines, as_of=as_of)
    table = measures(
        lines,
        as_of=as_of,
        policy=policy,
        clients=clients,
        basis=basis,
        leave_out=leave_out,
        investment=investment,
    )
    placed = with_profit_sums(with_grid_cuts(with_tier_places(table, policy=policy), policy=policy), policy=policy)
    columns = [name for name in STANDING if name not in leave_out]
    settled = settle(placed.select(*columns, *TIER_PLACES, *GRID_CUTS, "positive_profit"))
    return Standings(settled.select(*columns), thresholds_of(settled, as_of=as_of, policy=policy, basis=basis))


def tally(rows: Any, *, by: str) -> Frame:
    """Return how many clients each class of the column `by` holds, and their `billed` and `profit` in minor units.

    `rows` are standings, `by` is `tier`, `grid` or `contribution`; clients without a class are left out.
    """
    return (
        lazy(rows)
        .filter(~nw.col(by).is_null())
        .group_by(by)
        .agg(nw.len().cast(nw.Int64).alias("clients"), nw.col("billed", "profit").sum().cast(nw.Int64))
    )
