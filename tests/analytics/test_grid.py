"""The gold grid of a Chinese paper on the client management of law firms: frequency against gain."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.analytics import Policy, gold_grid
from tests.analytics.tables import Engine, active_clients, column, on_polars


def grid_of(engine: Engine, clients: list[tuple[int, int]], policy: Policy | None = None) -> list[str | None]:
    table = active_clients({"frequency": frequency, "profit": profit} for frequency, profit in clients)
    return list(column(gold_grid(engine(table), policy=policy or Policy()), "grid").values())


def test_frequent_is_important_profitable_is_big_and_both_are_gold(engine: Engine) -> None:
    # The percentiles lie at place 0.75 x 4 = 3 from 0: frequency 8, profit 400.
    clients = [(9, 500), (1, 400), (8, 300), (2, 200), (3, 100)]
    assert grid_of(engine, clients) == ["gold", "big", "frequent", "ordinary", "ordinary"]


def test_between_two_clients_the_cut_is_interpolated(engine: Engine) -> None:
    # Four clients: place 2.25, so 30 + 0.25 x 10 = 32.5 for the profit, and 3 + 0.25 x 1 = 3.25 for the frequency.
    assert grid_of(engine, [(1, 10), (2, 20), (3, 30), (4, 40)]) == ["ordinary", "ordinary", "ordinary", "gold"]


def test_many_at_the_cut_are_all_at_or_above_it(engine: Engine) -> None:
    assert grid_of(engine, [(1, 10)] * 6 + [(1, 5), (2, 5)]) == ["gold"] * 6 + ["frequent"] * 2


def test_without_profit_nobody_is_profitable_whatever_the_cut(engine: Engine) -> None:
    assert grid_of(engine, [(2, 0), (1, -5), (1, -7)]) == ["frequent", "ordinary", "ordinary"]
    assert grid_of(engine, [(2, 1), (1, -5), (1, -7), (1, -9), (1, -9)]) == ["gold", *["frequent"] * 4]


def test_a_single_client_is_at_its_own_cut(engine: Engine) -> None:
    assert grid_of(engine, [(1, 1)]) == ["gold"]
    assert grid_of(engine, [(1, -1)]) == ["frequent"]


def test_the_idle_have_no_field_and_do_not_move_the_cuts(engine: Engine) -> None:
    table = active_clients(
        [
            {"frequency": 2, "profit": 5},
            {"frequency": 1, "profit": 9},
            {"frequency": 99, "profit": 999, "active": False},
        ]
    )
    assert column(gold_grid(engine(table), policy=Policy()), "grid") == {1: "frequent", 2: "big", 3: None}


def test_no_active_client_leaves_the_grid_empty(engine: Engine) -> None:
    assert column(gold_grid(engine(active_clients([{"active": False}])), policy=Policy()), "grid") == {1: None}
    assert grid_of(engine, []) == []


@pytest.mark.parametrize("percent", ["0", "33.33", "50", "75", "90", "100"])
@settings(max_examples=40, deadline=None)
@given(clients=st.lists(st.tuples(st.integers(1, 9), st.integers(-50, 50)), min_size=1, max_size=30))
def test_the_cuts_are_numpys_default_percentiles(percent: str, clients: list[tuple[int, int]]) -> None:
    policy = Policy(gold_percentile=Decimal(percent))
    # Small integers: a value is either clearly off the percentile or equal to it up to rounding.
    frequencies, profits = (np.array(axis) for axis in zip(*clients, strict=True))
    frequent = frequencies >= np.quantile(frequencies, float(percent) / 100) - 1e-9
    profitable = (profits >= np.quantile(profits, float(percent) / 100) - 1e-9) & (profits > 0)
    names = {(True, True): "gold", (False, True): "big", (True, False): "frequent", (False, False): "ordinary"}
    expected = [names[bool(often), bool(much)] for often, much in zip(frequent, profitable, strict=True)]
    assert grid_of(on_polars, clients, policy) == expected
