"""Every way in which ledgers write amounts, and what a column tells of its marks."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.exchange.reading.columns import AmountColumn
from clientela.exchange.reading.numerals import NUMBER, TOO_LARGE, MarkEvidence, parse_amount


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1234.56", "."),
        ("1,234.56", "."),
        ("1.234,56", ","),
        ("1 234,56", ","),
        ("1\u00a0234,56", ","),
        ("1\u202f234,56", ","),
        ("1'234.56", "."),
        ("1’234.56", "."),
        ("１，２３４．５６", "."),
        ("+1,234.56", "."),
        ("1234.56000", "."),
        (f"{NUMBER}1234.56", ","),
        ("1.23456e3", "."),
    ],
)
def test_one_amount_in_many_cultures(text: str, mark: str) -> None:
    assert parse_amount(text, mark) == (Decimal("1234.56"), None)


@pytest.mark.parametrize(
    "text",
    [
        "-5.50",
        "−5.50",
        "–5.50",
        "5.50-",
        "5.50−",
        "(5.50)",
        "( 5.50 )",
        "（5.50）",
        "- 5.50",
        "5.50 CR",
        f"{NUMBER}-5.5",
    ],
)
def test_one_negative_amount_in_many_ways(text: str) -> None:
    assert parse_amount(text, ".") == (Decimal("-5.50"), None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("$5.50", "$"),
        ("$ 5.50", "$"),
        ("US$5.50", "USD"),
        ("HK$ 5.50", "HKD"),
        ("€5.50", "EUR"),
        ("5.50€", "EUR"),
        ("£5.50", "GBP"),
        ("¥5.50", "¥"),
        ("￥5.50", "¥"),
        ("5.50 ₽", "RUB"),
        ("5.50 руб.", "RUB"),
        ("5.50р.", "RUB"),
        ("5.50元", "CNY"),
        ("人民币5.50元", "CNY"),
        ("USD 5.50", "USD"),
        ("5.50 usd", "USD"),
        ("$5.50 CAD", "CAD"),
        ("Rs.5.50", "INR"),
        ("CHF 5.50", "CHF"),
    ],
)
def test_a_currency_beside_the_digits_is_told(text: str, code: str) -> None:
    assert parse_amount(text, ".") == (Decimal("5.50"), code)


@pytest.mark.parametrize(
    ("text", "amount", "code"),
    [
        ("-$5.50", "-5.50", "$"),
        ("$-5.50", "-5.50", "$"),
        ("($5.50)", "-5.50", "$"),
        ("$(5.50)", "-5.50", "$"),
        ("(5.50) EUR", "-5.50", "EUR"),
        ("€ 5.50-", "-5.50", "EUR"),
        ("1,23,456.78 INR", "123456.78", "INR"),
        ("CHF 100.--", "100", "CHF"),
        (".5", "0.5", None),
        ("-.5", "-0.5", None),
        ("5.", "5", None),
    ],
)
def test_signs_and_currencies_together(text: str, amount: str, code: str | None) -> None:
    assert parse_amount(text, ".") == (Decimal(amount), code)


def test_round_sums_with_a_dash_for_the_decimals() -> None:
    assert parse_amount("1.100,-", ",") == (Decimal(1100), None)
    assert parse_amount("1.100,-- €", ",") == (Decimal(1100), "EUR")


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "n/a", "1,2,3", "12,34", "1.5k", "5%", "12 apples", "All 500", "--5", "(-5)", "(5", "5)", "1 23"),
        *("2-3", "1.2.3", "1,234,56", "100 руб. 50 коп.", "$5 €", "5 USD CAD", "0x10", "1_000"),
        *("100000000000000", "99999999999999.99999", f"{NUMBER}1e+20"),
    ],
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert parse_amount(text, ".") is None


def test_the_noise_of_spreadsheets_is_rounded_to_four_places_half_to_even() -> None:
    assert parse_amount(f"{NUMBER}1234.5600000001", ".") == (Decimal("1234.5600"), None)
    assert parse_amount("0.00005", ".") == (Decimal("0.0000"), None)
    assert parse_amount("0.00015", ".") == (Decimal("0.0002"), None)
    assert parse_amount(f"{NUMBER}0.30000000000000004", ".") == (Decimal("0.3000"), None)


def evidence(*cells: str) -> MarkEvidence:
    found = MarkEvidence()
    found.add(cells)
    return found


@pytest.mark.parametrize(
    ("cells", "decimal", "thousands"),
    [
        (["100", "2500"], ".", None),
        (["100.5", "2500.25"], ".", None),
        (["100,5", "2500,25"], ",", None),
        (["1,234", "1,234.5"], ".", ","),
        (["1.234", "1.234,5"], ",", "."),
        (["1,234,567"], ".", ","),
        (["1.234.567"], ",", "."),
        (["1,234", "567"], ".", ","),
        (["12345.678", "1.234"], ".", None),
        (["0,125"], ",", None),
        (["1 234,50"], ",", " "),
        (["1'234.50"], ".", "'"),
        (["1 234"], ".", " "),
        ([f"{NUMBER}1.125", f"{NUMBER}2.5"], ".", None),
    ],
)
def test_a_column_tells_its_marks(cells: list[str], decimal: str, thousands: str | None) -> None:
    found = evidence(*cells)
    assert (found.decimal_mark, found.thousands_mark) == (decimal, thousands)


@pytest.mark.parametrize("cells", [["1.234", "5.678"], ["1,234", "1.234"], ["1,234", "12345"], ["1,5", "1.5"]])
def test_a_column_that_could_mean_two_amounts_leaves_a_question(cells: list[str]) -> None:
    assert evidence(*cells).decimal_mark is None
    assert evidence(*cells).examples or cells == ["1,5", "1.5"]


AMOUNTS = st.decimals(-TOO_LARGE + 1, TOO_LARGE - 1, places=4)


@given(
    AMOUNTS,
    st.sampled_from([",", " ", "\u00a0", "\u202f", "'", ""]),
    st.sampled_from(["{}", "-{}", "({})", "${}", "{} EUR", "{}-"]),
)
def test_any_amount_is_read_back(amount: Decimal, group: str, form: str) -> None:
    amount = abs(amount)
    text = form.format(f"{amount:,.4f}".replace(",", group))
    expected = -amount if form in ("-{}", "({})", "{}-") else amount
    found = parse_amount(text, ".")
    assert found is not None
    assert found[0] == expected
    swapped = text.translate(str.maketrans(",.", ".,"))
    assert parse_amount(swapped, ",") == found


CELLS = st.one_of(
    AMOUNTS.map(str),
    AMOUNTS.map(lambda amount: f"{amount:,.2f}"),
    AMOUNTS.map(lambda amount: f"(${abs(amount):,.2f})"),
    AMOUNTS.map(lambda amount: f"{abs(amount):,.2f} руб.-"),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda number: NUMBER + repr(number)),
    st.text(st.sampled_from("0123456789.,-() $€руб'"), max_size=12),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=6),
)


@given(st.lists(CELLS), st.sampled_from(".,"))
def test_a_column_is_read_as_its_cells_one_by_one(cells: list[str], mark: str) -> None:
    cells = [cell.strip() for cell in cells]
    amounts, codes = AmountColumn(mark)(pl.Series(cells, dtype=pl.String))
    expected = [parse_amount(cell, mark) for cell in cells]
    assert amounts.to_list() == [found and found[0] for found in expected]
    assert codes.to_list() == [found and found[1] for found in expected]
