"""A Parquet ledger goes into memory by columns and comes to the same as the row reader gives."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.cli.analyse.names import keys, numbered
from clientela.cli.analyse.table import Types
from clientela.cli.analyse.typed import typed_ledger
from clientela.core.names import client_key
from clientela.exchange.reading import ReadOptions, parse_map

ROWS = {
    "date": [dt.date(2023, 5, 1), dt.date(2024, 5, 1), dt.date(2024, 6, 1), dt.date(2024, 7, 1), dt.date(2024, 7, 2)],
    "client": ["Acme", " ACME, ", "Beta", "Acme", "Гамма"],
    "kind": ["fee", "fee", "fee", "write_off", "cost"],
    "amount": [10.0, 20.5, 7.25, 3.0, 1.0],
    "engagement": ["M-1", "M-2", None, "M-2", ""],
}


def plain() -> pl.DataFrame:
    return pl.DataFrame(ROWS).with_columns(pl.col("amount").cast(pl.Decimal(18, 2)))


def taken(path: Path, **options: object) -> bool:
    """Whether a file is taken as it stands."""
    return typed_ledger(path, ReadOptions(**options), Types.fresh()) is not None


def written(clientela, path: Path, folder: Path, *options: str) -> tuple[str, str]:
    result = clientela("analyse", path, "--as-of", "2024-12-31", "--out", folder, "--max-rejects", "9", *options)
    assert result.exit_code == 0, result.stderr
    return (folder / "clients.csv").read_text("utf-8"), (folder / "rejected.csv").read_text("utf-8")


def test_a_clean_parquet_ledger_is_taken_as_it_stands_and_agrees_with_its_csv(clientela, tmp_path):
    plain().write_parquet(tmp_path / "ledger.parquet")
    plain().write_csv(tmp_path / "ledger.csv")

    assert taken(tmp_path / "ledger.parquet")
    assert written(clientela, tmp_path / "ledger.parquet", tmp_path / "a") == written(
        clientela, tmp_path / "ledger.csv", tmp_path / "b"
    )


@pytest.mark.parametrize(
    "change",
    [
        pl.when(pl.col("client") == "Beta").then(None).otherwise(pl.col("client")).alias("client"),
        pl.when(pl.col("client") == "Beta").then(None).otherwise(pl.col("date")).alias("date"),
        pl.when(pl.col("client") == "Beta").then(None).otherwise(pl.col("amount")).alias("amount"),
        pl.when(pl.col("client") == "Beta").then(pl.lit("gift")).otherwise(pl.col("kind")).alias("kind"),
        pl.when(pl.col("client") == "Beta").then(pl.date(1066, 10, 14)).otherwise(pl.col("date")).alias("date"),
        pl.when(pl.col("client") == "Beta").then(pl.lit("x" * 301)).otherwise(pl.col("client")).alias("client"),
        pl.col("kind").replace("fee", "Fees"),
        pl.when(pl.col("kind") == "fee").then(pl.col("amount")).otherwise(-pl.col("amount")).alias("amount"),
        (" " + pl.col("engagement")).alias("engagement"),
        pl.col("date").dt.strftime("%d.%m.%Y"),
        pl.col("amount").cast(pl.String),
        pl.lit("$").alias("currency"),
        pl.col("client").cast(pl.Categorical),
        pl.col("date").cast(pl.Datetime("ms")).dt.replace_time_zone("Asia/Shanghai"),
    ],
    ids=range(14),
)
def test_an_untidy_parquet_ledger_agrees_with_its_csv_too(clientela, tmp_path, change):
    frame = plain().with_columns(change)
    frame.write_parquet(tmp_path / "ledger.parquet")
    if isinstance(frame.schema["date"], pl.Datetime):
        frame = frame.with_columns(pl.col("date").dt.date())
    frame.write_csv(tmp_path / "ledger.csv")

    clients, rejected = written(clientela, tmp_path / "ledger.parquet", tmp_path / "a")
    wanted, rejected_of_csv = written(clientela, tmp_path / "ledger.csv", tmp_path / "b")

    assert clients == wanted
    assert rejected.count("\n") == rejected_of_csv.count("\n")


def test_columns_are_found_by_mapping_and_their_currency_by_heading(clientela, tmp_path):
    frame = plain().rename({"client": "who", "amount": "sum_eur"}).drop("kind", "engagement")
    path = tmp_path / "ledger.parquet"
    frame.write_parquet(path)
    mapping = ("client=who", "amount=sum_eur")

    understanding, table, spellings = typed_ledger(path, ReadOptions(columns=parse_map(mapping)), Types.fresh()) or ()

    assert understanding.currency == "EUR"
    assert table["currency"].unique().to_list() == ["EUR"]
    assert spellings["name"].sort().to_list() == ["ACME,", "Acme", "Beta", "Гамма"]
    assert table["units"].to_list() == [100_000, 205_000, 72_500, 30_000, 10_000]


def test_amounts_that_need_rounding_are_rounded_half_to_even(clientela, tmp_path, book):
    frame = pl.DataFrame(
        {
            "date": [dt.date(2024, 1, 1)] * 3,
            "client": ["A", "B", "C"],
            "amount": [1.005, 1.015, 1.0151],
        }
    )
    frame.write_parquet(tmp_path / "ledger.parquet")

    written(clientela, tmp_path / "ledger.parquet", tmp_path / "out")

    assert {name: row["billed"] for name, row in book(tmp_path / "out").items()} == {
        "A": "1.00",
        "B": "1.02",
        "C": "1.02",
    }


LETTERS = st.text(st.sampled_from("aAbZ09 .,-&'$+^`~«»ЁёяА中文律Ａß\n\u0301ﬁİ"), max_size=12)


@settings(max_examples=150)
@given(names=st.lists(LETTERS | st.text(max_size=8), min_size=1, max_size=6))
def test_keys_of_many_names_are_those_of_each(names):
    assert keys(pl.Series(names, dtype=pl.String)).to_list() == [client_key(name) for name in names]


def test_clients_are_numbered_by_name_and_called_as_they_are_called_most():
    spellings = pl.DataFrame({"name": ["b co", "B, Co", "Ark", "B Co"], "count": [2, 1, 5, 2]})

    table = numbered(spellings).sort("name")

    assert table.rows() == [("Ark", "Ark", 1), ("B Co", "B Co", 2), ("B, Co", "B Co", 2), ("b co", "B Co", 2)]
