"""A client with its people, as the tests of the contact log need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from clientela.accounts.models import User
    from clientela.clients.models import Client
    from clientela.contacts.models import Contact


def _client(name: str) -> Client:
    from clientela.clients.actions import add_client
    from clientela.core.actor import SYSTEM, acting_as

    with acting_as(SYSTEM):
        return add_client(name=name, by=SYSTEM)


def _staff(name: str, role: str) -> User:
    from clientela.accounts.actions import add_staff
    from clientela.accounts.permissions import Role
    from clientela.core.actor import SYSTEM

    return add_staff(name=name, role=Role(role), by=SYSTEM)


@pytest.fixture
def acme(managing_partner: User) -> Client:
    return _client("Acme Holdings")


@pytest.fixture
def beta(managing_partner: User) -> Client:
    return _client("Beta Trading")


@pytest.fixture
def ivanova(acme: Client) -> Contact:
    from clientela.contacts.models import Contact, Position
    from clientela.core.actor import SYSTEM, acting_as

    with acting_as(SYSTEM):
        contact = Contact.objects.create(name="Ольга Иванова")
        Position.objects.create(contact=contact, client=acme, title="General counsel")
        return contact


@pytest.fixture
def partner(db: None) -> User:
    return _staff("Chen Yu", "partner")


@pytest.fixture
def auditor(db: None) -> User:
    return _staff("Auditor", "auditor")
