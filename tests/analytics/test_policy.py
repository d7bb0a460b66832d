"""The policy: what it accepts, and how it says what to mend."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.analytics import Policy, PolicyError
from clientela.analytics.policy import ceil_share
from tests.analytics import strategies


def test_the_defaults_are_those_of_the_methods_page() -> None:
    assert Policy().to_dict() == {
        "window_months": 12,
        "trend_months": 36,
        "gold_percentile": "75",
        "top_percent": "1",
        "large_percent": "5",
        "medium_percent": "20",
        "key_share_percent": "80",
        "cost_share_percent": "0",
        "hour_cost": "0",
        "currency": "USD",
    }


@settings(deadline=None)
@given(strategies.policies)
def test_a_policy_survives_being_stored_as_json(policy: Policy) -> None:
    assert Policy.from_dict(json.loads(json.dumps(policy.to_dict()))) == policy


def test_a_policy_is_read_from_toml_with_its_decimals_exact() -> None:
    policy = Policy.from_toml('top_percent = 0.1\ncurrency = "CNY"\nwindow_months = 6\ncost_share_percent = 12.34\n')
    assert policy == Policy(
        top_percent=Decimal("0.1"), currency="CNY", window_months=6, cost_share_percent=Decimal("12.34")
    )
    assert (policy.top_basis_points, policy.cost_basis_points) == (10, 1234)


def test_percentages_may_come_as_whole_numbers_text_or_floats() -> None:
    assert Policy.from_dict({"top_percent": 2, "large_percent": "7.5", "medium_percent": 20.25}) == Policy(
        top_percent=Decimal(2), large_percent=Decimal("7.5"), medium_percent=Decimal("20.25")
    )


@pytest.mark.parametrize(
    ("values", "field", "code", "advice"),
    [
        ({"window_months": 0}, "window_months", "months", "Write a whole number from 1 to 1200."),
        ({"window_months": True}, "window_months", "months", "Write a whole number from 1 to 1200."),
        ({"trend_months": 12.5}, "trend_months", "months", "Write a whole number from 1 to 1200."),
        ({"gold_percentile": 101}, "gold_percentile", "range", "Write a number from 0 to 100."),
        ({"gold_percentile": "nan"}, "gold_percentile", "percentage", "Write a number from 0 to 100."),
        ({"top_percent": "one"}, "top_percent", "percentage", "Write a number from 0 to 100."),
        ({"top_percent": "1.005"}, "top_percent", "decimals", "Write 1.00 or another."),
        ({"key_share_percent": 0}, "key_share_percent", "range", "Write a number above 0, such as 80."),
        ({"large_percent": "0.5"}, "large_percent", "order", "Write a number from 1 to 100."),
        ({"medium_percent": 4}, "medium_percent", "order", "Write a number from 5 to 100."),
        ({"currency": "usd"}, "currency", "currency", "Write the three capital letters of ISO 4217"),
        ({"currency": "ДОЛ"}, "currency", "currency", "Write the three capital letters of ISO 4217"),
        ({"top_percnt": 1}, "top_percnt", "unknown", "Did you mean top_percent?"),
        ({"color": 1}, "color", "unknown", "Use one of: window_months, trend_months"),
    ],
)
def test_what_is_wrong_says_where_and_how_to_mend_it(
    values: dict[str, Any], field: str, code: str, advice: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        Policy.from_dict(values)
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == (field, code)
    assert advice in problem.message
    assert str(caught.value).startswith(f"{field}: ")


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(PolicyError) as caught:
        Policy.from_dict({"window_months": -1, "top_percent": 200, "currency": ""})
    assert [problem.field for problem in caught.value.problems] == ["window_months", "top_percent", "currency"]


def test_broken_toml_is_told_with_its_line() -> None:
    with pytest.raises(PolicyError, match="line 2") as caught:
        Policy.from_toml("window_months = 12\ntop percent = 1\n")
    assert "such as: window_months = 12" in str(caught.value)


@settings(deadline=None)
@given(st.integers(0, 10**18), st.integers(0, 10_000))
def test_a_share_of_a_count_is_rounded_up_exactly(amount: int, basis_points: int) -> None:
    assert ceil_share(amount, basis_points) == -(-amount * basis_points // 10_000)
