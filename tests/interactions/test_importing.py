"""Many contacts at once."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from clientela.access.actions import raise_wall
from clientela.accounts.models import User
from clientela.clients.models import Client
from clientela.contacts.models import Contact
from clientela.core.actor import SYSTEM, acting_as
from clientela.interactions.actions import ImportedInteraction, import_interactions, importing
from clientela.interactions.models import Interaction, Participant
from clientela.interactions.queries import latest

pytestmark = pytest.mark.django_db

AT = dt.datetime(2025, 1, 1, 9, tzinfo=dt.UTC)


def test_rows_become_contacts_with_their_people(acme: Client, lawyer: User, ivanova: Contact) -> None:
    row = ImportedInteraction(
        client_id=acme.pk, channel="mail", at=AT, subject="Draft\tsent", text="line\nline", staff=(lawyer.pk,),
        contacts=(ivanova.pk,), direction="theirs", reaction=-1, minutes=5, cost=Decimal("1.5"), currency="RUB",
    )  # fmt: skip
    with acting_as(SYSTEM):
        assert import_interactions([row], by=SYSTEM) == 1
        [seen] = latest(acme.pk)
    assert (seen.subject, seen.text, seen.direction, seen.reaction) == ("Draft\tsent", "line\nline", "theirs", -1)
    assert (seen.cost, seen.currency, seen.at) == (Decimal("1.5"), "RUB", AT)
    assert {part.name for part in seen.people} == {"Анна Петрова", "Ольга Иванова"}


def test_the_same_rows_again_add_nothing(acme: Client, lawyer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "ROWS_AT_ONCE", 3)
    rows = [
        ImportedInteraction(acme.pk, "call", AT, f"Call {number}", staff=(lawyer.pk,), token=uuid.uuid4())
        for number in range(7)
    ]
    with acting_as(SYSTEM):
        assert import_interactions([*rows, rows[0]], by=SYSTEM) == 7
        assert import_interactions(rows, by=SYSTEM) == 0
        assert (Interaction.objects.count(), Participant.objects.count()) == (7, 7)


def test_rows_of_a_client_hidden_from_the_importer_are_left_out(
    acme: Client, beta: Client, partner: User, managing_partner: User
) -> None:
    with acting_as(managing_partner):
        raise_wall(client=acme, hidden_from=[partner], reason="other side", by=managing_partner)
    rows = [ImportedInteraction(client.pk, "call", AT, "Call") for client in (acme, beta)]
    with acting_as(partner):
        assert import_interactions(rows, by=partner) == 1
    with acting_as(SYSTEM):
        assert list(Interaction.objects.values_list("client_id", flat=True)) == [beta.pk]


def test_who_may_not_import_enters_nothing(acme: Client, lawyer: User) -> None:
    with acting_as(lawyer), pytest.raises(PermissionDenied):
        import_interactions([ImportedInteraction(acme.pk, "call", AT, "Call")], by=lawyer)


def test_an_unknown_channel_stops_all(acme: Client) -> None:
    with acting_as(SYSTEM), pytest.raises(ValueError, match="no such channel"):
        import_interactions(
            [ImportedInteraction(acme.pk, "call", AT, "Call"), ImportedInteraction(acme.pk, "telex", AT, "?")],
            by=SYSTEM,
        )
