"""Who knows whom, as screens see it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clientela.access.actions import raise_wall
from clientela.accounts.actions import end_access
from clientela.accounts.models import User
from clientela.contacts.models import Contact, Position
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import NotFound
from clientela.relationships import queries
from clientela.relationships.formula import TieWeights
from tests.relationships.books import Book
from tests.relationships.oracle import strengths

pytestmark = pytest.mark.django_db

TODAY = dt.datetime.now(dt.UTC).date()


def test_the_matrix_has_the_people_by_rank_and_the_staff_by_strength(book: Book) -> None:
    with acting_as(SYSTEM):
        for days in (3, 40, 80):
            book.met(book.boris, book.wang, book.shipping, days_ago=days, channel="visit", direction="both")
        book.met(book.anna, [book.wang, book.zhao], book.shipping, days_ago=5)
        screen = queries.who_knows(book.shipping.pk)
    assert [person.name for person in screen.people] == ["Wang Jun", "Zhao Min"]
    assert screen.staff == [(book.boris.pk, "Boris Orlov"), (book.anna.pk, "Anna Petrova")]
    first, second = screen.people[0].ties
    assert first.strength > second.strength > 0
    assert first.last is not None
    assert first.last.date() == TODAY - dt.timedelta(days=3)
    assert (first.contacts, screen.threads, screen.single) == (3, 2, None)


def test_strength_on_an_earlier_day_is_what_it_was_then(book: Book) -> None:
    with acting_as(SYSTEM):
        for days in (200, 150, 90, 10):
            book.met(book.anna, book.wang, book.shipping, days_ago=days, direction="theirs")
        for back in (0, 20, 160, 250):
            day = TODAY - dt.timedelta(days=back)
            found = {row.key: row.strength for row in queries.ties(client_id=book.shipping.pk, as_of=day)}
            assert found == pytest.approx(strengths(TieWeights(), as_of=day), abs=1e-9), back


def test_a_client_whom_one_colleague_knows_hangs_by_a_single_thread(book: Book) -> None:
    with acting_as(SYSTEM):
        book.met(book.anna, book.wang, book.shipping, days_ago=10)
        book.met(book.anna, book.ivanova, book.textile, days_ago=10)
        book.met(book.boris, book.ivanova, book.textile, days_ago=10)
        ties = queries.client_ties(book.shipping.pk)
        assert ties.is_single
        assert ties.single is not None
        assert (ties.single.name, ties.threads, ties.known, ties.people) == ("Anna Petrova", 1, 1, 2)
        assert not queries.client_ties(book.textile.pk).is_single
        assert [(t.client_id, t.user_id) for t in queries.single_threads()] == [(book.shipping.pk, book.anna.pk)]
        lines = {line.name: (line.known, line.alone) for line in queries.exposure()}
        assert lines == {"Anna Petrova": (2, (book.shipping.pk,)), "Boris Orlov": (1, ())}


def test_a_tie_that_has_faded_is_no_thread(book: Book) -> None:
    with acting_as(SYSTEM):
        book.met(book.anna, book.wang, book.shipping, days_ago=700)
        assert queries.single_threads() == []
        assert queries.client_ties(book.shipping.pk).threads == 0


def test_one_who_has_left_holds_no_client(book: Book) -> None:
    with acting_as(SYSTEM):
        book.met(book.anna, book.wang, book.shipping, days_ago=3)
        book.met(book.boris, book.wang, book.shipping, days_ago=3)
        assert queries.single_threads() == []
        end_access(user=book.boris, by=SYSTEM)
        assert [t.user_id for t in queries.single_threads()] == [book.anna.pk]
        ties = queries.client_ties(book.shipping.pk)
        assert ties.is_single
        assert [knower.name for knower, _person in ties.strongest] == ["Anna Petrova"]


def test_the_inputs_of_a_tie_give_its_strength(book: Book) -> None:
    with acting_as(SYSTEM):
        book.met(book.anna, [book.wang, book.zhao], book.shipping, days_ago=3, channel="visit", direction="both")
        book.met(book.anna, book.wang, book.shipping, days_ago=30, direction="theirs")
        book.met(book.anna, book.wang, book.shipping, days_ago=300, channel="mail")
        why = queries.why_tie(book.anna.pk, book.wang.pk, book.shipping.pk)
        (row,) = [r for r in queries.ties(client_id=book.shipping.pk) if r.contact_id == book.wang.pk]
        assert why.strength == pytest.approx(row.strength, abs=1e-9)
        assert [(each.channel, each.contacts) for each in why.inputs] == [("visit", 1), ("call", 1), ("mail", 1)]
        assert (why.contacts, why.rank, why.rank_factor, why.days_since) == (3, 1, 1.5, 3)
        assert why.weight == pytest.approx(why.rank_factor * (why.ours + why.theirs + why.both))
        with pytest.raises(NotFound):
            queries.why_tie(book.anna.pk, book.wang.pk, 10**9)


def test_a_promotion_strengthens_the_tie(book: Book) -> None:
    with acting_as(SYSTEM):
        book.met(book.anna, book.zhao, book.shipping, days_ago=3)
        before = queries.ties(contacts=[book.zhao.pk])[0].strength
        Position.objects.filter(contact=book.zhao).update(rank=1)
        assert queries.ties(contacts=[book.zhao.pk])[0].strength > before


def test_the_best_way_to_a_person_leads_through_the_strongest_tie(book: Book) -> None:
    with acting_as(SYSTEM):
        book.met(book.boris, book.wang, book.shipping, days_ago=2, channel="visit")
        book.met(book.anna, book.wang, book.shipping, days_ago=100)
        steps = queries.introductions(asker=book.anna.pk, contacts=[book.wang.pk, book.zhao.pk])
        assert [(step.staff, step.person, step.direct) for step in steps] == [
            ("Boris Orlov", "Wang Jun", False),
            ("Anna Petrova", "Wang Jun", True),
        ]
        (best, _second) = queries.introductions(asker=None, client_id=book.shipping.pk)
        assert (best.staff, best.person) == ("Boris Orlov", "Wang Jun")


def test_a_wall_hides_ties_threads_and_paths(book: Book, managing_partner: User) -> None:
    with acting_as(SYSTEM):
        book.met(book.anna, book.wang, book.shipping, days_ago=3)
        book.met(book.anna, book.ivanova, book.textile, days_ago=3)
    with acting_as(managing_partner):
        raise_wall(client=book.shipping, hidden_from=[book.boris], reason="other side", by=managing_partner)
    with acting_as(book.boris):
        assert {row.client_id for row in queries.ties()} == {book.textile.pk}
        assert {row.client_id for row in queries.ties(as_of=TODAY - dt.timedelta(days=1))} == {book.textile.pk}
        assert [t.client_id for t in queries.single_threads()] == [book.textile.pk]
        assert [(e.name, e.known, e.alone) for e in queries.exposure()] == [("Anna Petrova", 1, (book.textile.pk,))]
        assert queries.introductions(asker=book.boris.pk, contacts=[book.wang.pk]) == []
        assert [tie.client for tie in queries.staff_ties(book.anna.pk).ties] == ["Ivanovo Textile"]
        assert queries.client_ties(book.shipping.pk).threads == 0
        for hidden in (
            lambda: queries.who_knows(book.shipping.pk),
            lambda: queries.why_tie(book.anna.pk, book.wang.pk, book.shipping.pk),
        ):
            with pytest.raises(NotFound):
                hidden()


def test_statements_do_not_grow_with_people(book: Book) -> None:
    counts: list[list[int]] = []
    calls: list[Any] = [
        lambda: queries.who_knows(book.shipping.pk),
        lambda: queries.client_ties(book.shipping.pk),
        lambda: queries.staff_ties(book.anna.pk),
        lambda: queries.introductions(asker=None, client_id=book.shipping.pk),
        queries.exposure,
        queries.single_threads,
    ]
    with acting_as(SYSTEM):
        for many in (1, 3):
            for number in range(many):
                person = Contact.objects.create(name=f"Person {many}.{number}")
                Position.objects.create(contact=person, client=book.shipping)
                book.met([book.anna, book.boris], person, book.shipping, days_ago=number)
            taken = []
            for call in calls:
                with CaptureQueriesContext(
                    connection,
                ) as captured:
                    call()
                taken.append(len(captured))
            counts.append(taken)
    assert counts[0] == counts[1]
