"""Entering people, and changing what is known of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.audit.models import Event
from clientela.audit.undoing import undo_act
from clientela.clients.models import Client
from clientela.contacts.actions import (
    add_contact,
    add_position,
    add_reach,
    change_contact,
    change_reach,
    remove_reach,
)
from clientela.contacts.models import Contact, Position
from clientela.contacts.queries import likely_duplicates, matching_contacts, person
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.acts import last_act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import EditClash

pytestmark = pytest.mark.django_db


def test_a_person_is_entered_with_position_and_ways(as_partner: User, trading: Client) -> None:
    contact = add_contact(
        name="  Анна   Щукина ",
        client_id=trading.pk,
        title="Юрист",
        rank=2,
        influence="advises",
        reaches=[
            ("mobile", "8 916 123-45-67"),
            ("mobile", "+79161234567"),
            ("mail", "A@Example.com", "work"),
            ("fax", ""),
        ],
        birthday_month=2,
        birthday_day=29,
        by=as_partner,
    )
    screen = person(contact.pk)
    assert screen.contact.name == "Анна Щукина"
    assert [(line.client, line.title, line.influence) for line in screen.positions] == [
        ("Open Trading", "Юрист", "advises")
    ]
    assert [(way.normal, way.label) for way in screen.reaches] == [("a@example.com", "work"), ("+79161234567", "")]
    event = Event.objects.get(verb="contact_added")
    assert (event.client_id, event.contact_id, event.data) == (trading.pk, contact.pk, {})


@pytest.mark.parametrize(
    "facts",
    [
        {"name": " "},
        {"name": "n" * 201},
        {"name": "A", "birthday_month": 2, "birthday_day": 30},
        {"name": "A", "rank": 6},
        {"name": "A", "influence": "loud"},
        {"name": "A", "reaches": [("mail", "no mail")]},
        {"name": "A", "reaches": [("pigeon", "Coo")]},
        {"name": "A", "preferred_channel": "pigeon"},
        {"name": "A", "character": "x" * 10_001},
    ],
)
def test_what_cannot_be_is_refused_and_nobody_is_entered(
    as_partner: User, trading: Client, facts: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        add_contact(client_id=trading.pk, by=as_partner, **facts)
    assert not Contact.objects.exists()


def test_one_who_may_not_edit_clients_enters_nobody(as_partner: User, trading: Client) -> None:
    auditor = add_staff(name="Auditor", role=Role.AUDITOR, by=SYSTEM)
    contact = add_contact(name="Anna", client_id=trading.pk, by=as_partner)
    with pytest.raises(PermissionDenied):
        add_contact(name="Anna", client_id=trading.pk, by=auditor)
    with pytest.raises(PermissionDenied):
        change_contact(contact_id=contact.pk, changes={"name": "B"}, was=None, by=auditor)
    with pytest.raises(PermissionDenied):
        add_reach(contact_id=contact.pk, kind="mail", value="a@b.cd", by=auditor)


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("王军", "family_first"),
        ("김민준", "family_first"),
        ("Анна Щукина", "given_first"),
        ("Jane Smith", "given_first"),
    ],
)
def test_the_order_of_a_name_is_that_of_its_script_unless_told(as_partner: User, name: str, order: str) -> None:
    assert add_contact(name=name, client_id=None, by=as_partner).name_order == order
    told = add_contact(name=name, client_id=None, name_order="given_first", by=as_partner)
    assert told.name_order == "given_first"


def test_two_who_change_different_facts_lose_nothing(as_partner: User, trading: Client) -> None:
    contact = add_contact(name="Anna", client_id=trading.pk, interests="chess", family="two sons", by=as_partner)
    seen = {"interests": "chess", "family": "two sons"}
    change_contact(contact_id=contact.pk, changes={"interests": "go", "family": "two sons"}, was=seen, by=as_partner)
    change_contact(contact_id=contact.pk, changes={"interests": "chess", "family": "a son"}, was=seen, by=as_partner)
    contact.refresh_from_db()
    assert (contact.interests, contact.family) == ("go", "a son")


def test_two_who_change_one_fact_see_both_values(as_partner: User, trading: Client) -> None:
    contact = add_contact(name="Anna", client_id=trading.pk, interests="chess", by=as_partner)
    change_contact(contact_id=contact.pk, changes={"interests": "go"}, was={"interests": "chess"}, by=as_partner)
    with pytest.raises(EditClash) as caught:
        change_contact(
            contact_id=contact.pk, changes={"interests": "bridge"}, was={"interests": "chess"}, by=as_partner
        )
    clash = caught.value.clashes[0]
    assert (clash.was, clash.theirs, clash.yours) == ("chess", "go", "bridge")
    contact.refresh_from_db()
    assert contact.interests == "go"


def test_a_day_of_birth_is_checked_with_what_is_known_of_it_already(as_partner: User) -> None:
    contact = add_contact(name="Anna", client_id=None, birthday_month=2, birthday_day=29, by=as_partner)
    with pytest.raises(Refused):
        change_contact(contact_id=contact.pk, changes={"birth_year": 1999}, was=None, by=as_partner)
    change_contact(contact_id=contact.pk, changes={"birth_year": 2000}, was=None, by=as_partner)
    assert person(contact.pk).contact.birth_year == 2000


def test_one_way_is_on_a_card_once(as_partner: User, trading: Client) -> None:
    contact = add_contact(name="Anna", client_id=trading.pk, reaches=[("mobile", "8 916 123-45-67")], by=as_partner)
    with pytest.raises(Refused):
        add_reach(contact_id=contact.pk, kind="mobile", value="+7 (916) 1234567", by=as_partner)
    other = add_reach(contact_id=contact.pk, kind="mobile", value="+7 916 765 43 21", by=as_partner)
    with pytest.raises(Refused):
        change_reach(reach_id=other.pk, changes={"value": "89161234567"}, was=None, by=as_partner)
    changed = change_reach(
        reach_id=other.pk, changes={"kind": "mail", "value": "A@b.cd"}, was={"kind": "mobile"}, by=as_partner
    )
    assert (changed.kind, changed.normal) == ("mail", "a@b.cd")
    with pytest.raises(EditClash):
        change_reach(reach_id=other.pk, changes={"value": "c@d.ef"}, was={"value": "+7 916 765 43 21"}, by=as_partner)


def test_a_change_that_is_undone_takes_the_search_along(as_partner: User) -> None:
    contact = add_contact(name="Anna Miller", client_id=None, by=as_partner)
    change_contact(contact_id=contact.pk, changes={"name": "Anna Smith"}, was=None, by=as_partner)
    number = last_act()
    assert number is not None
    undo_act(number=number, by=as_partner, now=timezone.now())
    assert matching_contacts("miller").exists()
    assert not matching_contacts("smith").exists()


def test_a_whole_entry_is_undone(as_partner: User, trading: Client) -> None:
    add_contact(name="Anna", client_id=trading.pk, reaches=[("mail", "a@b.cd")], by=as_partner)
    number = last_act()
    assert number is not None
    undo_act(number=number, by=as_partner, now=timezone.now())
    assert not Contact.objects.exists()
    assert not Position.objects.exists()


def test_a_person_behind_a_wall_is_changed_by_nobody_who_is_outside(
    walled: User, secret: Client, trading: Client
) -> None:
    with acting_as(SYSTEM):
        hidden = add_contact(name="Harry", client_id=secret.pk, reaches=[("mail", "h@b.cd")], by=SYSTEM)
        way = hidden.reaches.get().pk
    with acting_as(walled):
        with pytest.raises(NotFound):
            change_contact(contact_id=hidden.pk, changes={"name": "B"}, was=None, by=walled)
        with pytest.raises(NotFound):
            add_reach(contact_id=hidden.pk, kind="mail", value="a@b.cd", by=walled)
        with pytest.raises(NotFound):
            change_reach(reach_id=way, changes={"label": "x"}, was=None, by=walled)
        with pytest.raises(NotFound):
            remove_reach(reach_id=way, by=walled)
        with pytest.raises(NotFound):
            add_contact(name="Spy", client_id=secret.pk, by=walled)
        with pytest.raises(NotFound):
            person(hidden.pk)
        with pytest.raises(NotFound):
            person(999_999_999)


def test_a_person_on_file_is_recognised_by_mail_telephone_and_name(as_partner: User, trading: Client) -> None:
    anna = add_contact(
        name="Анна Щукина",
        latin_name="Anna Shchukina",
        client_id=trading.pk,
        title="Юрист",
        reaches=[("mobile", "89161234567"), ("mail", "anna@b.cd")],
        by=as_partner,
    )
    wang = add_contact(name="王 军", client_id=trading.pk, by=as_partner)

    def found(name: str, *reaches: tuple[str, str], at: int | None = trading.pk) -> list[int]:
        return [like.id for like in likely_duplicates(name=name, reaches=reaches, client_id=at)]

    assert found("Somebody", ("mail", "ANNA@b.cd")) == [anna.pk]
    assert found("Somebody", ("phone", "+7 916 123-45-67"), at=None) == [anna.pk]
    assert found("щукина  АННА") == [anna.pk]
    assert found("Shchukina, Anna") == [anna.pk]
    assert found("王军") == [wang.pk]
    assert found("щукина анна", at=None) == []
    like = likely_duplicates(name="x", reaches=[("mail", "anna@b.cd")], client_id=None)[0]
    assert (like.ways, like.client, like.title) == (["anna@b.cd"], "Open Trading", "Юрист")


def test_a_hidden_person_is_recognised_by_nobody_who_is_outside(walled: User, secret: Client, trading: Client) -> None:
    with acting_as(SYSTEM):
        add_contact(name="Harry", client_id=secret.pk, reaches=[("mail", "h@b.cd")], by=SYSTEM)
    with acting_as(walled):
        assert likely_duplicates(name="Harry", reaches=[("mail", "h@b.cd")], client_id=trading.pk) == []
        assert likely_duplicates(name="Harry", reaches=[], client_id=secret.pk) == []


def test_a_person_takes_four_statements(as_partner: User, trading: Client, secret: Client, statements: Any) -> None:
    one = add_contact(name="One", client_id=trading.pk, reaches=[("mail", "h@b.cd")], by=as_partner)
    three = add_contact(
        name="Three", client_id=trading.pk, reaches=[("mail", f"{n}@b.cd") for n in range(3)], by=as_partner
    )

    for client in (secret, secret):
        add_position(contact_id=three.pk, client_id=client.pk, by=as_partner)
    assert statements(lambda: person(one.pk)) == statements(lambda: person(three.pk)) == 4
