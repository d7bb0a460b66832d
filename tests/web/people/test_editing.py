"""Writing on the pages of people: forms work without scripts, two editors meet, nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clientela.accounts.actions import add_staff
from clientela.accounts.permissions import Role
from clientela.contacts.models import Contact, Position, Reach
from clientela.contacts.queries import may_contact
from clientela.core.actor import SYSTEM, acting_as
from tests.web.firm import browser_of
from tests.web.people.conftest import Acquaintances
from tests.web.people.helpers import filled, text

pytestmark = pytest.mark.django_db


def _card(known: Acquaintances, name: str = "anna") -> str:
    return f"/people/{known.people[name]}/"


def _contact(known: Acquaintances, name: str = "anna") -> Contact:
    with acting_as(SYSTEM):
        return Contact.objects.get(pk=known.people[name])


def test_a_person_is_entered_at_a_client(known: Acquaintances, partner_client: Client) -> None:
    address = f"/people/new/?client={known.trading.pk}"
    form = filled(
        partner_client.get(address), name="Jane Smith", title="CFO", influence="pays", mail="Jane@example.com"
    )
    answer = partner_client.post(address, form, follow=True)
    shown = text(answer)
    assert "Jane Smith is on file now." in shown
    assert "Undo" in shown
    assert "CFO, Open Trading" in shown
    assert "Dear Jane Smith" in shown


def test_one_who_is_on_file_already_is_shown_first(known: Acquaintances, partner_client: Client) -> None:
    address = f"/people/new/?client={known.trading.pk}"
    form = filled(partner_client.get(address), name="Щукина Анна", mobile="+7 (916) 1234567")
    answer = partner_client.post(address, form)
    assert answer.status_code == 422
    assert "Анна Щукина · Юрист · Open Trading – the same +79161234567" in text(answer)
    answer = partner_client.post(address, {**form, "merely_like": "1"})
    assert answer.status_code == 302
    with acting_as(SYSTEM):
        assert Contact.objects.filter(name="Щукина Анна").exists()


def test_what_is_wrong_with_a_new_person_is_said_and_nothing_lost(known: Acquaintances, partner_client: Client) -> None:
    answer = partner_client.post(
        "/people/new/", {"name": "Jane", "rank": "3", "name_order": "given_first", "mail": "x"}
    )
    assert answer.status_code == 422
    assert "is not a mail address" in text(answer)
    assert 'value="Jane"' in answer.content.decode()


def test_a_group_of_facts_is_changed_and_taken_back(known: Acquaintances, partner_client: Client) -> None:
    address = _card(known) + "edit/notes/"
    form = filled(partner_client.get(address), interests="chess\r\nopera")
    answer = partner_client.post(address, form, follow=True)
    assert _contact(known).interests == "chess\nopera"
    undo = answer.content.decode().split('action="/undo/')[1].split('"')[0]
    partner_client.post(f"/undo/{undo}")
    assert _contact(known).interests == ""


def test_a_birthday_that_never_was_is_refused(known: Acquaintances, partner_client: Client) -> None:
    address = _card(known) + "edit/personal/"
    answer = partner_client.post(address, filled(partner_client.get(address), birth_year="1999"))
    assert answer.status_code == 422
    assert "There is no such day of birth" in text(answer)
    assert partner_client.post(address, filled(partner_client.get(address), birth_year="2000")).status_code == 302
    assert _contact(known).birth_year == 2000


def test_two_editors_of_one_fact_meet_and_choose(known: Acquaintances, partner_client: Client) -> None:
    address = _card(known) + "edit/name/"
    first, second = (filled(partner_client.get(address)) for _editor in range(2))
    partner_client.post(address, {**first, "languages": "ru, en"})
    answer = partner_client.post(address, {**second, "languages": "ru, zh", "form_of_address": "Анна"})
    assert answer.status_code == 409
    assert "ru, en" in text(answer)
    assert "ru, zh" in text(answer)
    assert _contact(known).form_of_address == ""
    partner_client.post(
        address, {**second, "form_of_address": "Анна", "was_languages": "ru, en", "languages": "ru, zh"}
    )
    contact = _contact(known)
    assert (contact.languages, contact.form_of_address) == ("ru, zh", "Анна")


def test_a_fact_is_changed_where_it_stands(known: Acquaintances, partner_client: Client) -> None:
    address = _card(known) + "fact/"
    partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
    answer = partner_client.post(address, {"field": "interests", "was": "", "value": "chess"}, headers=partial)
    assert "chess" in text(answer)
    clash = partner_client.post(address, {"field": "interests", "was": "", "value": "go"}, headers=partial)
    assert "theirs" in text(clash)
    assert _contact(known).interests == "chess"
    choice = partner_client.post(address, {"field": "preferred_channel", "was": "", "value": "mail"}, headers=partial)
    assert "Mail" in text(choice)
    wrong = partner_client.post(address, {"field": "preferred_channel", "was": "mail", "value": "x"}, headers=partial)
    assert "Select a valid choice" in wrong.content.decode()
    assert partner_client.post(address, {"field": "search", "was": "", "value": "x"}).status_code == 404
    assert partner_client.post(address, {"field": "name", "was": "Анна Щукина", "value": ""}).status_code == 200
    assert _contact(known).name == "Анна Щукина"


def test_ways_to_reach_are_added_changed_and_taken_out(known: Acquaintances, partner_client: Client) -> None:
    partner_client.post(_card(known) + "reaches/new/", {"kind": "mail", "value": "New@example.com", "label": "home"})
    with acting_as(SYSTEM):
        reach = Reach.objects.get(normal="new@example.com")
    address = f"{_card(known)}reaches/{reach.pk}/"
    partner_client.post(address, filled(partner_client.get(address), label="office", valid_until="2020-01-31"))
    shown = text(partner_client.get(_card(known)))
    assert "New@example.com office until 31 Jan 2020" in shown
    twice = partner_client.post(_card(known) + "reaches/new/", {"kind": "mail", "value": "NEW@example.com"})
    assert twice.status_code == 422
    assert "on the person's card already" in text(twice)
    assert partner_client.post(address + "remove/").status_code == 302
    assert "New@example.com" not in text(partner_client.get(_card(known))).replace("Taken out: New@example.com.", "")


def test_an_answer_is_recorded_and_withdrawn(known: Acquaintances, partner_client: Client) -> None:
    anna = known.people["anna"]
    told = {"purpose": "news", "channel": "mail", "answer": "given", "source": "fair", "on": ""}
    assert partner_client.post(_card(known) + "consent/", told).status_code == 302
    with acting_as(SYSTEM):
        assert may_contact(anna, "news", "mail")
    link = f"{_card(known)}consent/?purpose=news&channel=mail&answer=withdrawn"
    page = partner_client.get(link).content.decode()
    assert '<option value="withdrawn" selected>' in page
    assert partner_client.post(link, {**told, "answer": "withdrawn", "source": ""}).status_code == 422
    today = timezone.localdate().isoformat()
    partner_client.post(link, {**told, "answer": "withdrawn", "source": "call", "on": today})
    with acting_as(SYSTEM):
        assert not may_contact(anna, "news", "mail")
    late = partner_client.post(_card(known) + "consent/", {**told, "on": "2099-01-01"})
    assert late.status_code == 422


def test_a_position_is_entered_changed_and_taken_out(known: Acquaintances, partner_client: Client) -> None:
    address = f"{_card(known)}positions/new/?client={known.secret.pk}"
    partner_client.post(address, filled(partner_client.get(address), title="Adviser", since="2024-01-31"))
    with acting_as(SYSTEM):
        position = Position.objects.get(contact_id=known.people["anna"], client=known.secret)
    assert (position.title, position.since.isoformat()) == ("Adviser", "2024-01-31")
    address = f"{_card(known)}positions/{position.pk}/"
    first, second = (filled(partner_client.get(address)) for _editor in range(2))
    partner_client.post(address, {**first, "rank": "2"})
    assert partner_client.post(address, {**second, "rank": "1"}).status_code == 409
    partner_client.post(address, {**second, "title": "Board", "until": "2025-01-31"})
    with acting_as(SYSTEM):
        position.refresh_from_db()
    assert (position.rank, position.title, str(position.until)) == (2, "Board", "2025-01-31")
    wrong = partner_client.post(address, filled(partner_client.get(address), until="2023-01-01"))
    assert "cannot end before it begins" in text(wrong)
    assert partner_client.post(address + "remove/").status_code == 302
    with acting_as(SYSTEM):
        assert not Position.objects.filter(pk=position.pk).exists()


@pytest.mark.parametrize("role", [Role.AUDITOR])
def test_one_who_may_only_look_gets_no_form_and_writes_nothing(known: Acquaintances, role: Role) -> None:
    reader = browser_of(add_staff(name="Reader", role=role, by=SYSTEM))
    page = reader.get(_card(known)).content.decode()
    assert "Анна Щукина" in page
    assert "data-inline" not in page
    assert "/edit/" not in page
    position = known.positions["anna"]
    posts: list[tuple[str, dict[str, Any]]] = [
        ("/people/new/", {"name": "x"}),
        (_card(known) + "fact/", {"field": "name", "value": "x", "was": ""}),
        (_card(known) + "edit/name/", {"name": "x"}),
        (_card(known) + "reaches/new/", {"kind": "mail", "value": "a@b.cd"}),
        (_card(known) + "consent/", {}),
        (_card(known) + "positions/new/", {}),
        (f"{_card(known)}positions/{position}/", {}),
        (f"{_card(known)}positions/{position}/move/", {}),
        (f"{_card(known)}positions/{position}/remove/", {}),
    ]
    for address, data in posts:
        assert reader.post(address, data).status_code == 403, address


def test_a_group_that_does_not_exist_is_nowhere(known: Acquaintances, partner_client: Client) -> None:
    assert partner_client.get(_card(known) + "edit/secrets/").status_code == 404
