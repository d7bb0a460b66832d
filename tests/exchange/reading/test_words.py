"""Headings, kinds and currencies in three languages."""

from __future__ import annotations

import doctest

import pytest

from clientela.exchange.reading import (
    CannotRead,
    Field,
    ReadOptions,
    currencies,
    dates,
    headings,
    kinds,
    numerals,
    parse_map,
)
from clientela.exchange.reading.currencies import CODES, agreed, currency_of
from clientela.exchange.reading.headings import currency_in, field_of, normalised
from clientela.exchange.reading.kinds import kind_of


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (Field.DATE, "date;Invoice Date;INVOICE_DATE;year;日期;开票日期;дата;Дата счёта;ДАТА СЧЕТА;Month"),
        (
            Field.CLIENT,
            "client;Customer Name;clientName;COMPANY;客户;客户名称;"
            "委托人;клиент;Заказчик;Контрагент;Наименование клиента",
        ),
        (
            Field.AMOUNT,
            "amount;amount_usd;income_usd;Billed;Amount (EUR);金额;"
            "金额（元）;收费金额;сумма;Сумма, руб.;Сумма (₽);Total",
        ),
        (Field.FEE, "Fee;Fees (USD);律师费;收费;гонорар"),
        (Field.ENGAGEMENT, "matter;Case No.;Engagement;project;案件;案号;委托;项目;дело;проект;поручение;Matter #"),
        (Field.STAFF, "lawyer;Attorneys;lobbyist;lobbyists;timekeeper;律师;юрист;адвокат;承办律师"),
        (Field.SERVICE_LINE, "Practice Area;Service Line;业务种类;практика;issue_codes"),
        (Field.KIND, "kind;Type;类型;вид;Тип операции"),
        (Field.CURRENCY, "Currency;币种;валюта"),
        (Field.DESCRIPTION, "Narrative;摘要;Описание"),
        (Field.DISBURSEMENT, "Disbursements;Expenses;垫付;возмещаемые расходы"),
        (Field.PAYMENT, "Payments;Amount paid;收款;оплата"),
        (Field.WRITE_OFF, "Write-off;Write offs;Written_Off;核销;списание"),
        (Field.DISCOUNT, "Discount;折扣;скидка"),
        (Field.COST, "Cost;Direct costs;成本;себестоимость"),
    ],
)  # fmt: skip
def test_headings_of_three_languages_mean_a_field(field: Field, words: str) -> None:
    for word in words.split(";"):
        found = field_of(word)
        assert found is not None, word
        assert found[0] is field, word


@pytest.mark.parametrize(
    "heading", ["", "firm", "lda_client_id", "quarter", "temperature", "город", "电话", "due date", "hours", "x" * 5000]
)
def test_other_headings_mean_nothing(heading: str) -> None:
    assert field_of(heading) is None


def test_no_heading_means_two_fields() -> None:
    words: dict[str, Field] = {}
    for field, languages in headings._SYNONYMS.items():
        for word in ";".join(languages).split(";"):
            assert words.setdefault(normalised(word), field) is field, word


def test_the_plainer_heading_is_preferred() -> None:
    assert field_of("date")[1] < field_of("month")[1] < field_of("year")[1]  # type: ignore[index]
    assert field_of("amount")[1] < field_of("total")[1]  # type: ignore[index]
    assert field_of("client")[1] < field_of("client id")[1]  # type: ignore[index]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("amount_usd", "USD"),
        ("Amount (EUR)", "EUR"),
        ("Amount, $", "$"),
        ("金额（元）", "CNY"),
        ("金额元", "CNY"),
        ("律师费(人民币)", "CNY"),
        ("Сумма, руб.", "RUB"),
        ("Сумма (₽)", "RUB"),
        ("HK$ amount", "HKD"),
        ("Total", None),
        ("All amounts", None),
        ("Amount", None),
    ],
)
def test_a_heading_may_name_the_currency(heading: str, code: str | None) -> None:
    assert currency_in(heading) == code


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("fee", "fee;Fees;Invoice;律师费;收费;гонорар;Счёт"),
        ("disbursement", "Disbursement;expense;垫付;Возмещаемые расходы"),
        ("payment", "payment;Receipt;收款;оплата"),
        ("write_off", "write-off;Write Off;WRITEOFF;核销;списание"),
        ("discount", "Discount;折扣;скидка"),
        ("cost", "cost;成本;себестоимость"),
    ],
)
def test_kinds_of_three_languages(kind: str, words: str) -> None:
    for word in words.split(";"):
        assert kind_of(word) == (kind, False), word


def test_a_refund_is_a_fee_taken_back() -> None:
    for word in ("refund", "Credit note", "退款", "возврат"):
        assert kind_of(word) == ("fee", True)


def test_a_word_that_is_no_kind_is_none() -> None:
    assert kind_of("banana") is None


def test_no_word_means_two_kinds() -> None:
    words: dict[str, str] = {}
    for kind, text in [*kinds._WORDS.items(), ("refund", kinds._UNDONE_FEES)]:
        for word in text.split(";"):
            assert words.setdefault(normalised(word), kind) == kind, word


def test_no_sign_means_two_currencies() -> None:
    words = [word for text in currencies._WORDS.values() for word in text.split()]
    assert len(words) == len(set(words))


def test_every_iso_code_is_known_by_itself() -> None:
    assert all(currency_of(code) == code for code in CODES)
    assert len(CODES) > 140


def test_words_that_happen_to_be_codes_are_words() -> None:
    for word in ("all", "Top", "try", "bob"):
        assert currency_of(word) is None


def test_a_bare_sign_agrees_with_a_code_of_its_kind_only() -> None:
    assert agreed(["$", "HKD"]) == "HKD"
    assert agreed(["¥", "JPY"]) == "JPY"
    assert agreed(["$", "JPY"]) is None
    assert agreed(["USD", "CAD"]) is None


@pytest.mark.parametrize("module", [currencies, dates, headings, kinds, numerals])
def test_the_examples_in_the_documentation_hold(module: object) -> None:
    failed, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert tried
    assert not failed


def test_a_map_names_fields_in_any_language() -> None:
    assert parse_map(["date=year", "Client=Kunde", "write-off=WO", "сумма=Betrag", "律师=Anwalt", "cost="]) == (
        (Field.DATE, "year"),
        (
            Field.CLIENT,
            "Kunde",
        ),
        (Field.WRITE_OFF, "WO"),
        (
            Field.AMOUNT,
            "Betrag",
        ),
        (Field.STAFF, "Anwalt"),
        (Field.COST, ""),
    )


@pytest.mark.parametrize("pair", ["date", "banana=x", "=x", ""])
def test_a_map_that_says_nothing_is_refused(pair: str) -> None:
    with pytest.raises(CannotRead, match="FIELD=HEADING"):
        parse_map([pair])


@pytest.mark.parametrize(
    "options",
    [
        {"encoding": "klingon"},
        {"encoding": "base64"},
        {"encoding": "utf-8\0"},
        {"delimiter": ";;"},
        {"delimiter": "x"},
        {"delimiter": ""},
        {"quote": "«"},
        {"header_row": -1},
        {"decimal_mark": "'"},
        {"currency": "ZZZ"},
        {"negative_kinds": frozenset({"tax"})},
    ],
)
def test_an_option_that_cannot_be_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(CannotRead):
        ReadOptions(**options)  # type: ignore[arg-type]
