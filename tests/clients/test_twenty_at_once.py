"""Twenty people write to one client at the same moment, each over a connection of its own, and really commit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients import actions
from clientela.clients.enums import CustomKind, NameKind
from clientela.clients.models import Client, ClientName, CustomValue, FactSource, Owner
from clientela.clients.queries import client_file, matching_clients
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.merging import EditClash

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 20
DIFFERENT: dict[str, Any] = {
    "industry": "Steel",
    "business_lines": "Rails",
    "legal_form": "Ltd",
    "ownership": "private",
    "legal_representative": "Anna",
    "country": "RU",
    "website": "https://example.com",
    "employees": 7,
    "size": "small",
    "listed": True,
    "invests_abroad": False,
    "diversified": True,
    "potential": 5,
    "philosophy": "Slowly",
    "direction": "East",
    "traits": "Quiet",
    "competitiveness": 2,
    "market_position": "niche",
    "reputation": "Good",
    "custom": "Own words",
}


@pytest.fixture
def firm() -> tuple[list[User], Client]:
    with acting_as(SYSTEM):
        people = [add_staff(name=f"Lawyer {number:02d}", role=Role.LAWYER, by=SYSTEM) for number in range(WRITERS)]
        return people, actions.add_client(name="Acme", by=SYSTEM)


def _all_at_once(people: list[User], write: Callable[[int, User], Any]) -> list[Any]:
    """What each of the writers got: the answer of `write`, or the clash that it met."""
    start = threading.Barrier(len(people))

    def one(number: int) -> Any:
        try:
            with acting_as(people[number]):
                Client.objects.count()
                start.wait(30)
                return write(number, people[number])
        except EditClash as clash:
            return clash
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(one, range(len(people))))


def test_different_facts_of_twenty_writers_all_land(firm: tuple[list[User], Client]) -> None:
    people, client = firm
    with acting_as(SYSTEM):
        field = actions.add_custom_field(label="Own", kind=CustomKind.TEXT, by=SYSTEM)
    facts = [(field.key if key == "custom" else key, value) for key, value in DIFFERENT.items()]
    assert len(facts) == WRITERS

    def write(number: int, person: User) -> None:
        key, value = facts[number]
        actions.change_client(client_id=client.pk, changes={key: value}, was={key: ""}, by=person)

    assert _all_at_once(people, write) == [None] * WRITERS
    with acting_as(SYSTEM):
        screen = client_file(client.pk)
        there = {line.fact.key: line for group in screen.groups for line in group.facts}
        assert {key: there[key].value for key, _value in facts} == dict(facts)
        assert [there[key].provenance.by for key, _value in facts] == [person.name for person in people]
        for word in ("steel", "rails", "anna", "own words", "quiet"):
            assert [found.pk for found in matching_clients(word)] == [client.pk], word


@pytest.mark.parametrize("own", [False, True], ids=["a column", "a fact of the firm"])
def test_of_twenty_who_write_one_fact_one_wins_and_the_others_see_both_values(
    firm: tuple[list[User], Client], own: bool
) -> None:
    people, client = firm
    key = "traits"
    if own:
        with acting_as(SYSTEM):
            key = actions.add_custom_field(label="Own", kind=CustomKind.TEXT, by=SYSTEM).key

    def write(number: int, person: User) -> None:
        changes = {key: f"value {number}"}
        actions.change_client(client_id=client.pk, changes=changes, was={key: ""}, by=person)

    answers = _all_at_once(people, write)
    winners = [number for number, answer in enumerate(answers) if answer is None]
    assert len(winners) == 1
    won = f"value {winners[0]}"
    for number, answer in enumerate(answers):
        if number not in winners:
            (clash,) = answer.clashes
            assert (clash.field, clash.was, clash.theirs, clash.yours) == (key, "", won, f"value {number}")
    with acting_as(SYSTEM):
        row = Client.objects.get()
        assert (CustomValue.objects.get().text if own else row.traits) == won
        assert FactSource.objects.get(fact=key).recorded_by == people[winners[0]]
        assert row.facts_search.count("value") == 1


def test_rows_and_names_of_twenty_writers_all_land_and_are_found(firm: tuple[list[User], Client]) -> None:
    people, client = firm

    def write(number: int, person: User) -> None:
        if number % 2:
            kind = NameKind.TRADE
            actions.add_name(client_id=client.pk, kind=kind, name=f"Trade{number:02d}", by=person)
        else:
            values = {"kind": "owner", "name": f"Owner{number:02d}"}
            actions.add_to_file(client_id=client.pk, listing="owners", values=values, by=person)

    assert _all_at_once(people, write) == [None] * WRITERS
    with acting_as(SYSTEM):
        assert (Owner.objects.count(), ClientName.objects.count()) == (WRITERS // 2, WRITERS // 2 + 1)
        row = Client.objects.get()
        for number in range(WRITERS):
            word = f"trade{number:02d}" if number % 2 else f"owner{number:02d}"
            assert f" {word} " in (row.search if number % 2 else row.facts_search)
