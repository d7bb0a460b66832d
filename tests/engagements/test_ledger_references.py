"""What a ledger entry names exists, and stays while it is named."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients.actions import add_client
from clientela.clients.models import Client, ClientName
from clientela.core.actor import SYSTEM, acting_as
from clientela.engagements.models import Engagement, LedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> LedgerEntry:
    """A fee on an engagement of a client, worked by a member of staff."""
    with acting_as(SYSTEM):
        client = add_client(name="Acme", by=SYSTEM)
        staff = add_staff(name="Ann", role=Role.LAWYER, by=SYSTEM)
        engagement = Engagement.objects.create(client=client, reference="M-1", reference_key="m1")
        return LedgerEntry.objects.create(
            client=client,
            engagement=engagement,
            staff=staff,
            date=dt.date(2024, 1, 2),
            kind="fee",
            amount=Decimal(10),
            currency="USD",
        )


@pytest.mark.parametrize("name", ["client_id", "engagement_id", "staff_id"])
def test_an_entry_cannot_name_what_does_not_exist(entry: LedgerEntry, name: str) -> None:
    setattr(entry, name, 987_654)
    with acting_as(SYSTEM):
        with pytest.raises(IntegrityError, match=f"names {name} 987654"), transaction.atomic():
            entry.save()
        entry.pk = None
        with pytest.raises(IntegrityError, match=f"names {name} 987654"), transaction.atomic():
            entry.save()


def test_an_entry_may_leave_engagement_and_staff_open(entry: LedgerEntry) -> None:
    with acting_as(SYSTEM):
        LedgerEntry.objects.filter(pk=entry.pk).update(engagement=None, staff=None)
        User.objects.get(pk=entry.staff_id).delete()
        Engagement.objects.get(pk=entry.engagement_id).delete()
        assert LedgerEntry.objects.get(pk=entry.pk).client_id == entry.client_id


@pytest.mark.parametrize("model", [Client, Engagement, User])
def test_what_an_entry_names_cannot_be_deleted(entry: LedgerEntry, model: type[Client | Engagement | User]) -> None:
    named = {Client: entry.client_id, Engagement: entry.engagement_id, User: entry.staff_id}[model]
    if model is Client:
        _clear_other_references(entry)
    with acting_as(SYSTEM), pytest.raises(IntegrityError, match=f"still names .* {named}"), transaction.atomic():
        _delete(model, named)
    with acting_as(SYSTEM):
        assert model.objects.filter(pk=named).exists()


@pytest.mark.parametrize("model", [Client, Engagement, User])
def test_it_can_be_deleted_once_no_entry_names_it(entry: LedgerEntry, model: type[Client | Engagement | User]) -> None:
    named = {Client: entry.client_id, Engagement: entry.engagement_id, User: entry.staff_id}[model]
    with acting_as(SYSTEM):
        LedgerEntry.objects.filter(pk=entry.pk).delete()
        if model is Client:
            _clear_other_references(entry)
        assert model.objects.filter(pk=named).exists()
        _delete(model, named)
        assert not model.objects.filter(pk=named).exists()


def _clear_other_references(entry: LedgerEntry) -> None:
    """Leave the ledger as the only one that names the client."""
    with acting_as(SYSTEM):
        LedgerEntry.objects.filter(pk=entry.pk).update(engagement=None)
        Engagement.objects.filter(pk=entry.engagement_id).delete()
        ClientName.objects.filter(client_id=entry.client_id).delete()


def _delete(model: type[Client | Engagement | User], number: int | None) -> None:
    # Straight, because Django would refuse before the database is asked.
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [number])
