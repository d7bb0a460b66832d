"""The pyramid of seven levels, after the customer pyramid that Jay Curry put forward in 1989."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.analytics import Policy, pyramid
from tests.analytics.tables import Engine, active_clients, column, on_polars, rows_of


def counts_by_tier(engine: Engine, clients: int, policy: Policy) -> list[int]:
    table = active_clients({"billed": 10_000 - number} for number in range(clients))
    tiers = list(column(pyramid(engine(table), policy=policy), "tier").values())
    return [tiers.count(tier) for tier in ("top", "large", "medium", "small")]


@pytest.mark.parametrize(
    ("clients", "expected"),
    [
        (1, [1, 0, 0, 0]),
        (2, [1, 0, 0, 1]),
        (5, [1, 0, 0, 4]),
        (6, [1, 0, 1, 4]),
        (20, [1, 0, 3, 16]),
        (21, [1, 1, 3, 16]),
        (100, [1, 4, 15, 80]),
        (101, [2, 4, 15, 80]),
        (367, [4, 15, 55, 293]),
    ],
)
def test_each_level_ends_at_its_percentage_rounded_up(engine: Engine, clients: int, expected: list[int]) -> None:
    assert counts_by_tier(engine, clients, Policy()) == expected


def test_a_percentage_with_decimals_is_rounded_up_exactly(engine: Engine) -> None:
    # 0.7 percent of 1,000 is 7; in binary floating point 0.007 x 1000 is above 7 and would be rounded up to 8.
    policy = Policy(top_percent=Decimal("0.7"), large_percent=Decimal("0.7"), medium_percent=Decimal("70.01"))
    assert counts_by_tier(engine, 1_000, policy) == [7, 0, 694, 299]


def test_equal_fees_are_ranked_by_client_id(engine: Engine) -> None:
    table = active_clients([{"billed": 5}, {"billed": 7}, {"billed": 5}, {"billed": 5}, {"billed": 7}, {"billed": 1}])
    found = pyramid(engine(table), policy=Policy())
    assert column(found, "rank") == {1: 3, 2: 1, 3: 4, 4: 5, 5: 2, 6: 6}
    assert column(found, "tier") == {1: "small", 2: "top", 3: "small", 4: "small", 5: "medium", 6: "small"}


def test_the_idle_are_inactive_prospects_or_suspects_and_have_no_rank(engine: Engine) -> None:
    idle = {"active": False, "billed": 0}
    table = active_clients(
        [
            {"billed": 3},
            {**idle, "billed": -900},
            {**idle, "ever_active": False},
            {**idle, "ever_active": False, "in_dialogue": False},
            {**idle, "in_dialogue": False},
        ]
    )
    found = pyramid(engine(table), policy=Policy())
    assert column(found, "tier") == {1: "top", 2: "inactive", 3: "prospect", 4: "suspect", 5: "inactive"}
    assert column(found, "rank") == {1: 1, 2: None, 3: None, 4: None, 5: None}


def test_the_measures_come_back_as_they_were(engine: Engine) -> None:
    table = active_clients([{"billed": 3, "profit": -2}, {"billed": 4, "frequency": 2}])
    found = rows_of(pyramid(engine(table), policy=Policy()))
    assert [{name: row[name] for name in table.columns} for row in found] == table.to_dicts()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 5), max_size=60))
def test_levels_follow_the_ranks_and_hold_everybody(billed: list[int]) -> None:
    rows = rows_of(pyramid(on_polars(active_clients({"billed": amount} for amount in billed)), policy=Policy()))
    rows.sort(key=lambda row: row["rank"])
    order = ["top", "large", "medium", "small"]
    assert [row["rank"] for row in rows] == list(range(1, len(billed) + 1))
    assert [row["billed"] for row in rows] == sorted(billed, reverse=True)
    assert [order.index(row["tier"]) for row in rows] == sorted(order.index(row["tier"]) for row in rows)
