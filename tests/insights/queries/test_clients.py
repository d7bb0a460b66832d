"""The list of clients: all of them, in every order, page by page, narrowed as asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as
from clientela.insights.models import Snapshot, Standing
from clientela.insights.queries import ClientRow, client_list
from clientela.insights.queries.viewer import forget
from tests.insights import books

ORDERS = {
    "billed": "place", "profit": "profit_place", "frequency": "frequency_place", "last_billed": "recency_place"
}  # fmt: skip


@pytest.fixture(autouse=True)
def as_system(taken_back: Any) -> Iterator[None]:
    with acting_as(SYSTEM):
        yield


@pytest.fixture
def newcomers() -> list[Client]:
    """Two clients who came after the snapshot."""
    return [books.client("Aardvark"), books.client("Zebra")]


def _standings() -> dict[int, Standing]:
    return {row.client_id: row for row in Standing.objects.filter(snapshot__as_of=books.TODAY)}


def _pages(limit: int = 7, **asked: Any) -> list[ClientRow]:
    rows: list[ClientRow] = []
    after = None
    for _page in range(100):
        screen = client_list(after=after, limit=limit, **asked)
        assert len(screen.rows) <= limit
        rows += screen.rows
        after = screen.next_cursor
        if after is None:
            return rows
        assert len(screen.rows) == limit
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("sort", list(ORDERS))
@pytest.mark.parametrize("descending", [True, False])
def test_the_pages_of_an_order_hold_every_client_once(newcomers: list[Client], sort: str, descending: bool) -> None:
    rows = _pages(sort=sort, descending=descending)
    standings = _standings()
    places = [getattr(standings[row.client_id], ORDERS[sort]) for row in rows if row.client_id in standings]
    assert places == sorted(places, reverse=not descending)
    assert len(places) == len(standings)
    assert [row.client_id for row in rows[len(places) :]] == [one.pk for one in newcomers]


@pytest.mark.parametrize("limit", [1, 31, 62, 63, 64, 65, 500])
def test_no_length_of_a_page_loses_or_doubles_a_client(newcomers: list[Client], limit: int) -> None:
    rows = _pages(limit)
    assert len({row.client_id for row in rows}) == len(rows) == Client.objects.count() == 64


def test_by_rank_the_first_comes_first_upwards(newcomers: list[Client]) -> None:
    assert [row.client_id for row in _pages(sort="rank", descending=False)] == [row.client_id for row in _pages()]
    assert _pages(sort="rank", descending=False)[0].rank == 1


@pytest.mark.parametrize("descending", [True, False])
def test_by_name_newcomers_stand_among_the_others(newcomers: list[Client], descending: bool) -> None:
    names = [row.name for row in _pages(sort="name", descending=descending)]
    expected = list(Client.objects.order_by("name", "pk").values_list("name", flat=True))
    assert names == (expected[::-1] if descending else expected)
    assert "Aardvark" in names


def test_a_row_says_what_is_known_of_the_client(newcomers: list[Client]) -> None:
    first = client_list().rows[0]
    row = _standings()[first.client_id]
    earlier = Standing.objects.get(snapshot__as_of=books.YEAR_BEFORE, client_id=first.client_id)
    assert (first.tier, first.previous_tier, first.grid, first.contribution) == (
        row.tier, earlier.tier, row.grid, row.contribution
    )  # fmt: skip
    assert (first.billed * 100, first.profit * 100) == (row.billed, row.profit)
    assert (first.frequency, first.last_billed, first.rank) == (row.frequency, row.last_billed, row.rank)
    new = client_list(terms="Aardvark").rows[0]
    assert (new.tier, new.previous_tier, new.grid, new.billed, new.rank) == (None, None, None, 0, None)


@pytest.mark.parametrize(
    ("group", "value"), [("tier", "small"), ("tier", "inactive"), ("tier", "prospect"), ("grid", "gold"),
                         ("contribution", "loss-making"), ("contribution", "ordinary")]
)  # fmt: skip
@pytest.mark.parametrize("sort", [*ORDERS, "name"])
@pytest.mark.parametrize("few", [0, 3_000])
def test_a_class_narrows_the_list_to_its_members(
    newcomers: list[Client], group: str, value: str, sort: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clientela.insights.queries.clients.FEW", few)
    expected = {number for number, row in _standings().items() if getattr(row, group) == value}
    for descending in (True, False):
        rows = _pages(sort=sort, descending=descending, **{group: value})
        assert {row.client_id for row in rows} == expected
        assert len(rows) == len(expected) > 0
        assert client_list(sort=sort, **{group: value}).count == len(expected)


def test_classes_together_narrow_further(newcomers: list[Client]) -> None:
    expected = {number for number, row in _standings().items() if (row.tier, row.contribution) == ("small", "ordinary")}
    screen = client_list(tier="small", contribution="ordinary", limit=500)
    assert {row.client_id for row in screen.rows} == expected
    assert (screen.count, screen.count_is_exact) == (len(expected), True)
    assert client_list(tier="inactive", grid="gold").rows == []


def test_facts_of_the_client_narrow_the_list(newcomers: list[Client]) -> None:
    assert [row.name for row in _pages(industry="Mining")] == ["Прохоров и партнёры"]
    assert [row.name for row in _pages(country="CN", tier="prospect")] == ["上海远航物流有限公司"]
    assert _pages(country="CN", tier="top") == []
    member = books.staff()
    Client.objects.filter(name__startswith="Client 00").update(responsible=member)
    rows = _pages(responsible=member.pk)
    assert {row.responsible for row in rows} == {member.name}
    assert len(rows) == 9
    assert [row.name for row in _pages(responsible=member.pk, sort="name", descending=False)] == [
        f"Client 00{number}" for number in range(1, 10)
    ]
    assert client_list(responsible=member.pk).count == 9


def test_terms_find_names_in_any_script_and_keep_the_order(newcomers: list[Client]) -> None:
    assert [row.name for row in client_list(terms="远航").rows] == ["上海远航物流有限公司"]
    assert [row.name for row in client_list(terms="prohorov").rows] == ["Прохоров и партнёры"]
    found = _pages(terms="client 01")
    assert {row.name for row in found} == {f"Client 01{number}" for number in range(10)}
    places = [_standings()[row.client_id].place for row in found]
    assert places == sorted(places)
    screen = client_list(terms="client 01", tier="small")
    assert screen.count == len(screen.rows) == sum(row.tier == "small" for row in found)
    assert client_list(terms="client 01").count == 10
    assert client_list(terms="nobody at all").rows == []


def test_an_earlier_date_shows_the_figures_of_that_date(newcomers: list[Client]) -> None:
    screen = client_list(as_of=books.YEAR_BEFORE)
    assert screen.snapshot is not None
    assert screen.snapshot.as_of == books.YEAR_BEFORE
    first = Standing.objects.get(snapshot__as_of=books.YEAR_BEFORE, rank=1)
    assert (screen.rows[0].client_id, screen.rows[0].billed * 100) == (first.client_id, first.billed)
    assert screen.rows[0].previous_tier is None


def test_before_anything_is_computed_all_are_listed_by_name(newcomers: list[Client]) -> None:
    Snapshot.objects.update(current=False)
    screen = client_list(limit=500)
    assert [row.name for row in screen.rows] == sorted(row.name for row in screen.rows)
    assert screen.rows[0].name == "Aardvark"
    assert (len(screen.rows), screen.count, screen.snapshot, screen.currency) == (64, 64, None, "")
    assert client_list(tier="top").rows == []
    assert len(_pages()) == 64


@pytest.mark.parametrize("after", ["", "x", "%%%", "bnVsbA", "W10", "WyJiaWxsZWQtIiwieCJd", "é", "A" * 5000])
@pytest.mark.parametrize("sort", ["billed", "name"])
def test_a_broken_place_in_the_list_is_the_first_page(after: str, sort: str) -> None:
    assert client_list(after=after, sort=sort).rows == client_list(sort=sort).rows


def test_a_place_of_another_order_is_the_first_page(newcomers: list[Client]) -> None:
    cursor = client_list(sort="profit", limit=5).next_cursor
    assert client_list(after=cursor, sort="billed", limit=5).rows == client_list(sort="billed", limit=5).rows
    assert client_list(after=cursor, sort="name", limit=5).rows == client_list(sort="name", limit=5).rows


def test_a_long_count_stops_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clientela.insights.queries.clients.MOST_COUNTED", 3)
    Client.objects.update(industry="Mining")
    screen = client_list(industry="Mining", tier="small")
    assert (screen.count, screen.count_is_exact) == (3, False)


def test_facets_count_the_clients_of_each_choice(newcomers: list[Client]) -> None:
    facets = client_list(tier="small").facets
    standings = _standings().values()
    assert facets["tier"] == [
        (tier, tier, sum(row.tier == tier for row in standings))
        for tier in ("top", "large", "medium", "small", "inactive", "prospect", "suspect")
        if any(row.tier == tier for row in standings)
    ]
    assert facets["country"] == [("CN", "CN", 1), ("RU", "RU", 1)]
    member = books.staff()
    Client.objects.filter(name="Client 001").update(responsible=member)
    forget()
    assert client_list().facets["responsible"] == [(member.pk, member.name, 1)]


def test_a_new_client_is_counted_at_once() -> None:
    before = client_list().count
    books.client("Newcomer", industry="Shipping")
    screen = client_list()
    assert screen.count == before + 1
    assert ("Shipping", "Shipping", 1) in screen.facets["industry"]


@pytest.mark.parametrize(
    ("asked", "statements"),
    [({}, 5), ({"sort": "name"}, 5), ({"tier": "small"}, 5), ({"terms": "client"}, 6), ({"industry": "Mining"}, 6)],
)
def test_the_number_of_statements_does_not_grow_with_the_rows(
    asked: dict[str, Any], statements: int, django_assert_num_queries: Any
) -> None:
    Client.objects.update(industry="Mining")
    client_list(**asked)
    for limit in (1, 3):
        with django_assert_num_queries(statements):
            assert len(client_list(limit=limit, **asked).rows) == limit


def test_the_date_of_the_last_fee_is_a_date() -> None:
    assert isinstance(client_list().rows[0].last_billed, dt.date)
