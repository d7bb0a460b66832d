"""The made-up firm of the benchmarks: the same every time, and shaped like a real one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from bench.firm import SCHEMA, generate_ledger, ledger_frame


@pytest.fixture(scope="module")
def firm() -> pl.DataFrame:
    return ledger_frame(clients=2_000, lines=40_000, seed=1)


def test_the_same_seed_gives_the_same_lines(firm: pl.DataFrame) -> None:
    assert ledger_frame(clients=2_000, lines=40_000, seed=1).equals(firm)
    assert not ledger_frame(clients=2_000, lines=40_000, seed=2).equals(firm)


def test_it_has_the_lines_and_clients_asked_for(firm: pl.DataFrame, tmp_path: Path) -> None:
    assert firm.shape == (40_000, 7)
    assert firm["client_id"].n_unique() == 2_000
    read = pl.read_parquet(generate_ledger(tmp_path / "ledger.parquet", clients=50, lines=600, seed=4))
    assert (read.schema, read.height, read["client_id"].n_unique()) == (SCHEMA, 600, 50)


def test_it_is_shaped_like_a_firm(firm: pl.DataFrame) -> None:
    fees = firm.filter(pl.col("kind") == "fee")
    by_client = fees.group_by("client_id").agg(pl.col("amount_minor").sum(), pl.col("date").max())
    top_fifth = by_client["amount_minor"].sort(descending=True).head(400).sum() / by_client["amount_minor"].sum()
    gone = (by_client["date"] < dt.date(2024, 1, 1)).mean()
    refunds = (fees["amount_minor"] < 0).mean()
    assert 0.7 < top_fifth < 0.95
    assert 0.2 < gone < 0.6
    assert 0.002 < refunds < 0.006
    assert set(firm["kind"]) == {"fee", "disbursement", "payment", "write_off", "discount", "cost"}
    assert firm["date"].is_sorted()


def test_fewer_lines_than_clients_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="9 lines cannot give each of 10 clients a line: ask for more lines"):
        generate_ledger(tmp_path / "ledger.parquet", clients=10, lines=9)
