"""A walled client is missing from every figure, list and memory of the portfolio."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import NotFound
from clientela.insights.models import Standing
from clientela.insights.queries import (
    PortfolioScreen,
    client_list,
    client_standing,
    computation,
    policy_in_force,
    portfolio,
    snapshots,
)
from clientela.insights.queries.decisions import RULES
from clientela.insights.queries.viewer import remembered, walls_of_viewer
from tests.insights import books


@pytest.fixture
def hidden(taken_back: Any) -> set[int]:
    """The clients hidden from `walled`: the largest and the third, a prospect, and one who was lost."""
    with acting_as(SYSTEM):
        now = Standing.objects.filter(snapshot__as_of=books.TODAY)
        numbers = set(now.filter(rank__in=(1, 3)).values_list("client_id", flat=True))
        numbers.add(now.get(tier="prospect").client_id)
    numbers.add(next(line.client_id for line in _portfolio(SYSTEM).decisions if line.tier == "inactive"))
    assert len(numbers) == 4
    return numbers


@pytest.fixture
def walled(hidden: set[int]) -> User:
    member = books.staff(Role.PARTNER)
    books.wall_off(hidden, hidden_from=member)
    return member


def _portfolio(who: Any) -> PortfolioScreen:
    with acting_as(who):
        screen = portfolio()
    assert screen is not None
    return screen


def _rows(as_of: dt.date, without: set[int] = frozenset()) -> list[dict[str, Any]]:  # type: ignore[assignment]
    with acting_as(SYSTEM):
        return list(Standing.objects.filter(snapshot__as_of=as_of).exclude(client_id__in=without).values())


def _money(minor: int) -> Decimal:
    return Decimal(minor) / 100


def test_totals_and_counts_are_of_the_visible(walled: User, hidden: set[int]) -> None:
    screen, rows = _portfolio(walled), _rows(books.TODAY, hidden)
    assert screen.headline.billed == _money(sum(row["billed"] for row in rows))
    assert screen.headline.profit == _money(sum(row["profit"] for row in rows))
    assert screen.headline.active == screen.snapshot.active_clients == sum(row["active"] for row in rows)
    assert screen.compared is not None
    assert screen.compared.active_clients == sum(row["active"] for row in _rows(books.YEAR_BEFORE, hidden))
    for line in screen.tiers:
        of_tier = [row for row in rows if row["tier"] == line.tier]
        assert (line.clients, line.billed) == (len(of_tier), _money(sum(row["billed"] for row in of_tier)))
    for part in screen.contribution:
        of_class = [row for row in rows if row["contribution"] == part.contribution]
        assert (part.clients, part.profit) == (len(of_class), _money(sum(row["profit"] for row in of_class)))


def test_the_whale_curve_is_of_the_visible(walled: User, hidden: set[int]) -> None:
    profits = sorted((row["profit"] for row in _rows(books.TODAY, hidden) if row["active"]), reverse=True)
    screen = _portfolio(walled)
    assert screen.whale.profit == _money(sum(profits))
    assert len(screen.whale.points) == len(profits) + 1
    assert screen.whale.points[1] == pytest.approx((100 / len(profits), 100 * profits[0] / sum(profits)))


def test_the_grid_the_movement_and_the_decisions_lack_the_hidden(walled: User, hidden: set[int]) -> None:
    screen, everything = _portfolio(walled), _portfolio(SYSTEM)
    assert {point.client_id for point in everything.grid.points} & hidden
    assert not {point.client_id for point in screen.grid.points} & hidden
    assert sum(screen.grid.counts.values()) == screen.headline.active
    visible = {row["client_id"] for date in (books.TODAY, books.YEAR_BEFORE) for row in _rows(date, hidden)}
    assert sum(cell.clients for cell in screen.movement) == len(visible)
    assert sum(cell.billed_after for cell in screen.movement) == screen.headline.billed
    assert {line.client_id for line in everything.decisions} & hidden
    assert not {line.client_id for line in screen.decisions} & hidden


def test_the_list_its_count_and_its_facets_lack_the_hidden(walled: User, hidden: set[int]) -> None:
    with acting_as(SYSTEM):
        everything = client_list(limit=500)
    for sort in ("billed", "profit", "frequency", "last_billed", "rank", "name"):
        with acting_as(walled):
            screen = client_list(sort=sort, limit=500)
        assert {row.client_id for row in screen.rows} == {row.client_id for row in everything.rows} - hidden
        assert (screen.count, screen.count_is_exact) == (everything.count - 4, True)
    assert screen.facets["industry"] == [("Mining", "Mining", 1)]
    assert everything.facets["industry"] == [("Logistics", "Logistics", 1), ("Mining", "Mining", 1)]
    tiers = {value: count for value, _label, count in screen.facets["tier"]}
    assert sum(tiers.values()) == len(_rows(books.TODAY, hidden))
    assert "prospect" not in tiers


def test_a_search_does_not_find_the_hidden(walled: User, hidden: set[int]) -> None:
    with acting_as(walled):
        screen = client_list(terms="yuanhang")
    assert (screen.rows, screen.count) == ([], 0)
    with acting_as(SYSTEM):
        assert client_list(terms="yuanhang").rows[0].client_id in hidden


def test_ranks_close_up_over_the_hidden(walled: User, hidden: set[int]) -> None:
    with acting_as(walled):
        rows = client_list(sort="rank", descending=False, limit=500).rows
        ranks = [row.rank for row in rows if row.rank is not None]
        assert ranks == list(range(1, len(ranks) + 1))
        first = client_standing(rows[0].client_id)
    assert first is not None
    assert first.now.rank == 1
    assert first.snapshot.active_clients == len(ranks)


def test_the_page_of_a_hidden_client_is_not_found(walled: User, hidden: set[int]) -> None:
    for number in hidden:
        with acting_as(walled), pytest.raises(NotFound):
            client_standing(number)


def test_shares_and_explanations_do_not_give_the_hidden_away(walled: User, hidden: set[int]) -> None:
    rows = {row["client_id"]: row for row in _rows(books.TODAY, hidden)}
    visible = sorted((row for row in rows.values() if row["active"]), key=lambda row: row["rank"])
    with acting_as(walled):
        screen = client_standing(visible[5]["client_id"])
    assert screen is not None
    assert screen.now.share == pytest.approx(visible[5]["billed"] / sum(row["billed"] for row in rows.values()))
    tier, _grid, contribution = screen.explanations
    assert (tier.inputs["rank"], tier.inputs["active"]) == (6, len(visible))
    assert "positive_profit" not in contribution.thresholds
    assert "key_cut" not in contribution.thresholds
    # The largest client is hidden and stands at the border of the top level.
    assert "lowest_billed" not in tier.thresholds
    assert tier.changes == []
    with acting_as(SYSTEM):
        told = client_standing(visible[5]["client_id"])
    assert told is not None
    assert "lowest_billed" in told.explanations[0].thresholds
    assert "key_cut" in told.explanations[2].thresholds


def test_the_choice_of_snapshots_counts_the_visible(walled: User, hidden: set[int]) -> None:
    with acting_as(walled):
        lines = snapshots()
    assert [line.active_clients for line in lines] == [
        sum(row["active"] for row in _rows(line.as_of, hidden)) for line in lines
    ]


def test_what_one_viewer_has_seen_is_never_shown_to_another_behind_a_wall(walled: User, hidden: set[int]) -> None:
    free = books.staff(Role.PARTNER)
    before = dataclasses.asdict(_portfolio(free))
    behind = dataclasses.asdict(_portfolio(walled))
    assert before["headline"]["billed"] > behind["headline"]["billed"]
    assert dataclasses.asdict(_portfolio(free)) == before
    assert dataclasses.asdict(_portfolio(walled)) == behind


def test_two_viewers_behind_equal_walls_share_what_is_remembered(
    walled: User, hidden: set[int], django_assert_num_queries: Any
) -> None:
    other = books.staff(Role.PARTNER)
    books.wall_off(hidden, hidden_from=other)
    first = _portfolio(walled)
    with acting_as(other), django_assert_num_queries(3):
        second = portfolio()
    assert second == first


def test_a_wall_holds_at_once_whatever_is_remembered(walled: User, hidden: set[int]) -> None:
    free = books.staff(Role.PARTNER)
    seen = _portfolio(free)
    books.wall_off(hidden, hidden_from=free)
    assert _portfolio(free) == _portfolio(walled) != seen


def test_a_name_is_read_under_the_walls_even_where_its_number_is_remembered(
    taken_back: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = books.staff(Role.PARTNER)
    seen = _portfolio(member)
    largest = seen.grid.points[0].client_id
    books.wall_off([largest], hidden_from=member)
    # As if the memory had been filed under a wrong wall.
    monkeypatch.setattr("clientela.insights.queries.overview.walls_of_viewer", lambda: _digest_of(SYSTEM))
    again = _portfolio(member)
    assert largest not in {point.client_id for point in again.grid.points}
    assert largest not in {line.client_id for line in again.decisions}


def _digest_of(who: Any) -> str:
    with acting_as(who):
        return walls_of_viewer()


def test_figures_made_while_a_wall_was_lifted_are_not_remembered(walled: User) -> None:
    made = []

    def make() -> str:
        made.append(1)
        if len(made) == 1:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM access_exclusion WHERE user_id = %s", [walled.pk])
        return "figures"

    with acting_as(walled):
        before = walls_of_viewer()
        assert remembered("test", make, walls=before) == "figures"
        assert remembered("test", make, walls=before) == "figures"
    assert len(made) == 2


def test_without_an_actor_nothing_is_told(taken_back: Any) -> None:
    for ask in (portfolio, client_list, lambda: client_standing(1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            ask()


def test_a_raw_query_of_standings_misses_the_hidden(walled: User, hidden: set[int]) -> None:
    with acting_as(walled), connection.cursor() as cursor:
        cursor.execute("SELECT client_id FROM insights_standing")
        assert not {number for (number,) in cursor.fetchall()} & hidden


def test_the_ranks_of_the_hidden_come_as_numbers_of_the_viewer_alone(walled: User, hidden: set[int]) -> None:
    with acting_as(walled), connection.cursor() as cursor:
        cursor.execute("SELECT s.id FROM insights_snapshot s WHERE current ORDER BY as_of DESC LIMIT 1")
        newest = cursor.fetchone()[0]
        cursor.execute("SELECT by_billed FROM insights_hidden_ranks(%s) ORDER BY 1", [newest])
        assert [rank for (rank,) in cursor.fetchall()] == [1, 3]
    with acting_as(books.staff()), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM insights_hidden_ranks(%s)", [newest])
        assert cursor.fetchone() == (0,)


def test_decisions_are_of_the_visible_up_to_the_full_number(walled: User) -> None:
    assert len(_portfolio(walled).decisions) == RULES.most


def test_what_names_no_client_is_open_to_all(walled: User) -> None:
    with acting_as(walled):
        assert policy_in_force().version == 1
        seen = computation()
        assert Client.objects.exists()
    assert seen is not None
    assert seen.problem == ""
