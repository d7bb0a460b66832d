"""`check` and `sign-in-link` on an installation of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from clientela.core.embedded import DATABASE, SUPERUSER, EmbeddedPostgres


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server that stays up between the commands of this module, so that each need not start it."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("installation"))
    server.acquire()
    yield server
    server.release()


def _clientela(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "clientela", *arguments],
        env=environment | {"CLIENTELA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_new_installation_is_well(installation: EmbeddedPostgres) -> None:
    done = _clientela(installation.home, "check")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "All is well."), done.stdout + done.stderr


def test_a_table_taken_from_behind_the_walls_is_told(installation: EmbeddedPostgres) -> None:
    assert _clientela(installation.home, "check").returncode == 0
    with psycopg.connect(host=str(installation.socket_dir), user=SUPERUSER, dbname=DATABASE, autocommit=True) as link:
        link.execute("ALTER TABLE clients_identifier DISABLE ROW LEVEL SECURITY")
        done = _clientela(installation.home, "check")
        link.execute("ALTER TABLE clients_identifier ENABLE ROW LEVEL SECURITY")
    assert done.returncode == 2
    assert "clients_identifier" in done.stdout


def test_a_link_for_nobody_is_refused_with_the_names_there_are(installation: EmbeddedPostgres) -> None:
    done = _clientela(installation.home, "sign-in-link", "nobody-of-this-name")
    assert done.returncode == 2
    assert "no such member of staff" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_that_does_not_answer_is_told_in_a_sentence(tmp_path: Path) -> None:
    environment = os.environ | {
        "CLIENTELA_HOME": str(tmp_path),
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
    }
    done = subprocess.run(
        [sys.executable, "-m", "clientela", "check"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("clientela: the database does not answer")
    assert "Traceback" not in done.stderr
