"""A cursor says where a list goes on, and nothing else can pass for one."""

from __future__ import annotations

import base64
import json

from hypothesis import given
from hypothesis import strategies as st

from clientela.core.cursors import read_cursor, write_cursor

NAMES = st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=300)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    max_leaves=6,
)


@given(NAMES, st.integers(1, 2**63 - 1))
def test_what_was_written_is_read_again(name: str, number: int) -> None:
    cursor = write_cursor("name+", [name, number])
    assert cursor.isascii()
    if len(cursor) <= 2_000:
        assert read_cursor(cursor, "name+", (str, int)) == [name, number]
    assert read_cursor(cursor, "name-", (str, int)) is None
    assert read_cursor(cursor, "name+", (int,)) is None


@given(st.text(max_size=60))
def test_any_other_text_is_no_cursor(text: str) -> None:
    assert read_cursor(text, "name+", (str, int)) is None


@given(JSON)
def test_other_json_is_no_cursor(value: object) -> None:
    text = base64.urlsafe_b64encode(json.dumps(value).encode()).decode()
    assert read_cursor(text, "billed-", (int,)) is None


def test_numbers_beyond_the_database_and_letters_beyond_utf8_are_no_cursor() -> None:
    assert read_cursor(write_cursor("billed-", [2**63]), "billed-", (int,)) is None
    assert read_cursor(write_cursor("name+", ["a\0b", 1]), "name+", (str, int)) is None
    broken = base64.urlsafe_b64encode(b'["name+","\\ud800",1]').decode()
    assert read_cursor(broken, "name+", (str, int)) is None
