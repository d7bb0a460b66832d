"""Tables for spreadsheets: CSV and XLSX, row by row, with nothing in them that would run as a formula."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from .cells import plain_text

Cell = str | int | float | Decimal | bool | dt.date | dt.datetime | None

_ROWS_AT_ONCE: Final = 500
_MOST_ROWS: Final = 2**20
_LONGEST_CELL: Final = 32_767
_LONGEST_SHEET_NAME: Final = 31
# A spreadsheet keeps fifteen digits of a number and turns the others into zeros.
_MOST_DIGITS: Final = 15
_EARLIEST: Final = dt.date(1900, 3, 1)


def csv_chunks(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a CSV in pieces, as UTF-8 with a byte order mark, by which Excel knows its encoding.

    Text is always in quotation marks, so that a program that parts at other signs cannot find a formula within it;
    numbers stay numbers, dates are ISO 8601, an empty cell is empty.
    """
    yield codecs.BOM_UTF8
    waiting = itertools.chain([headings], rows)
    while part := list(itertools.islice(waiting, _ROWS_AT_ONCE)):
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerows([_for_csv(cell) for cell in row] for row in part)
        yield text.getvalue().encode("utf-8", "replace")


def write_csv(into: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write a CSV as `csv_chunks` makes it. Gives the number of rows without the headings."""
    counted = _Counted(rows)
    for chunk in csv_chunks(headings, counted):
        into.write(chunk)
    return counted.count


def write_xlsx(into: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str = "") -> int:
    """Write a workbook, keeping one row in memory; beyond 1,048,576 rows another sheet begins.

    Text goes in as text whatever it begins with. A number with more digits than a spreadsheet keeps goes in as text.
    Gives the number of rows without the headings.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    counted = _Counted(rows)
    with xlsxwriter.Workbook(into, options) as book:
        bold, date, moment = (
            book.add_format({"bold": True}),
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        )
        waiting = iter(counted)
        for number in itertools.count(1):
            part = itertools.islice(waiting, _MOST_ROWS - 1)
            first = next(part, None)
            if first is None and number > 1:
                break
            page = book.add_worksheet(_sheet_name(sheet, number))
            page.freeze_panes(1, 0)
            for column, heading in enumerate(headings):
                page.write_string(0, column, heading[:_LONGEST_CELL], bold)
            for line, row in enumerate(itertools.chain([first] if first is not None else [], part), start=1):
                for column, cell in enumerate(row):
                    _put(page, line, column, cell, date=date, moment=moment)
    return counted.count


class _Counted:
    def __init__(self, rows: Iterable[Sequence[Cell]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for row in self._rows:
            self.count += 1
            yield row


def _for_csv(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, str):
        return plain_text(cell)
    if isinstance(cell, Decimal) and cell.is_finite():
        # Never in powers of ten, which a spreadsheet would round.
        return _Plain(cell)
    return cell


class _Plain(Decimal):
    """A number that is written with all its digits."""

    def __str__(self) -> str:
        return format(self, "f")


def _put(page: Worksheet, line: int, column: int, cell: Cell, *, date: Any, moment: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        page.write_boolean(line, column, cell)
    elif isinstance(cell, dt.datetime) and cell.date() >= _EARLIEST:
        # A workbook knows no time zones: what the clock shows goes in.
        page.write_datetime(line, column, cell.replace(tzinfo=None), moment)
    elif isinstance(cell, dt.date) and not isinstance(cell, dt.datetime) and cell >= _EARLIEST:
        page.write_datetime(line, column, dt.datetime.combine(cell, dt.time()), date)
    elif isinstance(cell, int | float | Decimal) and _fits(cell):
        page.write_number(line, column, float(cell))
    else:
        page.write_string(line, column, str(cell)[:_LONGEST_CELL])


def _fits(number: int | float | Decimal) -> bool:
    if isinstance(number, float):
        return math.isfinite(number)
    number = Decimal(number)
    return number.is_finite() and len(number.normalize().as_tuple().digits) <= _MOST_DIGITS


def _sheet_name(wish: str, number: int) -> str:
    plain = "".join(sign for sign in wish if sign not in "[]:*?/\\" and sign.isprintable()).strip(" '")
    ending = "" if number == 1 else f" {number}"
    return (plain or "Sheet")[: _LONGEST_SHEET_NAME - len(ending)] + ending
