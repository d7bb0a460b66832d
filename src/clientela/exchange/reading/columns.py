"""Columns of cells turned into values: the plain cells by Polars, each different odd one once by Python."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Final, Generic, TypeVar

import polars as pl

from .currencies import currency_of
from .dates import EARLIEST, LATEST, parse_date
from .kinds import kind_of
from .numerals import NUMBER, TOO_LARGE, parse_amount
from .options import DateOrder

AMOUNT: Final = pl.Decimal(18, 4)

_REMEMBERED: Final = 200_000
_ISO: Final = "%Y-%m-%d"
_EPOCH: Final = datetime.date(1970, 1, 1)
_TIME: Final = r"[T ]+\d{1,2}:\d{2}.*$"
# What stands around a plain number in a ledger: brackets, a minus, one currency before or behind.
_AROUND: Final = r"^(\(?)(-?)\s*([^0-9\s.,()'+\-]{0,5})\s*(-?)({number})\s*([^0-9\s.,()'+\-]{0,5})(-?)(\)?)$"
_NUMBER: Final = r"(?:[0-9]{1,14}|[0-9]{1,3}(?:{group}[0-9]{3}){1,4})(?:{mark}[0-9]{0,4})?"
_EXACT: Final = rf"^{NUMBER}-?[0-9]{{1,14}}(?:\.[0-9]{{0,4}})?$"
_GROUPS: Final = {".": r"[,\s']", ",": r"[.\s']"}
_MARKS: Final = {".": r"\.", ",": ","}

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """A function of a cell that works on each different cell once, and forgets when they become too many."""

    def __init__(self, function: Callable[[str], Value]) -> None:
        self._function = function
        self._known: dict[str, Value] = {}

    def __call__(self, cell: str) -> Value:
        try:
            return self._known[cell]
        except KeyError:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            return self._known.setdefault(cell, self._function(cell))


def texts_of(cells: pl.Series) -> pl.Series:
    """Return cells of any type as String without the spaces around, "" for none."""
    if cells.dtype != pl.String:
        cells = cells.cast(pl.String)
    if cells.null_count():
        cells = cells.fill_null("")
    return cells.str.strip_chars()


class DateColumn:
    """Reads dates; `order` is that of dates written in digits with the year behind."""

    def __init__(self, order: DateOrder | None) -> None:
        self._days = Remembered(lambda cell: _day_number(parse_date(cell.removeprefix(NUMBER), order)))

    def __call__(self, cells: pl.Series) -> pl.Series:
        """Return a Date column, null for what is not a date between 1900 and 2100."""
        if cells.dtype == pl.Date or cells.dtype == pl.Datetime:
            days = cells.dt.date()
        elif cells.dtype == pl.String:
            days = self._of_texts(cells)
        else:
            return self(texts_of(cells))
        return _where(days.is_between(EARLIEST, LATEST), days)

    def _of_texts(self, cells: pl.Series) -> pl.Series:
        if cells.str.contains(":", literal=True).any():
            cells = cells.str.replace(_TIME, "")
        days = cells.str.to_date(_ISO, strict=False)
        odd = (days.is_null() & (cells != "")).arg_true()
        if odd.is_empty():
            return days
        found = pl.Series([self._days(cell) for cell in cells.gather(odd).to_list()], dtype=pl.Int32)
        return days.to_physical().scatter(odd, found).cast(pl.Date)


def _day_number(day: datetime.date | None) -> int | None:
    return None if day is None else (day - _EPOCH).days


class WordColumn:
    """Reads words by a table of them, such as kinds and currencies."""

    def __init__(self, function: Callable[[str], str | None]) -> None:
        self._function = Remembered(function)

    def __call__(self, cells: pl.Series) -> pl.Series:
        """Return a String column of what the words stand for, null for those that are not known."""
        words = cells.unique().drop_nulls().to_list()
        meanings = [self._function(word) for word in words]
        return cells.replace_strict(words, meanings, default=None, return_dtype=pl.String)


class AmountColumn:
    """Reads amounts with one decimal mark, "." or ","."""

    def __init__(self, decimal_mark: str) -> None:
        number = _NUMBER.replace("{group}", _GROUPS[decimal_mark]).replace("{mark}", _MARKS[decimal_mark])
        self._mark = decimal_mark
        self._plain = f"^[+-]?{number}$"
        self._around = _AROUND.replace("{number}", number)
        self._odd = Remembered(lambda cell: _as_text(parse_amount(cell, decimal_mark)))
        self._codes = WordColumn(currency_of)

    def __call__(self, cells: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Return the amounts, null for what is none or out of range, and the currency that each cell names.

        `cells` are numbers, or texts as `texts_of` gives them.
        """
        codes = pl.repeat(None, len(cells), dtype=pl.String, eager=True)
        if cells.dtype.is_numeric():
            small = cells.cast(pl.Float64).abs() < float(TOO_LARGE)
            return _where(small, cells).cast(AMOUNT, strict=False), codes
        texts = _where(cells.str.contains(self._plain), self._bare(cells))
        if cells.str.starts_with(NUMBER).any():
            texts = texts.fill_null(_where(cells.str.contains(_EXACT), cells.str.strip_prefix(NUMBER)))
        left = (texts.is_null() & (cells != "")).arg_true()
        if not left.is_empty():
            found, currencies = self._with_signs(cells.gather(left))
            texts, codes = texts.scatter(left, found), codes.scatter(left, currencies)
        return texts.cast(AMOUNT, strict=False), codes

    def _bare(self, cells: pl.Series) -> pl.Series:
        """Plain numbers as a cast to Decimal takes them."""
        if cells.str.contains(_GROUPS[self._mark]).any():
            cells = cells.str.replace_all(_GROUPS[self._mark], "")
        return cells.str.replace(",", ".", literal=True) if self._mark == "," else cells

    def _with_signs(self, cells: pl.Series) -> tuple[pl.Series, pl.Series]:
        """The amounts as texts, and the currencies, of cells that are more than digits and marks."""
        parts = cells.str.replace_all("−", "-", literal=True).str.extract_groups(self._around).struct.unnest()
        opened, first, before, second, number, behind, third, closed = parts.get_columns()
        signs = opened.str.len_bytes() + first.str.len_bytes() + second.str.len_bytes() + third.str.len_bytes()
        codes = self._codes(before + behind)
        simple = (
            number.is_not_null()
            & (opened.str.len_bytes() == closed.str.len_bytes())
            & (signs <= 1)
            & (codes.is_not_null() | ((before == "") & (behind == "")))
            & ((before == "") | (behind == ""))
        )
        texts = _where(simple, _where(signs == 1, "-" + self._bare(number)).fill_null(self._bare(number)))
        codes = _where(simple, codes)
        left = texts.is_null().arg_true()
        if not left.is_empty():
            found = [self._odd(cell) for cell in cells.gather(left).to_list()]
            texts = texts.scatter(left, pl.Series([text for text, _code in found], dtype=pl.String))
            codes = codes.scatter(left, pl.Series([code for _text, code in found], dtype=pl.String))
        return texts, codes


def _where(condition: pl.Series, values: pl.Series) -> pl.Series:
    return pl.select(pl.when(condition).then(values)).to_series()


def _as_text(found: tuple[Decimal, str | None] | None) -> tuple[str | None, str | None]:
    return (None, None) if found is None else (str(found[0]), found[1])


def meaning_of_kind(cell: str) -> str | None:
    """The kind that a cell names, "fee" where it is empty, "refund" for a fee that is taken back."""
    if not cell:
        return "fee"
    found = kind_of(cell.removeprefix(NUMBER))
    return None if found is None else "refund" if found[1] else found[0]
