"""Conversion into the firm's currency: exact, by dated rates, refused where a rate is missing."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.analytics import Gap, MissingRate, RateError, convert, minor_exponent
from tests.analytics.tables import Engine, column, day, on_duckdb, on_polars

LINES_SCHEMA = pl.Schema({"client_id": pl.Int64, "date": pl.Date, "amount": pl.Decimal(18, 4), "currency": pl.String})
RATES_SCHEMA = pl.Schema({"date": pl.Date, "currency": pl.String, "rate": pl.Decimal(24, 12)})


def lines_table(*lines: tuple[str, str, str | None]) -> pl.DataFrame:
    rows = [(number, day(date), Decimal(amount), code) for number, (date, amount, code) in enumerate(lines, start=1)]
    return pl.DataFrame(rows, schema=LINES_SCHEMA, orient="row")


def rates_table(*rates: tuple[str, str, str]) -> pl.DataFrame:
    rows = [(day(date), code, Decimal(rate)) for date, code, rate in rates]
    return pl.DataFrame(rows, schema=RATES_SCHEMA, orient="row")


def converted(
    engine: Engine, lines: pl.DataFrame, rates: pl.DataFrame | None = None, to: str = "USD", max_age_days: int = 31
) -> list[int]:
    table = None if rates is None else engine(rates)
    return list(column(convert(engine(lines), rates=table, to=to, max_age_days=max_age_days), "amount_minor").values())


def test_the_minor_units_are_those_of_iso_4217() -> None:
    assert [minor_exponent(code) for code in ("USD", "CNY", "RUB", "JPY", "KWD", "CLF", "KRW")] == [2, 2, 2, 0, 3, 4, 0]


def test_the_firms_own_currency_needs_no_rates(engine: Engine) -> None:
    lines = lines_table(("2024-01-31", "12.34", None), ("2024-01-31", "-0.01", "USD"), ("2024-01-31", "0", None))
    assert converted(engine, lines) == [1_234, -1, 0]


def test_a_half_goes_to_the_even_unit_on_both_sides_of_zero(engine: Engine) -> None:
    halves = ["0.005", "0.015", "0.025", "0.0251", "-0.005", "-0.015", "-0.025", "-0.0249"]
    lines = lines_table(*(("2024-01-31", amount, None) for amount in halves))
    assert converted(engine, lines) == [0, 2, 2, 3, 0, -2, -2, -2]


def test_the_last_rate_on_or_before_the_date_counts(engine: Engine) -> None:
    rates = rates_table(("2024-01-01", "EUR", "1.10"), ("2024-01-15", "EUR", "1.20"), ("2024-01-10", "GBP", "1.3"))
    lines = lines_table(
        ("2024-01-01", "100", "EUR"),
        ("2024-01-14", "100", "EUR"),
        ("2024-01-15", "100", "EUR"),
        ("2024-01-31", "-100", "EUR"),
        ("2024-01-31", "0.01", "GBP"),
        ("2024-01-31", "7", "USD"),
    )
    assert converted(engine, lines, rates) == [11_000, 11_000, 12_000, -12_000, 1, 700]


def test_minor_units_follow_the_firms_currency(engine: Engine) -> None:
    rates = rates_table(("2024-01-01", "USD", "147.255"))
    assert converted(engine, lines_table(("2024-01-02", "10", "USD")), rates, to="JPY") == [1_473]
    rates = rates_table(("2024-01-01", "USD", "0.307"))
    assert converted(engine, lines_table(("2024-01-02", "10", "USD")), rates, to="KWD") == [3_070]


def test_small_rates_and_large_amounts_stay_exact(engine: Engine) -> None:
    rates = rates_table(("2024-01-01", "VND", "0.000040650407"), ("2024-01-01", "KWD", "12345678.123456789012"))
    lines = lines_table(("2024-01-02", "99999999999999.9999", "VND"), ("2024-01-02", "123456789.0001", "KWD"))
    assert converted(engine, lines, rates) == [
        int((Decimal("99999999999999.9999") * Decimal("0.000040650407") * 100).to_integral_value(ROUND_HALF_EVEN)),
        int((Decimal("123456789.0001") * Decimal("12345678.123456789012") * 100).to_integral_value(ROUND_HALF_EVEN)),
    ]


def test_other_columns_are_kept_and_the_foreign_amount_is_gone(engine: Engine) -> None:
    found = convert(engine(lines_table(("2024-01-31", "1", None))), rates=None, to="USD")
    assert found.collect_schema().names() == ["client_id", "date", "amount_minor"]


def test_missing_rates_are_refused_by_currency_and_dates(engine: Engine) -> None:
    rates = rates_table(("2024-01-10", "EUR", "1.1"), ("2023-01-01", "GBP", "1.3"))
    lines = lines_table(
        ("2024-01-09", "1", "EUR"),
        ("2024-01-09", "2", "EUR"),
        ("2024-01-10", "1", "EUR"),
        ("2024-03-01", "1", "EUR"),
        ("2024-01-10", "1", "GBP"),
        ("2024-01-10", "1", "CNY"),
        ("2024-02-10", "1", "CNY"),
    )
    with pytest.raises(MissingRate) as caught:
        converted(engine, lines, rates)
    assert caught.value.gaps == (
        Gap("CNY", 2, dt.date(2024, 1, 10), dt.date(2024, 2, 10)),
        Gap("EUR", 2, dt.date(2024, 1, 9), dt.date(2024, 3, 1)),
        Gap("GBP", 1, dt.date(2024, 1, 10), dt.date(2024, 1, 10)),
    )
    assert str(caught.value).startswith(
        "No rate into USD at most 31 days old for CNY on 2 dates from 2024-01-10 to 2024-02-10; EUR on 2 dates"
    )


def test_a_rate_may_be_as_old_as_allowed_and_no_older(engine: Engine) -> None:
    rates = rates_table(("2024-01-31", "EUR", "1.1"))
    lines = lines_table(("2024-03-02", "1", "EUR"))
    assert converted(engine, lines, rates, max_age_days=31) == [110]
    with pytest.raises(MissingRate):
        converted(engine, lines, rates, max_age_days=30)


def test_without_a_table_every_foreign_line_is_missing_its_rate(engine: Engine) -> None:
    with pytest.raises(MissingRate, match="EUR on 1 date from 2024-01-01"):
        converted(engine, lines_table(("2024-01-01", "1", "EUR")))


@pytest.mark.parametrize("second", ["1.2", "0", "-1.1"])
def test_a_table_of_rates_must_not_contradict_itself(engine: Engine, second: str) -> None:
    rates = rates_table(("2024-01-01", "EUR", "1.1"), ("2024-01-01", "EUR", second))
    with pytest.raises(RateError, match="mend the table of rates for EUR on 2024-01-01"):
        converted(engine, lines_table(("2024-01-01", "1", "EUR")), rates)


def test_the_same_rate_twice_is_one_rate(engine: Engine) -> None:
    rates = rates_table(("2024-01-01", "EUR", "1.1"), ("2024-01-01", "EUR", "1.1"))
    assert converted(engine, lines_table(("2024-01-01", "1", "EUR")), rates) == [110]


def decimals_of(low: int, high: int, *, decimals: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low, high).map(lambda units: Decimal(units).scaleb(-decimals))


foreign_amounts = st.lists(decimals_of(-(10**15), 10**15, decimals=4), max_size=8)
rates_of_one = decimals_of(1, 10**9, decimals=6)
currencies = st.sampled_from(["USD", "JPY", "KWD", "CLF"])


def assert_rounded_once(engine: Engine, values: list[Decimal], rate: Decimal, to: str) -> None:
    lines = lines_table(*(("2024-01-01", str(value), "XAU") for value in values))
    expected = [int((value * rate).scaleb(minor_exponent(to)).to_integral_value(ROUND_HALF_EVEN)) for value in values]
    assert converted(engine, lines, rates_table(("2024-01-01", "XAU", str(rate))), to=to) == expected


@settings(max_examples=60, deadline=None)
@given(foreign_amounts, rates_of_one, currencies)
def test_conversion_is_decimal_arithmetic_rounded_once(values: list[Decimal], rate: Decimal, to: str) -> None:
    assert_rounded_once(on_polars, values, rate, to)


@settings(max_examples=15, deadline=None)
@given(foreign_amounts, rates_of_one, currencies)
def test_conversion_on_duckdb_is_decimal_arithmetic_too(values: list[Decimal], rate: Decimal, to: str) -> None:
    assert_rounded_once(on_duckdb, values, rate, to)
