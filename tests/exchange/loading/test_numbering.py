"""The names of a file are numbered, and what it says of them is summed up, whatever its batches."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.core.names import client_key, preferred
from clientela.exchange.loading import facts as facts_module
from clientela.exchange.loading.ahead import ahead
from clientela.exchange.loading.entries import COLUMNS, EntryNumbering
from clientela.exchange.loading.registers import key_of
from clientela.exchange.reading import SCHEMA

NAMES = ["Acme", "ACME", "A c m e", "Beta", "beta!", "Гамма", "гамма"]


def _entries(rows: list[dict[str, Any]]) -> pl.DataFrame:
    plain = {"date": dt.date(2024, 1, 5), "client": "Acme", "kind": "fee", "amount": Decimal(1)}
    return pl.DataFrame(
        [{**dict.fromkeys(SCHEMA), **plain, "line": line, **row} for line, row in enumerate(rows, start=2)],
        schema=dict(SCHEMA),
        orient="row",
    )


def _in_batches(frame: pl.DataFrame, size: int) -> tuple[EntryNumbering, pl.DataFrame]:
    numbering = EntryNumbering(currency="USD")
    return numbering, pl.concat([numbering(part) for part in frame.iter_slices(size)])


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "client": st.sampled_from(NAMES),
            "engagement": st.sampled_from([None, "M-1", "m 1", "M-2"]),
            "service_line": st.sampled_from([None, "Tax", "TAX", "Corporate"]),
            "staff": st.sampled_from([None, "Ann", "Bo"]),
            "kind": st.sampled_from(["fee", "cost"]),
            "amount": st.integers(-3, 5).map(Decimal),
            "date": st.integers(0, 40).map(lambda days: dt.date(2024, 1, 1) + dt.timedelta(days=days)),
        }
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, size=st.integers(1, 30))
def test_the_same_numbers_come_of_any_batches(rows: list[dict[str, Any]], size: int) -> None:
    whole, entries = _in_batches(_entries(rows), len(rows))
    parted, entries_in_parts = _in_batches(_entries(rows), size)
    assert entries.equals(entries_in_parts)
    for name in ("clients", "engagements", "service_lines", "staff"):
        assert getattr(whole, name).names().equals(getattr(parted, name).names())
    assert whole.facts.of_clients().sort("number").equals(parted.facts.of_clients().sort("number"))
    assert whole.facts.of_engagements().sort("number").equals(parted.facts.of_engagements().sort("number"))


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, size=st.integers(1, 30))
def test_names_meet_by_key_in_the_order_in_which_they_are_met(rows: list[dict[str, Any]], size: int) -> None:
    numbering, entries = _in_batches(_entries(rows), size)
    order = list(dict.fromkeys(client_key(row["client"]) for row in rows))
    assert entries["client"].to_list() == [order.index(client_key(row["client"])) for row in rows]
    names = numbering.clients.names()
    for number, key in enumerate(order):
        mine = names.filter(number=number)
        assert set(mine["key"]) == {key}
        assert mine["line"].unique().to_list() == [2 + [client_key(row["client"]) for row in rows].index(key)]
        usual = preferred(row["client"] for row in rows if client_key(row["client"]) == key)
        assert mine.filter(place=0)["spelling"].to_list() == [usual]
    pairs = list(
        dict.fromkeys((client_key(row["client"]), client_key(row["engagement"])) for row in rows if row["engagement"])
    )
    expected = [
        pairs.index((client_key(row["client"]), client_key(row["engagement"]))) if row["engagement"] else None
        for row in rows
    ]
    assert entries["engagement"].to_list() == expected


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, size=st.integers(1, 30))
def test_the_facts_of_engagements_are_those_that_counting_by_hand_gives(rows: list[dict[str, Any]], size: int) -> None:
    numbering, entries = _in_batches(_entries(rows), size)
    since: dict[int, dt.date] = {}
    fees: dict[int, Counter[int]] = defaultdict(Counter)
    lines: dict[int, Counter[int]] = defaultdict(Counter)
    for entry in entries.iter_rows(named=True):
        number = entry["engagement"]
        if number is None:
            continue
        since[number] = min(entry["date"], since.get(number, entry["date"]))
        if entry["service_line"] is not None:
            lines[number][entry["service_line"]] += 1
        if entry["staff"] is not None and entry["kind"] == "fee":
            fees[number][entry["staff"]] += entry["amount"]
    found = {row["number"]: row for row in numbering.facts.of_engagements().iter_rows(named=True)}
    assert found.keys() == since.keys()
    for number, row in found.items():
        assert row["since"] == since[number]
        assert row["staff"] == _first_highest(fees[number])
        assert row["service_line"] == _first_highest(lines[number])


@given(st.text(st.characters(max_codepoint=127)) | st.text())
def test_the_key_that_is_looked_up_is_the_key_of_the_name(text: str) -> None:
    assert key_of(text) == client_key(text)


def _first_highest(sums: Counter[int]) -> int | None:
    above = {name: amount for name, amount in sums.items() if amount > 0}
    return min(above, key=lambda name: (-above[name], name)) if above else None


def test_a_client_is_known_since_its_first_fee_above_zero() -> None:
    day = dt.date(2024, 5, 1)
    rows = [
        {"kind": "cost", "date": day},
        {"amount": Decimal(-1), "date": day + dt.timedelta(1)},
        {"amount": Decimal(1), "date": day + dt.timedelta(3)},
        {"amount": Decimal(1), "date": day + dt.timedelta(2)},
    ]
    numbering, _numbered = _in_batches(_entries(rows), 10)
    assert numbering.facts.of_clients()["since"].to_list() == [day + dt.timedelta(2)]


def test_sums_are_put_together_before_they_take_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_module, "_MOST_GATHERED", 5)
    rows = [{"staff": f"Person {number % 3}", "amount": Decimal(number)} for number in range(60)]
    numbering, entries = _in_batches(_entries(rows), 4)
    assert len(numbering.facts._fees_by_client._parts) < 5
    staff = numbering.facts.of_clients()["staff"].to_list()
    assert staff == [entries["staff"].to_list()[59]]


def test_fingerprints_tell_every_part_of_an_entry_apart() -> None:
    base = {"engagement": "M-1", "staff": "Ann", "description": "Advice", "currency": "USD"}
    changes: list[dict[str, Any]] = [
        {},
        {"date": dt.date(2024, 1, 6)},
        {"kind": "cost"},
        {"amount": Decimal("1.0001")},
        {"currency": "EUR"},
        {"client": "Beta"},
        {"engagement": "M-2"},
        {"engagement": None},
        {"staff": "Bo"},
        {"staff": None},
        {"description": "Other"},
        {"description": None},
    ]
    _numbering, entries = _in_batches(_entries([base | change for change in changes]), 3)
    assert entries["fingerprint"].n_unique() == len(changes)
    assert tuple(entries.columns) == COLUMNS


def test_a_fingerprint_does_not_know_how_a_line_was_written_and_stays_the_same_for_good() -> None:
    rows = [
        {"client": "Acme Ltd", "engagement": "M-1", "staff": "Ann Lee", "description": "two\nlines", "currency": "USD"},
        {"client": "ACME, LTD.", "engagement": "m 1", "staff": "ANN LEE", "description": "two\r\nlines"},
    ]
    _numbering, entries = _in_batches(_entries(rows), 2)
    text = "2024-01-05|fee|1.0000|USD|acmeltd|m1|annlee|two lines".replace("|", "\x1f")
    fingerprint = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    assert entries["fingerprint"].to_list() == [fingerprint, fingerprint]


def test_work_ahead_keeps_its_order_and_stops_with_its_reader() -> None:
    made: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            yield number

    with ahead(numbers()) as taken:
        assert [next(taken) for _time in range(5)] == [0, 1, 2, 3, 4]
    assert len(made) < 12
    with ahead(range(50)) as everything:
        assert list(everything) == list(range(50))


def test_an_error_ahead_is_raised_where_the_work_is_used() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise LookupError("the file ends here")

    with ahead(failing()) as items:
        assert next(items) == 1
        with pytest.raises(LookupError, match="ends here"):
            next(items)
