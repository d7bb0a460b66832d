"""Fees by month, for the line that shows how a client or the firm developed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw

from clientela.analytics.facts import FEE, Frame, lazy
from clientela.analytics.policy import Policy
from clientela.analytics.window import window_start


def monthly_fees(ledger: Any, *, as_of: dt.date, policy: Policy) -> Frame:
    """Return `client_id`, `year`, `month` and `billed` for each client and calendar month with any fee or refund.

    Covers the window of the policy's `trend_months` that ends with `as_of`; `billed` is net of refunds, in minor
    units. A month at either end of the window may be there in part.
    """
    date = nw.col("date")
    start = window_start(as_of, policy.trend_months)
    return (
        lazy(ledger)
        .filter((date >= start) & (date <= as_of) & (nw.col("kind") == FEE))
        .with_columns(year=date.dt.year().cast(nw.Int64), month=date.dt.month().cast(nw.Int64))
        .group_by("client_id", "year", "month")
        .agg(nw.col("amount_minor").sum().cast(nw.Int64).alias("billed"))
    )
