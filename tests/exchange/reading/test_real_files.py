"""Real ledgers give what a few lines of the standard library give; real mess is read or refused in a sentence."""

from __future__ import annotations

import csv
import datetime
import gzip
from decimal import Decimal
from pathlib import Path

import pytest

from clientela.exchange.reading import CannotRead, read_ledger

from .helpers import DATA, day, read_all, read_apart

EXAMPLE = DATA.parents[1] / "examples" / "law_firm_ledger.csv"
LEDGERS = [EXAMPLE, *sorted((DATA / "sf_ledgers").glob("*.csv"))]
BOOKS = sorted((DATA / "lda_books").glob("*.csv.gz"))
MESS = sorted(path for path in (DATA / "messy").rglob("*") if path.is_file())


@pytest.mark.parametrize("path", LEDGERS, ids=lambda path: path.stem)
def test_a_ledger_of_a_city_is_read_to_the_cent(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    read = read_all(path)
    found = read.entries.select("line", "date", "client", "amount", "currency", "staff", "kind").rows()
    assert found == [
        (
            line,
            day(row["date"]),
            row["client"].strip(),
            Decimal(row["amount_usd"]),
            "USD",
            row["lobbyist"].strip() or None,
            "fee",
        )
        for line, row in enumerate(rows, start=2)
    ]
    assert (read.rows_read, read.rejects, read.skipped) == (len(rows), [], [])


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.name.split("__")[0])
@pytest.mark.parametrize("mapped", [[], ["date=year", "client=CLIENT", "amount=income_usd"]], ids=["found", "mapped"])
def test_a_book_of_years_is_read_to_the_cent(path: Path, mapped: list[str]) -> None:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    read = read_all(path, mapped=mapped)
    found = read.entries.select("date", "client", "amount", "service_line").rows()
    assert found == [
        (
            datetime.date(int(row["year"]), 12, 31),
            row["client"].strip(),
            Decimal(row["income_usd"]),
            row["issue_codes"] or None,
        )
        for row in rows
    ]
    assert (read.rows_read, read.rejects) == (len(rows), [])


def test_there_is_real_data_to_test_with() -> None:
    assert (len(LEDGERS), len(BOOKS), len(MESS)) == (5, 7, 27)


@pytest.mark.parametrize("path", MESS, ids=lambda path: path.name)
def test_a_messy_table_is_refused_in_a_sentence(path: Path) -> None:
    """None of them is a ledger."""
    with pytest.raises(CannotRead) as refusal:
        read_ledger(path)
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert len(sentence) < 900


@pytest.mark.parametrize(
    ("name", "mapped", "rows", "rejected"),
    [
        ("simple.csv", ["client=place", "amount=temperature"], 6, 0),
        ("complex.csv", ["client=place", "amount=temperature"], 2, 1),
        ("simple.psv", ["client=Other dwellings", "amount=New dwellings"], 28, 0),
        ("simple.xls", ["client=place", "amount=temperature"], 6, 0),
        ("simple.zip", ["client=place", "amount=temperature"], 6, 0),
        ("blank_line.ods", ["date=When", "client=Name", "amount=Age"], 3, 0),
        ("loffice-4.4.1.2.ods", ["date=When", "client=Name", "amount=Age"], 3, 0),
        ("excel_pasting.csv", ["client=2000", "amount=2001"], 0, 15),
        ("mixedGLB.csv", ["client=Jan", "amount=Feb"], 113, 20),
        ("spanish_chars.csv", ["date=GF_ID", "client=F", "amount=Gasto total 2011"], 0, 115),
        (
            "utf-16le_encoded.csv",
            ["date=Reporting_period", "client=Organisation_name", "amount=Part_II_patients"],
            327,
            0,
        ),
        ("sw_gen.xlsx", ["date=created_at", "client=screen_name", "amount=retweet_count"], 15, 0),
    ],
)
def test_a_messy_table_is_read_once_it_is_said_which_column_is_what(
    name: str, mapped: list[str], rows: int, rejected: int
) -> None:
    read = read_all(DATA / "messy" / name, mapped=mapped, decimal_mark=".")
    assert (len(read.entries), len(read.rejects)) == (rows, rejected)


def test_no_messy_table_takes_much_time_or_memory() -> None:
    said, peak = read_apart(*MESS)
    assert len(said) == len(MESS)
    assert peak < 512 * 1024


def test_a_large_ledger_is_read_in_bounded_memory(tmp_path: Path) -> None:
    """Ten times the rows take no more memory."""
    peaks = []
    block = "".join(f"2024-03-05,Client {number},M-{number % 777},{number}.25\n" for number in range(100_000))
    for blocks in (1, 10):
        path = tmp_path / "ledger.csv"
        with path.open("w") as file:
            file.write("date,client,matter,amount\n")
            file.writelines(block for _ in range(blocks))
        said, peak = read_apart(path)
        assert said == [f"rows: {blocks * 100_000}"]
        peaks.append(peak)
    assert peaks[1] < peaks[0] + 64 * 1024
    assert peaks[1] < 400 * 1024
