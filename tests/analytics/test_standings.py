"""The whole analysis against the methods page in plain Python, on ledgers made to hurt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from math import ceil

import polars as pl
import pytest
from hypothesis import example, given, settings

from bench.firm import ledger_frame
from clientela.analytics import ACTIVE_TIERS, STANDING, Policy, standings, tally
from tests.analytics import strategies
from tests.analytics.oracle import standings_of
from tests.analytics.tables import Engine, Line, Spent, ledger, on_duckdb, on_polars, rows_of, spent_table

CLIENTS_SCHEMA = pl.Schema({"client_id": pl.Int64, "in_dialogue": pl.Boolean})


def clients_table(clients: dict[int, bool | None]) -> pl.DataFrame:
    return pl.DataFrame({"client_id": list(clients), "in_dialogue": list(clients.values())}, schema=CLIENTS_SCHEMA)


def assert_as_the_oracle(
    engine: Engine,
    lines: Sequence[Line],
    as_of: dt.date,
    policy: Policy,
    clients: dict[int, bool | None] | None,
    spent: Sequence[Spent] | None = None,
) -> None:
    expected = standings_of(lines, as_of=as_of, policy=policy, clients=clients, spent=spent or ())
    known = None if clients is None else engine(clients_table(clients))
    investment = None if spent is None else engine(spent_table(spent))
    found = standings(engine(ledger(lines)), clients=known, as_of=as_of, policy=policy, investment=investment)
    rows = rows_of(found.rows)
    assert [row["client_id"] for row in rows] == sorted(expected)
    for row in rows:
        assert row == {name: expected[row["client_id"]][name] for name in STANDING}


FEE = "fee"
REFUND_LATER = [
    Line(1, dt.date(2023, 2, 28), FEE, 100),
    Line(1, dt.date(2024, 2, 29), FEE, -100),
    Line(2, dt.date(2024, 2, 29), FEE, 100),
    Line(2, dt.date(2024, 2, 29), FEE, -100),
]


@settings(max_examples=100, deadline=None)
@given(strategies.ledgers, strategies.days, strategies.policies, strategies.known_clients)
@example([], dt.date(2024, 12, 31), Policy(), None)
@example([], dt.date(2024, 12, 31), Policy(), {3: False, 4: None})
@example(REFUND_LATER, dt.date(2024, 12, 31), Policy(), None)
@example([Line(1, dt.date(2024, 6, 1), "cost", 5)], dt.date(2024, 12, 31), Policy(), None)
def test_every_figure_and_class_agrees_with_the_methods_page(lines, as_of, policy, clients) -> None:
    assert_as_the_oracle(on_polars, lines, as_of, policy, clients)


@settings(max_examples=10, deadline=None)
@given(strategies.ledgers, strategies.days, strategies.policies, strategies.known_clients)
@example([], dt.date(2024, 12, 31), Policy(), None)
@example(REFUND_LATER, dt.date(2024, 12, 31), Policy(), {3: False})
def test_duckdb_agrees_with_the_methods_page_too(lines, as_of, policy, clients) -> None:
    assert_as_the_oracle(on_duckdb, lines, as_of, policy, clients)


@settings(max_examples=40, deadline=None)
@given(strategies.ledgers, strategies.days, strategies.policies, strategies.known_clients, strategies.spending)
@example([Line(1, dt.date(2024, 6, 1), FEE, 100)], dt.date(2024, 12, 31), Policy(), {2: True}, [])
@example(
    [Line(1, dt.date(2024, 6, 1), FEE, 100)],
    dt.date(2024, 12, 31),
    Policy(hour_cost=Decimal("0.03")),
    {2: True},
    [Spent(1, dt.date(2024, 6, 1), 7, 10), Spent(2, dt.date(2024, 1, 1), 0, 30), Spent(3, dt.date(2024, 6, 1), 1, 1)],
)
def test_what_contacts_cost_lessens_the_profit(lines, as_of, policy, clients, spent) -> None:
    assert_as_the_oracle(on_polars, lines, as_of, policy, clients, spent)


@settings(max_examples=10, deadline=None)
@given(strategies.ledgers, strategies.days, strategies.policies, strategies.known_clients, strategies.spending)
def test_duckdb_agrees_on_what_contacts_cost(lines, as_of, policy, clients, spent) -> None:
    assert_as_the_oracle(on_duckdb, lines, as_of, policy, clients, spent)


def test_without_an_investment_nothing_differs_from_an_empty_one() -> None:
    lines = ledger([Line(1, dt.date(2024, 6, 1), FEE, 100)])
    ask = {"as_of": dt.date(2024, 12, 31), "policy": Policy(hour_cost=Decimal(500))}
    without = rows_of(standings(lines, **ask).rows)
    assert without == rows_of(standings(lines, **ask, investment=spent_table([])).rows)
    assert without[0]["invested"] == 0


@pytest.fixture(scope="module")
def firm() -> pl.DataFrame:
    return ledger_frame(clients=1_500, lines=20_000, seed=3)


def test_levels_of_a_large_firm_hold_the_shares_rounded_up(firm: pl.DataFrame) -> None:
    rows, thresholds = standings(firm, as_of=dt.date(2024, 12, 31), policy=Policy())
    counts = {row["tier"]: row["clients"] for row in rows_of(tally(rows, by="tier"), "tier")}
    active = sum(counts[tier] for tier in ACTIVE_TIERS)
    assert thresholds.active == active > 500
    assert counts["top"] == ceil(active / 100)
    assert counts["top"] + counts["large"] == ceil(active / 20)
    assert counts["top"] + counts["large"] + counts["medium"] == ceil(active / 5)
    assert sum(counts.values()) == thresholds.clients == 1_500


def test_sums_by_class_add_up_to_the_firm(firm: pl.DataFrame) -> None:
    rows, thresholds = standings(firm, as_of=dt.date(2023, 6, 30), policy=Policy())
    for by in ("tier", "grid", "contribution"):
        groups = rows_of(tally(rows, by=by), by)
        missing = [row for row in rows_of(rows) if row[by] is None]
        assert (
            sum(group["billed"] for group in groups) + sum(row["billed"] for row in missing) == thresholds.totals.billed
        )
        assert (
            sum(group["profit"] for group in groups) + sum(row["profit"] for row in missing) == thresholds.totals.profit
        )


def test_lines_after_the_date_change_nothing(firm: pl.DataFrame) -> None:
    as_of = dt.date(2022, 3, 31)
    full = standings(firm, as_of=as_of, policy=Policy())
    cut = standings(firm.filter(pl.col("date") <= as_of), as_of=as_of, policy=Policy())
    assert rows_of(full.rows) == rows_of(cut.rows)
    assert full.thresholds == cut.thresholds


def test_the_order_of_lines_changes_nothing(firm: pl.DataFrame) -> None:
    shuffled = firm.sample(fraction=1.0, shuffle=True, seed=9)
    as_of = dt.date(2024, 2, 29)
    assert rows_of(standings(firm, as_of=as_of, policy=Policy()).rows) == rows_of(
        standings(shuffled, as_of=as_of, policy=Policy()).rows
    )


def test_what_is_left_out_changes_nothing_else(engine: Engine, firm: pl.DataFrame) -> None:
    as_of, out = dt.date(2024, 12, 31), ("interval_days", "payment_days")
    table = engine(firm.head(4_000))
    full = standings(table, as_of=as_of, policy=Policy())
    less = standings(table, as_of=as_of, policy=Policy(), leave_out=out)
    assert rows_of(less.rows) == [{k: v for k, v in row.items() if k not in out} for row in rows_of(full.rows)]
    assert less.thresholds == full.thresholds


def test_only_slow_measures_can_be_left_out() -> None:
    with pytest.raises(
        ValueError, match="profit cannot be left out of the measures; interval_days and payment_days can"
    ):
        standings(ledger([]), as_of=dt.date(2024, 12, 31), policy=Policy(), leave_out=("profit",))
