"""One date in any of the ways in which ledgers write it, and in which order a column puts day and month."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from .options import DateOrder

EARLIEST: Final = datetime.date(1900, 1, 1)
LATEST: Final = datetime.date(2100, 12, 31)

# Where more than this part of the telling cells speaks against an order, the column has none.
_STRAY: Final = 0.05
_EXCEL_ZERO: Final = datetime.date(1899, 12, 30)
_EXCEL_SERIALS: Final = range(20_000, 73_415)
# POSIX: two digits from 69 on are of the last century.
_PIVOT: Final = 69
_EXAMPLES: Final = 3
_GENERATION: Final = 15
_SEPARATORS: Final = str.maketrans("", "", "-/. ")

_TIME: Final = re.compile(r"(?<=\d)[t\s]+\d{1,2}[:时]\d{2}.*$|(?<=[日号])\s*\d{1,2}[:时]\d{2}.*$")
_WEEKDAY: Final = re.compile(
    r"\b(mon|tues?|wed(nes)?|thurs?|fri|sat(ur)?|sun)(day)?\b[.,]?"
    r"|\b(пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\b[.,]?"
    r"|\(?(星期|周)[一二三四五六日天]\)?"
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})\s*[-/.年\s]\s*(\d{1,2})\s*[-/.月\s]\s*(\d{1,2})\s*[日号]?")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})\s*(?:г\.?|года)?")
_SHORT: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2})")
_MONTH: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?|(\d{4})(0[1-9]|1[0-2])")
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})[-/.](\d{4})")
_YEAR: Final = re.compile(r"(?:fy\s*)?(\d{4})(?:\.0+)?\s*(?:年度?|г\.?|год)?")
_QUARTER: Final = re.compile(r"(\d{4})\s*[-/]?\s*q([1-4])|q([1-4])\s*[-/]?\s*(\d{4})")
_DAY_NAMED: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]*([^\W\d]+)[\s\-/.,]*(\d{4}|\d{2})\s*(?:г\.?|года)?")
_NAMED_DAY: Final = re.compile(r"([^\W\d]+)[\s\-/.]*(\d{1,2})(?:st|nd|rd|th)?[\s,\-/.]+(\d{4})")
_YEAR_NAMED_DAY: Final = re.compile(r"(\d{4})[\s\-/.,]*([^\W\d]+)[\s\-/.]*(\d{1,2})")
_NAMED_YEAR: Final = re.compile(r"([^\W\d]+)(?:[\s\-/.,]*(\d{4})\s*(?:г\.?|года?)?|[-'’](\d{2}))")
_MONTH_NAMES: Final = (
    """
    january jan, february feb, march mar, april apr, may, june jun, july jul, august aug, september sept sep,
    october oct, november nov, december dec
    """,
    """
    январь января янв, февраль февраля фев февр, март марта мар, апрель апреля апр, май мая, июнь июня июн,
    июль июля июл, август августа авг, сентябрь сентября сен сент, октябрь октября окт, ноябрь ноября ноя нояб,
    декабрь декабря дек
    """,
)
_MONTHS: Final = {
    word: number
    for names in _MONTH_NAMES
    for number, words in enumerate(names.split(","), start=1)
    for word in words.split()
}


def parse_date(text: str, order: DateOrder | None) -> datetime.date | None:
    """Return the date that a cell means, or None where it means none between 1900 and 2100.

    A year alone is its last day, so is a month and a quarter; a number of five digits is a day of Excel's calendar.
    `order` decides only where the cell leaves it open.

    >>> parse_date("2024年3月5日", None), parse_date("5/3/24", DateOrder.MONTH_FIRST), parse_date("2024", None)
    (datetime.date(2024, 3, 5), datetime.date(2024, 5, 3), datetime.date(2024, 12, 31))
    """
    plain = _plain(text)
    possible = _orders(plain)
    if possible is not None:
        found = possible.get(order) if order else next(iter(possible.values()), None)
    elif plain.isdigit() or plain.replace(".", "", 1).isdigit():
        found = _number(plain)
    else:
        found = _written(plain)
    return found if found is not None and EARLIEST <= found <= LATEST else None


@dataclass(slots=True)
class DateEvidence:
    """What the cells of a column tell of their order; all cells of the column may be added bit by bit."""

    _against: Counter[DateOrder] = field(default_factory=Counter)
    _seen: set[DateOrder] = field(default_factory=set)
    _telling: int = 0
    _open: list[str] = field(default_factory=list)
    _undotted: bool = False
    _years: dict[DateOrder, tuple[int, int]] = field(default_factory=dict)

    def add(self, texts: Iterable[str]) -> None:
        """Take more cells in. Cells that name the month or begin with a year of four digits tell nothing."""
        for text in texts:
            possible = _orders(_plain(text))
            if not possible:
                continue
            self._seen.update(possible)
            self._against.update(order for order in DateOrder if order not in possible)
            self._telling += len(possible) == 1
            for order, day in possible.items():
                first, last = self._years.get(order, (day.year, day.year))
                self._years[order] = min(first, day.year), max(last, day.year)
            if len(set(possible.values())) > 1:
                self._undotted = self._undotted or "." not in text
                if len(self._open) < _EXAMPLES:
                    self._open.append(text.strip())

    @property
    def order(self) -> DateOrder | None:
        """The only order in which the cells make sense; None where there is no such, or where no cell needs one."""
        least = min(self._against[order] for order in DateOrder)
        best = [order for order in DateOrder if order in self._seen and self._against[order] == least]
        if not best or least > _STRAY * self._telling:
            return None
        if len(best) > 1 and self._open:
            # Days taken for years scatter over a generation; a ledger does not.
            spans = {order: self._years[order][1] - self._years[order][0] for order in best}
            best = [order for order in best if spans[order] <= min(spans.values()) + _GENERATION]
        # Nowhere are dates with points written month first.
        if len(best) == 1 or not self._open or (not self._undotted and DateOrder.YEAR_FIRST not in best):
            return best[0]
        return None

    @property
    def is_open(self) -> bool:
        """Whether a person has to say in which of the `choices` the cells are to be read."""
        return bool(self._seen) and self.order is None

    @property
    def choices(self) -> tuple[DateOrder, ...]:
        """The orders in which cells of the column can be read."""
        return tuple(order for order in DateOrder if order in self._seen)

    @property
    def examples(self) -> tuple[str, ...]:
        """A few cells that could mean two days."""
        return tuple(self._open)


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if ":" in plain or "时" in plain:
        plain = _TIME.sub("", plain)
    if not plain.isascii() or not plain.translate(_SEPARATORS).isdigit():
        plain = _WEEKDAY.sub("", plain)
    return plain.strip(" ,")


def _orders(plain: str) -> dict[DateOrder, datetime.date] | None:
    """The dates that digits with separators can be, by order; None for what is not written so."""
    match = _YEAR_LAST.fullmatch(plain)
    if match:
        first, second, year = map(int, match.groups())
        orders = {DateOrder.DAY_FIRST: _day(year, second, first), DateOrder.MONTH_FIRST: _day(year, first, second)}
    else:
        match = _SHORT.fullmatch(plain)
        if not match:
            return None
        first, second, last = int(match[1]), int(match[3]), int(match[4])
        orders = {
            DateOrder.DAY_FIRST: _day(_century(last), second, first),
            DateOrder.MONTH_FIRST: _day(_century(last), first, second),
            DateOrder.YEAR_FIRST: _day(_century(first), second, last),
        }
    return {order: day for order, day in orders.items() if day is not None}


def _number(plain: str) -> datetime.date | None:
    whole, _, fraction = plain.partition(".")
    if len(whole) == 4 and not fraction.strip("0"):
        return _day(int(whole), 12, 31)
    if len(whole) == 5 and int(whole) in _EXCEL_SERIALS:
        return _EXCEL_ZERO + datetime.timedelta(days=int(whole))
    if fraction.strip("0"):
        month = _MONTH_YEAR.fullmatch(plain) or _MONTH.fullmatch(plain)
        return _written(plain) if month else None
    if len(whole) == 8:
        return _day(int(whole[:4]), int(whole[4:6]), int(whole[6:]))
    if len(whole) == 6:
        return _month_end(int(whole[:4]), int(whole[4:]))
    return None


def _written(plain: str) -> datetime.date | None:
    if match := _YEAR_FIRST.fullmatch(plain):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH.fullmatch(plain):
        return _month_end(int(match[1] or match[3]), int(match[2] or match[4]))
    if match := _MONTH_YEAR.fullmatch(plain):
        return _month_end(int(match[2]), int(match[1]))
    if match := _YEAR.fullmatch(plain):
        return _day(int(match[1]), 12, 31)
    if match := _QUARTER.fullmatch(plain):
        return _month_end(int(match[1] or match[4]), 3 * int(match[2] or match[3]))
    return _named(plain)


def _named(plain: str) -> datetime.date | None:
    if (match := _DAY_NAMED.fullmatch(plain)) and (month := _MONTHS.get(match[2])):
        year = int(match[3]) if len(match[3]) == 4 else _century(int(match[3]))
        return _day(year, month, int(match[1]))
    if (match := _NAMED_DAY.fullmatch(plain)) and (month := _MONTHS.get(match[1])):
        return _day(int(match[3]), month, int(match[2]))
    if (match := _YEAR_NAMED_DAY.fullmatch(plain)) and (month := _MONTHS.get(match[2])):
        return _day(int(match[1]), month, int(match[3]))
    if (match := _NAMED_YEAR.fullmatch(plain)) and (month := _MONTHS.get(match[1])):
        return _month_end(int(match[2]) if match[2] else _century(int(match[3])), month)
    return None


def _century(year: int) -> int:
    return year + (1900 if year >= _PIVOT else 2000)


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> datetime.date | None:
    first_of_next = _day(year + month // 12, month % 12 + 1, 1) if 1 <= month <= 12 else None
    return first_of_next - datetime.timedelta(days=1) if first_of_next else None
