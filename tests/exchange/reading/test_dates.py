"""Every way in which ledgers write dates, and what a column tells of day and month."""

from __future__ import annotations

import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.exchange.reading.columns import DateColumn
from clientela.exchange.reading.dates import DateEvidence, parse_date
from clientela.exchange.reading.options import DateOrder

MARCH_5 = datetime.date(2024, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        *("2024-03-05", "2024-3-5", "2024/3/5", "2024.03.05", "2024 03 05", "20240305", "20240305.0", " 2024-03-05 "),
        *("45356", "45356.0", "45356.75"),
        *("2024-03-05 14:30:00", "2024-03-05T14:30:00Z", "2024-03-05 00:00:00+08:00", "2024/3/5 9:05"),
        *("2024年3月5日", "2024年03月05号", "2024 年 3 月 5 日", "2024年3月5日 星期二", "2024年3月5日14时30分"),
        "２０２４－０３－０５",
        *("5 March 2024", "March 5, 2024", "5-Mar-24", "05-Mar-2024", "Mar 5 2024", "5th March 2024"),
        *("Tue, 5 Mar 2024", "2024-Mar-05"),
        *("5 марта 2024 г.", "5 марта 2024 года", "05 мар. 2024", "вт, 5 марта 2024"),
    ],
)
def test_a_date_that_leaves_nothing_open_is_read(text: str) -> None:
    assert parse_date(text, None) == MARCH_5


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("05/03/2024", DateOrder.DAY_FIRST),
        ("5.3.2024", DateOrder.DAY_FIRST),
        ("05.03.2024 г.", DateOrder.DAY_FIRST),
        ("05-03-2024 10:15", DateOrder.DAY_FIRST),
        ("05.03.24", DateOrder.DAY_FIRST),
        ("03/05/2024", DateOrder.MONTH_FIRST),
        ("3/5/24", DateOrder.MONTH_FIRST),
        ("24/03/05", DateOrder.YEAR_FIRST),
        ("Tue 05/03/2024", DateOrder.DAY_FIRST),
    ],
)
def test_digits_alone_are_read_in_the_order_of_their_column(text: str, order: DateOrder) -> None:
    assert parse_date(text, order) == MARCH_5


@pytest.mark.parametrize(
    ("text", "last_day"),
    [
        ("2024", "2024-12-31"),
        ("2024.0", "2024-12-31"),
        ("2024年", "2024-12-31"),
        ("2024 г.", "2024-12-31"),
        ("FY2024", "2024-12-31"),
        ("2024-02", "2024-02-29"),
        ("202402", "2024-02-29"),
        ("2024年2月", "2024-02-29"),
        ("02/2024", "2024-02-29"),
        ("2024.02", "2024-02-29"),
        ("Feb 2024", "2024-02-29"),
        ("Feb-24", "2024-02-29"),
        ("февраль 2024", "2024-02-29"),
        ("2024-12", "2024-12-31"),
        ("2024Q1", "2024-03-31"),
        ("Q4 2024", "2024-12-31"),
    ],
)
def test_a_period_stands_for_its_last_day(text: str, last_day: str) -> None:
    assert parse_date(text, None) == datetime.date.fromisoformat(last_day)


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "n/a", "2024-02-30", "2024-13-01", "13/13/2024", "1899-12-31", "2101-01-01", "0202-03-05"),
        *("12", "1234567", "5/3", "March", "5 Brumaire 2024", "99999999", "2024-03-05-07", "１２"),
    ],
)
def test_what_is_no_date_of_a_ledger_is_none(text: str) -> None:
    assert parse_date(text, None) is None


def test_years_of_two_digits_belong_to_this_century_up_to_68() -> None:
    assert parse_date("01.02.68", DateOrder.DAY_FIRST) == datetime.date(2068, 2, 1)
    assert parse_date("01.02.69", DateOrder.DAY_FIRST) == datetime.date(1969, 2, 1)


def evidence(*cells: str) -> DateEvidence:
    found = DateEvidence()
    found.add(cells)
    return found


def test_one_day_above_12_settles_the_order_of_a_column() -> None:
    assert evidence("01/02/2024", "03/04/2024", "13/02/2024").order is DateOrder.DAY_FIRST
    assert evidence("01/02/2024", "03/04/2024", "02/13/2024").order is DateOrder.MONTH_FIRST


def test_cells_without_a_day_above_12_leave_a_question() -> None:
    found = evidence("01/02/2024", "03/04/2024")
    assert found.is_open
    assert found.choices == (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)
    assert found.examples == ("01/02/2024", "03/04/2024")


def test_dates_with_points_are_day_first() -> None:
    assert evidence("01.02.2024", "03.04.2024").order is DateOrder.DAY_FIRST
    assert evidence("01.02.24", "31.12.24").order is DateOrder.DAY_FIRST


def test_dates_that_read_the_same_either_way_leave_no_question() -> None:
    found = evidence("01/01/2024", "02/02/2024")
    assert not found.is_open
    assert found.order is not None


def test_dates_with_the_year_in_front_or_the_month_in_words_need_no_order() -> None:
    found = evidence("2024-03-05", "5 March 2024", "45356")
    assert found.order is None
    assert not found.is_open


def test_a_stray_cell_does_not_overturn_a_column() -> None:
    cells = [f"02/{number:02}/2024" for number in range(13, 29)] + [f"03/{number:02}/2024" for number in range(13, 29)]
    assert evidence(*cells, "25/12/2024").order is DateOrder.MONTH_FIRST


def test_a_column_that_mixes_both_orders_leaves_a_question() -> None:
    assert evidence("02/13/2024", "13/02/2024").is_open


def test_short_years_are_told_apart_by_the_whole_column() -> None:
    assert evidence("24/03/05", "24/03/31", "24/12/01", "98/05/31").order is DateOrder.YEAR_FIRST
    assert evidence("24/03/05", "24/03/31", "24/12/01").order is DateOrder.YEAR_FIRST
    assert evidence("01/02/24", "31/12/24").order is DateOrder.DAY_FIRST
    assert evidence("01/02/03", "02/03/04").is_open


DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
FORMATS = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%d %B %Y",
    "%B %d, %Y",
    "%d-%b-%Y",
    "%Y%m%d",
    "%Y-%m-%d %H:%M:%S",
]


@given(DAYS, st.sampled_from(FORMATS))
def test_any_day_is_read_back_in_any_format(date: datetime.date, form: str) -> None:
    assert parse_date(datetime.datetime.combine(date, datetime.time(10, 5)).strftime(form), None) == date


@given(DAYS, st.sampled_from(["/", ".", "-"]), st.sampled_from([DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST]))
def test_any_day_is_read_back_in_its_order(date: datetime.date, mark: str, order: DateOrder) -> None:
    first, second = (date.day, date.month) if order is DateOrder.DAY_FIRST else (date.month, date.day)
    assert parse_date(f"{first}{mark}{second}{mark}{date.year}", order) == date


@given(
    st.lists(
        st.one_of(
            DAYS.map(str), st.text(st.characters(exclude_categories=("Cs",))), st.sampled_from(["5/3/2024", "2024"])
        )
    )
)
def test_a_column_is_read_as_its_cells_one_by_one(cells: list[str]) -> None:
    cells = [cell.strip() for cell in cells]
    column = DateColumn(DateOrder.DAY_FIRST)(pl.Series(cells, dtype=pl.String))
    assert column.to_list() == [parse_date(cell, DateOrder.DAY_FIRST) for cell in cells]
