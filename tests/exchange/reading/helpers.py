"""What the tests of reading share: files made on the spot, read to the end."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from clientela.exchange.reading import SCHEMA, ReadOptions, Reject, Understanding, parse_map, read_ledger

DATA = Path(__file__).parents[2] / "data"


@dataclass(frozen=True)
class Read:
    """All of a file."""

    understanding: Understanding
    entries: pl.DataFrame
    rejects: list[Reject]
    skipped: list[Reject]
    rows_read: int

    def column(self, name: str) -> list[Any]:
        return self.entries[name].to_list()

    @property
    def codes(self) -> list[tuple[int, str, str]]:
        """Line, column and reason of each reject."""
        return [(reject.line, reject.column, reject.code.value) for reject in self.rejects]


def read_all(path: Path, *, mapped: Iterable[str] = (), **options: Any) -> Read:
    """Read a file to the end with options by name."""
    with read_ledger(path, options=ReadOptions(columns=parse_map(mapped), **options)) as reading:
        frames = list(reading.batches())
        entries = pl.concat(frames) if frames else pl.DataFrame(schema=dict(SCHEMA))
        assert entries.schema == pl.Schema(SCHEMA)
        assert reading.rows_rejected == len(list(reading.rejects()))
        return Read(reading.understanding, entries, list(reading.rejects()), list(reading.skipped()), reading.rows_read)


def text_file(folder: Path, text: str, encoding: str = "utf-8", name: str = "ledger.csv") -> Path:
    """Write a text as it stands, line ends too."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def money(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]
