"""The ledger as the analysis sees it: its columns and kinds, what it can tell, and how any engine's frame is read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import narwhals as nw

Frame: TypeAlias = "nw.LazyFrame[Any]"

FEE = "fee"
DISBURSEMENT = "disbursement"
PAYMENT = "payment"
WRITE_OFF = "write_off"
DISCOUNT = "discount"
COST = "cost"
KINDS = (FEE, DISBURSEMENT, PAYMENT, WRITE_OFF, DISCOUNT, COST)

LEDGER_COLUMNS = ("client_id", "date", "kind", "amount_minor", "engagement_id", "service_line", "staff_id")

INVESTMENT_COLUMNS = ("client_id", "date", "amount_minor", "minutes")

FrequencyBasis: TypeAlias = Literal["engagements", "months"]
CostBasis: TypeAlias = Literal["ledger", "policy"]


@dataclass(frozen=True)
class Basis:
    """What the ledger can tell up to a date: how frequency and cost are measured, and whether it records payments."""

    frequency: FrequencyBasis
    cost: CostBasis
    payments: bool


def lazy(frame: Any) -> Frame:
    """Return any table that Narwhals knows (Polars, DuckDB, Arrow, Spark, or already Narwhals) as a lazy frame."""
    result: Frame = nw.from_native(frame).lazy()
    return result


def settle(frame: Frame) -> Frame:
    """Compute a frame of one row per client once, where the engine would otherwise compute it again for every use.

    Polars is told to stream. Other engines plan the whole by themselves and get the frame back as it is.
    """
    if not frame.implementation.is_polars():
        return frame
    return frame.collect(engine="streaming").lazy()


def fetch(frame: Frame) -> list[dict[str, Any]]:
    """Return the rows of a small frame."""
    table = frame.collect(engine="streaming") if frame.implementation.is_polars() else frame.collect()
    return table.rows(named=True)


def part_of(amount: nw.Expr, total: nw.Expr) -> nw.Expr:
    """Return `amount` over a `total` that is the same in every row, rounded once, so that engines agree on it.

    Polars divides by a constant by multiplying with its reciprocal, which rounds twice; the sum makes it a column.
    """
    return amount / (total + amount * 0)


def basis_of(ledger: Any, *, as_of: dt.date) -> Basis:
    """Look into a ledger for what its lines up to and including `as_of` can tell.

    Frequency counts engagements where any fee line names one, else months. Cost comes from the ledger where it has
    any cost line, else from the policy. Reads no more than it needs to find one line of each sort.
    """
    lines = lazy(ledger)
    kind = nw.col("kind")
    signs = {
        "engagement": (kind == FEE) & ~nw.col("engagement_id").is_null(),
        "cost": kind == COST,
        "payment": kind == PAYMENT,
    }
    seen = _seen(lines.head(_FIRST_LOOK), signs, as_of)
    seen |= _seen(lines, {sign: line for sign, line in signs.items() if sign not in seen}, as_of)
    return Basis(
        frequency="engagements" if "engagement" in seen else "months",
        cost="ledger" if "cost" in seen else "policy",
        payments="payment" in seen,
    )


# Enough lines to show what a ledger has, few enough to be read at once.
_FIRST_LOOK = 10_000


def _seen(lines: Frame, signs: dict[str, nw.Expr], as_of: dt.date) -> set[str]:
    """Return the names of those conditions that any line up to a date meets."""
    if not signs:
        return set()
    past = lines.filter(nw.col("date") <= as_of)
    # A literal alone would be one row on Polars, whether or not a line is found.
    looks = [
        past.filter(line).select("client_id").head(1).with_columns(sign=nw.lit(sign)) for sign, line in signs.items()
    ]
    return {row["sign"] for row in fetch(nw.concat(looks))}
