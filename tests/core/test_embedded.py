"""The embedded PostgreSQL under the accidents of real machines."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from clientela.core.embedded import DATABASE, SUPERUSER, DatabaseUnavailable, EmbeddedPostgres

HOLD = """
import sys, time
from pathlib import Path
from clientela.core.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.acquire()
print("ready", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    server = EmbeddedPostgres(tmp_path)
    if server.data.exists():
        server.acquire()
        server.release()


def _holder(place: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def _ask(place: Path, sql: str = "SELECT 1") -> object:
    server = EmbeddedPostgres(place)
    with psycopg.connect(host=str(server.socket_dir), user=SUPERUSER, dbname=DATABASE) as link:
        done = link.execute(sql)
        return done.fetchone()[0] if done.description and sql.startswith("SELECT") else None  # type: ignore[index]


def test_two_commands_that_start_at_once_share_one_server_and_the_last_stops_it(place: Path) -> None:
    first, second = _holder(place), _holder(place)
    _ready(first)
    _ready(second)
    assert _ask(place) == 1
    first.communicate("\n", timeout=60)
    assert EmbeddedPostgres(place).is_running()
    second.communicate("\n", timeout=60)
    assert not EmbeddedPostgres(place).is_running()


def test_a_server_left_by_a_killed_command_is_found_and_stopped_by_the_next(place: Path) -> None:
    killed = _holder(place)
    _ready(killed)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert EmbeddedPostgres(place).is_running()
    following = EmbeddedPostgres(place)
    following.acquire()
    assert _ask(place) == 1
    following.release()
    assert not following.is_running()


def test_a_killed_server_starts_again_with_its_data(place: Path) -> None:
    server = EmbeddedPostgres(place)
    server.acquire()
    _ask(place, "CREATE TABLE kept AS SELECT 42 AS answer")
    postmaster = psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))
    family = [postmaster, *postmaster.children(recursive=True)]
    for process in family:
        process.kill()
    psutil.wait_procs(family, timeout=10)
    server.release()
    again = EmbeddedPostgres(place)
    again.acquire()
    assert _ask(place, "SELECT answer FROM kept") == 42
    again.release()


def test_a_recorded_number_that_passed_to_a_stranger_does_not_stop_the_start(place: Path) -> None:
    server = EmbeddedPostgres(place)
    server.acquire()
    record = (server.data / "postmaster.pid").read_text()
    server.release()
    lines = record.splitlines()
    lines[0] = str(os.getpid())
    (server.data / "postmaster.pid").write_text("\n".join(lines) + "\n")
    again = EmbeddedPostgres(place)
    again.acquire()
    assert _ask(place) == 1
    again.release()


def test_an_interrupted_first_start_leaves_nothing_that_looks_whole(place: Path) -> None:
    half = place / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(place)
    server.acquire()
    assert _ask(place) == 1
    assert not half.exists()
    server.release()


def test_data_of_another_version_is_refused_with_a_sentence(place: Path) -> None:
    data = place / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("12\n")
    with pytest.raises(DatabaseUnavailable, match=r"PostgreSQL 12.*Restore a backup"):
        EmbeddedPostgres(place).acquire()
    (data / "PG_VERSION").unlink()
    data.rmdir()


def test_a_long_path_gets_a_socket_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 90)
    deep.mkdir()
    server = EmbeddedPostgres(deep)
    assert len(str(server.socket_dir / ".s.PGSQL.5432")) <= 107
    server.acquire()
    try:
        assert _ask(deep) == 1
        assert server.socket_dir.stat().st_mode & 0o077 == 0
    finally:
        server.release()


def test_a_forked_child_does_not_stop_the_server_of_its_parent(place: Path) -> None:
    server = EmbeddedPostgres(place)
    server.acquire()
    child = os.fork()
    if child == 0:
        server.release()
        os._exit(0)
    os.waitpid(child, 0)
    time.sleep(0.1)
    assert server.is_running()
    server.release()
    assert not server.is_running()
