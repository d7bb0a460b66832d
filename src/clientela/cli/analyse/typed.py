"""A Parquet file that is a clean ledger as it stands goes into memory by columns, without a look at each row."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from clientela.exchange.reading import CannotRead, Field, ReadOptions, Understanding
from clientela.exchange.reading.container import Container, container_of
from clientela.exchange.reading.conversion import LONGEST_CLIENT
from clientela.exchange.reading.currencies import CODES, is_currency
from clientela.exchange.reading.dates import EARLIEST, LATEST
from clientela.exchange.reading.fields import MAGNITUDES
from clientela.exchange.reading.headings import currency_in
from clientela.exchange.reading.layout import Layout, find_layout
from clientela.exchange.reading.numerals import TOO_LARGE
from clientela.exchange.reading.source import HeadRow

from .table import UNITS, Types, spellings_in

_WORDS: Final = ("kind", "currency", "engagement", "service_line", "staff")
_HEAD: Final = 100


def typed_ledger(
    path: Path, options: ReadOptions, types: Types
) -> tuple[Understanding, pl.DataFrame, pl.DataFrame] | None:
    """What was understood of a file, its lines in the columns of `types`, and their spellings.

    None where anything in it needs the care of the row reader. What is taken here is what that would give: dates that
    are dates, numbers for amounts, the six kinds by their names and with their usual signs, and no cell missing that a
    line needs.
    """
    try:
        if container_of(path) is not Container.PARQUET or options.negative_kinds is not None:
            return None
        scan = pl.scan_parquet(path, glob=False)
        schema = scan.collect_schema()
        # Whatever is no plain word, number or date is the row reader's business.
        head = scan.head(_HEAD).collect().cast(pl.String).fill_null("").rows()
        rows = [HeadRow(0, list(schema), 0), *(HeadRow(at, list(row), at) for at, row in enumerate(head, start=1))]
        layout = find_layout(rows, options)
        headings = {field.value: layout.headings[number] for field, number in layout.columns.items()}
        if not _has_types(schema, headings):
            return None
        table = scan.select(untidy=_untidy(headings), **types.columns(headings)).collect(engine="streaming")
    except (CannotRead, pl.exceptions.PolarsError):
        return None
    if table.drop_in_place("untidy").any():
        return None
    currency = currency_in(headings["amount"])
    if currency in CODES:
        table = table.with_columns(pl.col("currency").fill_null(currency))
    elif currency is not None:
        return None
    spellings = spellings_in(table)
    return (
        (_understood(layout, currency or options.currency), table, spellings) if _is_clean(table, spellings) else None
    )


def _has_types(schema: pl.Schema, headings: dict[str, str]) -> bool:
    if not {"date", "client", "amount"} <= headings.keys() <= {"date", "client", "amount", "description", *_WORDS}:
        return False
    words = [schema[headings[field]] for field in ("client", *_WORDS) if field in headings]
    date, amount = schema[headings["date"]], schema[headings["amount"]]
    return date in (pl.Date, pl.Datetime) and amount.is_numeric() and all(dtype == pl.String for dtype in words)


def _untidy(headings: dict[str, str]) -> pl.Expr:
    # Spaces around a reference would make two engagements of one.
    if "engagement" not in headings:
        return pl.lit(False)
    cell = pl.col(headings["engagement"])
    return cell.str.starts_with(" ") | cell.str.ends_with(" ")


def _is_clean(table: pl.DataFrame, spellings: pl.DataFrame) -> bool:
    if table.is_empty() or any(table[name].null_count() for name in ("spelling", "date", "kind", "units")):
        return False
    units, largest = pl.col("units"), int(TOO_LARGE) * UNITS
    in_bounds = table.lazy().select(
        (pl.col("date").min() >= EARLIEST)
        & (pl.col("date").max() <= LATEST)
        & (units.min() > -largest)
        & (units.max() < largest)
    )
    if not in_bounds.collect(engine="streaming").item():
        return False
    below, above = (units < 0).sum(), (units > 0).sum()
    signs = table.lazy().group_by("kind").agg(turned=below > above).collect(engine="streaming")
    if set(signs.filter("turned")["kind"]) & MAGNITUDES:
        return False
    names = spellings["name"]
    if ((names == "") | (names.str.len_chars() > LONGEST_CLIENT)).any():
        return False
    return all(is_currency(code) for code in table["currency"].unique().drop_nulls())


def _understood(layout: Layout, currency: str | None) -> Understanding:
    return Understanding(
        format=Container.PARQUET,
        encoding=None,
        delimiter=None,
        quote=None,
        sheet=None,
        sheets=(),
        header_row=0,
        headings=layout.headings,
        columns={field: layout.headings[number] for field, number in layout.columns.items()},
        date_order=None,
        decimal_mark=".",
        thousands_mark=None,
        currency=currency,
        currency_in_cells=Field.CURRENCY in layout.columns,
        negative_kinds=frozenset(),
        sample=layout.sample,
        questions=(),
    )
