"""Which colleagues know a person, by the contact log."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clientela.access.actions import raise_wall
from clientela.accounts.actions import add_staff, end_access
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients.actions import add_client
from clientela.contacts.actions import add_contact, add_position
from clientela.core.actor import SYSTEM, acting_as
from clientela.interactions.actions import log_interaction
from clientela.interactions.queries.knowing import colleagues_who_know, who_may_know

pytestmark = pytest.mark.django_db


def _log(client: Any, contact: Any, *staff: User, days_ago: int = 1) -> None:
    log_interaction(
        client_id=client.pk,
        channel="call",
        at=timezone.now() - dt.timedelta(days=days_ago),
        subject="A call",
        staff=staff,
        contacts=[contact],
        token=uuid4(),
        by=SYSTEM,
    )


def test_colleagues_are_counted_since_a_moment_and_those_who_left_are_not(managing_partner: User, lawyer: User) -> None:
    since = timezone.now() - dt.timedelta(days=365)
    with acting_as(SYSTEM):
        client = add_client(name="Acme", by=SYSTEM)
        contact = add_contact(name="Anna", client_id=client.pk, by=SYSTEM)
        gone, old = (add_staff(name=name, role=Role.LAWYER, by=SYSTEM) for name in ("Gone", "Old"))
        _log(client, contact, lawyer, gone)
        with CaptureQueriesContext(connection) as one:
            colleagues_who_know(contact.pk, since=since)
        _log(client, contact, lawyer, managing_partner)
        _log(client, contact, old, days_ago=400)
        end_access(user=gone, by=SYSTEM)
        with CaptureQueriesContext(connection) as more:
            found = colleagues_who_know(contact.pk, since=since)
    assert [(one.user_id, one.contacts) for one in found] == [(lawyer.pk, 2), (managing_partner.pk, 1)]
    assert len(one) == len(more) == 1


def test_contacts_at_a_hidden_client_do_not_count(managing_partner: User, lawyer: User) -> None:
    with acting_as(SYSTEM):
        open_one, secret = add_client(name="Open", by=SYSTEM), add_client(name="Secret", by=SYSTEM)
        contact = add_contact(name="Anna", client_id=open_one.pk, by=SYSTEM)
        add_position(contact_id=contact.pk, client_id=secret.pk, by=SYSTEM)
        _log(secret, contact, managing_partner)
    with acting_as(managing_partner):
        raise_wall(client=secret, hidden_from=[lawyer], reason="acts for the other side", by=managing_partner)
    since = timezone.now() - dt.timedelta(days=365)
    with acting_as(lawyer):
        assert colleagues_who_know(contact.pk, since=since) == []
    with acting_as(managing_partner):
        assert len(colleagues_who_know(contact.pk, since=since)) == 1
        assert who_may_know([lawyer.pk, managing_partner.pk], secret.pk) == {managing_partner.pk}
