"""Codes of the analysis become sentences that a partner can check."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from clientela.analytics import explain
from clientela.insights.queries import Change, Explanation, Reason
from clientela.web import reasons
from clientela.web.clients.why import whys


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def _why(explanation: Explanation, *, basis: str = "engagements") -> Any:
    (found,) = whys(SimpleNamespace(currency="USD", frequency_basis=basis, explanations=[explanation]))
    return found


def test_a_level_says_its_place_its_border_and_what_would_move_it() -> None:
    why = _why(
        Explanation(
            "tier",
            "medium",
            "place-to",
            {"billed": Decimal(212_000), "rank": 51, "active": 367},
            {"top_places": 4, "large_places": 19, "medium_places": 74, "lowest_billed": Decimal(90_000)},
            [
                Change("large", {"billed": Decimal(428_000)}, least=True),
                Change("small", {"billed": Decimal(-122_000)}, least=True),
            ],
        )
    )
    assert (why.subject, why.value) == ("Level", "Medium")
    assert why.rule == "Medium goes down to place 74 of the active clients in the order of fees."
    assert ("Place by fees", "51 of 367") in why.facts
    assert ("Lowest fees on this level", "$90,000") in why.facts
    assert why.changes == ["Large with fees higher by $428,000", "Small with fees lower by $122,000"]


def test_the_gold_grid_counts_in_what_the_ledger_knows() -> None:
    explanation = Explanation(
        "grid",
        "big",
        "profitable",
        {"frequency": 2, "profit": Decimal(50_000), "active": 40},
        {"frequency_cut": 3.25, "profit_cut": Decimal("41250.5")},
        [Change("gold", {"frequency": 2}, least=True)],
    )
    assert ("Frequent from", "3.25") in _why(explanation).facts
    assert _why(explanation).changes == ["Gold with 2 engagements more"]
    assert _why(explanation, basis="months").changes == ["Gold with 2 months with a fee more"]


def test_what_the_reader_may_not_be_told_is_left_out() -> None:
    why = _why(Explanation("contribution", "key", "within-share", {"profit": Decimal(9), "active": 4}, {}, []))
    assert [name for name, _value in why.facts] == ["Profit"]


def test_a_change_that_may_be_more_than_needed_says_so() -> None:
    change = Change("ordinary", {"profit": Decimal("-0.01")}, least=False)
    why = _why(Explanation("contribution", "key", "within-share", {"profit": Decimal(9), "active": 4}, {}, [change]))
    assert why.changes == ["Ordinary with a profit lower by $0.01, perhaps less"]


def test_a_client_outside_the_grid_has_no_explanation_of_it() -> None:
    standing = SimpleNamespace(
        currency="USD",
        frequency_basis="months",
        explanations=[Explanation("grid", None, "not-active", {"frequency": 0, "profit": Decimal(0)}, {}, [])],
    )
    assert whys(standing) == []


def test_every_rule_that_the_analysis_can_name_has_words() -> None:
    codes = {
        word
        for function in (explain.explain_tier, explain.explain_grid, explain.explain_contribution)
        for word in (function.__doc__ or "").split("`")[1::2]
        if "-" in word or word in ("profitable", "frequent", "neither", "loss")
    } - {"not-active"}
    figures = {"billed": Decimal(1), "rank": 1, "active": 1, "frequency": 1, "profit": Decimal(1)}
    cuts = {"top_places": 1, "large_places": 1, "medium_places": 1}
    said = set()
    for subject, value in (("tier", "top"), ("grid", "gold"), ("contribution", "key")):
        for code in codes:
            try:
                said.add((code, _why(Explanation(subject, value, code, figures, cuts, [])).rule))
            except LookupError:
                continue
    assert {code for code, _rule in said} == codes
    assert len(codes) == 13


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            Reason("silent", {"recency_days": 214, "interval_days": 73.2}),
            "7 months without a fee; usually one every 2 months",
        ),
        (
            Reason("falling", {"from": Decimal(54_292), "to": Decimal(15_571), "percent": 71.3}),
            "Billed 71% less than in the window before: $15,571 instead of $54,292",
        ),
        (Reason("loss", {"profit": Decimal(-130)}), "Costs more than it pays: \N{MINUS SIGN}$130"),
        (Reason("slipped", {"from_tier": "top", "to_tier": "medium"}), "Slipped from Top to Medium"),
        (
            Reason("lost_top", {"tier": "large", "billed": Decimal(40_000)}),
            "Was Large with $40,000, and has not been billed since",
        ),
    ],
)
def test_each_reason_for_a_decision_is_a_sentence(reason: Reason, sentence: str) -> None:
    assert reasons.sentence(reason, "USD") == sentence


def test_a_stretch_of_time_is_said_in_the_unit_that_a_person_would_use() -> None:
    assert [reasons.days(number) for number in (1, 21, 44.6, 46, 365, 1000)] == [
        "1 day",
        "21 days",
        "45 days",
        "2 months",
        "12 months",
        "2.7 years",
    ]
    assert [reasons.months(number) for number in (1, 23, 24, 131)] == ["1 month", "23 months", "2 years", "10 years"]
