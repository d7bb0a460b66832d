"""Entering many people at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from clientela.accounts.models import User
from clientela.audit.models import Change
from clientela.clients.models import Client
from clientela.contacts.actions import PersonRow, PositionRow, add_contacts_in_bulk
from clientela.contacts.models import Consent, Contact, Position, Reach
from clientela.contacts.queries import matching_contacts, may_contact, person
from clientela.core.actor import acting_as
from clientela.core.errors import NotFound, Refused

pytestmark = pytest.mark.django_db


def _rows(client: Client, number: int) -> list[PersonRow]:
    return [
        PersonRow(
            name=f"王军 {place}",
            positions=[
                PositionRow(client.pk, title="Clerk", until=dt.date(2020, 1, 1)),
                PositionRow(client.pk, title="Director", rank=1, influence="decides", since=dt.date(2020, 1, 1)),
            ],
            reaches=[("mail", f"W{place}@example.com"), ("mail", f"w{place}@example.com"), ("mobile", "13800138000")],
            consents=[("news", "mail", "given", "fair of 2024", timezone.now())],
            facts={"birthday_month": 5, "birthday_day": 4, "languages": "zh, en"},
        )
        for place in range(number)
    ]


def test_people_are_entered_with_all_that_is_known_of_them(as_partner: User, trading: Client) -> None:
    ids = add_contacts_in_bulk(_rows(trading, 3), as_partner)
    assert list(Contact.objects.order_by("pk").values_list("pk", "name")) == [
        (pk, f"王军 {place}") for place, pk in enumerate(ids)
    ]
    screen = person(ids[1])
    assert [(line.title, line.has_ended) for line in screen.positions] == [("Director", False), ("Clerk", True)]
    assert [way.normal for way in screen.reaches] == ["w1@example.com", "+8613800138000"]
    assert may_contact(ids[1], "news", "mail")
    assert matching_contacts("w2@example").get().pk == ids[2]
    assert Change.objects.filter(table="contacts_contact").count() == 3


def test_statements_do_not_grow_with_the_people(as_partner: User, trading: Client, statements: Any) -> None:
    one = statements(lambda: add_contacts_in_bulk(_rows(trading, 1), as_partner))
    assert one == statements(lambda: add_contacts_in_bulk(_rows(trading, 3), as_partner))
    assert one < 20


def test_one_wrong_row_enters_nobody_and_says_which(as_partner: User, trading: Client) -> None:
    rows = [*_rows(trading, 2), PersonRow(name="Anna", reaches=[("mail", "nowhere")])]
    with pytest.raises(Refused, match=r"Anna: .*nowhere"):
        add_contacts_in_bulk(rows, as_partner)
    for model in (Contact, Position, Reach, Consent):
        assert not model._default_manager.exists()


def test_nobody_enters_people_at_a_client_that_is_hidden(walled: User, secret: Client, trading: Client) -> None:
    with acting_as(walled):
        with pytest.raises(NotFound):
            add_contacts_in_bulk([PersonRow(name="Spy", positions=[PositionRow(secret.pk)])], walled)
        add_contacts_in_bulk([PersonRow(name="Clerk", positions=[PositionRow(trading.pk)])], walled)
