"""Parquet files, a batch of rows at a time, in their own types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from .container import Progress, readable
from .errors import CannotRead
from .records import OnReject
from .source import Description, HeadRow

_BATCH: Final = 65_536
# A page must be unpacked whole, whatever is taken of it.
_LARGEST_GROUP: Final = 2**31
_SIMPLE: Final = (
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_decimal,
    pa.types.is_date,
    pa.types.is_timestamp,
)


class ParquetSource:
    """A Parquet file; its column names are the headings and its first row is line 1. Raises CannotRead."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = path.stat().st_size
        self._done = 0
        with readable(path):
            self._file = pq.ParquetFile(path, memory_map=False, page_checksum_verification=True)
            self._names = self._file.schema_arrow.names
            metadata = self._file.metadata
            groups = [metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups)]
            self._rows = metadata.num_rows
        if max(groups, default=0) > _LARGEST_GROUP:
            self._file.close()
            raise CannotRead(_("%s would unpack to more than can be a ledger.") % path.name)

    @property
    def description(self) -> Description:
        return Description(format="parquet")

    @property
    def progress(self) -> Progress:
        return Progress(self._done, self._size)

    def head(self) -> list[HeadRow]:
        """Return the column names, as line 0, and some rows."""
        first = next(self._batches(list(range(len(self._names)))), None)
        rows = [] if first is None else first.head(100).cast(pl.String, strict=False).fill_null("").rows()
        return [HeadRow(0, list(self._names), 0), *(HeadRow(at, list(row), at) for at, row in enumerate(rows, start=1))]

    def frames(self, *, below: int, width: int, columns: Sequence[int], on_reject: OnReject) -> Iterator[pl.DataFrame]:
        """Yield all rows in their own types; what is neither number nor date becomes String."""
        self._done = 0
        line = 1
        for frame in self._batches(columns):
            lines = pl.int_range(line, line + frame.height, dtype=pl.Int64, eager=True).alias("line")
            yield frame.insert_column(0, lines)
            line += frame.height
            self._done = self._size * (line - 1) // max(1, self._rows)
        self._done = self._size

    def _batches(self, columns: Sequence[int]) -> Iterator[pl.DataFrame]:
        names = [self._names[number] for number in columns]
        with readable(self._path):
            batches = self._file.iter_batches(batch_size=_BATCH, columns=names, use_threads=True)
        while True:
            with readable(self._path):
                batch = next(batches, None)
                if batch is None:
                    return
                arrays = [_simple(batch.column(batch.schema.get_field_index(name))) for name in names]
                frame = pl.DataFrame(
                    {str(number): pl.Series(array) for number, array in zip(columns, arrays, strict=True)}
                )
            yield frame

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _simple(array: pa.Array) -> pa.Array:
    if any(test(array.type) for test in _SIMPLE):
        return array
    return array.cast(pa.large_string()) if not pa.types.is_large_string(array.type) else array
