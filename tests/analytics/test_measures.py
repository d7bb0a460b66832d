"""Measures computed by hand, line by line."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from clientela.analytics import Policy, basis_of, measures, monthly_fees
from tests.analytics.tables import Engine, column, ledger, rows_of

END_2024 = dt.date(2024, 12, 31)

# One client with everything, one with a single fee in the window before, one that only ever cost money.
BOOK = [
    (1, "2022-05-10", "fee", 50_000, 10, "Tax", 1),
    (1, "2023-12-31", "fee", 30_000, 10, "Tax", 1),
    (1, "2024-01-01", "fee", 100_000, 11, "Tax", 1),
    (1, "2024-03-31", "fee", 60_000, 11, "Corporate", 2),
    (1, "2024-03-31", "fee", 40_000, 12, None, 2),
    (1, "2024-12-31", "fee", 20_000, None, None, None),
    (1, "2024-12-31", "fee", -10_000, 11, "Tax", 3),
    (1, "2025-01-01", "fee", 999_999, 13, "Tax", 4),
    (1, "2024-02-15", "disbursement", 5_000, 11, "Tax", 1),
    (1, "2024-06-30", "payment", 150_000, 11, "Tax", None),
    (1, "2023-06-30", "payment", 80_000, 10, "Tax", None),
    (1, "2024-07-31", "write_off", 4_000, 11, "Tax", 1),
    (1, "2024-07-31", "discount", 6_000, 11, "Tax", 1),
    (1, "2024-08-31", "cost", 90_000, 11, "Tax", 1),
    (2, "2023-06-15", "fee", 70_000, 20, "Tax", 1),
    (3, "2024-09-01", "cost", 1_000, None, None, 5),
]


@pytest.fixture
def book(engine: Engine) -> dict[int, dict[str, Any]]:
    found = measures(engine(ledger(BOOK)), as_of=END_2024, policy=Policy())
    return {row["client_id"]: row for row in rows_of(found)}


def test_money_in_the_window_is_summed_by_kind(book: dict[int, dict[str, Any]]) -> None:
    row = book[1]
    assert row["billed"] == 100_000 + 60_000 + 40_000 + 20_000 - 10_000
    assert (row["disbursed"], row["collected"], row["written_off"]) == (5_000, 150_000, 4_000)
    assert (row["discounted"], row["cost"]) == (6_000, 90_000)


def test_profit_is_fees_less_write_offs_discounts_and_costs(book: dict[int, dict[str, Any]]) -> None:
    assert book[1]["profit"] == 210_000 - 4_000 - 6_000 - 90_000
    assert book[1]["margin"] == 110_000 / 210_000
    assert (book[3]["profit"], book[3]["margin"]) == (-1_000, None)


def test_the_trend_is_this_window_less_the_one_before(book: dict[int, dict[str, Any]]) -> None:
    assert [(row["previous_billed"], row["trend"]) for row in book.values()] == [
        (30_000, 180_000),
        (70_000, -70_000),
        (0, 0),
    ]


def test_the_share_is_of_all_that_the_firm_billed(book: dict[int, dict[str, Any]]) -> None:
    assert [row["share"] for row in book.values()] == [1.0, 0.0, 0.0]


def test_fees_without_an_engagement_count_together_as_one(book: dict[int, dict[str, Any]]) -> None:
    assert [row["frequency"] for row in book.values()] == [3, 0, 0]


def test_service_lines_and_staff_are_those_of_fees_in_the_window(book: dict[int, dict[str, Any]]) -> None:
    assert [(row["service_lines"], row["staff"]) for row in book.values()] == [(2, 2), (0, 0), (0, 0)]


def test_dates_are_those_of_all_fees_up_to_the_date(book: dict[int, dict[str, Any]]) -> None:
    assert (book[1]["first_billed"], book[1]["last_billed"]) == (dt.date(2022, 5, 10), END_2024)
    assert [row["recency_days"] for row in book.values()] == [0, 565, None]
    assert [row["tenure_months"] for row in book.values()] == [31, 18, None]


def test_the_interval_is_between_distinct_billing_dates(book: dict[int, dict[str, Any]]) -> None:
    span = (END_2024 - dt.date(2022, 5, 10)).days
    assert [row["interval_days"] for row in book.values()] == [span / 4, None, None]


def test_payment_days_are_what_is_owed_in_days_of_invoices(book: dict[int, dict[str, Any]]) -> None:
    owed = 290_000 + 5_000 - 150_000 - 80_000 - 4_000 - 6_000
    assert book[1]["billed_total"] == 290_000
    assert book[1]["payment_days"] == owed * 366 / (210_000 + 5_000)
    assert book[2]["payment_days"] is None


def test_a_client_paid_ahead_owes_nothing(engine: Engine) -> None:
    lines = [(1, "2024-02-01", "payment", 900), (1, "2024-03-01", "fee", 100)]
    assert column(measures(engine(ledger(lines)), as_of=END_2024, policy=Policy()), "payment_days") == {1: 0.0}


def test_payment_days_are_unknown_where_the_ledger_has_no_payments(engine: Engine) -> None:
    lines = [(1, "2024-03-01", "fee", 100), (1, "2025-03-01", "payment", 100)]
    assert column(measures(engine(ledger(lines)), as_of=END_2024, policy=Policy()), "payment_days") == {1: None}


def test_without_engagements_frequency_counts_months_with_a_fee(engine: Engine) -> None:
    lines = [
        (1, "2024-01-01", "fee", 5),
        (1, "2024-01-31", "fee", 5),
        (1, "2024-02-01", "fee", 5),
        (1, "2024-03-01", "fee", -5),
        (1, "2023-02-01", "fee", 5),
        (1, "2024-04-01", "cost", 5, 77),
        (1, "2025-02-01", "fee", 5, 78),
    ]
    table = engine(ledger(lines))
    assert basis_of(table, as_of=END_2024).frequency == "months"
    assert column(measures(table, as_of=END_2024, policy=Policy()), "frequency") == {1: 2}


def test_without_costs_the_policy_takes_its_share_of_fees(engine: Engine) -> None:
    lines = [
        (1, "2024-01-01", "fee", 1_001),
        (2, "2024-01-01", "fee", 3),
        (3, "2024-01-01", "fee", 1),
        (4, "2024-01-01", "fee", -500),
        (5, "2024-01-01", "fee", 10),
        (5, "2025-01-01", "cost", 9),
    ]
    table = engine(ledger(lines))
    policy = Policy(cost_share_percent=Decimal(50))
    assert basis_of(table, as_of=END_2024).cost == "policy"
    # 500.5 to the even 500, 1.5 to 2, 0.5 to 0; nothing of a refund.
    assert column(measures(table, as_of=END_2024, policy=policy), "cost") == {1: 500, 2: 2, 3: 0, 4: 0, 5: 5}


def test_the_policy_takes_no_share_where_the_ledger_has_any_cost(engine: Engine) -> None:
    lines = [(1, "2024-01-01", "fee", 1_000), (2, "2019-01-01", "cost", 7)]
    found = measures(engine(ledger(lines)), as_of=END_2024, policy=Policy(cost_share_percent=Decimal(50)))
    assert column(found, "cost") == {1: 0, 2: 0}


def test_a_firm_that_billed_nothing_has_no_shares(engine: Engine) -> None:
    lines = [(1, "2024-01-01", "fee", 100), (2, "2024-01-01", "fee", -100), (3, "2024-01-01", "payment", 1)]
    assert column(measures(engine(ledger(lines)), as_of=END_2024, policy=Policy()), "share") == {
        1: None,
        2: None,
        3: None,
    }


def test_a_share_is_rounded_once_whatever_the_engine(engine: Engine) -> None:
    lines = [(client, "2024-01-01", "fee", 100) for client in range(1, 50)]
    assert set(column(measures(engine(ledger(lines)), as_of=END_2024, policy=Policy()), "share").values()) == {
        100 / 4_900
    }


@pytest.mark.parametrize(
    ("lines", "active", "ever_active"),
    [
        ([("2024-01-01", 1)], True, True),
        ([("2023-12-31", 1)], False, True),
        ([("2024-06-01", 100), ("2024-07-01", -100)], False, True),
        ([("2024-06-01", 100), ("2024-06-01", -100)], False, False),
        ([("2024-06-01", -100), ("2024-07-01", 100)], False, False),
        ([("2022-01-31", -100), ("2023-01-30", 100)], False, True),
        ([("2022-01-31", -100), ("2023-01-30", 100), ("2023-01-31", -100)], False, False),
        ([("2022-01-31", -100), ("2023-01-31", 100), ("2023-02-01", -100)], False, True),
        ([("2022-01-31", -900), ("2023-02-01", 100), ("2023-02-02", -100)], False, True),
        # The refund of a leap day still counts on the next 28 February, and on 1 March no more.
        ([("2020-02-29", -100), ("2021-02-28", 100), ("2021-03-01", -100)], False, False),
        ([("2020-02-29", -100), ("2021-03-01", 100), ("2021-03-02", -100)], False, True),
        ([("2024-05-05", -100)], False, False),
        ([("2024-05-05", 0)], False, False),
        ([], False, False),
    ],
)
def test_active_is_a_positive_window_and_ever_active_one_at_any_time(
    engine: Engine, lines: list[tuple[str, int]], active: bool, ever_active: bool
) -> None:
    table = ledger([(1, "2024-02-02", "disbursement", 1), *((1, date, "fee", amount) for date, amount in lines)])
    (row,) = rows_of(measures(engine(table), as_of=END_2024, policy=Policy()))
    assert (row["active"], row["ever_active"]) == (active, ever_active)


def test_a_client_is_listed_from_its_first_line_of_any_kind(engine: Engine) -> None:
    lines = [(1, "2024-12-31", "payment", 1), (2, "2025-01-01", "fee", 1), (3, "2001-01-01", "cost", 1)]
    assert list(column(measures(engine(ledger(lines)), as_of=END_2024, policy=Policy()), "billed")) == [1, 3]


def test_an_empty_ledger_has_no_rows(engine: Engine) -> None:
    assert rows_of(measures(engine(ledger([])), as_of=END_2024, policy=Policy())) == []


def test_fees_by_month_cover_the_trend_and_are_net_of_refunds(engine: Engine) -> None:
    lines = [
        (1, "2024-09-30", "fee", 1),
        (1, "2024-10-01", "fee", 10),
        (1, "2024-10-31", "fee", -4),
        (1, "2024-12-31", "fee", 5),
        (1, "2025-01-01", "fee", 7),
        (2, "2024-11-11", "fee", 9),
        (2, "2024-11-11", "cost", 9),
    ]
    found = monthly_fees(engine(ledger(lines)), as_of=END_2024, policy=Policy(trend_months=3))
    assert [tuple(row.values()) for row in rows_of(found, "client_id", "month")] == [
        (1, 2024, 10, 6),
        (1, 2024, 12, 5),
        (2, 2024, 11, 9),
    ]
