"""Amounts in several currencies into minor units of the firm's, by dated rates, exactly and alike on every engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from clientela.analytics.facts import Frame, fetch, lazy
from clientela.analytics.window import day_number

# ISO 4217: how many decimals a currency's minor unit has, where it is not two.
_EXPONENTS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_EXPONENT_OF = {code: exponent for exponent, codes in _EXPONENTS.items() for code in codes.split()}

_AMOUNT_DECIMALS = 4
_RATE_DECIMALS = 12
_WIDEST = 38


@dataclass(frozen=True)
class Gap:
    """A currency without a usable rate: on how many dates with lines, and the first and last of them."""

    currency: str
    dates: int
    first: dt.date
    last: dt.date


class MissingRate(LookupError):
    """Lines in another currency have no exchange rate that is recent enough; `gaps` says which and when."""

    def __init__(self, gaps: tuple[Gap, ...], to: str, max_age_days: int) -> None:
        self.gaps = gaps
        parts = "; ".join(
            f"{gap.currency} on {gap.dates} date{'s' if gap.dates > 1 else ''} from {gap.first} to {gap.last}"
            for gap in gaps
        )
        super().__init__(
            f"No rate into {to} at most {max_age_days} days old for {parts}. "
            "Add rates on or before these dates to the table of rates, or allow older ones."
        )


class RateError(ValueError):
    """The table of rates contradicts itself: a rate that is not above zero, or two rates of a currency on one date."""


def minor_exponent(currency: str) -> int:
    """Return how many decimals the minor unit of a currency has: 2 for USD, 0 for JPY, 3 for KWD.

    >>> minor_exponent("JPY")
    0
    """
    return _EXPONENT_OF.get(currency, 2)


def convert(ledger: Any, *, rates: Any | None, to: str, max_age_days: int = 31) -> Frame:
    """Return the ledger with `amount_minor` (Int64, minor units of `to`) in place of `amount` and `currency`.

    `ledger` has `date`, `amount` (Decimal in whole units, at most 14 digits before and 4 after the point) and
    `currency` (ISO 4217, null for `to`); its other columns are kept. `rates` has `date`, `currency` and `rate`
    (Decimal, at most 12 decimals): one unit of `currency` is `rate` units of `to`. A line takes the last rate on or
    before its date, not older than `max_age_days`. The result is rounded to the nearest minor unit, a half to the
    even one. Reads the dates and currencies when it is called. Raises `MissingRate`, and `RateError` for a table that
    contradicts itself.
    """
    lines = lazy(ledger).with_columns(nw.col("currency").fill_null(to))
    pairs = lines.filter(nw.col("currency") != to).select("currency", "date").unique()
    if rates is None:
        _refuse(fetch(pairs), to, max_age_days)
        return _in_minor_units(lines.with_columns(rate_units=nw.lit(None, dtype=nw.Int128)), to)
    quotes = lazy(rates).select("currency", "date", rate_units=_units("rate", _RATE_DECIMALS))
    _check(quotes)
    quoted = _latest(pairs, quotes)
    age = day_number(nw.col("date")) - day_number(nw.col("quoted"))
    unusable = nw.col("rate_units").is_null() | (age > max_age_days)
    _refuse(fetch(quoted.filter(unusable).select("currency", "date")), to, max_age_days)
    return _in_minor_units(lines.join(quoted.drop("quoted"), on=["currency", "date"], how="left"), to)


def _units(column: str, decimals: int) -> nw.Expr:
    """Return a decimal column as whole units of its last decimal place."""
    whole: int = 10**decimals
    return (nw.col(column).cast(nw.Decimal(_WIDEST, decimals)) * whole).cast(nw.Int128)


def _check(quotes: Frame) -> None:
    units = nw.col("rate_units")
    by_date = quotes.group_by("currency", "date").agg(units.min().alias("low"), units.max().alias("high"))
    strange = fetch(by_date.filter((nw.col("low") <= 0) | (nw.col("low") != nw.col("high"))).select("currency", "date"))
    if strange:
        where = ", ".join(f"{row['currency']} on {row['date']}" for row in sorted(strange, key=_by_currency))
        raise RateError(f"Each currency needs one rate above zero on a date; mend the table of rates for {where}.")


def _latest(pairs: Frame, quotes: Frame) -> Frame:
    """Return `pairs` with the rate last quoted on or before each date, and the date it was quoted."""
    nothing = nw.lit(None, dtype=nw.Int128)
    asked = pairs.select("currency", "date", rate_units=nothing, quoted=nw.lit(None, dtype=nw.Date), turn=nw.lit(1))
    # Equal rows of the table say the same; the smallest stands for them.
    offered = (
        quotes.group_by("currency", "date")
        .agg(nw.col("rate_units").min())
        .select("currency", "date", "rate_units", quoted=nw.col("date"), turn=nw.lit(0))
    )
    carried = nw.concat([offered, asked]).with_columns(
        nw.col("rate_units", "quoted").fill_null(strategy="forward").over("currency", order_by=["date", "turn"])
    )
    return carried.filter(nw.col("turn") == 1).drop("turn")


def _refuse(rows: Iterable[dict[str, Any]], to: str, max_age_days: int) -> None:
    dates: dict[str, list[dt.date]] = {}
    for row in rows:
        dates.setdefault(row["currency"], []).append(row["date"])
    if dates:
        gaps = (Gap(code, len(dates[code]), min(dates[code]), max(dates[code])) for code in sorted(dates))
        raise MissingRate(tuple(gaps), to, max_age_days)


def _in_minor_units(lines: Frame, to: str) -> Frame:
    one = 10 ** (_AMOUNT_DECIMALS + _RATE_DECIMALS - minor_exponent(to))
    rate = nw.col("rate_units").fill_null(10**_RATE_DECIMALS)
    exact = nw.col("exact")
    whole, rest = nw.col("whole"), nw.col("rest")
    up = (rest * 2 > one) | ((rest * 2 == one) & (whole % 2 == 1))
    size = whole + nw.when(up).then(1).otherwise(0)
    return (
        lines.with_columns(exact=_units("amount", _AMOUNT_DECIMALS) * rate)
        .with_columns(whole=exact.abs() // one, rest=exact.abs() % one)
        .with_columns(amount_minor=(nw.when(exact < 0).then(0 - size).otherwise(size)).cast(nw.Int64))
        .drop("amount", "currency", "rate_units", "exact", "whole", "rest")
    )


def _by_currency(row: dict[str, Any]) -> tuple[str, dt.date]:
    return row["currency"], row["date"]
