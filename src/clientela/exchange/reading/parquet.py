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
_HEAD_ROWS: Final = 100
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
        """Return the column names, as line 0, and some rows; columns of lists or records have no name here."""
        plain = [number for number, column in enumerate(self._file.schema_arrow) if not pa.types.is_nested(column.type)]
        names = [name if number in plain else "" for number, name in enumerate(self._names)]
        rows = [HeadRow(0, names, 0)]
        first = next(self._batches(plain), pl.DataFrame()).head(_HEAD_ROWS)
        for line, row in enumerate(first.cast(pl.String, strict=False).fill_null("").rows(), start=1):
            cells = dict(zip(plain, row, strict=True))
            rows.append(HeadRow(line, [cells.get(number, "") for number in range(len(names))], line))
        return rows

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
                cells = [pl.Series(str(number), _simple(batch.column(at))) for at, number in enumerate(columns)]
            yield pl.DataFrame(cells)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _simple(array: pa.Array) -> pa.Array:
    if any(test(array.type) for test in _SIMPLE):
        return array
    if pa.types.is_nested(array.type):
        return pa.nulls(len(array), pa.large_string())
    return array.cast(pa.large_string()) if not pa.types.is_large_string(array.type) else array
