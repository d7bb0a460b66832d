"""Imports that really commit: killed, at once, and large."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl
import pytest
from django.db import connection, connections

from clientela.core.actor import SYSTEM, acting_as, as_owner
from clientela.core.errors import Refused
from clientela.core.home import home
from clientela.engagements.models import LedgerEntry
from clientela.exchange.actions import (
    import_ledger_file,
    receive_file,
    recover_batches,
    run_import,
    running,
    start_import,
    undo_import,
)
from clientela.exchange.loading import entering, loading
from clientela.exchange.locks import BATCH_LOCKS, LEDGER_LOCK
from clientela.exchange.models import Batch
from tests.exchange.ledgers import ACME, BETA, bring, counts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_tables_left")]

PROGRAM = """
import sys
import django
django.setup()
from pathlib import Path
from clientela.core.actor import SYSTEM
from clientela.exchange.actions import import_ledger_file, run_import
tell = lambda progress: print("at", progress.fraction, flush=True)
if sys.argv[1] == "file":
    batch = import_ledger_file(path=Path(sys.argv[2]), by=SYSTEM, progress=tell)
else:
    batch = run_import(batch_id=int(sys.argv[2]), progress=tell)
# What getrusage tells starts with the peak of the parent.
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print("done", batch.rows_added, peak // 1024, flush=True)
"""


def _large(path: Path, rows: int) -> Path:
    """A ledger of `rows` different lines of 500 clients."""
    number = pl.int_range(rows, eager=True)
    pl.DataFrame(
        {
            "date": pl.select(pl.lit(dt.date(2020, 1, 1)) + pl.duration(days=number % 1500)).to_series(),
            "client": pl.select(pl.format("Client {} Ltd", number % 500)).to_series(),
            "amount": number + 1,
            "matter": pl.select(pl.format("M-{}", number % 2000)).to_series(),
            "lawyer": pl.select(pl.format("Lawyer {}", number % 40)).to_series(),
            "description": pl.select(pl.format("Work on item {}", number)).to_series(),
        }
    ).write_csv(path)
    return path


@contextmanager
def _program(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process of its own that imports into the database of the test."""
    name = connection.settings_dict
    address = f"postgresql://{name['USER']}@/{name['NAME']}?host={quote(name['HOST'])}"
    if os.environ.get("DATABASE_URL"):
        address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name['NAME']}"
    environment = os.environ | {"DATABASE_URL": address, "CLIENTELA_HOME": str(home())}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments], stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _until(process: subprocess.Popen[str], heard: Callable[[str], bool]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if heard(line):
            return line
    raise AssertionError("the program ended early")


def _until_entering() -> None:
    """Wait until another connection is at the statement that writes the ledger."""
    until = time.monotonic() + 60
    with as_owner(), connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT FROM pg_stat_activity WHERE query LIKE 'INSERT INTO engagements_ledgerentry%%'", [])
            if cursor.fetchone() is not None:
                return
            time.sleep(0.01)
    raise AssertionError("nothing was entered")


def _recovered() -> list[Batch]:
    """What is recovered once the server has noticed that its client is gone."""
    until = time.monotonic() + 60
    while not (found := recover_batches()) and time.monotonic() < until:
        time.sleep(0.2)
    return found


@pytest.mark.parametrize("moment", ["while it is read", "while it is entered"])
def test_a_killed_command_leaves_nothing_and_is_told_by_the_next_run(tmp_path: Path, moment: str) -> None:
    path = _large(tmp_path / "large.csv", 150_000)
    with _program("file", str(path)) as process:
        _until(process, lambda line: line.startswith("at"))
        if moment == "while it is entered":
            _until_entering()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert counts() == (0, 0, 0)
    [batch] = _recovered()
    assert (batch.status, counts()) == ("failed", (0, 0, 0))
    assert "stopped before" in batch.error
    assert import_ledger_file(path=path, by=SYSTEM).rows_added == 150_000


def test_a_killed_job_is_run_again_to_its_end(tmp_path: Path) -> None:
    path = _large(tmp_path / "large.csv", 150_000)
    with path.open("rb") as file:
        batch = receive_file(file=file, name="large.csv", by=SYSTEM)
    start_import(batch=batch, by=SYSTEM)
    with _program("batch", str(batch.pk)) as process:
        _until(process, lambda line: line.startswith("at"))
        process.send_signal(signal.SIGKILL)
        process.wait()
    [recovered] = _recovered()
    assert (recovered.status, recovered.attempts) == ("queued", 1)
    ended = run_import(batch_id=batch.pk)
    assert (ended.status, ended.rows_added, ended.attempts) == ("done", 150_000, 2)
    assert counts()[0] == 150_000


def test_an_import_that_somebody_runs_is_left_alone(tmp_path: Path) -> None:
    batch = bring(tmp_path, [ACME])
    Batch.objects.filter(pk=batch.pk).update(status="running")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [BATCH_LOCKS, batch.pk])
        assert recover_batches() == []
        assert run_import(batch_id=batch.pk).status == "running"
    finally:
        other.close()
    # The server takes a moment to let go.
    assert [found.pk for found in _recovered()] == [batch.pk]


