"""Who was ever an active client: whether the fees of any window up to a date sum to more than zero."""

from __future__ import annotations

import datetime as dt

import narwhals as nw

from clientela.analytics.facts import Frame
from clientela.analytics.window import leaves_window


def ever_above_zero(fees: Frame, *, as_of: dt.date, months: int) -> Frame:
    """Return the `client_id` of each client whose fees in a window summed to more than zero at any date.

    The window has `months` months. `fees` has `client_id`, `date` and `amount_minor` of fee lines (refunds below
    zero); dates after `as_of` do not count. Each amount comes on its date and goes on the first date whose window no
    longer holds it, so the running sum of comings and goings by date is the sum of the window on every date on which
    it changes.
    """
    amount = nw.col("amount_minor")
    comings = fees.select("client_id", "date", amount)
    goings = fees.select("client_id", leaves_window(nw.col("date"), months).alias("date"), -amount)
    changes = (
        nw.concat([comings, goings])
        .filter(nw.col("date") <= as_of)
        .group_by("client_id", "date")
        .agg(amount.sum().cast(nw.Int64))
    )
    running = changes.with_columns(window_sum=amount.cum_sum().over("client_id", order_by="date"))
    return running.filter(nw.col("window_sum") > 0).select("client_id").unique()
