"""Windows of whole months, with the calendar's traps: month ends, leap days, the turn of the year."""

from __future__ import annotations

import datetime as dt

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.analytics import Window, months_before, window_start
from clientela.analytics.window import day_number, leaves_window, whole_months
from tests.analytics.oracle import in_window, minus_months
from tests.analytics.tables import Engine, day, rows_of

dates = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))
months = st.integers(1, 60)


@pytest.mark.parametrize(
    ("as_of", "length", "start"),
    [
        ("2024-12-31", 12, "2024-01-01"),
        ("2017-09-30", 12, "2016-10-01"),
        ("2024-02-29", 12, "2023-03-01"),
        ("2023-02-28", 12, "2022-03-01"),
        ("2025-02-28", 12, "2024-02-29"),
        ("2024-03-31", 1, "2024-03-01"),
        ("2024-05-30", 3, "2024-03-01"),
        ("2024-05-29", 3, "2024-03-01"),
        ("2024-05-28", 3, "2024-02-29"),
        ("2024-06-15", 36, "2021-06-16"),
    ],
)
def test_a_window_starts_the_day_after_its_months_before(as_of: str, length: int, start: str) -> None:
    assert window_start(day(as_of), length) == day(start)


def test_a_window_touches_the_one_before_it() -> None:
    window = Window.ending(dt.date(2024, 12, 31), 12)
    assert (window.start, window.end, window.days) == (dt.date(2024, 1, 1), dt.date(2024, 12, 31), 366)
    assert window.previous_start == dt.date(2023, 1, 1)


def test_a_window_before_the_first_year_is_refused_with_the_way_out() -> None:
    with pytest.raises(ValueError, match="1200 months before 0050-01-01 is before the year 1: take a shorter window"):
        months_before(dt.date(50, 1, 1), 1200)


@settings(deadline=None)
@given(dates, months)
def test_stepping_back_agrees_with_the_calendar_month_by_month(end: dt.date, length: int) -> None:
    assert months_before(end, length) == minus_months(end, length)


def dates_table(values: list[dt.date]) -> pl.DataFrame:
    return pl.DataFrame(
        {"client_id": range(len(values)), "date": values}, schema={"client_id": pl.Int64, "date": pl.Date}
    )


def test_a_fee_leaves_the_window_on_the_first_day_that_no_longer_holds_it(engine: Engine) -> None:
    billed = ["2023-01-15", "2024-02-29", "2023-08-31", "2023-12-31", "2024-02-28", "2024-01-30"]
    frame = nw.from_native(engine(dates_table([day(text) for text in billed])))
    for length, leaves in {
        12: ["2024-01-15", "2025-03-01", "2024-08-31", "2024-12-31", "2025-02-28", "2025-01-30"],
        6: ["2023-07-15", "2024-08-29", "2024-03-01", "2024-07-01", "2024-08-28", "2024-07-30"],
        1: ["2023-02-15", "2024-03-29", "2023-10-01", "2024-01-31", "2024-03-28", "2024-03-01"],
    }.items():
        found = rows_of(frame.select("client_id", gone=leaves_window(nw.col("date"), length)))
        assert [row["gone"] for row in found] == [day(text) for text in leaves]


@settings(deadline=None)
@given(st.lists(dates, min_size=1, max_size=20), months)
def test_the_day_a_fee_leaves_is_the_first_whose_window_misses_it(values: list[dt.date], length: int) -> None:
    frame = nw.from_native(dates_table(values).lazy())
    for row in rows_of(frame.select("client_id", "date", gone=leaves_window(nw.col("date"), length))):
        assert not in_window(row["date"], row["gone"], length)
        assert in_window(row["date"], row["gone"] - dt.timedelta(days=1), length)


@settings(deadline=None)
@given(st.lists(st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)), min_size=1, max_size=20))
def test_days_are_numbered_as_python_numbers_them(values: list[dt.date]) -> None:
    frame = nw.from_native(dates_table(values).lazy())
    found = rows_of(frame.select("client_id", number=day_number(nw.col("date"))))
    assert [row["number"] for row in found] == [value.toordinal() for value in values]


def test_days_and_months_are_counted_alike_on_both_engines(engine: Engine) -> None:
    values = [
        dt.date(2024, 2, 29),
        dt.date(2000, 3, 1),
        dt.date(1970, 1, 1),
        dt.date(2024, 1, 31),
        dt.date(2024, 2, 28),
    ]
    frame = nw.from_native(engine(dates_table(values)))
    found = rows_of(
        frame.select(
            "client_id", number=day_number(nw.col("date")), months=whole_months(nw.col("date"), dt.date(2025, 2, 28))
        )
    )
    assert [row["number"] for row in found] == [value.toordinal() for value in values]
    assert [row["months"] for row in found] == [11, 299, 661, 12, 12]
