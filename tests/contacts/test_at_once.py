"""Several colleagues write to one person at the same moment, each over a connection of its own, and really commit."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients.actions import add_client
from clientela.clients.models import Client
from clientela.contacts.actions import add_contact, add_reach, change_contact, move_contact
from clientela.contacts.models import Contact, Position
from clientela.contacts.queries import matching_contacts
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import Refused
from clientela.core.merging import EditClash

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 12


@pytest.fixture
def people() -> list[User]:
    with acting_as(SYSTEM):
        return [add_staff(name=f"Lawyer {number:02d}", role=Role.LAWYER, by=SYSTEM) for number in range(WRITERS)]


@pytest.fixture
def contact(people: list[User]) -> Contact:
    with acting_as(SYSTEM):
        client = add_client(name="Acme", country="CN", by=SYSTEM)
        return add_contact(name="Wang Jun", client_id=client.pk, title="Director", by=SYSTEM)


def _at_once(people: list[User], write: Callable[[int, User], Any]) -> list[Any]:
    start = threading.Barrier(len(people))

    def one(number: int) -> Any:
        try:
            with acting_as(people[number]):
                Client.objects.count()
                start.wait(30)
                return write(number, people[number])
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(one, range(len(people))))


def test_ways_of_many_writers_are_all_kept_and_found(people: list[User], contact: Contact) -> None:
    def write(number: int, person: User) -> None:
        add_reach(contact_id=contact.pk, kind="mail", value=f"way{number:02d}@example.com", by=person)

    assert _at_once(people, write) == [None] * WRITERS
    with acting_as(SYSTEM):
        for number in range(WRITERS):
            assert matching_contacts(f"way{number:02d}").exists()


def test_of_many_who_change_one_fact_one_wins_and_the_others_see_both_values(
    people: list[User], contact: Contact
) -> None:
    def write(number: int, person: User) -> None:
        changes = {"interests": f"interest {number}"}
        change_contact(contact_id=contact.pk, changes=changes, was={"interests": ""}, by=person)

    answers = _at_once(people, write)
    winner = answers.index(None)
    with acting_as(SYSTEM):
        assert Contact.objects.get().interests == f"interest {winner}"
    for number, answer in enumerate(answers):
        if number != winner:
            assert isinstance(answer, EditClash)
            (clash,) = answer.clashes
            assert (clash.theirs, clash.yours) == (f"interest {winner}", f"interest {number}")


def test_a_person_whom_many_move_moves_once(people: list[User], contact: Contact) -> None:
    with acting_as(SYSTEM):
        held = Position.objects.get()
        other = add_client(name="Elsewhere", by=SYSTEM)

    def write(number: int, person: User) -> None:
        move_contact(
            contact_id=contact.pk,
            from_position=held.pk,
            to_client_id=other.pk,
            title=f"Head {number}",
            on=dt.date(2026, 1, 1),
            by=person,
        )

    answers = _at_once(people, write)
    assert [type(answer) for answer in answers].count(Refused) == WRITERS - 1
    with acting_as(SYSTEM):
        assert Position.objects.get(until=None).title == f"Head {answers.index(None)}"
        assert Position.objects.count() == 2
