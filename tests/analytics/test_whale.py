"""The whale curve of Kaplan and Narayanan: cumulative profit rises above the total and falls back to it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.analytics import WhalePeak, whale_curve, whale_peak
from tests.analytics.tables import Engine, active_clients, on_polars, rows_of


def test_the_curve_climbs_with_profit_and_falls_with_loss(engine: Engine) -> None:
    table = engine(active_clients({"profit": profit} for profit in [30, -40, 90, 0, 20]))
    assert [tuple(row.values()) for row in rows_of(whale_curve(table), "place")] == [
        (1, 3, 90, 90, 1 / 5, 90 / 100),
        (2, 1, 30, 120, 2 / 5, 120 / 100),
        (3, 5, 20, 140, 3 / 5, 140 / 100),
        (4, 4, 0, 140, 4 / 5, 140 / 100),
        (5, 2, -40, 100, 5 / 5, 100 / 100),
    ]
    peak = whale_peak(table)
    assert peak == WhalePeak(clients=5, peak_clients=3, peak_profit=140, total_profit=100)
    assert peak.peak_share == 1.4


def test_a_firm_without_profit_in_total_has_no_shares(engine: Engine) -> None:
    table = engine(active_clients({"profit": profit} for profit in [10, -10]))
    assert [row["profit_share"] for row in rows_of(whale_curve(table), "place")] == [None, None]
    assert whale_peak(table) == WhalePeak(clients=2, peak_clients=1, peak_profit=10, total_profit=0)
    assert whale_peak(table).peak_share is None


def test_the_idle_are_not_on_the_curve(engine: Engine) -> None:
    table = engine(active_clients([{"profit": 5}, {"profit": 7, "active": False}]))
    assert [row["client_id"] for row in rows_of(whale_curve(table), "place")] == [1]
    assert whale_peak(table).clients == 1


def test_an_empty_firm_has_an_empty_curve(engine: Engine) -> None:
    assert rows_of(whale_curve(engine(active_clients([]))), "place") == []
    assert whale_peak(engine(active_clients([]))) == WhalePeak(0, 0, 0, 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-30, 60), min_size=1, max_size=40))
def test_the_peak_is_the_highest_point_reached_first(profits: list[int]) -> None:
    table = on_polars(active_clients({"profit": profit} for profit in profits))
    heights = [0, *(row["cumulative"] for row in rows_of(whale_curve(table), "place"))]
    peak = whale_peak(table)
    assert (peak.peak_profit, peak.peak_clients) == (max(heights), heights.index(max(heights)))
    assert heights[-1] == peak.total_profit == sum(profits)
