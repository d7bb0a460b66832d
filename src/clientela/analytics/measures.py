"""What each client was worth to the firm as of a date: one row per client from the ledger's lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import ROUND_HALF_EVEN
from typing import Any

import narwhals as nw

from clientela.analytics.activity import ever_above_zero
from clientela.analytics.currency import minor_exponent
from clientela.analytics.facts import (
    COST,
    DISBURSEMENT,
    DISCOUNT,
    FEE,
    PAYMENT,
    WRITE_OFF,
    Basis,
    Frame,
    basis_of,
    fetch,
    lazy,
    part_of,
    settle,
)
from clientela.analytics.policy import Policy
from clientela.analytics.window import Window, day_number, whole_months

MEASURES = (
    "client_id",
    "billed",
    "previous_billed",
    "trend",
    "billed_total",
    "collected",
    "disbursed",
    "written_off",
    "discounted",
    "cost",
    "invested",
    "profit",
    "margin",
    "share",
    "frequency",
    "service_lines",
    "staff",
    "first_billed",
    "last_billed",
    "recency_days",
    "tenure_months",
    "interval_days",
    "payment_days",
    "active",
    "ever_active",
    "in_dialogue",
)

LEAVABLE = ("interval_days", "payment_days")

_COUNTED = (
    "billed",
    "previous_billed",
    "billed_total",
    "collected",
    "disbursed",
    "written_off",
    "discounted",
    "ledger_cost",
    "gifts",
    "minutes",
    "frequency",
    "service_lines",
    "staff",
)

_UNKNOWN = nw.lit(None, dtype=nw.Float64)


def measures(
    ledger: Any,
    *,
    as_of: dt.date,
    policy: Policy,
    clients: Any | None = None,
    basis: Basis | None = None,
    leave_out: Collection[str] = (),
    investment: Any | None = None,
) -> Frame:
    """Return one row per client with any ledger line up to `as_of` or a row in `clients`: the columns `MEASURES`.

    `ledger` has the columns `facts.LEDGER_COLUMNS`, `clients` has `client_id` and `in_dialogue`, `investment` has
    `facts.INVESTMENT_COLUMNS` (what contacts with clients cost, and how many minutes), all on one engine.
    Money is in minor units (Int64); `margin`, `share`, `interval_days` and `payment_days` are Float64, and null where
    they cannot be told. `leave_out` names those of `LEAVABLE` that are not wanted: on a long ledger each takes as
    long as summing it. The formulas are on the methods page. The ledger is read when this is called: its basis first,
    unless given, and on Polars the sums by client too. Raises ValueError for a measure that cannot be left out.
    """
    if strange := set(leave_out) - set(LEAVABLE):
        raise ValueError(
            f"{', '.join(sorted(strange))} cannot be left out of the measures; {' and '.join(LEAVABLE)} can."
        )
    wanted = frozenset(name for name in LEAVABLE if name not in leave_out)
    whole = lazy(ledger)
    window = Window.ending(as_of, policy.window_months)
    if basis is None:
        basis = basis_of(whole, as_of=as_of)
    if not basis.payments:
        wanted -= {"payment_days"}
    lines = whole.filter(nw.col("date") <= as_of)
    gathered = settle(_gathered(lines, clients, investment, window, basis, wanted))
    table = _with_activity(gathered, whole, window)
    return _derived(table, window, policy, basis, wanted).select(*(name for name in MEASURES if name not in leave_out))


def _gathered(
    lines: Frame, clients: Any | None, investment: Any | None, window: Window, basis: Basis, wanted: frozenset[str]
) -> Frame:
    """Return the sums, counts and dates by client that everything else is derived from, in as few passes as may be."""
    table = _outer_join(_fees(lines, window, wanted), _other_kinds(lines, wanted))
    for part in (_other_kinds_in_window(lines, window), _work(lines, window, basis)):
        table = table.join(part, on="client_id", how="left")
    if clients is None:
        table = table.with_columns(in_dialogue=nw.lit(True))
    else:
        known = lazy(clients).group_by("client_id").agg(nw.col("in_dialogue").fill_null(True).any())
        table = _outer_join(table, known).with_columns(nw.col("in_dialogue").fill_null(True))
    if investment is None:
        table = table.with_columns(gifts=nw.lit(0), minutes=nw.lit(0))
    else:
        table = table.join(_invested(investment, window), on="client_id", how="left")
    return table.with_columns(nw.col(*_COUNTED).fill_null(0).cast(nw.Int64))


def _fees(lines: Frame, window: Window, wanted: frozenset[str]) -> Frame:
    date, amount = nw.col("date"), nw.col("amount_minor")
    in_window = date >= window.start
    before = ~in_window & (date >= window.previous_start)
    billing_date = nw.when(amount > 0).then(date)
    sums = [
        amount.sum().alias("billed_total"),
        nw.when(in_window).then(amount).otherwise(0).sum().alias("billed"),
        nw.when(before).then(amount).otherwise(0).sum().alias("previous_billed"),
        billing_date.min().alias("first_billed"),
        billing_date.max().alias("last_billed"),
    ]
    dates = [billing_date.n_unique().alias("dates_and_none"), amount.min().alias("least_fee")]
    grouped = lines.filter(nw.col("kind") == FEE).group_by("client_id")
    if "interval_days" not in wanted:
        return grouped.agg(*sums)
    # Refunds and zeros, which have no billing date, count together as one more date.
    none = nw.when(nw.col("least_fee") <= 0).then(1).otherwise(0)
    return (
        grouped.agg(*sums, *dates)
        .with_columns(billing_dates=nw.col("dates_and_none").cast(nw.Int64) - none)
        .drop("dates_and_none", "least_fee")
    )


def _other_kinds(lines: Frame, wanted: frozenset[str]) -> Frame:
    kind, amount = nw.col("kind"), nw.col("amount_minor")
    others = lines.filter(kind != FEE)
    if "payment_days" not in wanted:
        return others.select("client_id").unique()
    reduction = nw.when(kind == COST).then(0).otherwise(-amount)
    owed = nw.when(kind == DISBURSEMENT).then(amount).otherwise(reduction).sum()
    return others.group_by("client_id").agg(owed.alias("owed_besides_fees"))


def _other_kinds_in_window(lines: Frame, window: Window) -> Frame:
    kind, amount = nw.col("kind"), nw.col("amount_minor")
    others = lines.filter((nw.col("date") >= window.start) & (kind != FEE))
    sums = {
        "disbursed": DISBURSEMENT,
        "collected": PAYMENT,
        "written_off": WRITE_OFF,
        "discounted": DISCOUNT,
        "ledger_cost": COST,
    }
    return others.group_by("client_id").agg(
        nw.when(kind == name_of_kind).then(amount).otherwise(0).sum().alias(name) for name, name_of_kind in sums.items()
    )


def _invested(investment: Any, window: Window) -> Frame:
    spent, date = lazy(investment), nw.col("date")
    in_window = (date >= window.start) & (date <= window.end)
    return (
        spent.filter(in_window)
        .group_by("client_id")
        .agg(nw.col("amount_minor", "minutes").sum())
        .rename({"amount_minor": "gifts"})
    )


def _work(lines: Frame, window: Window, basis: Basis) -> Frame:
    date = nw.col("date")
    billed = lines.filter((date >= window.start) & (nw.col("kind") == FEE) & (nw.col("amount_minor") > 0))
    if basis.frequency == "engagements":
        # Distinct counts take null for a value, so fees outside any engagement count together as one.
        frequency = nw.col("engagement_id").n_unique()
    else:
        frequency = (date.dt.year().cast(nw.Int64) * 12 + date.dt.month().cast(nw.Int64)).n_unique()
    return billed.group_by("client_id").agg(
        frequency.cast(nw.Int64).alias("frequency"),
        _distinct("service_line").alias("service_lines"),
        _distinct("staff_id").alias("staff"),
    )


def _distinct(column: str) -> nw.Expr:
    value = nw.col(column)
    missing = value.is_null().any()
    return value.n_unique().cast(nw.Int64) - nw.when(missing).then(1).otherwise(0)


def _with_activity(gathered: Frame, ledger: Frame, window: Window) -> Frame:
    billed, previous, total = nw.col("billed"), nw.col("previous_billed"), nw.col("billed_total")
    # Windows laid end to end up to as_of hold every fee once: where all fees sum to more than zero, one of them does.
    # Only a client whose refunds eat up all fees needs the sum of every window.
    table = gathered.with_columns(active=billed > 0, ever_active=(billed > 0) | (previous > 0) | (total > 0))
    doubtful = table.filter(~nw.col("ever_active") & ~nw.col("first_billed").is_null()).select("client_id")
    ids = [row["client_id"] for row in fetch(doubtful)]
    if not ids:
        return table
    # Few lines, found by one column, before any other condition is asked.
    lines = settle(ledger.filter(nw.col("client_id").is_in(ids)).select("client_id", "date", "kind", "amount_minor"))
    found = ever_above_zero(lines.filter(nw.col("kind") == FEE), as_of=window.end, months=window.months)
    return table.join(found.with_columns(once_active=nw.lit(True)), on="client_id", how="left").with_columns(
        ever_active=nw.col("ever_active") | nw.col("once_active").fill_null(False)
    )


def _derived(table: Frame, window: Window, policy: Policy, basis: Basis, wanted: frozenset[str]) -> Frame:
    billed, profit, firm_billed = nw.col("billed"), nw.col("profit"), nw.col("firm_billed")
    first, last = nw.col("first_billed"), nw.col("last_billed")
    cost = nw.col("ledger_cost") if basis.cost == "ledger" else _share_as_cost(billed, policy.cost_basis_points)
    return (
        table.with_columns(
            cost=cost,
            invested=nw.col("gifts") + _worth_of(nw.col("minutes"), policy),
            firm_billed=billed.sum().cast(nw.Int64),
            trend=billed - nw.col("previous_billed"),
        )
        .with_columns(
            profit=billed - nw.col("written_off") - nw.col("discounted") - nw.col("cost") - nw.col("invested")
        )
        .with_columns(
            margin=nw.when(billed > 0).then(profit / billed),
            share=nw.when(firm_billed > 0).then(part_of(billed, firm_billed)),
            recency_days=window.end.toordinal() - day_number(last),
            tenure_months=whole_months(first, window.end),
            interval_days=_interval_days() if "interval_days" in wanted else _UNKNOWN,
            payment_days=_payment_days(window) if "payment_days" in wanted else _UNKNOWN,
        )
    )


def _interval_days() -> nw.Expr:
    intervals = nw.col("billing_dates") - 1
    span = day_number(nw.col("last_billed")) - day_number(nw.col("first_billed"))
    return nw.when(intervals > 0).then(span / intervals)


def _payment_days(window: Window) -> nw.Expr:
    invoiced = nw.col("billed") + nw.col("disbursed")
    outstanding = nw.col("billed_total").fill_null(0) + nw.col("owed_besides_fees").fill_null(0)
    owed = nw.when(outstanding > 0).then(outstanding).otherwise(0).cast(nw.Float64)
    return nw.when(invoiced > 0).then(owed * float(window.days) / invoiced)


def _share_as_cost(billed: nw.Expr, basis_points: int) -> nw.Expr:
    """Return the policy's share of what was billed, to the nearest minor unit, a half to the even; of refunds, none."""
    amount = nw.when(billed > 0).then(billed).otherwise(0)
    rest = (amount % 10_000) * basis_points
    whole = (amount // 10_000) * basis_points + rest // 10_000
    beyond = rest % 10_000
    up = (beyond > 5_000) | ((beyond == 5_000) & (whole % 2 == 1))
    return whole + nw.when(up).then(1).otherwise(0)


def _worth_of(minutes: nw.Expr, policy: Policy) -> nw.Expr:
    """Return what minutes cost by the policy's hour, to the nearest minor unit, a half to the even."""
    hour = int((policy.hour_cost * 10 ** minor_exponent(policy.currency)).to_integral_value(ROUND_HALF_EVEN))
    exact = minutes * hour
    whole, beyond = exact // 60, exact % 60
    up = (beyond > 30) | ((beyond == 30) & (whole % 2 == 1))
    return whole + nw.when(up).then(1).otherwise(0)


def _outer_join(left: Frame, right: Frame) -> Frame:
    both = left.join(right, on="client_id", how="full", suffix="_of_right")
    client = nw.coalesce(nw.col("client_id"), nw.col("client_id_of_right"))
    return both.with_columns(client_id=client).drop("client_id_of_right")
