"""Every write leaves its trace, and an act can be taken back as a whole."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from clientela.access.actions import raise_wall
from clientela.accounts.models import User
from clientela.audit.models import Change
from clientela.audit.undoing import undo_act
from clientela.clients.actions import add_client
from clientela.clients.enums import IdentifierKind, NameKind
from clientela.clients.models import Client, ClientName, Identifier
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.acts import act, last_act
from clientela.core.errors import NotFound, Refused

pytestmark = pytest.mark.django_db


@act
def _rename(client: Client, name: str) -> None:
    Client.objects.filter(pk=client.pk).update(name=name)


@act
def _remove_names(client: Client) -> None:
    ClientName.objects.filter(client=client).delete()


def _last() -> int:
    number = last_act()
    assert number is not None
    return number


def test_an_added_row_is_named_with_its_act_and_actor(managing_partner: User) -> None:
    with acting_as(managing_partner):
        client = add_client(name="Acme", names=[(NameKind.SHORT, "AC")], by=managing_partner)
        changes = list(Change.objects.filter(act=last_act()).order_by("id"))
    assert [(change.table, change.operation) for change in changes] == [
        ("clients_client", "I"),
        ("clients_clientname", "I"),
        ("clients_clientname", "I"),
    ]
    assert {change.client_id for change in changes} == {client.pk}
    assert {change.actor_id for change in changes} == {managing_partner.pk}
    assert all(change.before is None and change.after is None for change in changes)


def test_of_a_changed_row_only_what_differs_is_kept(managing_partner: User) -> None:
    with acting_as(managing_partner):
        client = add_client(name="Acme", by=managing_partner)
        _rename(client, "Acme Group")
        change = Change.objects.get(act=last_act())
        assert (change.before, change.after) == ({"name": "Acme"}, {"name": "Acme Group"})
        _rename(client, "Acme Group")
        assert not Change.objects.filter(act=last_act()).exists()


def test_raw_sql_leaves_its_trace_too(managing_partner: User) -> None:
    with acting_as(managing_partner):
        client = add_client(name="Acme", by=managing_partner)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE clients_client SET industry = 'Steel' WHERE id = %s", [client.pk])
        newest = Change.objects.filter(table="clients_client", row_id=client.pk).first()
    assert newest is not None
    assert newest.after == {"industry": "Steel"}


def test_the_application_cannot_touch_the_history(managing_partner: User) -> None:
    with acting_as(managing_partner):
        add_client(name="Acme", by=managing_partner)
        for sql in (
            "DELETE FROM audit_change",
            "UPDATE audit_change SET actor_id = 0",
            "INSERT INTO audit_change (act, at, \"table\", row_id, operation) VALUES (1, now(), 'x', 1, 'I')",
        ):
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(sql)


def test_the_history_of_a_walled_client_is_hidden(managing_partner: User, lawyer: User) -> None:
    with acting_as(managing_partner):
        client = add_client(name="Secret Holdings", by=managing_partner)
        _rename(client, "Most Secret Holdings")
        raise_wall(client=client, hidden_from=[lawyer], reason="acts for the other side", by=managing_partner)
    with acting_as(lawyer):
        assert not Change.objects.filter(client_id=client.pk).exists()
        assert not Change.objects.filter(table="clients_client", row_id=client.pk).exists()


def test_passwords_are_not_kept(managing_partner: User) -> None:
    with acting_as(SYSTEM):
        managing_partner.set_password("correct horse battery")
        managing_partner.email = "li@example.com"
        managing_partner.save()
        change = Change.objects.filter(table="accounts_user", row_id=managing_partner.pk, operation="U").first()
    assert change is not None
    assert set(change.after or {}) == {"email"}


def test_undo_takes_back_what_was_added(managing_partner: User) -> None:
    with acting_as(managing_partner):
        client = add_client(name="Acme", identifiers=[(IdentifierKind.OTHER, "7")], by=managing_partner)
        undo_act(number=_last(), by=managing_partner, now=timezone.now())
        assert not Client.objects.filter(pk=client.pk).exists()
        assert not Identifier.objects.filter(client_id=client.pk).exists()


def test_undo_puts_back_what_was_changed_and_removed_and_can_itself_be_undone(managing_partner: User) -> None:
    with acting_as(managing_partner):
        client = add_client(name="Acme", names=[(NameKind.SHORT, "АК «Весна»")], by=managing_partner)
        names = list(client.names.values("id", "kind", "name", "key"))
        _remove_names(client)
        removal = _last()
        undo_act(number=removal, by=managing_partner, now=timezone.now())
        assert list(client.names.values("id", "kind", "name", "key")) == names
        undo_act(number=_last(), by=managing_partner, now=timezone.now())
        assert not client.names.exists()
        _rename(client, "Acme “Group”")
        undo_act(number=_last(), by=managing_partner, now=timezone.now())
        client.refresh_from_db()
        assert client.name == "Acme"


def test_undo_refuses_where_somebody_has_changed_the_row_since(managing_partner: User, lawyer: User) -> None:
    with acting_as(managing_partner):
        client = add_client(name="Acme", by=managing_partner)
        _rename(client, "Acme Group")
        mine = _last()
    with acting_as(lawyer):
        _rename(client, "Acme International")
    with acting_as(managing_partner):
        with pytest.raises(Refused, match="changed this since"):
            undo_act(number=mine, by=managing_partner, now=timezone.now())
        client.refresh_from_db()
        assert client.name == "Acme International"


def test_undo_is_for_the_one_who_acted_and_for_a_short_while(managing_partner: User, lawyer: User) -> None:
    with acting_as(managing_partner):
        add_client(name="Acme", by=managing_partner)
        number = _last()
    with acting_as(lawyer), pytest.raises(NotFound):
        undo_act(number=number, by=lawyer, now=timezone.now())
    with acting_as(managing_partner):
        with pytest.raises(Refused, match="too late"):
            undo_act(number=number, by=managing_partner, now=timezone.now() + dt.timedelta(minutes=3))
        with pytest.raises(NotFound):
            undo_act(number=number + 1_000, by=managing_partner, now=timezone.now())


def test_a_raised_wall_is_not_undone_by_the_way(managing_partner: User, lawyer: User) -> None:
    with acting_as(managing_partner):
        client = add_client(name="Secret Holdings", by=managing_partner)
        raise_wall(client=client, hidden_from=[lawyer], reason="acts for the other side", by=managing_partner)
        with pytest.raises(Refused, match="cannot be undone"):
            undo_act(number=_last(), by=managing_partner, now=timezone.now())
