"""Walls hold in the database, whatever the query."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Sum

from clientela.access.actions import lift_wall, raise_wall
from clientela.accounts.models import User
from clientela.audit.models import Event
from clientela.clients.actions import add_client
from clientela.clients.models import Client
from clientela.clients.queries import client_header, matching_clients
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import NotFound, Refused
from clientela.engagements.models import Engagement, LedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(managing_partner: User, lawyer: User) -> Client:
    """A client behind a wall for the lawyer, beside an open one; 300 and 700 are billed."""
    with acting_as(SYSTEM):
        hidden = add_client(name="Secret Holdings", by=SYSTEM)
        open_one = add_client(name="Open Trading", by=SYSTEM)
        for client, amount in ((hidden, 300), (open_one, 700)):
            engagement = Engagement.objects.create(client=client, reference="M-1", reference_key="m1")
            LedgerEntry.objects.create(
                client=client,
                engagement=engagement,
                date=dt.date(2024, 5, 1),
                kind="fee",
                amount=Decimal(amount),
                currency="USD",
            )
    with acting_as(managing_partner):
        raise_wall(client=hidden, hidden_from=[lawyer], reason="acts for the other side", by=managing_partner)
    return hidden


def _raw(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_a_raw_query_misses_a_walled_client(secret: Client, lawyer: User) -> None:
    with acting_as(lawyer):
        assert _raw("SELECT name FROM clients_client") == [("Open Trading",)]
        assert _raw("SELECT name FROM clients_clientname") == [("Open Trading",)]


def test_a_count_misses_a_walled_client(secret: Client, lawyer: User, managing_partner: User) -> None:
    with acting_as(lawyer):
        assert _raw("SELECT count(*) FROM engagements_ledgerentry") == [(1,)]
        assert Client.objects.count() == 1
    with acting_as(managing_partner):
        assert Client.objects.count() == 2


def test_a_join_misses_a_walled_client(secret: Client, lawyer: User) -> None:
    sql = """SELECT l.amount FROM engagements_ledgerentry l JOIN engagements_engagement e ON e.id = l.engagement_id
             LEFT JOIN clients_client c ON c.id = e.client_id"""
    with acting_as(lawyer):
        assert _raw(sql) == [(Decimal("700.0000"),)]


def test_a_walled_client_is_missing_from_totals(secret: Client, lawyer: User, managing_partner: User) -> None:
    with acting_as(lawyer):
        assert LedgerEntry.objects.aggregate(n=Count("*"), total=Sum("amount")) == {"n": 1, "total": Decimal(700)}
    with acting_as(managing_partner):
        assert LedgerEntry.objects.aggregate(total=Sum("amount")) == {"total": Decimal(1000)}


def test_a_walled_client_is_not_found_by_search_nor_by_number(secret: Client, lawyer: User) -> None:
    with acting_as(lawyer):
        assert not matching_clients("secret").exists()
        with pytest.raises(NotFound):
            client_header(secret.pk)
    with acting_as(SYSTEM):
        assert matching_clients("secret").get() == secret


def test_the_events_of_a_walled_client_are_hidden_too(secret: Client, lawyer: User) -> None:
    with acting_as(lawyer):
        assert not Event.objects.filter(data__name="Secret Holdings").exists()
        assert not Event.objects.filter(verb="wall_raised").exists()
        assert Event.objects.filter(verb="staff_added").exists()


def test_without_an_actor_the_database_refuses(secret: Client) -> None:
    for table in ("clients_client", "engagements_engagement", "engagements_ledgerentry", "clients_identifier"):
        with pytest.raises(DatabaseError, match="bigint"), transaction.atomic():
            _raw(f"SELECT * FROM {table}")


def test_a_hidden_client_cannot_be_written_to(secret: Client, lawyer: User) -> None:
    with acting_as(lawyer):
        assert Client.objects.filter(pk=secret.pk).update(name="Taken") == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            LedgerEntry.objects.create(
                client_id=secret.pk, date=dt.date(2024, 1, 1), kind="fee", amount=1, currency="USD"
            )
    with acting_as(SYSTEM):
        assert Client.objects.get(pk=secret.pk).name == "Secret Holdings"


def test_a_lifted_wall_shows_the_client_again_unless_another_stands(
    secret: Client, lawyer: User, managing_partner: User
) -> None:
    with acting_as(managing_partner):
        second = raise_wall(client=secret, hidden_from=[lawyer], reason="family", by=managing_partner)
        lift_wall(wall=second, by=managing_partner)
    with acting_as(lawyer):
        assert not Client.objects.filter(pk=secret.pk).exists()
    with acting_as(managing_partner):
        lift_wall(wall=lawyer.walls.get(lifted=None), by=managing_partner)
    with acting_as(lawyer):
        assert Client.objects.filter(pk=secret.pk).exists()


def test_a_wall_needs_permission_a_reason_and_somebody(secret: Client, lawyer: User, managing_partner: User) -> None:
    with acting_as(managing_partner):
        with pytest.raises(Refused, match="why"):
            raise_wall(client=secret, hidden_from=[lawyer], reason=" ", by=managing_partner)
        with pytest.raises(Refused, match="at least one"):
            raise_wall(client=secret, hidden_from=[], reason="x", by=managing_partner)
        with pytest.raises(PermissionDenied):
            raise_wall(client=secret, hidden_from=[managing_partner], reason="x", by=lawyer)


def test_the_application_cannot_change_what_it_has_recorded(secret: Client) -> None:
    with acting_as(SYSTEM):
        for act in ("DELETE FROM audit_event", "UPDATE audit_event SET verb = 'nothing'"):
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as c,
            ):
                c.execute(act)


def test_nested_actors_return_to_the_one_before(secret: Client, lawyer: User) -> None:
    with acting_as(SYSTEM):
        with acting_as(lawyer):
            assert Client.objects.count() == 1
        assert Client.objects.count() == 2
        with pytest.raises(ZeroDivisionError), transaction.atomic(), acting_as(lawyer):
            _ = 1 / 0
        assert Client.objects.count() == 2
