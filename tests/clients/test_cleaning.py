"""What a person types becomes a value, and a value becomes text that reads back as the same."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientela.clients.cleaning import clean, seen, written
from clientela.clients.enums import ClientKind, FactKind
from clientela.clients.facts import COLUMN_FACTS, FACTS, Fact, Money, custom_fact, custom_id, known
from clientela.clients.models import Client
from clientela.clients.queries.completeness import measured
from clientela.core.errors import Refused

LANGUAGES = st.sampled_from(["en", "ru", "zh-hans"])


def _fact(kind: FactKind, **more: Any) -> Fact:
    return Fact(key="x", label="It", group="", kind=kind, longest=4000, **more)


@pytest.mark.parametrize(
    ("language", "text", "figure"),
    [
        ("en", "1,234", "1234"),
        ("zh-hans", "1,234", "1234"),
        ("ru", "1,234", "1.234"),
        ("en", "1,234,567.5", "1234567.5"),
        ("ru", "1 234 567,5", "1234567.5"),
        ("ru", "1\u00a0234,5", "1234.5"),
        ("en", "1.234,5", "1234.5"),
        ("en", "12,5", "12.5"),
        ("en", "-3", "-3"),
        ("en", "\N{MINUS SIGN}3,5", "-3.5"),
        ("en", "１２", "12"),
        ("en", "1e3", "1000"),
    ],
)
def test_a_number_is_read_in_the_manner_of_the_language(language: str, text: str, figure: str) -> None:
    with override(language):
        assert clean(_fact(FactKind.NUMBER, places=6), text) == Decimal(figure)


@pytest.mark.parametrize("text", ["x", "1,2,3", "1.2.3", "--1", "NaN", "Infinity", "1e400", "9" * 19, ",", "."])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="number"):
        clean(_fact(FactKind.NUMBER), text)


@pytest.mark.parametrize("text", ["2024-05-31", "31.05.2024", "2024/05/31", "2024.05.31", "2024年5月31日"])
def test_a_date_is_read_as_it_is_written_in_three_cultures(text: str) -> None:
    assert clean(_fact(FactKind.DATE), text) == dt.date(2024, 5, 31)


@pytest.mark.parametrize("text", ["31.02.2024", "05/31/2024", "2024", "0000-01-01"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="date"):
        clean(_fact(FactKind.DATE), text)


@pytest.mark.parametrize("text", ["1500", "CNY", "1500 CNY EUR", "1500 ¥", "CNY x"])
def test_an_amount_needs_a_figure_and_one_currency(text: str) -> None:
    with pytest.raises(Refused):
        clean(_fact(FactKind.MONEY), text)


@pytest.mark.parametrize(
    ("text", "address"),
    [("example.com", "https://example.com"), ("HTTP://Example.com/a?b=c", "HTTP://Example.com/a?b=c")],
)
def test_a_website_gets_its_scheme(text: str, address: str) -> None:
    assert clean(FACTS["website"], text) == address


@pytest.mark.parametrize("text", ["javascript:alert(1)", "ftp://example.com", "http://", "a b", "x" * 400 + ".com"])
def test_what_is_no_website_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="such as example"):
        clean(FACTS["website"], text)


texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
VALUES: dict[FactKind, st.SearchStrategy[Any]] = {
    FactKind.TEXT: texts,
    FactKind.LONG: texts,
    FactKind.WHOLE: st.integers(-(10**15), 10**15),
    FactKind.NUMBER: st.decimals(-(10**12), 10**12, places=6),
    FactKind.DATE: st.dates(dt.date(1000, 1, 1)),
    FactKind.YES_NO: st.booleans(),
    FactKind.MONEY: st.builds(Money, st.decimals(-(10**12), 10**12, places=2), st.from_regex(r"\A[A-Z]{3}\Z")),
    FactKind.PERSON: st.integers(1, 2**53),
    FactKind.CLIENT: st.integers(1, 2**53),
}


# The first text drawn builds a table of characters, which a busy machine takes a second for.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(VALUES)).flatmap(lambda kind: st.tuples(st.just(kind), VALUES[kind])), LANGUAGES)
def test_a_value_written_and_read_is_the_same_in_every_language(case: tuple[FactKind, Any], language: str) -> None:
    kind, value = case
    fact = _fact(kind, places=6)
    with override(language):
        tidy = clean(fact, value)
        assert clean(fact, written(fact, tidy)) == tidy
        assert clean(fact, tidy) == tidy


@given(st.sampled_from(COLUMN_FACTS), texts)
def test_whatever_is_typed_is_a_value_or_is_refused(fact: Fact, text: str) -> None:
    try:
        value = clean(fact, text)
    except Refused:
        assert seen(fact, text) == (fact.nothing if text == "" else text)
    else:
        assert seen(fact, text) == value
        assert value == fact.nothing or known(fact, value)


def test_every_fact_stands_for_a_column_that_holds_its_longest_value() -> None:
    for fact in COLUMN_FACTS:
        column = Client._meta.get_field(fact.column.removesuffix("_id"))
        if fact.kind == FactKind.TEXT:
            assert fact.longest <= (column.max_length or 0), fact.key
        if fact.kind == FactKind.CHOICE:
            assert set(fact.choices) == {code for code, _label in column.flatchoices}, fact.key


@pytest.mark.parametrize(
    ("key", "number"), [("custom_12", 12), ("custom_", None), ("custom_x", None), ("name", None), ("custom_²", None)]
)
def test_the_key_of_a_custom_fact_has_its_number(key: str, number: int | None) -> None:
    assert custom_id(key) == number


# ---- completeness


def _weighing(weights: dict[str, int]) -> dict[str, Fact]:
    return {key: Fact(key=key, label=key, group="basic", kind=FactKind.TEXT, weight=w) for key, w in weights.items()}


@pytest.mark.parametrize(
    ("values", "percent", "asked"),
    [
        ({}, 0, ["b", "a", "c"]),
        ({"b": "x"}, 62, ["a", "c"]),
        ({"a": "x", "c": "x"}, 37, ["b"]),
        ({"a": "x", "b": "x", "c": "x"}, 100, []),
        ({"zero": "x"}, 0, ["b", "a", "c"]),
    ],
)
def test_completeness_is_the_weight_of_what_is_known(values: dict[str, str], percent: int, asked: list[str]) -> None:
    facts = _weighing({"zero": 0, "a": 2, "b": 5, "c": 1})
    found = measured(facts, values, kind=ClientKind.ORGANISATION)
    assert (found.percent, [one.field for one in found.ask_next]) == (percent, asked)


def test_a_firm_that_asks_for_nothing_has_complete_files() -> None:
    assert measured(_weighing({"a": 0}), {}, kind=ClientKind.PERSON).percent == 100


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 10), max_size=12), st.data())
def test_one_fact_more_never_makes_a_file_less_complete(weights: dict[str, int], data: st.DataObject) -> None:
    facts = _weighing(weights)
    some = data.draw(st.sets(st.sampled_from(sorted(weights)))) if weights else set()
    before = measured(facts, dict.fromkeys(some, "x"), kind=ClientKind.PERSON)
    assert 0 <= before.percent <= 100
    assert (before.percent == 100) == (before.missing == 0)
    for one in before.ask_next:
        after = measured(facts, dict.fromkeys({*some, one.field}, "x"), kind=ClientKind.PERSON)
        assert after.percent >= before.percent
        assert after.missing == before.missing - 1


def test_a_custom_fact_fits_every_client() -> None:
    fact = custom_fact(field_id=7, label="x", group="basic", kind="choice", choices=["a"], weight=1, help_text="")
    assert (fact.key, fact.fits, dict(fact.choices)) == ("custom_7", frozenset(ClientKind), {"a": "a"})
