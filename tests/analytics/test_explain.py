"""Explanations hold: what they say would change a class is applied, and the analysis run again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.analytics import (
    Change,
    Explanation,
    Policy,
    Standings,
    Thresholds,
    contribution,
    explain_contribution,
    explain_grid,
    explain_tier,
    gold_grid,
    pyramid,
    standings,
)
from tests.analytics import strategies
from tests.analytics.tables import Line, column, ledger, on_polars, rows_of

END_2024 = dt.date(2024, 12, 31)
CHRISTMAS = dt.date(2024, 12, 25)


def book(*billed: int) -> list[Line]:
    return [Line(client, END_2024, "fee", amount) for client, amount in enumerate(billed, start=1)]


def analyse(lines: Sequence[Line], policy: Policy | None = None, as_of: dt.date = END_2024) -> Standings:
    return standings(ledger(lines).lazy(), as_of=as_of, policy=policy or Policy())


def explained(found: Standings, client: int, subject: str) -> Explanation:
    explain = {"tier": explain_tier, "grid": explain_grid, "contribution": explain_contribution}[subject]
    return explain(rows_of(found.rows)[client - 1], found.thresholds)


def test_a_small_client_is_told_how_much_more_makes_it_medium() -> None:
    # Six active clients: places 1 top, 2 medium (20 % of 6 rounded up), 3 to 6 small.
    found = explained(analyse(book(100_000, 50_000, 30_000, 20_000, 10_000, 5_000)), 3, "tier")
    assert (found.value, found.rule) == ("small", "below-places")
    assert found.inputs == {"billed": 30_000, "rank": 3, "active": 6}
    assert found.cuts == {"top_places": 1, "large_places": 1, "medium_places": 2, "lowest_billed": 5_000}
    assert found.changes == (Change("billed", 20_001, "medium"), Change("billed", -30_000, "inactive"))


def test_a_tie_is_won_by_the_lower_client_id() -> None:
    found = analyse(book(30_000, 100_000, 50_000, 20_000, 10_000, 5_000))
    assert explained(found, 1, "tier").changes[0] == Change("billed", 20_000, "medium")
    assert explained(found, 3, "tier").changes == (
        Change("billed", 50_001, "top"),
        Change("billed", -20_000, "small"),
    )


def test_the_first_client_can_only_fall() -> None:
    found = explained(analyse(book(500, 400, 300, 200, 100, 50)), 1, "tier")
    assert found.changes == (Change("billed", -101, "medium"),)


def test_the_idle_are_told_that_one_minor_unit_makes_them_active() -> None:
    lines = [*book(500, 400, 300, 200, 100), Line(6, END_2024, "fee", -70), Line(7, dt.date(2023, 1, 1), "fee", 9)]
    found = analyse(lines)
    assert explained(found, 6, "tier").rule == "in-dialogue"
    assert explained(found, 6, "tier").changes == (Change("billed", 71, "small"),)
    assert explained(found, 7, "tier").rule == "was-active"
    assert explained(analyse([Line(1, END_2024, "cost", 1)]), 1, "tier").changes == (Change("billed", 1, "top"),)


def test_the_grid_tells_its_exact_cuts_and_what_crosses_them() -> None:
    lines = [
        Line(client, END_2024, "fee", profit, engagement)
        for client, profits in enumerate([(10,), (10, 10), (10, 10, 10), (25, 5, 5, 5)], start=1)
        for engagement, profit in enumerate(profits)
    ]
    found = explained(analyse(lines), 3, "grid")
    assert (found.value, found.rule) == ("ordinary", "neither")
    assert found.cuts == {"frequency_cut": Fraction(13, 4), "profit_cut": Fraction(65, 2)}
    assert found.changes == (Change("frequency", 1, "frequent"), Change("profit", 10, "big"))
    gold = explained(analyse(lines), 4, "grid")
    assert gold.rule == "frequent-and-profitable"
    assert gold.changes == (Change("frequency", -2, "big"), Change("profit", -11, "frequent"))


def test_the_contribution_tells_the_run_and_what_joins_or_leaves_it() -> None:
    found = analyse(book(50, 30, 15, 5))
    key = explained(found, 2, "contribution")
    assert (key.value, key.rule) == ("key", "within-share")
    assert key.cuts == {"positive_profit": 100, "key_cut": 80, "key_clients": 2, "lowest_key_profit": 30}
    # With one more the sum is 101; the 80 of the two before no longer reach 80 percent of it.
    third = explained(found, 3, "contribution")
    assert third.rule == "beyond-share"
    assert third.changes == (Change("profit", 1, "key"), Change("profit", -16, "loss-making"))


def test_classes_that_only_the_active_have_say_so() -> None:
    found = analyse([*book(5), Line(2, dt.date(2023, 1, 1), "fee", 9)])
    assert explained(found, 2, "grid").rule == explained(found, 2, "contribution").rule == "not-active"
    assert explained(found, 2, "grid").changes == explained(found, 2, "contribution").changes == ()


def test_an_explanation_can_be_written_as_json() -> None:
    found = explained(analyse(book(50, 30, 15, 5)), 3, "grid")
    written = json.loads(json.dumps(found.to_dict()))
    assert written["cuts"] == {"frequency_cut": "1", "profit_cut": "35"}
    assert written["changes"][0] == {"measure": "profit", "by": 35, "to": "gold", "least": True}


@settings(max_examples=40, deadline=None)
@given(strategies.ledgers, strategies.policies)
def test_thresholds_survive_being_stored_as_json(lines: list[Line], policy: Policy) -> None:
    thresholds = analyse(lines, policy).thresholds
    assert Thresholds.from_dict(json.loads(json.dumps(thresholds.to_dict()))) == thresholds


def with_change(table: pl.DataFrame, client: int, change: Change, by: int) -> pl.DataFrame:
    moved = pl.when(pl.col("client_id") == client).then(pl.col(change.measure) + by).otherwise(pl.col(change.measure))
    changed = table.with_columns(moved.alias(change.measure))
    return changed.with_columns(active=pl.col("billed") > 0)


def short_of(change: Change) -> int:
    return change.by - 1 if change.by > 0 else change.by + 1


def classified(table: pl.DataFrame, subject: str, policy: Policy) -> dict[int, Any]:
    classify = {"tier": pyramid, "grid": gold_grid, "contribution": contribution}[subject]
    return column(classify(on_polars(table), policy=policy), subject)


amounts = st.one_of(st.sampled_from([1, 1, 2, 5, 5, 9]), st.integers(1, 60))


@st.composite
def books(draw: st.DrawFn) -> list[Line]:
    """Fees of a dozen or more clients, with write-offs that leave some of them at a loss, and a few gone."""
    clients = draw(st.integers(1, 30))
    lines = []
    for client in range(1, clients + 1):
        date = draw(st.sampled_from([CHRISTMAS, CHRISTMAS, CHRISTMAS, dt.date(2023, 5, 5)]))
        for engagement in range(draw(st.integers(1, 3))):
            lines.append(Line(client, date, "fee", draw(amounts), engagement))
        lines.append(Line(client, date, "write_off", draw(st.sampled_from([0, 0, 3, 40]))))
    return lines


@pytest.mark.parametrize("subject", ["tier", "grid", "contribution"])
@settings(max_examples=25, deadline=None)
@given(lines=books(), policy=strategies.policies)
def test_every_change_does_what_it_says_and_the_least_no_sooner(
    subject: str, lines: list[Line], policy: Policy
) -> None:
    found = analyse(lines, policy)
    table = pl.DataFrame(rows_of(found.rows), infer_schema_length=None)
    for client in table["client_id"]:
        why = explained(found, client, subject)
        assert why.value == classified(table, subject, policy)[client]
        for change in why.changes:
            after = classified(with_change(table, client, change, change.by), subject, policy)
            assert after[client] == change.to != why.value
            if change.least and abs(change.by) > 1:
                sooner = classified(with_change(table, client, change, short_of(change)), subject, policy)
                assert sooner[client] != change.to


@settings(max_examples=25, deadline=None)
@given(lines=books(), policy=strategies.policies, data=st.data())
def test_a_bill_of_the_amount_told_moves_the_client_when_the_ledger_is_run_again(
    lines: list[Line], policy: Policy, data: st.DataObject
) -> None:
    found = analyse(lines, policy)
    client = data.draw(st.sampled_from(sorted({line.client_id for line in lines})))
    for change in explained(found, client, "tier").changes:
        again = analyse([*lines, Line(client, END_2024, "fee", change.by, 1)], policy)
        assert column(again.rows, "tier")[client] == change.to