def test_two_imports_at_once_enter_what_they_share_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both_are_staged = threading.Barrier(2, timeout=60)
    stage = loading.stage_fresh_clients

    def stage_and_wait(staging: Any) -> None:
        stage(staging)
        both_are_staged.wait()

    monkeypatch.setattr(loading, "stage_fresh_clients", stage_and_wait)
    ended: list[Batch] = []

    def run(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            ended.append(bring(folder, [ACME, ACME, BETA, (*ACME[:-1], f"only in {number}")]))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(batch.rows_added for batch in ended) == [1, 4]
    assert sorted(batch.clients_created for batch in ended) == [0, 2]
    assert counts() == (5, 2, 2)


def test_undoing_does_not_wait_for_another_import(tmp_path: Path) -> None:
    batch = bring(tmp_path, [ACME])
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LEDGER_LOCK])
        with pytest.raises(Refused, match="Another import"):
            undo_import(batch=batch, by=SYSTEM)
    finally:
        other.close()
    assert counts()[0] == 1


def test_pages_see_how_far_an_import_is_while_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SECONDS_BETWEEN_REPORTS", 0.0)
    monkeypatch.setattr(entering, "ENTRIES_AT_ONCE", 20_000)
    path = _large(tmp_path / "large.csv", 70_000)
    seen: list[tuple[str, int, float, int]] = []

    def look(progress: object) -> None:
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT status, rows_read, progress FROM exchange_batch")
                status, rows, fraction = cursor.fetchone()
                cursor.execute("SELECT count(*) FROM engagements_ledgerentry")
                seen.append((status, rows, fraction, cursor.fetchone()[0]))
        finally:
            other.close()

    with acting_as(SYSTEM):
        import_ledger_file(path=path, by=SYSTEM, progress=look)
    assert [status for status, *_rest in seen] == ["running"] * (len(seen) - 1) + ["done"]
    assert {entries for *_rest, entries in seen[:-1]} == {0}
    assert [fraction for _status, _rows, fraction, _entries in seen] == sorted(fraction for *_r, fraction, _e in seen)
    assert len({fraction for *_rest, fraction, _entries in seen}) > 4
    assert seen[-1][1:] == (70_000, 1.0, 70_000)


def test_the_memory_of_an_import_does_not_grow_with_its_lines(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        with _program("file", str(_large(tmp_path / f"{rows}.csv", rows))) as process:
            _word, added, mebibytes = _until(process, lambda line: line.startswith("done")).split()
        assert int(added) == rows
        with acting_as(SYSTEM):
            undo_import(batch=Batch.objects.latest("pk"), by=SYSTEM)
            assert not LedgerEntry.objects.exists()
        return int(mebibytes)

    small, large = peak(50_000), peak(200_000)
    assert large < 512
    assert large - small < 60
