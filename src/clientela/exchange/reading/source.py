"""What the readers of delimited text, workbooks and Parquet have in common: rows at the top, then frames of cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from .container import Progress
from .encoding import UNREADABLE
from .records import OnReject
from .rejects import Reason


@dataclass(frozen=True, slots=True)
class HeadRow:
    """A row near the top of a table, with the lines from which to which it reaches."""

    line: int
    cells: list[str]
    last_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What is known of a table before its columns are; None where it does not apply."""

    format: str
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()


class TableSource(Protocol):
    """A table of cells that can be read from the top any number of times."""

    @property
    def description(self) -> Description: ...

    @property
    def progress(self) -> Progress: ...

    def head(self) -> list[HeadRow]:
        """Return up to some hundred rows from the top, blank ones among them."""
        ...

    def frames(self, *, below: int, width: int, columns: Sequence[int], on_reject: OnReject) -> Iterator[pl.DataFrame]:
        """Yield the rows below a line as frames: `line` Int64, and for each number in `columns` a column of that name.

        Cells are String, "" where a row is short or a cell is empty; Parquet keeps its own types and nulls. Rows
        that cannot be split into cells, and those with something beyond `width` columns, go to `on_reject`.
        """
        ...

    def close(self) -> None: ...


def frame_of(
    rows: Sequence[Sequence[str]],
    lines: Sequence[int],
    *,
    width: int,
    columns: Sequence[int],
    on_reject: OnReject,
    spoilt: bool = False,
) -> pl.DataFrame:
    """Make a frame of rows that were split in Python, leaving out those that are no rows.

    `spoilt` says that some cells may hold what is not text.
    """
    if spoilt or max(map(len, rows), default=0) > width:
        kept = [
            (row, line)
            for row, line in zip(rows, lines, strict=True)
            if _is_row(row, line, width=width, on_reject=on_reject, spoilt=spoilt)
        ]
        rows, lines = [row for row, _line in kept], [line for _row, line in kept]
    series = [pl.Series("line", lines, dtype=pl.Int64)]
    for column in columns:
        cells = [row[column] if column < len(row) else "" for row in rows]
        series.append(pl.Series(str(column), cells, dtype=pl.String))
    return pl.DataFrame(series)


def _is_row(row: Sequence[str], line: int, *, width: int, on_reject: OnReject, spoilt: bool) -> bool:
    beyond = [cell for cell in row[width:] if cell.strip()]
    if beyond:
        on_reject(line, None, " | ".join(beyond), Reason.TOO_MANY_FIELDS)
        return False
    wrong = next((at for at, cell in enumerate(row) if spoilt and (UNREADABLE in cell or "\0" in cell)), None)
    if wrong is not None:
        on_reject(line, wrong, row[wrong], Reason.NOT_TEXT)
    return wrong is None
