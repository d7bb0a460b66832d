"""Movement between two dates: every client in one cell, and the three aims of client marketing."""

from __future__ import annotations

from collections import Counter

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.analytics import ABSENT, NEW, TIERS, Group, Move, migration, migration_moves
from clientela.analytics.migration import AFTER, BEFORE
from tests.analytics.tables import Engine, on_polars, rows_of

SCHEMA = pl.Schema({"client_id": pl.Int64, "tier": pl.String, "billed": pl.Int64})


def book(clients: dict[int, tuple[str, int]]) -> pl.DataFrame:
    rows = [(client, tier, billed) for client, (tier, billed) in clients.items()]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


BEFORE_BOOK = {
    1: ("top", 900),
    2: ("small", 10),
    3: ("medium", 90),
    4: ("small", 20),
    5: ("inactive", 0),
    6: ("prospect", 0),
    7: ("large", 300),
    8: ("suspect", 0),
}
AFTER_BOOK = {
    1: ("large", 400),
    2: ("medium", 80),
    3: ("inactive", 0),
    4: ("small", 25),
    5: ("small", 5),
    6: ("top", 950),
    8: ("suspect", 0),
    9: ("small", 7),
}


def test_every_move_is_counted_in_clients_and_money(engine: Engine) -> None:
    found = rows_of(migration_moves(engine(book(BEFORE_BOOK)), engine(book(AFTER_BOOK))), "before", "after")
    assert [tuple(row.values()) for row in found] == [
        ("inactive", "small", 1, 0, 5),
        ("large", "absent", 1, 300, 0),
        ("medium", "inactive", 1, 90, 0),
        ("new", "small", 1, 0, 7),
        ("prospect", "top", 1, 0, 950),
        ("small", "medium", 1, 10, 80),
        ("small", "small", 1, 20, 25),
        ("suspect", "suspect", 1, 0, 0),
        ("top", "large", 1, 900, 400),
    ]


def test_the_three_aims_are_drawn_from_the_moves(engine: Engine) -> None:
    aims = migration(engine(book(BEFORE_BOOK)), engine(book(AFTER_BOOK))).aims
    assert (aims.active_before, aims.active_after) == (Group(5, 1_320, 505), Group(6, 930, 1_467))
    assert (aims.joined, aims.fresh, aims.back) == (Group(3, 0, 962), Group(2, 0, 957), Group(1, 0, 5))
    assert (aims.kept, aims.lost) == (Group(3, 930, 505), Group(2, 390, 0))
    assert (aims.upgraded, aims.downgraded) == (Group(1, 10, 80), Group(1, 900, 400))
    assert aims.kept_share == 3 / 5


def test_the_matrix_is_whole_even_where_nobody_moved(engine: Engine) -> None:
    found = migration(engine(book({})), engine(book({})))
    assert [(move.before, move.after) for move in found.moves] == [(old, new) for old in BEFORE for new in AFTER]
    assert {move.clients for move in found.moves} == {0}
    assert found.move(NEW, ABSENT) == Move(NEW, ABSENT)
    assert found.aims.kept_share is None


books = st.dictionaries(st.integers(1, 12), st.tuples(st.sampled_from(TIERS), st.integers(0, 99)))


@settings(max_examples=60, deadline=None)
@given(books, books)
def test_nobody_and_no_money_is_lost_on_the_way(
    before: dict[int, tuple[str, int]], after: dict[int, tuple[str, int]]
) -> None:
    found = migration(on_polars(book(before)), on_polars(book(after)))
    moves = Counter(
        (before.get(client, (NEW, 0))[0], after.get(client, (ABSENT, 0))[0]) for client in before.keys() | after.keys()
    )
    assert {(move.before, move.after): move.clients for move in found.moves if move.clients} == moves
    assert sum(move.billed_before for move in found.moves) == sum(billed for _, billed in before.values())
    assert sum(move.billed_after for move in found.moves) == sum(billed for _, billed in after.values())
    aims = found.aims
    assert aims.active_before.clients == aims.kept.clients + aims.lost.clients
    assert aims.active_after.clients == aims.kept.clients + aims.joined.clients
    assert aims.joined.clients == aims.fresh.clients + aims.back.clients
