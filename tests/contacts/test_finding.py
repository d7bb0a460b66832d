"""Finding people by any form of their names, and by the ways to reach them."""

from __future__ import annotations

from typing import Any

import pytest

from clientela.accounts.models import User
from clientela.clients.models import Client
from clientela.contacts.actions import add_contact, add_position, add_reach, change_contact, remove_reach
from clientela.contacts.queries import matching_contacts, quick_search_people
from clientela.core.actor import SYSTEM, acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(as_partner: User, trading: Client) -> dict[str, Any]:
    """A Chinese, a Russian and an English name, with mail and telephones."""
    return {
        "wang": add_contact(
            name="王军",
            family_name="王",
            given_name="军",
            client_id=trading.pk,
            title="总经理",
            reaches=[("mobile", "138 0013 8000"), ("mail", "Wang.Jun@Example.com")],
            by=as_partner,
        ),
        "anna": add_contact(
            name="Анна Щукина",
            family_name="Щукина",
            given_name="Анна Сергеевна",
            client_id=trading.pk,
            reaches=[("phone", "8 (916) 123-45-67")],
            by=as_partner,
        ),
        "jane": add_contact(name="Jane Smith", client_id=None, by=as_partner),
    }


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        ("王军", "wang"),
        ("wang jun", "wang"),
        ("jun wang", "wang"),
        ("junwang", "wang"),
        ("wj", "wang"),
        ("wang.jun@example", "wang"),
        ("13800138000", "wang"),
        ("+86 138 0013", "wang"),
        ("щукина анна", "anna"),
        ("Shchukina", "anna"),
        ("Sergeevna", "anna"),
        ("as", "anna"),
        ("8 916 123-45-67", "anna"),
        ("smith ja", "jane"),
        ("sj", "jane"),
    ],
)
def test_a_person_is_found_by(people: dict[str, Any], terms: str, found: str) -> None:
    assert set(matching_contacts(terms)) == {people[found]}


def test_a_person_is_found_by_a_new_name_and_no_longer_by_an_old_number(
    people: dict[str, Any], as_partner: User
) -> None:
    change_contact(contact_id=people["jane"].pk, changes={"name": "Jane Miller"}, was=None, by=as_partner)
    assert not matching_contacts("smith").exists()
    assert matching_contacts("miller").exists()
    reach = add_reach(contact_id=people["jane"].pk, kind="mail", value="jane@miller.example", by=as_partner)
    assert matching_contacts("jane@miller").exists()
    remove_reach(reach_id=reach.pk, by=as_partner)
    assert not matching_contacts("jane@miller").exists()


def test_the_palette_names_the_client_and_the_position(people: dict[str, Any], trading: Client) -> None:
    assert quick_search_people("wang") == [(people["wang"].pk, "王军", "", "Open Trading", "总经理")]
    assert quick_search_people("jane")[0][3:] == ("", "")
    assert quick_search_people(" ") == []


def test_the_search_finds_no_person_behind_a_wall_and_names_no_hidden_client(
    walled: User, secret: Client, trading: Client
) -> None:
    with acting_as(SYSTEM):
        add_contact(name="Hidden Harry", client_id=secret.pk, by=SYSTEM)
        both = add_contact(name="Harry Both", client_id=secret.pk, title="spy", by=SYSTEM)

        add_position(contact_id=both.pk, client_id=trading.pk, title="clerk", by=SYSTEM)
    with acting_as(walled):
        assert quick_search_people("harry") == [(both.pk, "Harry Both", "", "Open Trading", "clerk")]


def test_the_palette_takes_one_statement(people: dict[str, Any], statements: Any) -> None:
    assert statements(lambda: quick_search_people("jane")) == statements(lambda: quick_search_people("a")) == 1
