"""One import from its file to the ledger."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl
from django.db import DatabaseError, InterfaceError, transaction

from ..progress import Progress
from ..reading import LedgerReading, NeedsAnswer, ReadOptions, read_ledger
from ..rejects import KeptRejects, keep_rejects
from .ahead import ahead
from .entering import Entered, enter, stage_fresh_clients
from .entries import EntryNumbering
from .staging import Staging

# How much of the time reading takes, as measured with a million rows.
_READING: Final = 0.35
_STATISTICS_FROM: Final = 5_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read of a file, and what came of it."""

    rows_read: int
    rows_skipped: int
    rejects: KeptRejects
    entered: Entered


def load(
    path: Path,
    *,
    batch_id: int,
    options: ReadOptions,
    currency: str,
    rejects_path: Path,
    tell: Callable[[Progress], None],
    finish: Callable[[Loaded], None],
) -> None:
    """Bring the entries of a file into the ledger, or none of them.

    `currency` is for amounts that name none. `tell` hears how far it is after each batch of rows, before the last
    transaction and within it, and may raise to end it all. `finish` is called inside the transaction that enters the
    rows, so that what it writes is true exactly when they are there. Raises CannotRead and NeedsAnswer of the reading,
    and Refused.
    """
    start = time.monotonic()
    staging = Staging(batch_id)
    rows = 0

    def report(fraction: float) -> None:
        tell(Progress(rows=rows, fraction=fraction, seconds=time.monotonic() - start))

    try:
        with read_ledger(path, options=options) as reading:
            if reading.understanding.questions:
                raise NeedsAnswer(reading.understanding.questions)
            staging.make()
            numbering = EntryNumbering(currency=currency)
            with ahead(reading.batches()) as batches, ahead(map(numbering, batches)) as parts:
                for part in parts:
                    staging.copy(staging.entries, part)
                    rows = reading.rows_read
                    report(_READING * _fraction(reading))
            rows = reading.rows_read
            skipped = reading.rows_skipped
            rejects = keep_rejects(rejects_path, reading.rejects())
        _stage_names(staging, numbering)
        stage_fresh_clients(staging)
        report(_READING)
        with transaction.atomic():
            entered = enter(staging, tell=lambda part: report(_READING + (1 - _READING) * 0.99 * part))
            finish(Loaded(rows_read=rows, rows_skipped=skipped, rejects=rejects, entered=entered))
    finally:
        # Where the connection is lost or its transaction failed, the next attempt or `recover_batches` clears up.
        with contextlib.suppress(DatabaseError, InterfaceError):
            staging.drop()
    if entered.entries >= _STATISTICS_FROM:
        staging.run("SELECT exchange_gather_statistics()")
    report(1.0)


def _stage_names(staging: Staging, numbering: EntryNumbering) -> None:
    """Stage all spellings with what the file says of their names."""
    nothing = pl.DataFrame(schema={"number": pl.Int32, "since": pl.Date, "staff": pl.Int32, "service_line": pl.Int32})
    roles = {
        "client": (numbering.clients, numbering.facts.of_clients()),
        "engagement": (numbering.engagements, numbering.facts.of_engagements()),
        "service_line": (numbering.service_lines, nothing),
        "staff": (numbering.staff, nothing),
    }
    for role, (register, facts) in roles.items():
        names = register.names().join(facts, on="number", how="left", maintain_order="left")
        staging.copy(staging.names, names.select(pl.lit(role).alias("role"), pl.all()))
    staging.run(f"ANALYZE {staging.names}")
    staging.run(f"ANALYZE {staging.entries} (client, engagement, service_line, staff, fingerprint)")


def _fraction(reading: LedgerReading) -> float:
    progress = reading.progress
    return min(1.0, progress.done / progress.total) if progress.total else 0.0
