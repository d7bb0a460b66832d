"""Small ledgers written line by line, and results read back as plain rows."""

from __future__ import annotations

import atexit
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

import duckdb
import narwhals as nw
import polars as pl

Engine: TypeAlias = Callable[[pl.DataFrame], Any]

LEDGER_SCHEMA = pl.Schema(
    {
        "client_id": pl.Int64,
        "date": pl.Date,
        "kind": pl.String,
        "amount_minor": pl.Int64,
        "engagement_id": pl.Int64,
        "service_line": pl.String,
        "staff_id": pl.Int64,
    }
)
MEASURES_SCHEMA = pl.Schema(
    {
        "client_id": pl.Int64,
        "billed": pl.Int64,
        "frequency": pl.Int64,
        "profit": pl.Int64,
        "active": pl.Boolean,
        "ever_active": pl.Boolean,
        "in_dialogue": pl.Boolean,
    }
)


class Line(NamedTuple):
    """One ledger line."""

    client_id: int
    date: dt.date
    kind: str
    amount_minor: int
    engagement_id: int | None = None
    service_line: str | None = None
    staff_id: int | None = None


class Spent(NamedTuple):
    """What was spent on a client on one day, in contacts."""

    client_id: int
    date: dt.date
    amount_minor: int
    minutes: int


def spent_table(rows: Iterable[Spent]) -> pl.DataFrame:
    """Return a table of investment of these rows."""
    schema = {"client_id": pl.Int64, "date": pl.Date, "amount_minor": pl.Int64, "minutes": pl.Int64}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def ledger(lines: Iterable[Line | tuple[Any, ...]]) -> pl.DataFrame:
    """Return a ledger of these lines; dates may be written as text, and trailing columns left away."""
    rows = [Line(*line) for line in lines]
    return pl.DataFrame([row._replace(date=day(row.date)) for row in rows], schema=LEDGER_SCHEMA, orient="row")


def active_clients(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Return a table of measures of active clients, numbered from 1, with only what differs written."""
    common = {"billed": 1, "frequency": 1, "profit": 0, "active": True, "ever_active": True, "in_dialogue": True}
    table = [{"client_id": number, **common, **row} for number, row in enumerate(rows, start=1)]
    return pl.DataFrame(table, schema=MEASURES_SCHEMA, orient="row")


def day(text: str | dt.date) -> dt.date:
    """Return a date written as text."""
    return dt.date.fromisoformat(text) if isinstance(text, str) else text


def on_polars(table: pl.DataFrame) -> pl.LazyFrame:
    """Return the table as a lazy frame of Polars."""
    return table.lazy()


def on_duckdb(table: pl.DataFrame) -> duckdb.DuckDBPyRelation:
    """Return the table as a relation of a DuckDB database in memory."""
    return _connection.from_arrow(table.to_arrow())


_connection = duckdb.connect()
atexit.register(_connection.close)
ENGINES: dict[str, Engine] = {"polars": on_polars, "duckdb": on_duckdb}


def rows_of(frame: Any, *by: str) -> list[dict[str, Any]]:
    """Return the rows of any frame in order of these columns, by default `client_id`."""
    table = nw.from_native(frame).lazy().collect("polars").to_native()
    return table.sort(*(by or ("client_id",))).to_dicts()


def column(frame: Any, name: str) -> dict[int, Any]:
    """Return one column by client."""
    return {row["client_id"]: row[name] for row in rows_of(frame)}
