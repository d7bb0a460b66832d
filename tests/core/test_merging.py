"""What two writers of one record meant is kept, or put to a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.core.merging import Clash, EditClash, to_write

FACTS = st.fixed_dictionaries({name: st.integers(0, 2) for name in "abc"})


def test_only_what_differs_is_written() -> None:
    assert to_write({"a": 1, "b": 2}, {"a": 1, "b": 3}, None, message="") == {"b": 3}


def test_a_fact_that_somebody_else_changed_is_put_to_the_writer() -> None:
    with pytest.raises(EditClash) as caught:
        to_write({"a": "theirs"}, {"a": "mine"}, {"a": "before"}, message="changed")
    assert caught.value.clashes == [Clash("a", "before", "theirs", "mine")]


def test_a_fact_left_as_it_was_seen_does_not_undo_what_somebody_else_wrote() -> None:
    assert to_write({"a": "theirs", "b": 1}, {"a": "before", "b": 2}, {"a": "before", "b": 1}, message="") == {"b": 2}


@given(current=FACTS, wanted=FACTS, was=FACTS)
def test_no_change_is_lost(current: dict[str, int], wanted: dict[str, int], was: dict[str, int]) -> None:
    """Each fact ends as the only one who changed it wanted; where two changed it differently, nothing is written."""
    differently = {
        name for name in current if current[name] != was[name] != wanted[name] and current[name] != wanted[name]
    }
    if differently:
        with pytest.raises(EditClash) as caught:
            to_write(current, wanted, was, message="changed")
        assert {clash.field for clash in caught.value.clashes} == differently
        return
    after = {**current, **to_write(current, wanted, was, message="changed")}
    assert after == {name: wanted[name] if wanted[name] != was[name] else current[name] for name in current}
