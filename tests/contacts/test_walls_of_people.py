"""A person is hidden with the clients through whom the firm knows the person."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from clientela.access.actions import lift_wall, raise_wall
from clientela.accounts.models import User
from clientela.audit.models import Change
from clientela.clients.actions import add_client
from clientela.clients.models import Client
from clientela.contacts.models import Contact, Position, Reach
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.models import HiddenContact

pytestmark = pytest.mark.django_db


@pytest.fixture
def clients(managing_partner: User) -> tuple[Client, Client]:
    """A walled client to be, and an open one."""
    with acting_as(SYSTEM):
        return add_client(name="Secret Holdings", by=SYSTEM), add_client(name="Open Trading", by=SYSTEM)


def _person(name: str, *clients: Client) -> Contact:
    contact = Contact.objects.create(name=name)
    for client in clients:
        Position.objects.create(contact=contact, client=client, title=f"director of {client}")
    Reach.objects.create(contact=contact, kind="mail", value=f"{name}@example.com", normal=f"{name}@example.com")
    return contact


def _wall(client: Client, lawyer: User, by: User) -> None:
    with acting_as(by):
        raise_wall(client=client, hidden_from=[lawyer], reason="acts for the other side", by=by)


def test_people_of_a_walled_client_are_hidden_with_all_that_is_known_of_them(
    clients: tuple[Client, Client], lawyer: User, managing_partner: User
) -> None:
    secret, open_one = clients
    with acting_as(SYSTEM):
        _person("hidden", secret)
        _person("both", secret, open_one)
        _person("open", open_one)
        _person("free")
    _wall(secret, lawyer, managing_partner)
    with acting_as(lawyer):
        assert set(Contact.objects.values_list("name", flat=True)) == {"both", "open", "free"}
        assert set(Reach.objects.values_list("contact__name", flat=True)) == {"both", "open", "free"}
        assert set(Position.objects.values_list("client__name", flat=True)) == {"Open Trading"}
        assert not Change.objects.filter(before__icontains="hidden").exists()
    with acting_as(managing_partner):
        assert Contact.objects.count() == 4
        lift_wall(wall=lawyer.walls.get(lifted=None), by=managing_partner)
    with acting_as(lawyer):
        assert Contact.objects.count() == 4


def test_a_person_who_moves_takes_the_wall_along(
    clients: tuple[Client, Client], lawyer: User, managing_partner: User
) -> None:
    secret, open_one = clients
    with acting_as(SYSTEM):
        mover = _person("mover", open_one)
    _wall(secret, lawyer, managing_partner)
    with acting_as(SYSTEM):
        Position.objects.filter(contact=mover).update(client=secret)
    with acting_as(lawyer):
        assert not Contact.objects.exists()
    with acting_as(SYSTEM):
        Position.objects.create(contact=mover, client=open_one)
    with acting_as(lawyer):
        assert Contact.objects.get() == mover
    with acting_as(SYSTEM):
        Position.objects.filter(client=open_one).delete()
    with acting_as(lawyer):
        assert not Contact.objects.exists()


def test_nobody_writes_by_hand_who_is_hidden(clients: tuple[Client, Client], managing_partner: User) -> None:
    with (
        acting_as(managing_partner),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        HiddenContact.objects.create(user_id=managing_partner.pk, contact_id=1)
