"""Rows of delimited text where quotation marks, line breaks or stray bytes ask for care; each keeps its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _csv import Reader

from .rejects import Reason

# Told of a row that is no row: line, number of the column or None, value, reason.
OnReject = Callable[[int, int | None, str, Reason], None]

# A quotation mark that swallows more lines than this was not meant to.
_LONGEST_RECORD: Final = 500
_MOST_REPAIRS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a text separates its fields; an empty `quote` or `escape` means that it has none."""

    delimiter: str
    quote: str = '"'
    escape: str = ""

    def split(self, lines: list[str], *, strict: bool = False) -> Reader:
        """Return the standard reader for this dialect."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape or None,
            skipinitialspace=self.delimiter != " ",
            strict=strict,
        )


@dataclass(slots=True)
class Records:
    """Rows with the line on which each begins, and the text at the end that may go on beyond what was given."""

    rows: list[list[str]]
    lines: list[int]
    rest: str


def lines_of(text: str) -> list[str]:
    """Split at line feeds, carriage returns and both, as editors count lines; ends are kept."""
    return list(io.StringIO(text, newline=""))


def parse_records(
    text: str, dialect: Dialect, *, first_line: int, final: bool, width: int | None, on_reject: OnReject
) -> Records:
    """Split text into rows. A quotation mark that does not close costs its own line only, not those that it swallows.

    `first_line` is the line on which the text begins; unless it is the `final` piece, a row whose quotation marks
    are open at the end is handed back in `rest`. A row over several lines must have `width` fields, where that is
    given.
    """
    lines = lines_of(text)
    found = Records([], [], "")
    at = repairs = 0
    while at < len(lines):
        if repairs >= _MOST_REPAIRS:
            _line_by_line(lines[at:], dialect, first_line + at, found, on_reject)
            break
        upto, open_at = _take(lines, at, dialect, first_line, width, found)
        if open_at is None:
            at = upto
        elif upto == len(lines) and not final and upto - open_at < _LONGEST_RECORD:
            found.rest = "".join(lines[open_at:])
            break
        else:
            on_reject(first_line + open_at, None, lines[open_at].rstrip("\r\n"), Reason.UNCLOSED_QUOTE)
            at = open_at + 1
            repairs += 1
    return found


def _take(
    lines: list[str], at: int, dialect: Dialect, first_line: int, width: int | None, found: Records
) -> tuple[int, int | None]:
    """Add rows from `lines[at:]` until one is broken. Return up to which line, and where the broken one begins."""
    reader = dialect.split(lines[at:])
    begins = at
    try:
        for row in reader:
            ends = at + reader.line_num
            # A row on one line can only be broken where the text ends.
            if ends - begins > 1 or ends == len(lines):
                record = lines[begins:ends]
                if _is_open(record, dialect):
                    return len(lines), begins
                if len(record) > 1 and (len(row) != (width or len(row)) or not _is_strict(record, dialect)):
                    return ends, begins
            found.rows.append(row)
            found.lines.append(first_line + begins)
            begins = ends
    except csv.Error:
        return min(begins + _LONGEST_RECORD, len(lines) - 1), begins
    return len(lines), None


def _is_strict(record: list[str], dialect: Dialect) -> bool:
    """Whether every quotation mark that closes stands before a delimiter or the end of the line."""
    try:
        return len(list(dialect.split(record, strict=True))) == 1
    except csv.Error:
        return False


def _is_open(record: list[str], dialect: Dialect) -> bool:
    """Whether one more line would still be part of the row."""
    if not dialect.quote and not dialect.escape:
        return False
    if record and not record[-1].endswith(("\n", "\r")):
        record = [*record[:-1], record[-1] + "\n"]
    try:
        return len(list(dialect.split([*record, "|\n"]))) == 1
    except csv.Error:
        return True


def _line_by_line(lines: list[str], dialect: Dialect, first_line: int, found: Records, on_reject: OnReject) -> None:
    for number, line in enumerate(lines, start=first_line):
        try:
            row = next(dialect.split([line]), [])
        except csv.Error:
            row = []
        if _is_open([line], dialect):
            on_reject(number, None, line.rstrip("\r\n"), Reason.UNCLOSED_QUOTE)
        else:
            found.rows.append(row)
            found.lines.append(number)
