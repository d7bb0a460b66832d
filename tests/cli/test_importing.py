"""`import ledger`, `import list` and `import undo`, each as a process of its own on one embedded database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clientela.core.embedded import EmbeddedPostgres

pytestmark = pytest.mark.xdist_group("importing")

PROJECT = Path(__file__).resolve().parents[2]
LAW_FIRM = PROJECT / "examples" / "law_firm_ledger.csv"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data directory whose server stays up between the commands."""
    path = tmp_path_factory.mktemp("home")
    server = EmbeddedPostgres(path)
    server.acquire()
    yield path
    server.release()


@pytest.fixture(scope="module")
def run(home: Path) -> Run:
    """Run `clientela import …`, or any Python code that ends in it."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}

    def process(*arguments: object, code: str = "") -> subprocess.CompletedProcess[str]:
        source = f"import sys\nfrom clientela.cli import main\n{code}\nmain()"
        return subprocess.run(
            [sys.executable, "-c", source, "import", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
            env={**environment, "CLIENTELA_HOME": str(home)},
        )

    return process


def test_a_preview_says_what_is_understood_and_needs_no_database(process):
    result = process("import", "ledger", LAW_FIRM, "--preview", DATABASE_URL="postgresql://nowhere.invalid/none")

    assert (result.returncode, result.stderr) == (0, "")
    assert "Column: Amount: amount_usd" in result.stdout
    assert "Burke Norton" in result.stdout


def test_a_preview_asks_what_the_file_leaves_open(process, tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text("date,client,amount\n01/02/2024,Acme,5\n")

    asked = process("import", "ledger", path, "--preview")
    answered = process("import", "ledger", path, "--preview", "--date-order", "dmy")

    assert asked.returncode == 2
    assert "--date-order" in asked.stderr
    assert answered.returncode == 0


def test_a_ledger_goes_in_once_is_ranked_listed_and_taken_back(run, tmp_path):
    first = run("ledger", LAW_FIRM)
    rows = ["date,client,amount_usd", "2017-09-30,Brand New Client,99999", "2017-09-30,,5"]
    (tmp_path / "more.csv").write_text("\n".join(rows))
    more = run("ledger", LAW_FIRM, tmp_path / "more.csv")
    listed = run("list")
    number = listed.stdout.splitlines()[1].split()[0]
    undone = run("undo", number)
    twice = run("undo", number, "--language", "ru")

    assert first.returncode == 0, first.stderr
    assert "6,197 ledger lines added, 0 known before, 428 new clients" in first.stdout
    assert "Ranked the clients as of 2017-09-30: 245 active." in first.stdout
    assert more.returncode == 1
    assert "0 ledger lines added, 6,197 known before, 0 new clients" in more.stdout
    assert "1 ledger lines added" in more.stdout
    assert "246 active" in more.stdout
    assert "rejects.csv" in more.stdout
    assert [line.split()[3] for line in listed.stdout.splitlines()[1:]] == ["more.csv", *["law_firm_ledger.csv"] * 2]
    assert undone.returncode == 0, undone.stderr
    assert "245 active" in undone.stdout
    assert twice.returncode == 2
    assert not twice.stderr.isascii()


def test_of_several_files_none_goes_in_when_one_cannot_be_read(run, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("date,client,amount\n2024-01-01,Nobody Yet,5\n")
    bad.write_text("a,b\n1,2\n")

    result = run("ledger", good, bad)

    assert result.returncode == 2
    assert result.stderr.startswith("clientela: bad.csv: ")
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ledger", "nowhere.csv"], "nowhere.csv"),
        (["ledger", LAW_FIRM, "--by", "nobody"], "nobody"),
        (["undo", "9999"], "9999"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(run, arguments, said):
    result = run(*arguments)

    assert result.returncode == 2
    assert result.stderr.startswith("clientela: ")
    assert result.stderr.count("\n") == 1
    assert said in result.stderr


def test_who_may_not_import_is_refused_and_who_may_is_named(run, home):
    people = (
        "from clientela.cli.database import database\n"
        "with database():\n"
        "    from clientela.accounts.actions import add_staff\n"
        "    from clientela.accounts.permissions import Role\n"
        "    from clientela.core.actor import SYSTEM\n"
        "    print(add_staff(name='Lawyer Lee', role=Role.LAWYER, by=SYSTEM).username)\n"
        "    print(add_staff(name='Partner Poe', role=Role.PARTNER, by=SYSTEM).username)\n"
        "sys.exit()"
    )
    lawyer, partner = run(code=people).stdout.split()

    refused = run("ledger", LAW_FIRM, "--by", lawyer)
    allowed = run("ledger", LAW_FIRM, "--by", partner)

    assert refused.returncode == 2
    assert "--by" in refused.stderr
    assert allowed.returncode == 0, allowed.stderr


def test_an_interrupted_import_leaves_nothing(run, tmp_path):
    path = tmp_path / "interrupted.csv"
    path.write_text("date,client,amount\n" + "2024-01-01,Cut Off,5\n" * 1_000)
    interrupt = (
        "import contextlib\n"
        "import clientela.cli.importing as importing\n"
        "@contextlib.contextmanager\n"
        "def bar(path):\n"
        "    def pressed(progress): raise KeyboardInterrupt\n"
        "    yield pressed\n"
        "importing._bar = bar\n"
    )

    result = run("ledger", path, code=interrupt)

    assert result.returncode == 130
    assert result.stderr == "Cancelled: nothing of interrupted.csv is in the ledger.\n"
    assert [line for line in run("list").stdout.splitlines() if "interrupted.csv" in line and "Cancelled" in line]
    assert "1,000 ledger lines added" in run("ledger", path).stdout
