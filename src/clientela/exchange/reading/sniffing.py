"""What separates the fields of a text, told from the rows at its top."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from .headings import field_of
from .options import ReadOptions
from .records import Dialect, parse_records

_DELIMITERS: Final = ",;\t|"
_ROWS: Final = 200
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def sniff(text: str, options: ReadOptions) -> Dialect:
    """Return the dialect whose rows hold most headings of a ledger and, after that, are most alike in width."""
    said = _SEPARATOR_LINE.match(text.lstrip("\ufeff"))
    delimiters = options.delimiter or (said[1] if said else _DELIMITERS)
    mapped = {heading.strip().casefold() for _field, heading in options.columns if heading}
    dialects = [_dialect(text, delimiter, options) for delimiter in delimiters]
    return max(dialects, key=lambda dialect: _merit(text, dialect, mapped))


def _dialect(text: str, delimiter: str, options: ReadOptions) -> Dialect:
    quote = options.quote
    if quote is None:
        mark = re.escape(delimiter)
        single = len(re.findall(rf"(?:^|{mark})'[^'\r\n]*'(?={mark}|\r?$)", text, re.MULTILINE))
        quote = "'" if '"' not in text and single > text.count("\n") / 2 else '"'
    escaped = quote and f"\\{quote}" in text and quote * 2 not in text.replace(f"{delimiter}{quote * 2}", "")
    return Dialect(delimiter=delimiter, quote=quote, escape="\\" if escaped else "")


def _merit(text: str, dialect: Dialect, mapped: set[str]) -> tuple[int, float, int]:
    found = parse_records(
        text, dialect, first_line=1, final=True, width=None, on_reject=lambda line, column, value, reason: None
    )
    rows = [row for row in found.rows[:_ROWS] if any(cell.strip() for cell in row)]
    if not rows:
        return 0, 0.0, 0
    fields = max(_headings(row, mapped) for row in rows)
    width, count = Counter(map(len, rows)).most_common(1)[0]
    # One column is what any wrong delimiter gives.
    return (fields if width > 1 or fields > 1 else 0), (count / len(rows) if width > 1 else 0.0), width


def _headings(row: Sequence[str], mapped: set[str]) -> int:
    known = {meaning[0] for cell in row if (meaning := field_of(cell.strip()))}
    return len(known) + (len(mapped & {cell.strip().casefold() for cell in row}) if mapped else 0)
