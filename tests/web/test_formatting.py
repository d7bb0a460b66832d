from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from clientela.web import formatting as f

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "$1,240,000"), ("ru", f"1{NBSP}240{NBSP}000{NBSP}$"), ("zh-hans", "$1,240,000"), ("xx", "$1,240,000")],
)
def test_money_is_written_as_each_language_writes_it(language: str, written: str) -> None:
    assert f.money(Decimal("1240000.40"), "USD", language) == written


def test_a_loss_has_a_real_minus_before_the_sign_of_the_currency() -> None:
    assert f.money(Decimal("-27000"), "CNY", "zh-hans") == "\N{MINUS SIGN}¥27,000"
    assert f.money(Decimal("-27000"), "RUB", "ru") == f"\N{MINUS SIGN}27{NBSP}000{NBSP}₽"


def test_what_rounds_to_zero_has_no_sign() -> None:
    assert f.money(Decimal("-0.4"), "USD", "en") == "$0"
    assert f.percent(-0.0001, "en") == "0.0%"
    assert f.percent(0.0001, "en", signed=True) == "0.0%"


def test_a_currency_without_minor_units_is_exact_without_decimals() -> None:
    assert f.exact_money(Decimal("1200"), "JPY", "en") == "JP¥1,200"
    assert f.exact_money(Decimal("1200"), "USD", "en") == "$1,200.00"


def test_a_code_without_a_sign_stands_apart_from_the_figure() -> None:
    assert f.money(Decimal(5), "XAU", "en") == f"XAU{NBSP}5"


def test_what_is_not_a_currency_cannot_bring_markup_into_a_page() -> None:
    assert "<" not in f.money(Decimal(5), "<b>", "en")


@pytest.mark.parametrize(
    ("amount", "language", "written"),
    [
        ("68412345", "en", "$68.4M"),
        ("491300", "en", "$491K"),
        ("1500", "en", "$1.5K"),
        ("999", "en", "$999"),
        ("1000000", "en", "$1M"),
        ("-68412345", "ru", f"\N{MINUS SIGN}68,4{NBSP}млн{NBSP}$"),
        ("68412345", "zh-hans", "$6,841万"),
        ("684123456", "zh-hans", "$6.84亿"),
    ],
)
def test_great_sums_are_short_and_keep_three_figures(amount: str, language: str, written: str) -> None:
    assert f.compact_money(Decimal(amount), "USD", language) == written


def test_a_rise_says_so_with_its_sign() -> None:
    assert f.percent(0.0621, "en", signed=True) == "+6.2%"
    assert f.percent(-0.0621, "ru", signed=True) == f"\N{MINUS SIGN}6,2{NBSP}%"


def test_dates_are_written_as_each_language_writes_them() -> None:
    date = dt.date(2017, 9, 3)
    assert [f.day(date, code) for code in ("en", "ru", "zh-hans")] == ["3 Sep 2017", "3 сент. 2017", "2017年9月3日"]
    assert [f.month(date, code) for code in ("en", "ru", "zh-hans")] == ["Sep 2017", "09.2017", "2017年9月"]
