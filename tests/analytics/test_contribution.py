"""Key, ordinary and loss-making clients, after the 80/20 rule as a Chinese paper on consultancies applies it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.analytics import Policy, contribution
from tests.analytics.tables import Engine, active_clients, column, on_polars, rows_of


def classes(engine: Engine, profits: list[int], share: str = "80") -> list[str]:
    table = active_clients({"profit": profit} for profit in profits)
    policy = Policy(key_share_percent=Decimal(share))
    return list(column(contribution(engine(table), policy=policy), "contribution").values())


@pytest.mark.parametrize(
    ("profits", "share", "key"),
    [
        ([50, 30, 15, 5], "80", 2),
        ([50, 29, 16, 5], "80", 3),
        ([1, 1, 1, 1, 1], "80", 4),
        ([100], "80", 1),
        ([100], "1", 1),
        ([60, 40], "100", 2),
        ([60, 40], "60", 1),
        ([60, 40], "60.01", 2),
        ([3, 2], "33.33", 1),
    ],
)
def test_the_shortest_run_that_reaches_the_share_is_key(
    engine: Engine, profits: list[int], share: str, key: int
) -> None:
    assert classes(engine, profits, share) == ["key"] * key + ["ordinary"] * (len(profits) - key)


def test_losses_do_not_lessen_what_the_share_is_taken_of(engine: Engine) -> None:
    assert classes(engine, [50, 30, 20, 0, -90]) == ["key", "key", "ordinary", "ordinary", "loss-making"]


def test_equal_profits_are_taken_by_client_id(engine: Engine) -> None:
    found = contribution(engine(active_clients({"profit": profit} for profit in [10, 40, 10, 40])), policy=Policy())
    assert column(found, "profit_rank") == {1: 3, 2: 1, 3: 4, 4: 2}
    assert column(found, "contribution") == {1: "ordinary", 2: "key", 3: "ordinary", 4: "key"}


def test_without_any_profit_nobody_is_key(engine: Engine) -> None:
    assert classes(engine, [0, 0, -1]) == ["ordinary", "ordinary", "loss-making"]
    assert classes(engine, []) == []


def test_the_idle_have_neither_class_nor_rank(engine: Engine) -> None:
    table = active_clients([{"profit": 5}, {"profit": -900, "active": False}, {"profit": 900, "active": False}])
    found = contribution(engine(table), policy=Policy())
    assert column(found, "contribution") == {1: "key", 2: None, 3: None}
    assert column(found, "profit_rank") == {1: 1, 2: None, 3: None}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-20, 60), max_size=40), st.sampled_from(["80", "50", "99.99", "0.01"]))
def test_the_key_reach_the_share_and_with_one_less_do_not(profits: list[int], share: str) -> None:
    table = active_clients({"profit": profit} for profit in profits)
    rows = rows_of(contribution(on_polars(table), policy=Policy(key_share_percent=Decimal(share))), "profit_rank")
    key = [row["profit"] for row in rows if row["contribution"] == "key"]
    needed = sum(profit for profit in profits if profit > 0) * Decimal(share) / 100
    assert [row["contribution"] for row in rows[: len(key)]] == ["key"] * len(key)
    assert sum(key) >= needed
    assert not key or sum(key[:-1]) < needed
    assert sum(row["contribution"] == "loss-making" for row in rows) == sum(profit < 0 for profit in profits)
