"""The pyramid of seven levels: who is top, large, medium, small, inactive, a prospect or a suspect."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from clientela.analytics.facts import Frame, lazy
from clientela.analytics.policy import Policy, ceil_share

TOP = "top"
LARGE = "large"
MEDIUM = "medium"
SMALL = "small"
INACTIVE = "inactive"
PROSPECT = "prospect"
SUSPECT = "suspect"
TIERS = (TOP, LARGE, MEDIUM, SMALL, INACTIVE, PROSPECT, SUSPECT)
ACTIVE_TIERS = TIERS[:4]


def pyramid(measures: Any, *, policy: Policy) -> Frame:
    """Return `measures` with `rank` (1 for the highest `billed` among the active, ties by client id) and `tier`.

    Needs `client_id`, `billed`, `active`, `ever_active` and `in_dialogue`. The first 1 percent of the active, rounded
    up, are top, those up to 5 percent large, up to 20 percent medium (the policy's numbers), the others small. `rank`
    is null for those who are not active. After Jay Curry's customer pyramid.
    """
    return with_tier_places(measures, policy=policy).drop(*TIER_PLACES)


TIER_PLACES = ("active_clients", "top_places", "large_places", "medium_places")


def with_tier_places(measures: Any, *, policy: Policy) -> Frame:
    """Return the pyramid with the number of active clients, and the last place of each level but small."""
    active, billed, rank = nw.col("active"), nw.col("billed"), nw.col("rank")
    count = nw.col("active_clients")
    never = nw.when(nw.col("in_dialogue")).then(nw.lit(PROSPECT)).otherwise(nw.lit(SUSPECT))
    idle = nw.when(nw.col("ever_active")).then(nw.lit(INACTIVE)).otherwise(never)
    low = nw.when(rank <= nw.col("medium_places")).then(nw.lit(MEDIUM)).otherwise(nw.lit(SMALL))
    high = nw.when(rank <= nw.col("large_places")).then(nw.lit(LARGE)).otherwise(low)
    busy = nw.when(rank <= nw.col("top_places")).then(nw.lit(TOP)).otherwise(high)
    return (
        in_order(lazy(measures), by=-billed, place="rank")
        .with_columns(active_clients=active.cast(nw.Int64).sum().cast(nw.Int64))
        .with_columns(
            top_places=ceil_share(count, policy.top_basis_points),
            large_places=ceil_share(count, policy.large_basis_points),
            medium_places=ceil_share(count, policy.medium_basis_points),
        )
        .with_columns(tier=nw.when(active).then(busy).otherwise(idle))
    )


def in_order(table: Frame, *, by: nw.Expr, place: str) -> Frame:
    """Return `table` with the column `place`: 1, 2, 3 for the active in ascending order of `by`, ties by client id."""
    active = nw.col("active")
    return (
        # Nulls come first, so the idle are all before the first of the active.
        table.with_columns(order_key=nw.when(active).then(by))
        .with_row_index("order_index", order_by=["order_key", "client_id"])
        .with_columns(idle_clients=nw.col("order_key").is_null().cast(nw.Int64).sum().cast(nw.Int64))
        .with_columns(
            nw.when(active).then(nw.col("order_index").cast(nw.Int64) + 1 - nw.col("idle_clients")).alias(place)
        )
        .drop("order_key", "order_index", "idle_clients")
    )
