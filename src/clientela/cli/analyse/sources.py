"""The files on the command line become one table of lines, small enough to be kept in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from clientela.exchange.reading import CannotRead, LedgerReading, ReadOptions, Reject, Understanding, read_ledger

from .table import Types, spellings_in
from .typed import typed_ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What came out of one file; skipped are totals and headings that come again."""

    name: str
    rows_read: int
    rows_rejected: int = 0
    rows_skipped: int = 0
    understanding: Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """All lines of all files in the columns of `table.Types`, and how often each client is spelt how.

    `spellings` has `spelling` (the code that stands for it in the table), `name` and `count`.
    """

    table: pl.DataFrame
    spellings: pl.DataFrame
    files: tuple[FileRead, ...]

    @property
    def rows_read(self) -> int:
        """How many rows were looked at, those that were left out among them."""
        return sum(file.rows_read for file in self.files)

    @property
    def rows_rejected(self) -> int:
        """How many rows could not be read."""
        return sum(file.rows_rejected for file in self.files)


Told = Callable[[str, Reject], None]
Watched = Callable[[LedgerReading], None]


def gather(paths: Iterable[Path], options: ReadOptions, *, on_reject: Told, on_progress: Watched) -> Lines:
    """Read every file. Raises CannotRead, with the name of the file as a note.

    `on_reject` hears of every row that was left out, `on_progress` of the reading before its first batch and after
    each.
    """
    types = Types.fresh()
    tables, spellings, files = [], [], []
    for path in paths:
        try:
            table, names, file = _read(path, options, types, on_reject, on_progress)
        except CannotRead as error:
            error.add_note(path.name)
            raise
        tables.append(table)
        spellings.append(names)
        files.append(file)
    counted = pl.concat(spellings).group_by("spelling", "name").agg(pl.col("count").sum())
    lines = pl.concat(tables, rechunk=False).with_columns(pl.col("spelling").to_physical())
    return Lines(table=lines, spellings=counted, files=tuple(files))


def _read(
    path: Path, options: ReadOptions, types: Types, on_reject: Told, on_progress: Watched
) -> tuple[pl.DataFrame, pl.DataFrame, FileRead]:
    typed = typed_ledger(path, options, types)
    if typed is not None:
        understanding, table, names = typed
        return table, names, FileRead(name=path.name, rows_read=table.height, understanding=understanding)
    with read_ledger(path, options=options) as reading:
        table = _converted(reading, types, on_progress)
        for reject in reading.rejects():
            on_reject(path.name, reject)
        file = FileRead(
            name=path.name,
            rows_read=reading.rows_read,
            rows_rejected=reading.rows_rejected,
            rows_skipped=reading.rows_skipped,
            understanding=reading.understanding,
        )
    return table, spellings_in(table), file


def _converted(reading: LedgerReading, types: Types, on_progress: Watched) -> pl.DataFrame:
    """The entries of any file, batch by batch."""
    parts = [types.empty()]
    on_progress(reading)
    for batch in reading.batches():
        parts.append(batch.select(**types.columns(dict(zip(batch.columns, batch.columns, strict=True)))))
        on_progress(reading)
    return pl.concat(parts, rechunk=False)
