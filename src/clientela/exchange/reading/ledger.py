"""A ledger file, opened, understood and read in batches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

import polars as pl
from django.utils.translation import gettext as _

from .container import Container, Progress, container_of, unpacked_workbook
from .conversion import Conversion
from .errors import CannotRead, ColumnsMissing, NeedsAnswer
from .fields import KIND_FIELDS, MAGNITUDES, Field
from .layout import find_layout
from .options import ReadOptions
from .rejects import Reason, Reject, RejectLog
from .source import TableSource
from .understanding import Understanding, find_rules

BATCH: Final = 65_536


def read_ledger(path: str | Path, *, options: ReadOptions | None = None) -> LedgerReading:
    """Open a ledger: delimited text, plain or in .gz or .zip, a workbook (XLSX, XLS, ODS) or Parquet.

    Use it in a `with` block, which may be left at any time. Raises CannotRead, with a sentence for the person who gave
    the file, for whatever is not a ledger.
    """
    return LedgerReading(Path(path), options or ReadOptions())


class LedgerReading:
    """An open ledger: first what was understood of it, then its entries in batches, and what was left out and why."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self.path = path
        self._options = options
        self._rejects = RejectLog()
        self._skipped = RejectLog()
        self.rows_read = 0
        self._source, self._unpacked = _open(path, options)
        try:
            self._understand()
        except BaseException:
            self.close()
            raise

    def _understand(self) -> None:
        options, source = self._options, self._source
        try:
            self._layout = find_layout(source.head(), options)
        except ColumnsMissing as error:
            error.description = source.description
            raise
        layout = self._layout
        first = next(self._frames(), None)
        if first is None:
            first = pl.DataFrame(schema={"line": pl.Int64, **{str(n): pl.String for n in self._columns()}})
        description = source.description
        self._rules = find_rules(first, self._frames, layout=layout, options=options, description=description)
        self._signs = self._find_signs(first)
        self.understanding = Understanding(
            format=description.format,
            encoding=description.encoding,
            delimiter=description.delimiter,
            quote=description.quote,
            sheet=description.sheet,
            sheets=description.sheets,
            header_row=layout.header_row,
            headings=layout.headings,
            columns={field: layout.headings[number] for field, number in layout.columns.items()},
            date_order=self._rules.date_order,
            decimal_mark=self._rules.decimal_mark,
            thousands_mark=self._rules.thousands_mark,
            currency=self._rules.currencies.get(layout.amounts[0]) or self._rules.currency,
            currency_in_cells=self._rules.currency_in_cells,
            negative_kinds=frozenset(kind for kind, negative in self._signs.items() if negative),
            sample=layout.sample,
            questions=self._rules.questions,
        )

    def _find_signs(self, first: pl.DataFrame) -> dict[str, bool]:
        """Which kinds are written with a minus, as far as the first rows show it."""
        given = self._options.negative_kinds
        if given is not None:
            return {kind: kind in given for kind in KIND_FIELDS}
        if not MAGNITUDES.intersection(self._layout.amounts) and Field.KIND not in self._layout.columns:
            return {}
        convert = Conversion(self._layout, self._rules, {})
        convert(first.head(BATCH))
        return convert.signs

    def batches(self) -> Iterator[pl.DataFrame]:
        """Yield the entries from the first line to the last, at most 65,536 in a frame, in the columns of `SCHEMA`.

        Rejects and counts are complete when the last frame has been taken; each call begins anew. Raises
        NeedsAnswer where `understanding.questions` are open, and CannotRead for damage that shows only further
        down.
        """
        if self.understanding.questions:
            raise NeedsAnswer(self.understanding.questions)
        self._rejects.clear()
        self._skipped.clear()
        self.rows_read = 0
        convert = Conversion(self._layout, self._rules, self._signs)
        told: list[Reject] = []
        for frame in self._frames(told):
            for rows in frame.iter_slices(BATCH):
                converted = convert(rows)
                self.rows_read += converted.rows
                told += converted.rejects
                for reject in converted.skipped:
                    self._skipped.add(reject)
                yield from (part for part in converted.entries.iter_slices(BATCH) if part.height)
            for reject in sorted(told, key=lambda reject: reject.line):
                self._rejects.add(reject)
            told.clear()

    def _columns(self) -> list[int]:
        # The first column tells totals apart even where it is no field.
        return sorted({0, *self._layout.columns.values()})

    def _frames(self, told: list[Reject] | None = None) -> Iterator[pl.DataFrame]:
        """The rows of the table; those that cannot be split into cells go to `told`."""
        layout = self._layout

        def reject(line: int, column: int | None, value: str, reason: Reason) -> None:
            if told is not None:
                heading = "" if column is None or column >= layout.width else layout.headings[column]
                told.append(Reject(line, heading, value, reason))
                self.rows_read += 1

        return self._source.frames(below=layout.below, width=layout.width, columns=self._columns(), on_reject=reject)

    def rejects(self) -> Iterator[Reject]:
        """The rows that could not be taken."""
        return iter(self._rejects)

    def skipped(self) -> Iterator[Reject]:
        """Rows of totals and headings that come again: not entries, and nothing wrong with them."""
        return iter(self._skipped)

    @property
    def rows_rejected(self) -> int:
        """How many rows could not be taken, up to where the batches have been read."""
        return self._rejects.count

    @property
    def rows_skipped(self) -> int:
        """How many rows were totals or headings again."""
        return self._skipped.count

    @property
    def progress(self) -> Progress:
        """How many bytes of the file have been read, of how many."""
        return self._source.progress

    def close(self) -> None:
        """Close the file and end what reads it; a reading may be left at any time."""
        self._source.close()
        if self._unpacked is not None:
            self._unpacked.close()
        self._rejects.close()
        self._skipped.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _open(path: Path, options: ReadOptions) -> tuple[TableSource, IO[bytes] | None]:
    """The source for a file, and the file that was unpacked for it, if any."""
    container = container_of(path)
    unpacked = unpacked_workbook(path, options.limits) if container is Container.ZIP else None
    try:
        if unpacked is not None:
            path = Path(unpacked.name)
            container = container_of(path)
            if container is Container.ZIP:
                raise CannotRead(_("There is an archive in the archive. Unpack it and give the table."))
        return _source(path, container, options), unpacked
    except BaseException:
        if unpacked is not None:
            unpacked.close()
        raise


def _source(path: Path, container: Container, options: ReadOptions) -> TableSource:
    # Each brings libraries that take longer to load than most ledgers take to read.
    if container is Container.WORKBOOK:
        from .workbook import WorkbookSource

        return WorkbookSource(path, options)
    if container is Container.PARQUET:
        from .parquet import ParquetSource

        return ParquetSource(path)
    from .delimited import DelimitedSource

    return DelimitedSource(path, container, options)
