"""Who carries the firm's profit: key, ordinary and loss-making clients."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from clientela.analytics.facts import Frame, lazy
from clientela.analytics.policy import Policy, ceil_share
from clientela.analytics.pyramid import in_order

KEY = "key"
ORDINARY = "ordinary"
LOSS_MAKING = "loss-making"
CONTRIBUTIONS = (KEY, ORDINARY, LOSS_MAKING)


def contribution(measures: Any, *, policy: Policy) -> Frame:
    """Return `measures` with `profit_rank` and `contribution`, both null for those who are not active.

    Needs `client_id`, `profit` and `active`. Key clients are the shortest run, in descending order of profit (ties by
    client id), whose profit reaches the policy's share (80 percent) of all positive profit among the active.
    Loss-making is a profit below zero; the others are ordinary. After the 80/20 rule as a Chinese paper applies it to
    consultancies.
    """
    return with_profit_sums(measures, policy=policy).drop(*PROFIT_SUMS)


PROFIT_SUMS = ("positive_profit", "profit_before")


def with_profit_sums(measures: Any, *, policy: Policy) -> Frame:
    """Return the contribution with the sum of all positive profit, and of that of the clients placed before each."""
    active, profit = nw.col("active"), nw.col("profit")
    needed = ceil_share(nw.col("positive_profit"), policy.key_basis_points)
    is_key = (profit > 0) & (nw.col("profit_before") < needed)
    rest = nw.when(profit < 0).then(nw.lit(LOSS_MAKING)).otherwise(nw.lit(ORDINARY))
    return (
        in_order(lazy(measures), by=-profit, place="profit_rank")
        .with_columns(gain=nw.when(active & (profit > 0)).then(profit).otherwise(0))
        .with_columns(
            positive_profit=nw.col("gain").sum().cast(nw.Int64),
            profit_before=running_sum("gain", place="profit_rank") - nw.col("gain"),
        )
        .with_columns(contribution=nw.when(active).then(nw.when(is_key).then(nw.lit(KEY)).otherwise(rest)))
        .drop("gain")
    )


def running_sum(column: str, *, place: str) -> nw.Expr:
    """Return the sum of `column` up to this row in order of `place`, which only rows with nothing to add may share."""
    return nw.col(column).cum_sum().over(order_by=place).cast(nw.Int64)
