"""The weights of ties are policy."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from clientela.accounts.models import User
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import Refused
from clientela.relationships import queries
from clientela.relationships.actions import change_tie_policy, compute_ties
from clientela.relationships.formula import TieWeights
from tests.relationships.books import Book

pytestmark = pytest.mark.django_db


def test_new_weights_are_in_force_when_all_ties_are_computed_by_them(book: Book, managing_partner: User) -> None:
    slower = dataclasses.replace(TieWeights(), half_life_days=365)
    with acting_as(managing_partner):
        book.met(book.anna, book.wang, book.shipping, days_ago=200)
        before = queries.ties(client_id=book.shipping.pk)[0].strength
        version = change_tie_policy(weights=slower, reason="our clients call once a year", by=managing_partner)
        assert queries.formula_in_force().number == 0
        assert queries.ties(client_id=book.shipping.pk)[0].strength == before
        assert compute_ties(by=SYSTEM) == 1
        assert (queries.formula_in_force().number, queries.formula_in_force().weights) == (version.number, slower)
        after = queries.ties(client_id=book.shipping.pk)[0].strength
        assert after > before
        why = queries.why_tie(book.anna.pk, book.wang.pk, book.shipping.pk)
        assert why.strength == pytest.approx(after, abs=1e-9)
        book.met(book.anna, book.wang, book.shipping, days_ago=1)
        assert queries.ties(client_id=book.shipping.pk)[0].strength > after
        assert [screen.reason for screen in queries.tie_policy_versions()] == ["our clients call once a year"]


def test_only_who_may_change_policy_changes_it_and_says_why(book: Book, managing_partner: User) -> None:
    weights = dataclasses.replace(TieWeights(), crowd=Decimal("0.5"))
    with acting_as(book.anna), pytest.raises(PermissionDenied):
        change_tie_policy(weights=weights, reason="x", by=book.anna)
    with acting_as(managing_partner):
        with pytest.raises(Refused, match="why"):
            change_tie_policy(weights=weights, reason=" ", by=managing_partner)
        with pytest.raises(Refused, match="differs"):
            change_tie_policy(weights=TieWeights(), reason="again", by=managing_partner)


@pytest.mark.parametrize(
    "wrong", [{"half_life_days": 3}, {"crowd": Decimal(2)}, {"rank": (Decimal(1),)}, {"known_from": Decimal(1)}]
)
def test_weights_that_make_no_sense_are_named(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        dataclasses.replace(TieWeights(), **wrong)  # type: ignore[arg-type]


def test_weights_survive_being_stored() -> None:
    assert TieWeights.from_dict(TieWeights().to_dict()) == TieWeights()
