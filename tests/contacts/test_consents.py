"""What people have agreed to: the newest answer holds, at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from clientela.accounts.models import User
from clientela.clients.models import Client
from clientela.contacts.actions import add_contact, record_consent
from clientela.contacts.models import Contact
from clientela.contacts.queries import may_contact, person
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(as_partner: User, trading: Client) -> Contact:
    return add_contact(name="Anna", client_id=trading.pk, by=as_partner)


def _say(contact: Contact, answer: str, by: User, *, days_ago: int = 0, purpose: str = "news") -> None:
    record_consent(
        contact_id=contact.pk,
        purpose=purpose,
        channel="mail",
        answer=answer,
        source="the form of 2026",
        at=timezone.now() - dt.timedelta(days=days_ago) if days_ago else None,
        by=by,
    )


def test_without_an_answer_the_firm_writes_about_the_running_work_only(anna: Contact) -> None:
    assert may_contact(anna.pk, "service", "mail")
    assert not may_contact(anna.pk, "news", "mail")


def test_a_consent_holds_for_its_purpose_and_channel_and_is_withdrawn_at_once(anna: Contact, as_partner: User) -> None:
    _say(anna, "given", as_partner)
    assert may_contact(anna.pk, "news", "mail")
    assert not may_contact(anna.pk, "news", "mobile")
    assert not may_contact(anna.pk, "events", "mail")
    _say(anna, "withdrawn", as_partner)
    assert not may_contact(anna.pk, "news", "mail")


def test_the_running_work_can_be_refused_too(anna: Contact, as_partner: User) -> None:
    _say(anna, "refused", as_partner, purpose="service")
    assert not may_contact(anna.pk, "service", "mail")


def test_an_older_answer_entered_later_does_not_hold(anna: Contact, as_partner: User) -> None:
    _say(anna, "refused", as_partner, days_ago=1)
    _say(anna, "given", as_partner, days_ago=30)
    assert not may_contact(anna.pk, "news", "mail")
    assert [(line.answer, line.holds) for line in person(anna.pk).consents] == [("refused", True), ("given", False)]
    held = person(anna.pk).answer("news", "mail")
    assert held is not None
    assert (held.answer, held.source, held.recorded_by) == ("refused", "the form of 2026", "Li Wei")


def test_an_answer_needs_its_source_and_comes_from_the_past(anna: Contact, as_partner: User) -> None:
    facts = {"contact_id": anna.pk, "purpose": "news", "channel": "mail", "answer": "given", "by": as_partner}
    with pytest.raises(Refused, match="how the answer was given"):
        record_consent(source="  ", **facts)
    with pytest.raises(Refused, match="future"):
        record_consent(source="form", at=timezone.now() + dt.timedelta(hours=1), **facts)
    with pytest.raises(Refused):
        record_consent(source="form", **{**facts, "purpose": "spam"})


def test_nobody_may_contact_a_person_who_is_hidden_or_erased(
    anna: Contact, secret: Client, walled: User, as_partner: User
) -> None:
    with acting_as(SYSTEM):
        hidden = add_contact(name="Harry", client_id=secret.pk, by=SYSTEM)
    with acting_as(walled):
        assert not may_contact(hidden.pk, "service", "mail")
        with pytest.raises(NotFound):
            _say(hidden, "given", walled)
    Contact.objects.filter(pk=anna.pk).update(erased=timezone.now())
    assert not may_contact(anna.pk, "service", "mail")


def test_a_job_of_the_firm_records_an_answer_without_a_name(anna: Contact) -> None:
    with acting_as(SYSTEM):
        consent = record_consent(
            contact_id=anna.pk, purpose="news", channel="mail", answer="withdrawn", source="link", by=SYSTEM
        )
    assert consent.recorded_by is None
    assert person(anna.pk).consents[0].recorded_by == ""
