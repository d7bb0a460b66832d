"""Who needs a decision: each rule at its border, and the order by money at stake."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from clientela.core.actor import SYSTEM, acting_as
from clientela.insights.actions import compute_snapshot
from clientela.insights.queries import DecisionLine, portfolio
from tests.insights import books


def _decisions() -> dict[str, DecisionLine]:
    with acting_as(SYSTEM):
        for date in (books.YEAR_BEFORE, books.TODAY):
            compute_snapshot(as_of=date, by=SYSTEM)
        screen = portfolio()
    assert screen is not None
    return {line.name: line for line in screen.decisions}


def _codes(line: DecisionLine) -> list[str]:
    return [reason.code for reason in line.reasons]


def _values(line: DecisionLine, code: str) -> dict[str, Any]:
    return next(reason.values for reason in line.reasons if reason.code == code)


def test_silent_is_a_client_whose_last_fee_is_more_than_twice_the_usual_interval_ago(committed: Path) -> None:
    # 2024-06-14 is 200 days before the end of the year: twice the interval, and not more.
    books.fees(books.client("Punctual"), {"2024-03-06": 100, "2024-06-14": 100})
    books.fees(books.client("Silent"), {"2024-03-05": 100, "2024-06-13": 100})
    found = _decisions()
    assert set(found) == {"Silent"}
    assert _values(found["Silent"], "silent") == {"recency_days": 201, "interval_days": 100.0}


def test_silence_of_less_than_three_months_is_no_reason(committed: Path) -> None:
    books.fees(books.client("Weekly"), {"2024-09-25": 100, "2024-10-01": 100})
    books.fees(books.client("Longer"), {"2024-09-24": 100, "2024-09-30": 100})
    assert set(_decisions()) == {"Longer"}


def test_a_client_gone_for_more_than_two_windows_is_no_decision_any_more(committed: Path) -> None:
    books.fees(books.client("Long gone"), {"2019-01-01": 100, "2019-02-01": 100})
    books.fees(books.client("Here"), {"2024-12-01": 100})
    assert _decisions() == {}


def test_falling_is_less_than_sixty_percent_of_the_window_before(committed: Path) -> None:
    books.fees(books.client("Sixty"), {"2023-12-01": 1000, "2024-12-01": 600})
    books.fees(books.client("Less"), {"2023-12-01": 1000, "2024-12-01": "599.99"})
    found = _decisions()
    assert set(found) == {"Less"}
    assert _values(found["Less"], "falling") == {
        "from": Decimal("1000.00"), "to": Decimal("599.99"), "percent": 40.001
    }  # fmt: skip


def test_a_loss_is_a_reason_also_without_fees(committed: Path) -> None:
    costly = books.client("Costly")
    books.entry(costly, "2024-11-01", 300, "cost")
    books.entry(books.client("Even"), "2024-12-01", 100)
    found = _decisions()
    assert set(found) == {"Costly"}
    assert _values(found["Costly"], "loss") == {"profit": Decimal("-300.00")}


def test_slipped_and_lost_compare_with_the_other_date(committed: Path) -> None:
    for number in range(4):
        books.fees(books.client(f"Small {number}"), {"2023-12-01": 100, "2024-12-01": 100})
    books.fees(books.client("Slipped"), {"2023-12-01": 150, "2024-12-01": 110})
    books.fees(books.client("Risen"), {"2024-12-01": 5_000})
    found = _decisions()
    assert set(found) == {"Slipped"}
    assert _values(found["Slipped"], "slipped") == {"from_tier": "top", "to_tier": "medium"}
    assert (found["Slipped"].tier, found["Slipped"].billed) == ("medium", Decimal("110.00"))


def test_a_large_client_that_is_not_billed_any_more_is_lost(committed: Path) -> None:
    books.fees(books.client("Lost"), {"2023-12-01": 900})
    books.fees(books.client("Kept"), {"2023-12-01": 100, "2024-12-01": 100})
    books.fees(books.client("Small and lost"), {"2023-12-01": 90})
    found = _decisions()
    assert set(found) == {"Lost"}
    assert _values(found["Lost"], "lost_top") == {"tier": "top", "billed": Decimal("900.00")}


def test_the_most_money_at_stake_comes_first_and_a_client_with_several_reasons_once(committed: Path) -> None:
    both = books.client("Both")
    books.fees(both, {"2023-11-01": 1000, "2024-11-01": 100})
    books.entry(both, "2024-11-02", 5_000, "write_off")
    books.fees(books.client("Falls far"), {"2023-11-01": 3_000, "2024-11-01": 100})
    books.fees(books.client("Falls little"), {"2023-11-01": 800, "2024-11-01": 100})
    books.fees(books.client("Top"), {"2023-11-01": 9_000, "2024-11-01": 9_000})
    found = _decisions()
    assert list(found) == ["Both", "Falls far", "Falls little"]
    assert _codes(found["Both"]) == ["loss", "falling"]


def test_twelve_clients_at_most(committed: Path) -> None:
    for number in range(15):
        books.fees(books.client(f"Client {number:02d}"), {"2023-11-01": 1000 + number, "2024-11-01": 100})
    assert list(_decisions()) == [f"Client {number:02d}" for number in range(14, 2, -1)]
