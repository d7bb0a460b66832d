"""When the command cannot run it says in one sentence why, ends with 2, and never shows a traceback."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

PROJECT = Path(__file__).resolve().parents[2]
LAW_FIRM = PROJECT / "examples" / "law_firm_ledger.csv"


def assert_refused(result, *said):
    """One line on the error output that says what was expected, and nothing on the output."""
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("clientela: ")
    assert result.stderr.count("\n") == 1
    for words in said:
        assert words in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--as-of", "2010-01-01"], ("begins on 2014-01-21", "--as-of")),
        (["--compare-to", "2017-09-30"], ("not before 2017-09-30", "--compare-to")),
        (["--window-months", "0"], ("window_months", "whole number")),
        (["--window-months", "1200", "--compare-to", "0150-01-01"], ("before the year 1",)),
        (["--map", "sum=amount_usd"], ()),
        (["--map", "colour=red"], ("FIELD=HEADING", "engagement")),
        (["--map", "amount=Total"], ("no column “Total”", "amount_usd")),
        (["--currency", "DOLLAR"], ("not the code of a currency",)),
        (["--currency", "EUR"], ("USD, 2014-01-21 to 2017-09-30", "--rates")),
        (["--encoding", "klingon"], ("not an encoding",)),
        (["--encoding", "utf-16"], ()),
        (["--delimiter", "ab"], ("one ASCII sign",)),
        (["--decimal", "x"], ("a point or a comma",)),
        (["--header-row", "99999"], ("99999",)),
        (["--policy", "nowhere.toml"], ("nowhere.toml",)),
        (["--rates", "nowhere.csv"], ("nowhere.csv",)),
        (["--out", str(LAW_FIRM)], ("cannot be written",)),
        (["--out", "/proc/nowhere"], ("cannot be written",)),
    ],
)
def test_an_option_that_cannot_be_followed_is_refused(clientela, options, said):
    if options == ["--map", "sum=amount_usd"]:
        # A heading may stand for its field.
        assert clientela("analyse", LAW_FIRM, *options).exit_code == 0
        return
    assert_refused(clientela("analyse", LAW_FIRM, *options), *said)


@pytest.mark.parametrize(
    "options",
    [
        ["--as-of", "2017-02-30"],
        ["--language", "de"],
        ["--max-rejects", "-1"],
        ["--header-row", "-1"],
        ["--date-order", "mixed"],
        ["--window-months", "many"],
        ["--nonsense"],
    ],
)
def test_an_option_that_is_no_option_is_refused(clientela, options):
    result = clientela("analyse", LAW_FIRM, *options)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert options[0] in result.stderr


def test_a_command_without_files_is_refused(clientela):
    assert clientela("analyse").exit_code == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"date,client\n2024-01-01,Acme\n", "--map amount=HEADING"),
        (b"date,client,amount\n", "no line that could be read"),
        (b"<html><table><tr><td>date</td></tr></table></html>", "web page"),
        (b"%PDF-1.7\n%binary", "document"),
        (b"PAR1 and then nothing", ""),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"date,client,amount\n01/02/2024,Acme,5\n03/04/2024,Beta,6\n", "--date-order"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused(clientela, tmp_path, content, said):
    path = tmp_path / "ledger"
    path.write_bytes(content)

    assert_refused(clientela("analyse", path), said)


def test_the_question_that_a_file_leaves_open_can_be_answered(clientela, tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text("date,client,amount\n01/02/2024,Acme,5\n03/04/2024,Beta,6\n")

    day_first = clientela("analyse", path, "--date-order", "dmy", "--json")
    month_first = clientela("analyse", path, "--date-order", "mdy", "--json")

    assert '"as_of": "2024-04-03"' in day_first.stdout
    assert '"as_of": "2024-03-04"' in month_first.stdout


def test_of_several_files_the_one_that_fails_is_named(clientela, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")

    assert_refused(clientela("analyse", LAW_FIRM, other), "other.csv: ")


def test_a_missing_file_and_a_folder_are_refused(clientela, tmp_path):
    assert_refused(clientela("analyse", tmp_path / "nowhere.csv"), "nowhere.csv")
    assert_refused(clientela("analyse", tmp_path), "folder")


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("window_months = twelve", "TOML"),
        ("window_month = 6", "Did you mean window_months"),
        ("top_percent = 30\nlarge_percent = 5", "large_percent"),
        ('currency = "dollars"', "currency"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(clientela, tmp_path, policy, said):
    path = tmp_path / "policy.toml"
    path.write_text(policy)

    assert_refused(clientela("analyse", LAW_FIRM, "--policy", path), said)


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ("day,currency,rate\n", "date, currency and rate"),
        ("date,currency,rate\n2024-01-01,EUR,many\n", "Line 2"),
        ("date,currency,rate\n\n2024-01-01,EUR,1.1\n2024-01-02,XXX,1.1\n", "Line 4"),
        ("date,currency,rate\n2024-01-01,EUR,-1\n", "Line 2"),
        ("date,currency,rate\n2014-01-01,USD,0.8\n2014-01-01,USD,0.9\n", "USD on 2014-01-01"),
        ("date,currency,rate\n2014-01-01,USD,0.8\n", "USD, 2014-02-"),
    ],
)
def test_a_table_of_rates_that_cannot_be_used_is_refused(clientela, tmp_path, rates, said):
    path = tmp_path / "rates.csv"
    path.write_text(rates)

    assert_refused(clientela("analyse", LAW_FIRM, "--currency", "EUR", "--rates", path), said)


def test_a_failure_nobody_foresaw_is_a_sentence_too(clientela, monkeypatch):
    monkeypatch.setattr(pl, "concat", lambda *parts, **options: 1 / 0)

    assert_refused(clientela("analyse", LAW_FIRM), "ZeroDivisionError", "CLIENTELA_DEBUG=1")


def test_a_refusal_speaks_the_language(clientela, tmp_path):
    result = clientela("analyse", tmp_path / "nowhere.csv", "--language", "ru")

    assert_refused(result, "nowhere.csv")
    assert not result.stderr.replace(str(tmp_path), "").isascii()


def test_no_result_is_written_over_a_file_that_was_given(clientela, tmp_path):
    ledger = tmp_path / "clients.csv"
    ledger.write_text("date,client,amount\n2024-01-01,Acme,5\n")

    assert_refused(clientela("analyse", ledger, "--out", tmp_path), "clients.csv", "--out")
    assert ledger.read_text().startswith("date,client")


def test_a_file_that_is_given_twice_is_refused(clientela):
    assert_refused(clientela("analyse", LAW_FIRM, LAW_FIRM.parent / "." / LAW_FIRM.name), "twice")


def test_a_heading_is_shown_and_never_obeyed_by_the_terminal(clientela, tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text('date,"client\x1b[2J",value of\n2024-01-01,Acme,5\n')

    result = clientela("analyse", path)

    assert_refused(result)
    assert "\x1b" not in result.stderr
