"""From lines to the client book: every client's standing at a date, and how the book moved since an earlier one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl
from django.utils.translation import gettext as _

from clientela.analytics.currency import convert, minor_exponent
from clientela.analytics.measures import LEAVABLE
from clientela.analytics.migration import Migration, migration
from clientela.analytics.policy import Policy
from clientela.analytics.pyramid import PROSPECT, SUSPECT
from clientela.analytics.standings import standings
from clientela.analytics.thresholds import Thresholds
from clientela.analytics.whale import WhalePeak, whale_curve, whale_peak
from clientela.analytics.window import months_before
from clientela.core.errors import Refused

from .names import numbered
from .sources import Lines
from .table import UNITS

_NEVER: Final = (PROSPECT, SUSPECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A ledger analysed as of a date. Money is in minor units of `policy.currency`.

    `rows` are the standings with the `client`'s name: first the active by rank, then the others by name. `never` names
    the clients that no fee was ever billed to.
    """

    policy: Policy
    as_of: dt.date
    compare_to: dt.date
    rows: pl.DataFrame
    never: pl.DataFrame
    thresholds: Thresholds
    migration: Migration
    curve: pl.DataFrame
    peak: WhalePeak


def currency_of(lines: Lines, asked: str | None, policy: Policy) -> str:
    """The firm's currency: the one asked for, else the only one that the files name, else the policy's."""
    named = lines.table["currency"].unique().drop_nulls().to_list()
    return asked or (named[0] if len(named) == 1 else policy.currency)


def book(
    lines: Lines,
    *,
    policy: Policy,
    as_of: dt.date | None,
    compare_to: dt.date | None,
    rates: pl.DataFrame | None,
) -> Book:
    """Analyse the lines as of a date (None: the newest of them) against another (None: a window before).

    `policy.currency` is the firm's currency. Raises Refused where the dates cannot be used, MissingRate and RateError
    where an amount cannot be converted.
    """
    if lines.table.is_empty():
        raise Refused(_("There is no line that could be read."))
    first, last = lines.table.select(first=pl.col("date").min(), last=pl.col("date").max()).row(0)
    as_of = as_of or last
    if as_of < first:
        raise Refused(
            _("The ledger begins on %(first)s, after %(as_of)s. Choose a later --as-of.")
            % {"first": first, "as_of": as_of}
        )
    try:
        compare_to = compare_to or months_before(as_of, policy.window_months)
        months_before(compare_to, 2 * policy.window_months)
    except ValueError as error:
        raise Refused(str(error)) from None
    if compare_to >= as_of:
        raise Refused(
            _("%(compare_to)s is not before %(as_of)s. Choose an earlier --compare-to.")
            % {"compare_to": compare_to, "as_of": as_of}
        )
    names = numbered(lines.spellings.group_by("name").agg(pl.col("count").sum()))
    ledger = _facts(lines, names, policy.currency, rates)
    # The measures of an interval and of a delay are on no page of this report, and take long on a long ledger.
    now = standings(ledger.lazy(), as_of=as_of, policy=policy, leave_out=LEAVABLE)
    then = standings(ledger.lazy(), as_of=compare_to, policy=policy, leave_out=LEAVABLE)
    known = names.select("client_id", "client").unique()
    rows = now.rows.to_native().collect().join(known, on="client_id", how="left")
    rows = rows.sort(["rank", "client"], nulls_last=True)
    return Book(
        policy=policy,
        as_of=as_of,
        compare_to=compare_to,
        rows=rows.filter(~pl.col("tier").is_in(_NEVER)),
        never=rows.filter(pl.col("tier").is_in(_NEVER)).select("client", "client_id"),
        thresholds=now.thresholds,
        migration=migration(then.rows, now.rows),
        curve=whale_curve(now.rows).to_native().sort("place").collect(),
        peak=whale_peak(now.rows),
    )


def _facts(lines: Lines, names: pl.DataFrame, currency: str, rates: pl.DataFrame | None) -> pl.DataFrame:
    """The table that the analysis takes: clients by number, amounts in minor units of one currency."""
    ids = lines.spellings.join(names, on="name", how="left").select("spelling", "client_id")
    # Codes run from 0 without a gap in a run's own list of words; a gap would only waste a number.
    codes = int(ids.select(pl.col("spelling").max()).item()) + 1
    by_code = pl.Series([None], dtype=pl.Int64).new_from_index(0, codes).scatter(ids["spelling"], ids["client_id"])
    table = lines.table.with_columns(
        client_id=by_code.gather(lines.table["spelling"]),
        # Measures of these two are not part of what is written.
        service_line=pl.lit(None, dtype=pl.Boolean),
        staff_id=pl.lit(None, dtype=pl.Boolean),
    )
    minor = _whole_minor_units(table, currency)
    if minor is not None:
        return table.with_columns(amount_minor=minor)
    amounts = table.with_columns(
        amount=pl.col("units").cast(pl.Decimal(38, 4)) * pl.lit(Decimal(1) / UNITS, dtype=pl.Decimal(5, 4)),
        currency=pl.col("currency").cast(pl.String),
    )
    converted = convert(amounts.lazy(), rates=rates, to=currency)
    result: pl.DataFrame = converted.to_native().collect(engine="streaming")
    return result


def _whole_minor_units(table: pl.DataFrame, currency: str) -> pl.Series | None:
    """The amounts in minor units where nothing has to be converted or rounded, as in most ledgers."""
    if table["currency"].unique().drop_nulls().to_list() not in ([], [currency]):
        return None
    one = UNITS // 10 ** minor_exponent(currency)
    return table["units"] // one if (table["units"] % one == 0).all() else None
