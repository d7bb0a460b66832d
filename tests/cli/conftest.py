"""Runs the command: in this process for what it says and writes, as one of its own for what it leaves behind."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from clientela.cli import app

PROJECT = Path(__file__).resolve().parents[2]

Command = Callable[..., Any]


@pytest.fixture
def clientela() -> Command:
    """Run the command with the given arguments in this process; the result has exit_code, stdout and stderr."""

    def run(*arguments: object) -> Any:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)

    return run


@pytest.fixture
def process(tmp_path: Path) -> Command:
    """Run the command as a process with an empty home directory; the result has returncode, stdout and stderr."""

    def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"}
        return subprocess.run(
            [sys.executable, "-m", "clientela", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
            env=kept | environment,
            cwd=PROJECT,
        )

    return run


@pytest.fixture
def ledger(tmp_path: Path) -> Callable[..., Path]:
    """Write a small ledger: rows of date, client and amount, or of the headings given."""

    def write(
        rows: Iterable[Iterable[object]], *, headings: str = "date,client,amount", name: str = "ledger.csv"
    ) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(headings.split(","))
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def book() -> Callable[[Path], dict[str, dict[str, str]]]:
    """Read a folder's clients.csv: the rows by client."""

    def read(folder: Path) -> dict[str, dict[str, str]]:
        with (folder / "clients.csv").open(encoding="utf-8", newline="") as file:
            return {row["client"]: row for row in csv.DictReader(file)}

    return read
