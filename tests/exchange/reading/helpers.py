"""What the tests of reading share: files made on the spot, read to the end."""

from __future__ import annotations

import datetime
import subprocess
import sys
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


def read_apart(*paths: Path) -> tuple[list[str], int]:
    """Read files in a process of their own: what it says of each, and its peak memory with its children's, in KiB.

    The process's own peak is that of the kernel's VmHWM: what getrusage tells starts with the peak of its parent.
    """
    script = """if True:
        import resource, sys
        from django.conf import settings
        settings.configure(USE_I18N=False)
        from clientela.exchange.reading import CannotRead, read_ledger
        for path in sys.argv[1:]:
            try:
                with read_ledger(path) as reading:
                    print("rows:", sum(batch.height for batch in reading.batches()))
            except CannotRead as refusal:
                print("refused:", str(refusal).replace(chr(10), " "))
        own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
        print(own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
        """
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, paths)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == ""
    *said, peak = done.stdout.splitlines()
    return said, int(peak)


def text_file(folder: Path, text: str, encoding: str = "utf-8", name: str = "ledger.csv") -> Path:
    """Write a text as it stands, line ends too."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def money(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]
