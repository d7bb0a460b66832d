"""Every public function over tables gives the same rows on Polars and on DuckDB, to the last bit."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import narwhals as nw
import polars as pl
import pytest

import clientela.analytics as analytics
from bench.firm import ledger_frame
from clientela.analytics import (
    Policy,
    basis_of,
    contribution,
    convert,
    gold_grid,
    measures,
    migration,
    migration_moves,
    monthly_fees,
    pyramid,
    standings,
    tally,
    whale_curve,
    whale_peak,
)
from tests.analytics.tables import Engine, on_duckdb, on_polars

AS_OF = dt.date(2024, 2, 29)
POLICY = Policy(top_percent=Decimal("0.5"), gold_percentile=Decimal("66.67"))


@pytest.fixture(scope="module")
def ledger() -> pl.DataFrame:
    return ledger_frame(clients=400, lines=9_000, seed=5)


@pytest.fixture(scope="module")
def worth(ledger: pl.DataFrame) -> pl.DataFrame:
    """The measures once, as a plain table that both engines then classify."""
    return measures(ledger, as_of=AS_OF, policy=POLICY).collect().to_native()


@pytest.fixture(scope="module")
def books(ledger: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The standings of two dates."""
    before, after = (
        standings(ledger, as_of=as_of, policy=POLICY).rows.collect().to_native()
        for as_of in (dt.date(2023, 2, 28), AS_OF)
    )
    return before, after


def clients(engine: Engine) -> Any:
    return engine(pl.DataFrame({"client_id": [1, 7, 9_001, 9_002], "in_dialogue": [False, None, True, False]}))


def foreign(ledger: pl.DataFrame) -> pl.DataFrame:
    code = (
        pl.when(pl.col("client_id") % 3 == 0).then(pl.lit("EUR")).when(pl.col("client_id") % 3 == 1).then(pl.lit("JPY"))
    )
    amount = (pl.col("amount_minor").cast(pl.Decimal(38, 4)) / 7).cast(pl.Decimal(18, 4))
    return ledger.select("client_id", "date", "kind", "staff_id", amount.alias("amount"), code.alias("currency"))


def rates() -> pl.DataFrame:
    days = pl.date_range(dt.date(2016, 12, 31), dt.date(2024, 12, 31), "1w", eager=True)
    wave = (pl.int_range(len(days), eager=True) % 13).cast(pl.Decimal(24, 12))
    tables = [
        pl.DataFrame({"date": days, "currency": [code] * len(days), "rate": wave / 1_000 + Decimal(rate)})
        for code, rate in (("EUR", "1.0912345"), ("JPY", "0.0068123456"))
    ]
    return pl.concat(tables).with_columns(pl.col("rate").cast(pl.Decimal(24, 12)))


FRAMES: dict[str, Callable[[Engine, Any, Any, Any], Any]] = {
    "measures": lambda on, ledger, worth, books: measures(on(ledger), as_of=AS_OF, policy=POLICY, clients=clients(on)),
    "monthly_fees": lambda on, ledger, worth, books: monthly_fees(on(ledger), as_of=AS_OF, policy=POLICY),
    "pyramid": lambda on, ledger, worth, books: pyramid(on(worth), policy=POLICY),
    "gold_grid": lambda on, ledger, worth, books: gold_grid(on(worth), policy=POLICY),
    "contribution": lambda on, ledger, worth, books: contribution(on(worth), policy=POLICY),
    "whale_curve": lambda on, ledger, worth, books: whale_curve(on(worth)),
    "standings": lambda on, ledger, worth, books: (
        standings(on(ledger), as_of=AS_OF, policy=POLICY, clients=clients(on)).rows
    ),
    "tally": lambda on, ledger, worth, books: tally(on(books[0]), by="tier"),
    "migration_moves": lambda on, ledger, worth, books: migration_moves(on(books[0]), on(books[1])),
    "convert": lambda on, ledger, worth, books: convert(on(foreign(ledger)), rates=on(rates()), to="USD"),
}
VALUES: dict[str, Callable[[Engine, Any, Any, Any], Any]] = {
    "basis_of": lambda on, ledger, worth, books: basis_of(on(ledger), as_of=AS_OF),
    "standings": lambda on, ledger, worth, books: standings(on(ledger), as_of=AS_OF, policy=POLICY).thresholds,
    "whale_peak": lambda on, ledger, worth, books: whale_peak(on(worth)),
    "migration": lambda on, ledger, worth, books: migration(on(books[0]), on(books[1])),
}
WITHOUT_TABLES = {
    "explain_tier",
    "explain_grid",
    "explain_contribution",
    "minor_exponent",
    "months_before",
    "window_start",
}


def table_of(frame: nw.LazyFrame[Any]) -> pl.DataFrame:
    table: pl.DataFrame = frame.collect("polars").to_native()
    return table.sort(pl.all())


def test_the_list_of_functions_is_whole() -> None:
    functions = {name for name in analytics.__all__ if inspect.isfunction(getattr(analytics, name))}
    assert functions == {*FRAMES, *VALUES, *WITHOUT_TABLES}


@pytest.mark.parametrize("name", sorted(FRAMES))
def test_both_engines_return_the_same_rows_and_types(
    name: str, ledger: pl.DataFrame, worth: pl.DataFrame, books: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    of_polars, of_duckdb = (table_of(FRAMES[name](on, ledger, worth, books)) for on in (on_polars, on_duckdb))
    assert of_polars.height > 0
    assert of_polars.schema == of_duckdb.schema
    assert of_polars.rows() == of_duckdb.rows()


@pytest.mark.parametrize("name", sorted(VALUES))
def test_both_engines_return_the_same_values(
    name: str, ledger: pl.DataFrame, worth: pl.DataFrame, books: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    of_polars, of_duckdb = (VALUES[name](on, ledger, worth, books) for on in (on_polars, on_duckdb))
    assert of_polars == of_duckdb
