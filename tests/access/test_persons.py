"""All about one person can be taken out, and goes where the law lets it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from clientela.access.erasing import erase_person, export_own_data, export_person
from clientela.access.persons import Kind, privacy_of, project_models
from clientela.accounts.actions import add_staff, end_access
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.audit.models import Change, Event
from clientela.clients.actions import add_client
from clientela.clients.enums import ClientKind
from clientela.clients.models import Client
from clientela.contacts.actions import add_contact, change_contact
from clientela.contacts.models import Contact, Position, Reach
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import NotFound, Refused
from clientela.web.privacy.reasons import REASONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(managing_partner: User) -> Contact:
    """Somebody with two jobs, a telephone and a hobby that was another before."""
    with acting_as(managing_partner):
        first = add_client(name="Acme", by=managing_partner)
        second = add_client(name="Secret Holdings", by=managing_partner)
        contact = add_contact(
            name="Иван Щукин",
            client_id=first.pk,
            title="Директор",
            reaches=[("phone", "+7 495 123-45-67")],
            interests="шахматы",
            by=managing_partner,
        )
        Position.objects.create(contact=contact, client=second, title="Советник")
        change_contact(contact_id=contact.pk, changes={"interests": "рыбалка"}, was=None, by=managing_partner)
    return contact


def _everywhere() -> str:
    """Every row of every table but the events, as text, read past the walls."""
    found = []
    with acting_as(SYSTEM), connection.cursor() as cursor:
        for model in project_models():
            if model is not Event:
                cursor.execute(
                    f"SELECT coalesce(string_agg(to_jsonb(t)::text, chr(10)), '') FROM \"{model._meta.db_table}\" t"
                )
                found.append(cursor.fetchone()[0])
    return "\n".join(found)


@pytest.mark.parametrize("model", project_models(), ids=lambda model: model._meta.label)
def test_every_field_of_every_model_is_declared_once(model: Any) -> None:
    declared = privacy_of(model)
    fields = {one.name for one in model._meta.concrete_fields} - {"id", "pk"}
    assert set(declared.fields) == fields
    assert len(declared.fields) == len(declared.impersonal) + len(declared.erased) + len(declared.kept)


@pytest.mark.parametrize("model", project_models(), ids=lambda model: model._meta.label)
def test_every_reason_for_keeping_can_be_read_in_every_language(model: Any) -> None:
    because = privacy_of(model).kept_because
    assert not because or because in REASONS


def test_what_is_taken_out_has_all_of_the_person(person: Contact, managing_partner: User) -> None:
    with acting_as(managing_partner):
        data = export_person(kind=Kind.CONTACT, number=person.pk, by=managing_partner)
    text = json.dumps(data, ensure_ascii=False)
    assert {"Иван Щукин", "рыбалка", "Директор", "Советник", "+74951234567"} <= {
        word for word in ("Иван Щукин", "рыбалка", "Директор", "Советник", "+74951234567") if word in text
    }
    assert data["events"][0]["verb"] == "person_data_exported"


def test_an_erasure_leaves_no_trace_in_rows_search_or_history(person: Contact, managing_partner: User) -> None:
    assert "рыбалка" in _everywhere()
    assert "шахматы" in _everywhere()
    with acting_as(managing_partner):
        fates = erase_person(kind=Kind.CONTACT, number=person.pk, by=managing_partner)
    left = _everywhere()
    for word in ("Щукин", "рыбалка", "шахматы", "Директор", "Советник", "4951234567"):
        assert word not in left
    with acting_as(SYSTEM):
        assert Contact.objects.get(pk=person.pk).erased is not None
        assert not Reach.objects.exists()
        assert Change.objects.filter(table="contacts_contact", row_id=person.pk, operation="U").count() >= 2
        assert Event.objects.filter(verb="person_erased", contact_id=person.pk).exists()
    assert any(fate.removed for fate in fates)


def test_an_erasure_reaches_what_the_eraser_may_not_see(person: Contact, managing_partner: User) -> None:
    from clientela.access.actions import raise_wall

    eraser = add_staff(name="Eraser", role=Role.CLIENT_MANAGER, by=SYSTEM)
    with acting_as(managing_partner):
        secret = Client.objects.get(name="Secret Holdings")
        raise_wall(client=secret, hidden_from=[eraser], reason="x", by=managing_partner)
    with acting_as(eraser):
        data = export_person(kind=Kind.CONTACT, number=person.pk, by=eraser)
        assert "Советник" not in json.dumps(data, ensure_ascii=False)
        erase_person(kind=Kind.CONTACT, number=person.pk, by=eraser)
    assert "Советник" not in _everywhere()


def test_a_private_person_who_is_a_client_keeps_the_name_for_conflict_checks(managing_partner: User) -> None:
    with acting_as(managing_partner):
        client = add_client(
            name="Мария Кузнецова", kind=ClientKind.PERSON, facts={"traits": "вспыльчива"}, by=managing_partner
        )
        contact = add_contact(name="Мария Кузнецова", client_id=None, family="двое детей", by=managing_partner)
        Position.objects.create(contact=contact, client=client, is_self=True)
        assert "двое детей" in json.dumps(
            export_person(kind=Kind.CLIENT, number=client.pk, by=managing_partner), ensure_ascii=False
        )
        fates = erase_person(kind=Kind.CLIENT, number=client.pk, by=managing_partner)
        assert Client.objects.get(pk=client.pk).name == "Мария Кузнецова"
        organisation = add_client(name="Acme", by=managing_partner)
        with pytest.raises(NotFound):
            erase_person(kind=Kind.CLIENT, number=organisation.pk, by=managing_partner)
    left = _everywhere()
    assert "вспыльчива" not in left
    assert "двое детей" not in left
    assert any("conflict check" in fate.kept_because for fate in fates)


def test_a_member_of_staff_goes_after_the_access_has_ended(managing_partner: User, lawyer: User) -> None:
    User.objects.filter(pk=lawyer.pk).update(email="anna@example.com")
    with acting_as(managing_partner):
        with pytest.raises(Refused, match="End the access"):
            erase_person(kind=Kind.STAFF, number=lawyer.pk, by=managing_partner)
        end_access(user=lawyer, by=managing_partner)
        erase_person(kind=Kind.STAFF, number=lawyer.pk, by=managing_partner)
    lawyer.refresh_from_db()
    assert (lawyer.email, lawyer.name) == ("", "Анна Петрова")
    assert "anna@example.com" not in _everywhere()


def test_somebody_gets_the_own_data_and_nobody_elses(managing_partner: User, lawyer: User) -> None:
    with acting_as(lawyer):
        data = json.dumps(export_own_data(by=lawyer), ensure_ascii=False)
        with pytest.raises(PermissionDenied):
            export_person(kind=Kind.STAFF, number=managing_partner.pk, by=lawyer)
    assert "Анна Петрова" in data
    assert "Li Wei" not in data
    assert "password" not in data
