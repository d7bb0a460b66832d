"""The command as a process of its own: what it needs, leaves behind and takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
LAW_FIRM = PROJECT / "examples" / "law_firm_ledger.csv"
MESSY = sorted(path for path in (PROJECT / "tests" / "data" / "messy").rglob("*") if path.is_file())
MOST_SECONDS, MOST_MIB = 60, 512


def test_it_needs_no_database_and_leaves_the_home_directory_alone(process, tmp_path):
    result = process(
        "analyse",
        LAW_FIRM,
        "--json",
        "--out",
        tmp_path / "out",
        DATABASE_URL="postgresql://nobody@nowhere.invalid/none",
    )

    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout)["active_clients"] == 245
    assert not (tmp_path / "home").exists()


def test_it_loads_no_part_of_the_database(tmp_path):
    code = (
        "import sys; from clientela.cli import app;"
        f"options = ['--language', 'ru', '--out', {str(tmp_path / 'out')!r}];"
        f"app(['analyse', {str(LAW_FIRM)!r}, *options], standalone_mode=False);"
        "print([name for name in ('psycopg', 'django.db.models', 'clientela.config.settings') if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "HOME": str(tmp_path)},
    )

    assert result.stdout.splitlines()[-1] == "[]"


# The kernel counts a process's peak memory from that of its parent on; this small one stands between it and the tests.
APART = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stderr=subprocess.STDOUT).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


@pytest.mark.parametrize("path", MESSY, ids=lambda path: path.name)
def test_a_messy_table_is_read_or_refused_within_bounds(tmp_path, path):
    command = [sys.executable, "-m", "clientela", "analyse", str(path), "--out", str(tmp_path / "out")]
    start = time.monotonic()
    process = subprocess.run(
        [sys.executable, "-c", APART, *command],
        capture_output=True,
        text=True,
        env={**os.environ, "CLIENTELA_HOME": str(tmp_path)},
    )
    *lines, peak = process.stdout.splitlines()
    said = "".join(f"{line}\n" for line in lines)

    assert process.returncode in (0, 1, 2)
    assert "Traceback" not in said
    if process.returncode == 2:
        assert said.startswith("clientela: ")
        assert said.count("\n") == 1
    assert time.monotonic() - start < MOST_SECONDS
    assert int(peak) / 1024 < MOST_MIB


def test_a_reader_that_leaves_early_is_no_error():
    command = f"{sys.executable} -m clientela analyse {LAW_FIRM} | head -1"
    result = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)

    assert result.stdout.count("\n") == 1
    assert result.stderr == ""


def test_a_terminal_without_the_letters_is_no_error(process):
    result = process("analyse", LAW_FIRM, "--language", "zh-hans", PYTHONIOENCODING="ascii")
    as_json = process("analyse", LAW_FIRM, "--language", "zh-hans", "--json", PYTHONIOENCODING="ascii")

    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(as_json.stdout)["active_clients"] == 245


def test_a_full_disk_is_told_in_a_sentence():
    result = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m clientela analyse {LAW_FIRM} > /dev/full"], capture_output=True, text=True
    )

    assert result.returncode == 2
    assert result.stderr.startswith("clientela: ")
    assert result.stderr.count("\n") == 1
