"""What the pages of people show, and to whom."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clientela.access.actions import raise_wall
from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.contacts.actions import add_contact, record_consent
from clientela.core.actor import SYSTEM, acting_as
from clientela.interactions.actions import log_interaction
from clientela.interactions.models import Interaction, Participant
from tests.web.firm import browser_of
from tests.web.people.conftest import Acquaintances
from tests.web.people.helpers import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def outside(known: Acquaintances, lawyer: User, managing_partner: User) -> Client:
    """The browser of a lawyer from whom a wall hides the secret client."""
    with acting_as(managing_partner):
        raise_wall(client=known.secret, hidden_from=[lawyer], reason="acts for the other side", by=managing_partner)
    return browser_of(lawyer)


def test_the_people_of_a_client_stand_as_an_organisation(known: Acquaintances, partner_client: Client) -> None:
    shown = text(partner_client.get(f"/clients/{known.trading.pk}/people/"))
    assert "2 people now" in shown
    head, departments = shown.index("Head of the organisation"), shown.index("Heads of departments")
    assert head < shown.index("王军") < departments < shown.index("Анна Щукина")
    assert "Decides" in shown
    assert "also Canary Chairman, Canary Holdings" in shown
    assert "Who left" in shown
    assert "Canary Buyer Canary Holdings" in shown


def test_a_person_shows_positions_greeting_birthday_and_ways(known: Acquaintances, partner_client: Client) -> None:
    shown = text(partner_client.get(f"/people/{known.people['anna']}/"))
    assert "Уважаемая Анна Сергеевна" in shown
    assert "29 Feb" in shown
    assert "+7 916 123-45-67" in shown
    assert "Advises" in shown
    moved = text(partner_client.get(f"/people/{known.people['olga']}/"))
    assert moved.index("Canary Buyer") < moved.index("Buyer · Open Trading")
    assert "until 1 May 2025" in moved


def test_a_person_shows_what_was_agreed_to_and_what_was_before(known: Acquaintances, partner_client: Client) -> None:
    for answer in ("given", "withdrawn"):
        with acting_as(SYSTEM):
            record_consent(
                contact_id=known.people["anna"], purpose="news", channel="mail", answer=answer, source="fair", by=SYSTEM
            )
    shown = text(partner_client.get(f"/people/{known.people['anna']}/"))
    assert "Newsletters Withdrawn" in shown
    assert "All answers" in shown


def test_a_person_shows_the_contacts_of_the_log(known: Acquaintances, partner_client: Client) -> None:
    with acting_as(SYSTEM):
        logged = Interaction.objects.create(
            token=uuid4(), client=known.trading, at=timezone.now(), channel="call", subject="The new lease"
        )
        Participant.objects.create(
            interaction=logged, client=known.trading, contact_id=known.people["anna"], at=logged.at
        )
    shown = text(partner_client.get(f"/people/{known.people['anna']}/"))
    assert "The new lease · Open Trading Call" in shown


def test_a_client_that_hangs_on_one_colleague_says_so(
    known: Acquaintances, lawyer: User, partner_client: Client
) -> None:
    address = f"/clients/{known.trading.pk}/people/"
    assert "Only" not in text(partner_client.get(address))
    with acting_as(SYSTEM):
        for _number in range(5):
            log_interaction(
                client_id=known.trading.pk,
                channel="meeting",
                at=timezone.now() - dt.timedelta(days=1),
                subject="The lease",
                staff=[lawyer],
                contacts=[known.people["anna"]],
                token=uuid4(),
                by=SYSTEM,
            )
    assert "Only Анна Петрова is in touch with anybody there." in text(partner_client.get(address))


def test_the_list_finds_filters_and_leads_on(
    known: Acquaintances, partner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clientela.web.people.views.PAGE", 3)
    first = partner_client.get("/people/")
    assert "4 people" in text(first)
    after = first.context["page"].next_cursor
    assert "Canary Harry" not in text(partner_client.get(f"/people/?after={after}"))
    assert "1 person" in text(partner_client.get("/people/?q=shchukina"))
    assert "1 person" in text(partner_client.get("/people/?birthday=2"))
    assert "1 person" in text(partner_client.get("/people/?influence=decides"))
    assert "3 people" in text(partner_client.get(f"/people/?client={known.secret.pk}"))
    assert "Nobody fits all of this" in text(partner_client.get("/people/?q=nobody"))
    assert "4 people" in text(partner_client.get("/people/?consent=none"))
    assert "4 people" in text(partner_client.get("/people/?birthday=13&influence=loud&client=x&consent=y"))


def test_a_client_typed_without_scripts_is_found_or_asked_back(known: Acquaintances, partner_client: Client) -> None:
    assert "2 people" in text(partner_client.get("/people/?client_text=trading&client="))
    with acting_as(SYSTEM):
        from clientela.clients.actions import add_client

        add_client(name="Open Harbour", by=SYSTEM)
    assert "Several are called so" in text(partner_client.get("/people/?client_text=open&client="))


def test_htmx_gets_the_found_part_of_the_list_only(known: Acquaintances, partner_client: Client) -> None:
    part = partner_client.get("/people/?q=anna", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert part.content.decode().strip().startswith('<section id="found"')
    assert "HX-Request" in part.headers["Vary"]


def test_a_firm_without_people_is_led_to_the_first(partner_client: Client, db: None) -> None:
    assert 'href="/people/new/">New person' in partner_client.get("/people/").content.decode()
    auditor = browser_of(add_staff(name="Auditor", role=Role.AUDITOR, by=SYSTEM))
    assert "/people/new/" not in auditor.get("/people/").content.decode()


def test_behind_a_wall_nothing_is_shown_counted_or_found(known: Acquaintances, outside: Client) -> None:
    everywhere = [
        "/people/",
        "/people/?q=canary",
        "/people/?q=h@canary",
        f"/people/?client={known.secret.pk}",
        "/people/?client_text=canary&client=",
        f"/clients/{known.trading.pk}/people/",
        f"/people/{known.people['wang']}/",
        f"/people/{known.people['olga']}/",
        f"/people/{known.people['wang']}/positions/{known.positions['wang']}/move/",
        "/people/new/",
    ]
    for address in everywhere:
        answer = outside.get(address)
        assert answer.status_code == 200, address
        shown = answer.content.decode().replace("canary", "")
        assert "Canary" not in shown, address
    assert "3 people" in text(outside.get("/people/"))
    assert "2 people now" in text(outside.get(f"/clients/{known.trading.pk}/people/"))


def test_a_hidden_record_answers_as_a_missing_one(known: Acquaintances, outside: Client) -> None:
    harry, position = known.people["harry"], known.positions["harry"]
    with acting_as(SYSTEM):
        from clientela.contacts.models import Position, Reach

        reach = Reach.objects.get(contact_id=harry).pk
        chair = Position.objects.get(contact_id=known.people["wang"], client=known.secret).pk
    wang = known.people["wang"]
    asked = [
        f"/people/{harry}/",
        f"/people/{harry}/edit/name/",
        f"/people/{harry}/reaches/new/",
        f"/people/{harry}/reaches/{reach}/",
        f"/people/{harry}/consent/",
        f"/people/{harry}/positions/new/",
        f"/people/{harry}/positions/{position}/",
        f"/people/{harry}/positions/{position}/move/",
        f"/people/{wang}/positions/{chair}/",
        f"/people/{wang}/positions/{chair}/move/",
        f"/people/{wang}/positions/new/?client={known.secret.pk}",
        f"/people/new/?client={known.secret.pk}",
        f"/clients/{known.secret.pk}/people/",
    ]
    missing = outside.get("/people/999999999/")
    assert missing.status_code == 404
    for address in asked:
        answer = outside.get(address)
        assert answer.status_code == 404, address
        assert text(answer).replace(address, "") == text(missing).replace("/people/999999999/", ""), address
    posted = [
        (f"/people/{harry}/fact/", {"field": "name", "value": "x", "was": "Canary Harry"}),
        (f"/people/{harry}/edit/name/", {"name": "x", "name_order": "given_first"}),
        (f"/people/{harry}/reaches/{reach}/remove/", {}),
        (f"/people/{wang}/positions/{chair}/remove/", {}),
    ]
    for address, data in posted:
        assert outside.post(address, data).status_code == 404, address


def test_pages_take_the_same_statements_for_one_row_and_for_three(
    known: Acquaintances, partner_client: Client, django_assert_max_num_queries: Any
) -> None:
    with acting_as(SYSTEM):
        from clientela.clients.actions import add_client

        lone = add_client(name="Lone", by=SYSTEM)
        one = add_contact(name="One Lone", client_id=lone.pk, reaches=[("mail", "o@b.cd")], by=SYSTEM)
        for number in range(2):
            add_contact(name=f"Two {number}", client_id=known.trading.pk, by=SYSTEM)
    pages = [
        (f"/clients/{lone.pk}/people/", f"/clients/{known.trading.pk}/people/"),
        ("/people/?q=one", "/people/?q=two"),
        (f"/people/{one.pk}/", f"/people/{known.people['wang']}/"),
    ]
    partner_client.get("/people/")
    for few, many in pages:
        with django_assert_max_num_queries(40) as first:
            assert partner_client.get(few).status_code == 200
        with django_assert_max_num_queries(40) as second:
            assert partner_client.get(many).status_code == 200
        assert len(first) == len(second), many


@pytest.mark.parametrize("language", ["zh-hans", "ru", "en"])
def test_every_page_opens_in_every_language(known: Acquaintances, partner_client: Client, language: str) -> None:
    partner_client.cookies["django_language"] = language
    anna, position = known.people["anna"], known.positions["anna"]
    for path in (
        "/people/",
        "/people/new/",
        f"/people/{anna}/",
        f"/people/{anna}/edit/personal/",
        f"/people/{anna}/edit/notes/",
        f"/people/{anna}/edit/preferences/",
        f"/people/{anna}/reaches/new/",
        f"/people/{anna}/consent/?purpose=news&channel=mail&answer=withdrawn",
        f"/people/{anna}/positions/new/",
        f"/people/{anna}/positions/{position}/",
        f"/people/{anna}/positions/{position}/move/",
        f"/clients/{known.trading.pk}/people/",
    ):
        answer = partner_client.get(path)
        assert answer.status_code == 200, path
        assert f'<html lang="{language}"' in answer.content.decode()


def test_a_birthday_that_is_near_is_seen_among_the_people(known: Acquaintances, partner_client: Client) -> None:
    soon = timezone.localdate() + dt.timedelta(days=3)
    with acting_as(SYSTEM):
        add_contact(
            name="Soon",
            client_id=known.trading.pk,
            birthday_month=soon.month,
            birthday_day=soon.day if (soon.month, soon.day) != (2, 29) else 28,
            by=SYSTEM,
        )
    page = partner_client.get(f"/clients/{known.trading.pk}/people/").content.decode()
    assert page.count("class-gold") == 1
