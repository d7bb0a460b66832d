"""Logging a contact: once, whole, and by those who may."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.utils import timezone

from clientela.access.actions import raise_wall
from clientela.accounts.models import User
from clientela.audit.models import Event
from clientela.audit.undoing import undo_act
from clientela.clients.models import Client
from clientela.contacts.models import Contact
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.acts import last_act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import EditClash
from clientela.interactions.actions import NextStep, change_interaction, log_interaction, remove_interaction
from clientela.interactions.models import Interaction, Participant, Task
from clientela.interactions.queries import logged_contact

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)


def _log(client: Client, by: User, **facts: Any) -> Interaction:
    return log_interaction(
        **{"client_id": client.pk, "channel": "call", "at": AT, "subject": "Retainer", "by": by, **facts}
    )


def test_a_contact_is_logged_with_all_that_was_said(lawyer: User, acme: Client, ivanova: Contact) -> None:
    with acting_as(lawyer):
        logged = _log(
            acme, lawyer, contacts=[ivanova], text="She asked for two variants.", proposal="Annual retainer",
            reaction=1, promised="Both variants by Friday", minutes=25, cost=Decimal("12.50"), currency="cny",
            next_step=NextStep("Send both variants", lawyer.pk, dt.date(2026, 3, 6)),
        )  # fmt: skip
        seen = logged_contact(logged.pk)
        task = Task.objects.get()
    assert (seen.client, seen.subject, seen.reaction, seen.currency) == ("Acme Holdings", "Retainer", 1, "CNY")
    assert [part.name for part in seen.ours] == ["Анна Петрова"]
    assert [part.name for part in seen.theirs] == ["Ольга Иванова"]
    assert (task.owner_id, task.client_id, task.interaction_id) == (lawyer.pk, acme.pk, logged.pk)


def test_the_same_form_sent_twice_is_one_contact(lawyer: User, acme: Client) -> None:
    token = uuid.uuid4()
    step = NextStep("Call back", lawyer.pk, dt.date(2026, 3, 6))
    with acting_as(lawyer):
        first = _log(acme, lawyer, token=token, next_step=step)
        again = _log(acme, lawyer, token=token, next_step=step)
        assert (first.pk, Interaction.objects.count(), Participant.objects.count()) == (again.pk, 1, 1)
        assert Task.objects.count() == 1
        assert Event.objects.filter(verb="interaction_logged").count() == 1


def test_a_form_sent_again_with_other_words_is_not_taken_for_the_first(lawyer: User, acme: Client) -> None:
    token = uuid.uuid4()
    with acting_as(lawyer):
        _log(acme, lawyer, token=token)
        with pytest.raises(Refused, match="saved before"):
            _log(acme, lawyer, token=token, subject="Something else")


def test_nothing_is_logged_with_a_hidden_client_or_person(
    lawyer: User, managing_partner: User, acme: Client, beta: Client, ivanova: Contact
) -> None:
    with acting_as(managing_partner):
        raise_wall(client=acme, hidden_from=[lawyer], reason="other side", by=managing_partner)
    with acting_as(lawyer):
        with pytest.raises(NotFound):
            _log(acme, lawyer)
        with pytest.raises(NotFound):
            _log(beta, lawyer, contacts=[ivanova])
        assert not Interaction.objects.exists()


def test_a_task_is_not_given_to_somebody_who_may_not_know_of_the_client(
    lawyer: User, managing_partner: User, acme: Client
) -> None:
    with acting_as(managing_partner):
        raise_wall(client=acme, hidden_from=[lawyer], reason="other side", by=managing_partner)
        with pytest.raises(Refused, match="may not work for this client"):
            _log(acme, managing_partner, next_step=NextStep("Call", lawyer.pk, dt.date(2026, 3, 6)))
        assert not Interaction.objects.exists()


def test_an_auditor_logs_nothing(auditor: User, acme: Client) -> None:
    with acting_as(auditor), pytest.raises(PermissionDenied):
        _log(acme, auditor)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"subject": " "}, "what the contact was about"),
        ({"subject": "x" * 301}, "takes up to 300 letters"),
        ({"at": dt.datetime(2999, 1, 1, tzinfo=dt.UTC)}, "future"),
        ({"cost": Decimal("5"), "currency": ""}, "with its currency"),
        ({"minutes": -1}, "whole number"),
    ],
)
def test_a_contact_that_cannot_be_is_refused(lawyer: User, acme: Client, facts: dict[str, Any], said: str) -> None:
    with acting_as(lawyer), pytest.raises(Refused, match=said):
        _log(acme, lawyer, **facts)


def test_a_log_can_be_taken_back_with_its_next_step(lawyer: User, acme: Client) -> None:
    with acting_as(lawyer):
        _log(acme, lawyer, next_step=NextStep("Call", lawyer.pk, dt.date(2026, 3, 6)))
        act = last_act()
        assert act is not None
        undo_act(number=act, by=lawyer, now=timezone.now())
        assert not Interaction.objects.exists()
        assert not Participant.objects.exists()
        assert not Task.objects.exists()


def test_two_who_change_one_contact_meet(lawyer: User, partner: User, acme: Client) -> None:
    with acting_as(lawyer):
        logged = _log(acme, lawyer)
        was = {"subject": "Retainer", "promised": ""}
        change_interaction(interaction_id=logged.pk, changes={"subject": "Annual retainer"}, was=was, by=lawyer)
    with acting_as(partner):
        change_interaction(interaction_id=logged.pk, changes={"promised": "A draft"}, was=was, by=partner)
        with pytest.raises(EditClash) as clash:
            change_interaction(interaction_id=logged.pk, changes={"subject": "Fees"}, was=was, by=partner)
        seen = logged_contact(logged.pk)
    assert (seen.subject, seen.promised) == ("Annual retainer", "A draft")
    assert [(c.theirs, c.yours) for c in clash.value.clashes] == [("Annual retainer", "Fees")]


def test_those_who_took_part_follow_a_change_of_the_time(
    lawyer: User, partner: User, acme: Client, ivanova: Contact
) -> None:
    with acting_as(lawyer):
        logged = _log(acme, lawyer, contacts=[ivanova])
        later = AT + dt.timedelta(hours=2)
        change_interaction(
            interaction_id=logged.pk, changes={"at": later}, was=None, staff=[partner], contacts=[], by=lawyer
        )
        assert list(Participant.objects.values_list("user_id", "contact_id", "at")) == [(partner.pk, None, later)]


def test_only_who_logged_a_contact_removes_it(
    lawyer: User, partner: User, managing_partner: User, acme: Client
) -> None:
    with acting_as(lawyer):
        first, second = _log(acme, lawyer), _log(acme, lawyer)
    with acting_as(partner), pytest.raises(PermissionDenied):
        remove_interaction(interaction_id=first.pk, by=partner)
    with acting_as(lawyer):
        remove_interaction(interaction_id=first.pk, by=lawyer)
    with acting_as(managing_partner):
        remove_interaction(interaction_id=second.pk, by=managing_partner)
        assert not Interaction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_by_ten_at_once_is_one_contact(lawyer: User, acme: Client) -> None:
    token, gate, answers = uuid.uuid4(), threading.Barrier(10, timeout=30), []

    def send() -> None:
        try:
            with acting_as(lawyer):
                gate.wait()
                answers.append(_log(acme, lawyer, token=token).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with acting_as(SYSTEM):
        assert (len(answers), len(set(answers))) == (10, 1)
        assert (Interaction.objects.count(), Participant.objects.count()) == (1, 1)
        assert Event.objects.filter(verb="interaction_logged").count() == 1
