"""Spellings of one name meet, and names that differ stay apart."""

from __future__ import annotations

import string
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clientela.core.names import client_key, preferred

ASCII_NAME = st.text(st.sampled_from(string.ascii_letters + string.digits + " &"), min_size=1).filter(
    lambda name: any(character.isalnum() for character in name)
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Apple, Inc.", "APPLE INC"),
        ("Bay West  Group", "Bay West Group"),
        ("Ｎｏｋｉａ　Ｏｙｊ", "Nokia Oyj"),
        ("深圳市腾讯计算机系统有限公司", "深圳市腾讯 计算机系统有限公司"),
        ("华为技术有限公司（深圳）", "华为技术有限公司(深圳)"),
        ("ООО «Ромашка»", 'ооо "РОМАШКА"'),
        ("O’Brien & Sons", "O'BRIEN SONS"),
        ("O´Brien", "O`brien"),
        ("Müller Straße GmbH", "MÜLLER STRASSE GMBH"),
        ("Cafe\u0301 Noir", "Caf\u00e9 Noir"),
        ("Acme\u00a0Ltd", "Acme\u200bLtd"),
        ("№5 Holdings", "No5 Holdings"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert client_key(one) == client_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A+", "A"),
        ("Muller", "Müller"),
        ("中国银行", "中国银行业协会"),
        ("Ё", "Е"),
        ("Unit 1", "Unit 11"),
        ("Big $", "Big €"),
        ("---", "***"),
    ],
)
def test_names_that_differ_stay_apart(one: str, other: str) -> None:
    assert client_key(one) != client_key(other)


@given(st.text())
@example(":\u00af")
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    assert client_key(client_key(text)) == client_key(text)


@given(ASCII_NAME)
def test_case_width_spaces_and_punctuation_do_not_matter(name: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else "\u3000" for character in name)
    spread = ", ".join(name)
    assert client_key(name.upper()) == client_key(name.lower()) == client_key(wide) == client_key(f"«{spread}».")


@given(st.text(st.characters(categories=("P",)), min_size=1))
@example("\u203e")
def test_a_name_of_punctuation_alone_keeps_a_key(name: str) -> None:
    assert client_key(name)


@given(st.text(st.characters(categories=("L", "N")), min_size=1))
def test_a_name_with_letters_never_loses_them_all(name: str) -> None:
    assert client_key(name)


def test_the_most_frequent_spelling_is_shown() -> None:
    assert preferred(["Acme", "ACME", "ACME", "acme"]) == "ACME"


def test_among_equally_frequent_spellings_the_first_seen_is_shown() -> None:
    assert preferred(["Acme, Inc.", "ACME INC", "ACME INC", "Acme, Inc."]) == "Acme, Inc."
    assert preferred(Counter({"b": 2, "a": 2})) == "b"


def test_no_spelling_at_all_is_an_error() -> None:
    with pytest.raises(ValueError, match="empty"):
        preferred([])
