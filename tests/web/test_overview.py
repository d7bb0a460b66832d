"""The overview of a client: what to do next, the latest contacts, people, ties and the file beside its worth."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clientela.accounts.models import User
from clientela.clients.actions import add_client
from clientela.contacts.actions import add_contact
from clientela.core.actor import acting_as
from clientela.interactions.actions import NextStep, log_interaction


@pytest.fixture
def client_of(managing_partner: User) -> Any:
    """Makes a client with so many people, contacts logged and tasks."""

    def make(number: int) -> Any:
        with acting_as(managing_partner):
            client = add_client(name=f"Port {number}", by=managing_partner)
            for place in range(number):
                person = add_contact(
                    name=f"Person {place}",
                    client_id=client.pk,
                    title="Director",
                    influence="decides",
                    by=managing_partner,
                )
                log_interaction(
                    client_id=client.pk,
                    channel="call",
                    at=timezone.now() - dt.timedelta(days=place),
                    subject=f"Retainer {place}",
                    contacts=[person.pk],
                    staff=[managing_partner.pk],
                    promised="A proposal",
                    next_step=NextStep(f"Send proposal {place}", managing_partner.pk, dt.date(2020, 1, 1 + place)),
                    token=uuid.uuid4(),
                    by=managing_partner,
                )
            return client

    return make


def test_the_overview_says_what_to_do_next_and_what_was_said_last(
    client_of: Any, partner_client: Client, managing_partner: User
) -> None:
    client = client_of(2)
    with acting_as(managing_partner):
        for days in range(8):
            log_interaction(
                client_id=client.pk,
                channel="visit",
                at=timezone.now() - dt.timedelta(days=20 + days),
                subject="Work on the lease",
                contacts=[client.positions.get(contact__name="Person 0").contact_id],
                staff=[managing_partner.pk],
                token=uuid.uuid4(),
                by=managing_partner,
            )
    text = partner_client.get(f"/clients/{client.pk}/").content.decode()
    for part in ("Do next", "Send proposal 0", "by 1 Jan 2020", "Contact log", "Retainer 1", "A proposal", "Person 1"):
        assert part in text, part
    assert "single thread" in text
    assert "Introduce a second colleague" in text
    assert "Ask next" in text
    assert f'href="/clients/{client.pk}/card.pdf"' in text


def test_an_empty_client_has_one_thing_to_do_in_each_place(client_of: Any, partner_client: Client) -> None:
    text = partner_client.get(f"/clients/{client_of(0).pk}/").content.decode()
    assert "No contact logged yet" in text
    assert "Enter a person" in text
    assert "single thread" not in text


def test_one_who_may_only_look_is_offered_nothing_to_write(client_of: Any, db: None) -> None:
    from clientela.accounts.actions import add_staff
    from clientela.accounts.permissions import Role
    from clientela.core.actor import SYSTEM
    from tests.web.firm import browser_of

    client = client_of(1)
    auditor = add_staff(name="Looker", role=Role.AUDITOR, by=SYSTEM)
    text = browser_of(auditor).get(f"/clients/{client.pk}/").content.decode()
    for part in ("/log/?client", "/engagements/new/", "/walls/new/", "/done/"):
        assert part not in text, part


def test_the_overview_takes_the_same_number_of_statements_for_one_contact_and_for_three(
    client_of: Any, partner_client: Client
) -> None:
    counts = []
    for number in (1, 3):
        client = client_of(number)
        partner_client.get(f"/clients/{client.pk}/")
        with CaptureQueriesContext(connection) as asked:
            partner_client.get(f"/clients/{client.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
