"""What was understood of a file before it is read, and what is left open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl
from django.utils.translation import gettext as _

from .columns import texts_of
from .currencies import CODES, DOLLAR, DOLLARS, YEN, YENS, currency_of
from .dates import DateEvidence
from .errors import Question
from .fields import Field
from .headings import currency_in
from .layout import Layout
from .numerals import MarkEvidence, parse_amount
from .options import DateOrder, ReadOptions
from .source import Description

_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_LOOKED_AT: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """How a file is read. Every part may be overridden by the field of the same name in `ReadOptions`.

    `columns` maps each field to the heading of its column. `currency` is that of amounts that name none;
    `currency_in_cells` says that some cells do. `negative_kinds` are written with a minus though nothing is undone.
    `sample` holds the first rows as they stand, `questions` what must be answered before the file can be read.
    """

    format: str
    encoding: str | None
    delimiter: str | None
    quote: str | None
    sheet: str | None
    sheets: tuple[str, ...]
    header_row: int
    headings: tuple[str, ...]
    columns: Mapping[Field, str]
    date_order: DateOrder | None
    decimal_mark: str
    thousands_mark: str | None
    currency: str | None
    currency_in_cells: bool
    negative_kinds: frozenset[str]
    sample: tuple[tuple[str, ...], ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the conversion of cells needs to know. `dollar` and `yen` are what those signs stand for."""

    date_order: DateOrder | None
    decimal_mark: str
    thousands_mark: str | None
    currencies: Mapping[Field, str | None]
    currency: str | None
    dollar: str
    yen: str | None
    currency_in_cells: bool
    questions: tuple[Question, ...]


def find_rules(
    first: pl.DataFrame,
    again: Callable[[], Iterator[pl.DataFrame]],
    *,
    layout: Layout,
    options: ReadOptions,
    description: Description,
) -> Rules:
    """Find out how dates and amounts are written, from the first rows, or from all where these leave it open.

    `first` has the columns of the layout by number; `again` yields the frames of the whole file.
    """
    dates, marks = DateEvidence(), MarkEvidence()
    _listen(first, layout, dates, marks, most=_LOOKED_AT)
    dates_open = options.date_order is None and dates.is_open
    marks_open = options.decimal_mark is None and marks.needs_more
    if dates_open or marks_open:
        dates, marks = DateEvidence(), MarkEvidence()
        for frame in again():
            _listen(frame, layout, dates, marks)
    seen = _currencies_seen(first, layout, marks.decimal_mark or options.decimal_mark or ".")
    by_heading = {field: currency_in(layout.heading_of(field)) for field in layout.amounts}
    dollar = _dollar(options, by_heading.values())
    yen = _yen(options, [*by_heading.values(), *seen], layout, description)
    plain = {DOLLAR: dollar, YEN: yen}
    return Rules(
        date_order=options.date_order or dates.order,
        decimal_mark=options.decimal_mark or marks.decimal_mark or ".",
        thousands_mark=marks.thousands_mark,
        currencies={field: plain.get(code or "", code) for field, code in by_heading.items()},
        currency=options.currency,
        dollar=dollar,
        yen=yen,
        currency_in_cells=bool(seen),
        questions=tuple(_questions(dates, marks, options, YEN in {*seen, *by_heading.values()} and yen is None)),
    )


def _listen(
    frame: pl.DataFrame, layout: Layout, dates: DateEvidence, marks: MarkEvidence, *, most: int | None = None
) -> None:
    cells = frame[str(layout.columns[Field.DATE])]
    if cells.dtype == pl.String:
        dates.add(texts_of(cells).unique(maintain_order=True))
    for field in layout.amounts:
        cells = frame[str(layout.columns[field])]
        if cells.dtype == pl.String:
            marks.add(texts_of(cells).unique(maintain_order=True).head(most or len(cells)))


def _currencies_seen(first: pl.DataFrame, layout: Layout, mark: str) -> set[str]:
    seen: set[str] = set()
    for field in (*layout.amounts, Field.CURRENCY):
        cells = first[str(layout.columns[field])] if field in layout.columns else pl.Series(dtype=pl.String)
        if cells.dtype != pl.String:
            continue
        for cell in texts_of(cells.head(_LOOKED_AT)).unique():
            if field is Field.CURRENCY:
                code = currency_of(cell)
            else:
                found = None if cell.isascii() and not cell.strip("+-0123456789.,") else parse_amount(cell, mark)
                code = found[1] if found else None
            if code:
                seen.add(code)
    return seen


def _dollar(options: ReadOptions, headings: Iterable[str | None]) -> str:
    named = [code for code in (options.currency, *headings) if code in DOLLARS]
    return named[0] or DOLLAR if named else "USD"


def _yen(options: ReadOptions, codes: Iterable[str | None], layout: Layout, description: Description) -> str | None:
    if options.currency in YENS:
        return options.currency
    named = {code for code in codes if code in YENS}
    if len(named) == 1:
        return named.pop()
    text = " ".join([*layout.headings, *(cell for row in layout.sample for cell in row)])
    if _KANA.search(text):
        return "JPY"
    if description.encoding == "gb18030" or _HAN.search(" ".join(layout.headings)):
        return "CNY"
    return None


def _questions(dates: DateEvidence, marks: MarkEvidence, options: ReadOptions, yen_open: bool) -> Iterator[Question]:
    if options.date_order is None and dates.is_open:
        yield Question(
            option="date_order",
            text=_("Does the day or the month come first in the dates?"),
            choices=tuple(dates.choices),
            examples=dates.examples,
        )
    if options.decimal_mark is None and marks.decimal_mark is None:
        yield Question(
            option="decimal_mark",
            text=_("Does the point or the comma begin the decimals?"),
            choices=(".", ","),
            examples=marks.examples,
        )
    if yen_open:
        yield Question(option="currency", text=_("Which currency does ¥ stand for?"), choices=YENS, examples=("¥",))


def known_code(code: str | None, rules: Rules) -> str | None:
    """The ISO 4217 code for a code or one of the two bare signs."""
    if code == DOLLAR:
        return rules.dollar
    return rules.yen if code == YEN else code if code in CODES else None
