"""The portfolio's figures are those of the stored standings, summed by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from clientela.analytics import TIERS, migration, whale_curve
from clientela.core.actor import SYSTEM, acting_as
from clientela.insights.models import Snapshot, Standing
from clientela.insights.queries import PortfolioScreen, portfolio, snapshots
from clientela.insights.queries.overview import kept_worth
from tests.insights import books


@pytest.fixture
def screen(taken_back: Any) -> Iterator[PortfolioScreen]:
    with acting_as(SYSTEM):
        found = portfolio()
        assert found is not None
        yield found


def _rows(as_of: dt.date) -> list[dict[str, Any]]:
    with acting_as(SYSTEM):
        return list(Standing.objects.filter(snapshot__as_of=as_of, snapshot__current=True).values())


def _money(minor: int) -> Decimal:
    return Decimal(minor) / 100


def test_the_newest_snapshot_is_compared_with_the_one_a_window_before(screen: PortfolioScreen) -> None:
    assert screen.snapshot.as_of == books.TODAY
    assert screen.compared is not None
    assert screen.compared.as_of == books.YEAR_BEFORE
    assert screen.available == [books.TODAY, books.YEAR_BEFORE]
    assert screen.currency == "USD"


def test_the_headline_sums_the_standings(screen: PortfolioScreen) -> None:
    rows = _rows(books.TODAY)
    before = {row["client_id"]: row for row in _rows(books.YEAR_BEFORE)}
    billed, previous = sum(row["billed"] for row in rows), sum(row["previous_billed"] for row in rows)
    head = screen.headline
    assert head.billed == _money(billed)
    assert head.billed_change == pytest.approx(billed / previous - 1)
    assert head.profit == _money(sum(row["profit"] for row in rows))
    active = {row["client_id"] for row in rows if row["active"]}
    was_active = {number for number, row in before.items() if row["active"]}
    assert head.active == screen.snapshot.active_clients == len(active)
    assert head.lost == len(was_active - active) > 0
    joined = active - was_active
    assert head.back == sum(before[number]["tier"] == "inactive" for number in joined if number in before)
    assert head.new is not None
    assert head.new + head.back == len(joined)
    assert head.kept_share == pytest.approx(len(active & was_active) / len(was_active))
    assert head.kept_worth == _money(round(sum(before[number]["billed"] for number in was_active) / 20))
    assert (head.cost_basis, head.cost_share, head.frequency_basis) == ("ledger", 0, "engagements")


def test_five_points_of_retention_are_a_twentieth_of_a_years_fees() -> None:
    assert kept_worth(100_000, window_months=12) == 5_000
    assert kept_worth(100_000, window_months=24) == 2_500


def test_the_pyramid_has_seven_levels_that_add_up_to_all(screen: PortfolioScreen) -> None:
    rows = _rows(books.TODAY)
    assert [line.tier for line in screen.tiers] == list(TIERS)
    for line in screen.tiers:
        of_tier = [row for row in rows if row["tier"] == line.tier]
        assert (line.clients, line.billed) == (len(of_tier), _money(sum(row["billed"] for row in of_tier)))
    assert sum(line.clients for line in screen.tiers) == len(rows)
    assert sum(line.share or 0 for line in screen.tiers) == pytest.approx(1)


def test_the_whale_curve_is_that_of_the_analysis_and_ends_at_all_profit(screen: PortfolioScreen) -> None:
    rows = _rows(books.TODAY)
    table = pl.DataFrame(rows, infer_schema_length=None)
    curve = whale_curve(table).sort("place").to_native().collect()
    expected = [(0.0, 0.0), *zip(curve["client_share"] * 100, curve["profit_share"] * 100, strict=True)]
    assert screen.whale.points == [pytest.approx(point) for point in expected]
    assert screen.whale.points[-1] == (100.0, 100.0)
    assert screen.whale.peak_share == pytest.approx(max(curve["profit_share"]))
    assert screen.whale.peak_clients == sum(row["profit"] > 0 for row in rows if row["active"])
    key = sum(row["contribution"] == "key" for row in rows)
    assert screen.whale.key_clients == key
    assert screen.whale.key_percent_of_clients == pytest.approx(100 * key / len(curve))


def test_a_long_whale_curve_is_sampled_at_true_points(taken_back: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clientela.insights.queries.shape.CURVE_STEPS", 7)
    with acting_as(SYSTEM):
        screen = portfolio()
    assert screen is not None
    table = pl.DataFrame(_rows(books.TODAY), infer_schema_length=None)
    curve = whale_curve(table).sort("place").to_native().collect()
    shares = zip(curve["client_share"], curve["profit_share"], strict=True)
    every = {(round(clients * 100, 6), round(profit * 100, 6)) for clients, profit in shares}
    assert len(screen.whale.points) == 8
    assert {(round(c, 6), round(p, 6)) for c, p in screen.whale.points[1:]} < every


def test_the_gold_grid_shows_every_active_client_of_a_small_firm(screen: PortfolioScreen) -> None:
    active = {row["client_id"]: row for row in _rows(books.TODAY) if row["active"]}
    assert {point.client_id for point in screen.grid.points} == set(active)
    assert not screen.grid.sampled
    for point in screen.grid.points:
        row = active[point.client_id]
        assert (point.frequency, point.profit, point.billed) == (
            row["frequency"], _money(row["profit"]), _money(row["billed"])
        )  # fmt: skip
        assert (point.grid, point.contribution) == (row["grid"], row["contribution"])
    assert sum(screen.grid.counts.values()) == len(active)
    assert screen.grid.profit_cut == pytest.approx(
        Decimal(str(pl.Series([r["profit"] / 100 for r in active.values()]).quantile(0.75, "linear")))
    )


def test_a_large_grid_keeps_the_largest_and_samples_the_rest(taken_back: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clientela.insights.queries.overview.MOST_POINTS", 20)
    monkeypatch.setattr("clientela.insights.queries.overview.POINTS_OF_LARGEST", 8)
    with acting_as(SYSTEM):
        screen = portfolio()
    assert screen is not None
    assert screen.grid.sampled
    assert len(screen.grid.points) == 20 < screen.headline.active
    by_billed = sorted((row for row in _rows(books.TODAY) if row["active"]), key=lambda row: row["rank"])
    assert [point.client_id for point in screen.grid.points[:8]] == [row["client_id"] for row in by_billed[:8]]
    assert screen.grid.points[-1].client_id == by_billed[-1]["client_id"]
    assert sum(screen.grid.counts.values()) == screen.headline.active


def test_movement_is_the_migration_of_the_analysis(screen: PortfolioScreen) -> None:
    before, after = (pl.DataFrame(_rows(date), infer_schema_length=None) for date in (books.YEAR_BEFORE, books.TODAY))
    expected = migration(before, after)
    cells = {(cell.before, cell.after): cell for cell in screen.movement}
    for move in expected.moves:
        cell = cells.pop((move.before, "gone" if move.after == "absent" else move.after), None)
        assert (cell.clients if cell else 0) == move.clients
        if cell:
            assert (cell.billed_before, cell.billed_after) == (_money(move.billed_before), _money(move.billed_after))
    assert not cells
    aims = expected.aims
    assert screen.aims is not None
    assert (screen.aims.upgraded, screen.aims.downgraded) == (aims.upgraded.clients, aims.downgraded.clients)
    assert (screen.aims.kept, screen.aims.lost) == (aims.kept.clients, aims.lost.clients)
    assert screen.aims.more == aims.active_after.clients - aims.active_before.clients
    assert screen.aims.kept_share == aims.kept_share


def test_an_earlier_date_is_shown_without_a_comparison_where_there_is_none(taken_back: Any) -> None:
    with acting_as(SYSTEM):
        screen = portfolio(as_of=dt.date(2024, 3, 1))
    assert screen is not None
    assert screen.snapshot.as_of == books.YEAR_BEFORE
    assert (screen.compared, screen.movement, screen.aims) == (None, [], None)
    head = screen.headline
    assert (head.new, head.lost, head.back, head.kept_share, head.kept_worth) == (None,) * 5


def test_snapshots_are_listed_with_the_newest_first(taken_back: Any) -> None:
    with acting_as(SYSTEM):
        lines = snapshots()
    assert [line.as_of for line in lines] == [books.TODAY, books.YEAR_BEFORE]
    assert lines[0].active_clients == sum(row["active"] for row in _rows(books.TODAY))
    assert [line.policy_version for line in lines] == [1, 1]


def test_nothing_computed_is_no_portfolio(taken_back: Any) -> None:
    Snapshot.objects.update(current=False)
    with acting_as(SYSTEM):
        assert portfolio() is None
        assert snapshots() == []
