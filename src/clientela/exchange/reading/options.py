"""What the person who gives a file may say about it; nothing of it is required."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from .currencies import is_currency
from .encoding import MARK_UNREADABLE
from .errors import CannotRead
from .fields import KIND_FIELDS, Field
from .headings import field_named


class DateOrder(StrEnum):
    """The order of day, month and year in dates that are written in digits alone."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds that keep a hostile or damaged file from taking the machine. Sizes in bytes, times in seconds.

    Memory and time for a workbook grow with its file, so that a small file cannot ask for much:
    `memory_base + memory_per_byte * size`, at most `memory_most`, and `seconds_base + seconds_per_mebibyte * size`.
    """

    memory_base: int = 256 * 2**20
    memory_per_byte: int = 24
    memory_most: int = 2 * 2**30
    seconds_base: int = 40
    seconds_per_mebibyte: int = 2
    unpacked_workbook: int = 2**30
    unpacked_text: int = 16 * 2**30
    sheet_rows: int = 2**20
    sheet_columns: int = 2**14
    sheet_cells: int = 50_000_000
    line_length: int = 8 * 2**20

    def memory_for(self, size: int) -> int:
        """The memory in bytes that the child process for a file of `size` bytes may take."""
        return min(self.memory_most, self.memory_base + self.memory_per_byte * size)

    def seconds_for(self, size: int) -> int:
        """The seconds that the child process for a file of `size` bytes may work, and be waited for."""
        return self.seconds_base + self.seconds_per_mebibyte * size // 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """Overrides of what would be found in the file itself; None means: find out.

    `columns` holds pairs of field and heading; where a field has several, the first heading that the file has is
    taken, and an empty heading leaves the field out. `header_row` is the number of a line of the file from 1; 0
    says that there are no headings, and columns are then named by their number from "1". `sheet` is a name or a
    number from 1. `quote` is empty where quotation marks are plain characters. `currency` is for amounts that name
    none, and settles what `$` and `¥` mean. `negative_kinds` are the kinds whose amounts carry a minus though
    nothing is undone. Raises CannotRead when a value is not possible.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header_row: int | None = None
    sheet: str | None = None
    columns: tuple[tuple[Field, str], ...] = ()
    date_order: DateOrder | None = None
    decimal_mark: str | None = None
    currency: str | None = None
    negative_kinds: frozenset[str] | None = None
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if self.encoding is not None:
            _check_encoding(self.encoding)
        for name, mark in (("delimiter", self.delimiter), ("quote", self.quote or None)):
            if mark is not None and (len(mark) != 1 or not mark.isascii() or mark.isalnum() or mark in "\r\n"):
                raise CannotRead(
                    _("%(option)s must be one ASCII sign, not “%(value)s”.") % {"option": name, "value": mark}
                )
        if self.header_row is not None and self.header_row < 0:
            raise CannotRead(_("header_row must be the number of a line, or 0 for none, not %d.") % self.header_row)
        if self.decimal_mark not in (None, ".", ","):
            raise CannotRead(_("decimal_mark must be a point or a comma, not “%s”.") % self.decimal_mark)
        if self.currency is not None and not is_currency(self.currency):
            raise CannotRead(_("“%s” is not the code of a currency, such as USD, CNY or EUR.") % self.currency)
        if self.negative_kinds is not None and not self.negative_kinds <= set(KIND_FIELDS):
            raise CannotRead(_("negative_kinds may hold only: %s.") % ", ".join(KIND_FIELDS))


def parse_map(pairs: Iterable[str]) -> tuple[tuple[Field, str], ...]:
    """Read the `FIELD=HEADING` texts of the command line into `ReadOptions.columns`.

    A field goes by its English name or by any heading by which it would be found. Raises CannotRead.
    """
    columns = []
    for pair in pairs:
        name, equals, heading = pair.partition("=")
        chosen = field_named(name)
        if not equals or chosen is None:
            raise CannotRead(
                _("“%(pair)s” does not say FIELD=HEADING. FIELD is one of: %(fields)s.")
                % {"pair": pair, "fields": ", ".join(Field)}
            )
        columns.append((chosen, heading.strip()))
    return tuple(columns)


def _check_encoding(name: str) -> None:
    try:
        "a".encode(name)
        codecs.getincrementaldecoder(name)(MARK_UNREADABLE).decode(b"a,b\n\xff\xff", final=True)
    except (LookupError, ValueError):
        raise CannotRead(_("“%s” is not an encoding of text, such as utf-8, gb18030 or windows-1251.") % name) from None
