"""The list of all people."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from clientela.accounts.models import User
from clientela.clients.models import Client
from clientela.contacts.actions import add_contact, add_position, record_consent
from clientela.contacts.queries import people_list
from clientela.core.actor import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(as_partner: User, trading: Client, secret: Client) -> dict[str, int]:
    """Five people; Anna holds positions at both clients, Boris has left the open one."""
    ids = {}
    rows = [
        ("Anna", trading, "decides", (3, 9)),
        ("Boris", None, "", (3, 1)),
        ("Cheng", secret, "uses", (3, 9)),
        ("Dora", trading, "pays", None),
        ("Emil", None, "", (4, 1)),
    ]
    for name, client, influence, birthday in rows:
        contact = add_contact(
            name=name,
            client_id=client.pk if client else None,
            influence=influence,
            birthday_month=birthday[0] if birthday else None,
            birthday_day=birthday[1] if birthday else None,
            reaches=[("mail", f"{name}@example.com"), ("mobile", "13800138000")],
            by=as_partner,
        )
        ids[name] = contact.pk
    add_position(contact_id=ids["Anna"], client_id=secret.pk, title="Board", by=as_partner)
    add_position(
        contact_id=ids["Boris"],
        client_id=trading.pk,
        influence="decides",
        until=dt.date(2020, 1, 1),
        by=as_partner,
    )
    record_consent(contact_id=ids["Emil"], purpose="news", channel="mail", answer="given", source="form", by=as_partner)
    return ids


def _names(**asked: Any) -> list[str]:
    return [row.name for row in people_list(**asked).rows]


def test_everybody_stands_by_name_with_places_and_ways(people: dict[str, int], trading: Client) -> None:
    page = people_list()
    assert [row.name for row in page.rows] == ["Anna", "Boris", "Cheng", "Dora", "Emil"]
    assert (page.count, page.count_is_exact, page.next_cursor) == (5, True, None)
    anna, boris = page.rows[:2]
    assert [(place.client, place.title, place.influence) for place in anna.places] == [
        ("Open Trading", "", "decides"),
        ("Secret Holdings", "Board", ""),
    ]
    assert (anna.mail, anna.telephone, anna.birthday) == ("anna@example.com", "+86 138 0013 8000", (3, 9))
    assert boris.places == []


def test_filters_ask_for_positions_held_now(people: dict[str, int], trading: Client) -> None:
    assert _names(influence="decides") == ["Anna"]
    assert _names(client_id=trading.pk) == ["Anna", "Dora"]
    assert _names(client_id=trading.pk, influence="pays") == ["Dora"]
    assert _names(without_consent=True) == ["Anna", "Boris", "Cheng", "Dora"]
    assert _names(terms="boris") == ["Boris"]


def test_birthdays_of_a_month_stand_by_day(people: dict[str, int]) -> None:
    assert _names(birthday_month=3) == ["Boris", "Anna", "Cheng"]


@pytest.mark.parametrize("asked", [{}, {"birthday_month": 3}, {"without_consent": True}])
def test_pages_follow_each_other_without_a_gap(people: dict[str, int], asked: dict[str, Any]) -> None:
    seen: list[str] = []
    after: str | None = None
    while True:
        page = people_list(**asked, after=after, limit=1)
        seen += [row.name for row in page.rows]
        after = page.next_cursor
        if after is None:
            break
    assert seen == _names(**asked)


def test_a_broken_cursor_begins_at_the_first_page(people: dict[str, int]) -> None:
    assert _names(after="%%%") == _names()
    assert _names(after="W10") == _names()


def test_a_wall_takes_people_places_and_counts_away(people: dict[str, int], secret: Client, walled: User) -> None:
    with acting_as(walled):
        page = people_list()
        assert [row.name for row in page.rows] == ["Anna", "Boris", "Dora", "Emil"]
        assert page.count == 4
        assert [place.client for place in page.rows[0].places] == ["Open Trading"]
        assert people_list(client_id=secret.pk).count == 0
        assert people_list(influence="uses").count == 0
        assert people_list(birthday_month=3).count == 2


def test_a_list_takes_four_statements(people: dict[str, int], as_partner: User, statements: Any) -> None:
    assert statements(lambda: people_list(limit=1)) == statements(lambda: people_list(limit=3)) == 4
