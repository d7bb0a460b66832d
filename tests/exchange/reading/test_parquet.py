"""Parquet files: columns by name, cells in their own types."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clientela.exchange.reading import CannotRead, read_ledger

from .helpers import day, money, read_all


def parquet(folder: Path, **columns: object) -> Path:
    path = folder / "ledger.parquet"
    pl.DataFrame(columns).write_parquet(path)
    return path


def test_typed_columns_are_taken_as_they_are(tmp_path: Path) -> None:
    path = parquet(
        tmp_path,
        date=[day("2024-03-05"), day("2024-03-06")],
        client=["Acme", "Bolt"],
        amount=[Decimal("1234.5678"), Decimal("-2.5")],
        kind=["fee", "payment"],
        matter=[17, None],
    )
    read = read_all(path)
    assert read.column("line") == [1, 2]
    assert read.column("date") == [day("2024-03-05"), day("2024-03-06")]
    assert read.column("amount") == money("1234.5678", "2.5")
    assert read.column("engagement") == ["17", None]
    assert (read.understanding.format, read.understanding.header_row) == ("parquet", 0)


@pytest.mark.parametrize(
    "dates",
    [
        [datetime.datetime(2024, 3, 5, 14), datetime.datetime(2024, 3, 6)],
        ["2024-03-05", "6 March 2024"],
        [45356, 45357],
        pl.Series([45356.5, 45357.0]),
        pl.Series(["2024-03-05", "2024-03-06"], dtype=pl.Categorical),
    ],
)
@pytest.mark.parametrize("amounts", [[1.25, 2.5], ["1.25", "$2.50"], pl.Series([1.25, 2.5], dtype=pl.Float32)])
def test_other_types_are_understood(tmp_path: Path, dates: object, amounts: object) -> None:
    read = read_all(parquet(tmp_path, 日期=dates, 客户=["Acme", "Bolt"], 金额=amounts))
    assert read.column("date") == [day("2024-03-05"), day("2024-03-06")]
    assert read.column("amount") == money("1.25", "2.5")


def test_years_of_any_integer_type_are_their_last_day(tmp_path: Path) -> None:
    read = read_all(
        parquet(tmp_path, year=pl.Series([2023, 2024], dtype=pl.Int16), client=["A", "B"], income_usd=[10, 20])
    )
    assert read.column("date") == [day("2023-12-31"), day("2024-12-31")]
    assert read.column("amount") == money("10", "20")
    assert read.column("currency") == ["USD", "USD"]


def test_nulls_and_numbers_beyond_range_are_rejected(tmp_path: Path) -> None:
    nan = float("nan")
    path = parquet(
        tmp_path,
        date=[None, *[day("2024-03-05")] * 4, None],
        client=["A", None, "C", "D", "E", None],
        amount=[1.0, 2.0, None, nan, 1e15, None],
    )
    read = read_all(path)
    assert read.codes == [
        (1, "date", "date-missing"),
        (2, "client", "client-missing"),
        (3, "amount", "amount-missing"),
        (4, "amount", "amount-unreadable"),
        (5, "amount", "amount-unreadable"),
    ]
    assert read.rows_read == 5


def test_many_rows_come_in_batches(tmp_path: Path) -> None:
    count = 150_000
    path = parquet(
        tmp_path,
        date=pl.repeat(day("2024-03-05"), count, eager=True),
        client=pl.Series([f"Client {number % 99}" for number in range(count)]),
        amount=pl.int_range(count, eager=True).cast(pl.Float64) / 4,
    )
    with read_ledger(path) as reading:
        batches = list(reading.batches())
        assert reading.progress.done == reading.progress.total
    assert max(batch.height for batch in batches) <= 65_536
    assert pl.concat(batches)["line"].to_list() == list(range(1, count + 1))


def test_columns_that_are_no_cells_are_refused(tmp_path: Path) -> None:
    table = pa.table({"date": [day("2024-03-05")], "client": [["Acme"]], "amount": [1.0]})
    pq.write_table(table, tmp_path / "ledger.parquet")
    with pytest.raises(CannotRead):
        read_all(tmp_path / "ledger.parquet")


def test_nested_columns_beside_the_ledger_do_no_harm(tmp_path: Path) -> None:
    table = pa.table({"tags": [["a", "b"]], "date": [day("2024-03-05")], "client": ["Acme"], "amount": [1.0]})
    pq.write_table(table, tmp_path / "ledger.parquet")
    assert read_all(tmp_path / "ledger.parquet").column("client") == ["Acme"]


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    whole = parquet(tmp_path, date=[day("2024-03-05")] * 999, client=["Acme"] * 999, amount=[1.5] * 999).read_bytes()
    for content in (whole[:-3], whole[:50] + whole[60:], whole[:4] + bytes(100) + whole[104:]):
        path = tmp_path / "bad.parquet"
        path.write_bytes(content)
        with pytest.raises(CannotRead):
            read_all(path)
