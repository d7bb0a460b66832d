"""What people are at which client, and where they go."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from clientela.accounts.models import User
from clientela.audit.models import Event
from clientela.audit.undoing import undo_act
from clientela.clients.models import Client
from clientela.contacts.actions import add_contact, add_position, change_position, move_contact, remove_position
from clientela.contacts.models import Contact, Position
from clientela.contacts.queries import people_of_client, person, position
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.acts import last_act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import EditClash

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def mover(trading: Client) -> Contact:
    """The head of the open client, since 2020."""
    with acting_as(SYSTEM):
        return add_contact(
            name="Wang Jun", client_id=trading.pk, title="Director", rank=1, since=dt.date(2020, 1, 1), by=SYSTEM
        )


def _held(contact: Contact) -> int:
    return Position.objects.filter(contact=contact, until=None).values_list("pk", flat=True).get()


def test_a_person_who_moves_leaves_a_position_behind_and_begins_another(
    as_partner: User, mover: Contact, trading: Client, secret: Client
) -> None:
    new = move_contact(
        contact_id=mover.pk, from_position=_held(mover), to_client_id=secret.pk, title="Head", on=DAY, by=as_partner
    )
    assert new is not None
    lines = person(mover.pk).positions
    assert [(line.client, line.title, line.rank, line.since, line.until) for line in lines] == [
        ("Secret Holdings", "Head", 1, DAY, None),
        ("Open Trading", "Director", 1, dt.date(2020, 1, 1), DAY),
    ]
    left = people_of_client(trading.pk)[0]
    assert left.has_left
    assert [(place.client, place.title) for place in left.elsewhere] == [("Secret Holdings", "Head")]
    assert [line.name for line in people_of_client(secret.pk)] == ["Wang Jun"]
    events = Event.objects.filter(contact_id=mover.pk).order_by("id").values_list("verb", "client_id", "data")
    assert list(events)[-2:] == [
        ("position_ended", trading.pk, {"fields": ["until"]}),
        ("position_added", secret.pk, {}),
    ]


def test_where_somebody_went_is_shown_only_to_those_who_may_see_that_client(
    mover: Contact, trading: Client, secret: Client, walled: User
) -> None:
    with acting_as(SYSTEM):
        move_contact(
            contact_id=mover.pk, from_position=_held(mover), to_client_id=secret.pk, title="Spy", on=DAY, by=SYSTEM
        )
    with acting_as(walled):
        left = people_of_client(trading.pk)[0]
        assert (left.has_left, left.elsewhere) == (True, [])
        assert [line.client for line in person(mover.pk).positions] == ["Open Trading"]
        with pytest.raises(NotFound):
            people_of_client(secret.pk)
        assert not Event.objects.filter(verb="position_added").exists()
        with pytest.raises(NotFound):
            move_contact(contact_id=mover.pk, from_position=None, to_client_id=secret.pk, title="", on=DAY, by=walled)
        hidden = Position.objects.filter(client_id=secret.pk)
        assert not hidden.exists()
    with acting_as(SYSTEM):
        spy = Position.objects.get(client_id=secret.pk).pk
    with acting_as(walled):
        for write in (
            lambda: change_position(position_id=spy, changes={"title": "x"}, was=None, by=walled),
            lambda: remove_position(position_id=spy, by=walled),
            lambda: position(spy, contact_id=mover.pk),
        ):
            with pytest.raises(NotFound):
                write()


def test_a_promotion_keeps_the_client(as_partner: User, mover: Contact, trading: Client) -> None:
    move_contact(
        contact_id=mover.pk,
        from_position=_held(mover),
        to_client_id=trading.pk,
        title="Chairman",
        influence="decides",
        on=DAY,
        by=as_partner,
    )
    lines = people_of_client(trading.pk)
    assert [(line.title, line.influence, line.has_left) for line in lines] == [
        ("Chairman", "decides", False),
        ("Director", "", True),
    ]


def test_one_may_leave_for_nobody_knows_where(as_partner: User, mover: Contact, trading: Client) -> None:
    gone = move_contact(
        contact_id=mover.pk, from_position=_held(mover), to_client_id=None, title="", on=DAY, by=as_partner
    )
    assert gone is None
    assert person(mover.pk).present == []
    with pytest.raises(Refused):
        move_contact(contact_id=mover.pk, from_position=None, to_client_id=None, title="", on=DAY, by=as_partner)


def test_a_position_ends_once_and_not_before_it_began(as_partner: User, mover: Contact, trading: Client) -> None:
    held = _held(mover)
    with pytest.raises(Refused, match="before it begins"):
        move_contact(
            contact_id=mover.pk,
            from_position=held,
            to_client_id=None,
            title="",
            on=dt.date(2019, 1, 1),
            by=as_partner,
        )
    move_contact(contact_id=mover.pk, from_position=held, to_client_id=None, title="", on=DAY, by=as_partner)
    with pytest.raises(Refused, match="ended already"):
        move_contact(contact_id=mover.pk, from_position=held, to_client_id=None, title="", on=DAY, by=as_partner)


def test_nobody_moves_from_the_position_of_another(as_partner: User, mover: Contact, trading: Client) -> None:
    other = add_contact(name="Anna", client_id=trading.pk, by=as_partner)
    with pytest.raises(NotFound):
        move_contact(
            contact_id=other.pk, from_position=_held(mover), to_client_id=None, title="", on=DAY, by=as_partner
        )


def test_a_move_is_undone_as_a_whole(as_partner: User, mover: Contact, secret: Client) -> None:
    held = _held(mover)
    move_contact(contact_id=mover.pk, from_position=held, to_client_id=secret.pk, title="", on=DAY, by=as_partner)
    number = last_act()
    assert number is not None
    undo_act(number=number, by=as_partner, now=timezone.now())
    assert [(line.id, line.until) for line in person(mover.pk).positions] == [(held, None)]


def test_two_who_change_one_position_see_both_values(as_partner: User, mover: Contact) -> None:
    held = _held(mover)
    change_position(position_id=held, changes={"title": "Head"}, was={"title": "Director"}, by=as_partner)
    change_position(position_id=held, changes={"rank": 2}, was={"rank": 1}, by=as_partner)
    with pytest.raises(EditClash):
        change_position(position_id=held, changes={"title": "Boss"}, was={"title": "Director"}, by=as_partner)
    with pytest.raises(Refused):
        change_position(position_id=held, changes={"until": dt.date(2001, 1, 1)}, was=None, by=as_partner)
    line = position(held, contact_id=mover.pk)
    assert (line.title, line.rank, line.until) == ("Head", 2, None)


def test_the_people_of_a_client_stand_by_rank_and_those_who_left_come_last(as_partner: User, trading: Client) -> None:
    for name, rank, until in (
        ("Clerk", 5, None),
        ("Left", 1, DAY),
        ("Head", 1, None),
        ("Leaving", 2, dt.date(2099, 1, 1)),
    ):
        contact = add_contact(name=name, client_id=None, by=as_partner)
        add_position(contact_id=contact.pk, client_id=trading.pk, rank=rank, until=until, by=as_partner)
    assert [(line.name, line.has_left) for line in people_of_client(trading.pk)] == [
        ("Head", False),
        ("Leaving", False),
        ("Clerk", False),
        ("Left", True),
    ]


def test_the_people_of_a_client_take_the_same_statements_for_one_and_for_three(
    as_partner: User, trading: Client, secret: Client, statements: Any
) -> None:
    add_contact(name="One", client_id=secret.pk, reaches=[("mail", "o@b.cd")], by=as_partner)
    for number in range(3):
        contact = add_contact(
            name=f"N {number}", client_id=trading.pk, reaches=[("mail", f"{number}@b.cd")], by=as_partner
        )
        add_position(contact_id=contact.pk, client_id=secret.pk, by=as_partner)
    Position.objects.filter(client=secret, contact__name__startswith="N").delete()
    one = statements(lambda: people_of_client(secret.pk))
    assert one == statements(lambda: people_of_client(trading.pk)) == 4
