"""Staff, roles, teams, a person's own page, and privacy as pages."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from clientela.access.actions import raise_wall
from clientela.accounts.actions import add_staff, issue_sign_in_link
from clientela.accounts.models import Team, User
from clientela.accounts.permissions import LABELS, Permission, Role
from clientela.clients.actions import add_client
from clientela.contacts.actions import add_contact
from clientela.contacts.models import Contact
from clientela.core.actor import SYSTEM, acting_as
from tests.web.firm import browser_of

pytestmark = pytest.mark.django_db


def test_every_permission_has_its_words_and_stands_on_the_page_of_roles(lawyer_client: Browser) -> None:
    assert set(LABELS) == set(Permission)
    page = lawyer_client.get("/staff/roles/").content.decode()
    assert page.count("<tr>") == len(Permission) + 1
    assert all(str(role.label) in page for role in Role)


def test_somebody_is_entered_gets_a_link_and_comes_in(partner_client: Browser) -> None:
    answer = partner_client.post("/staff/new/", {"name": "王军", "email": "", "role": "assistant"})
    user = User.objects.get(name="王军")
    assert answer.headers["Location"] == f"/staff/{user.pk}/"
    shown = partner_client.post(f"/staff/{user.pk}/invite/").content.decode()
    link = re.search(r"/enter/[\w-]+/", shown)
    assert link is not None
    visitor = Browser()
    visitor.post(link.group())
    assert visitor.get("/clients/").status_code == 200


def test_a_role_is_changed_and_the_last_managing_partner_stays_one(
    managing_partner: User, lawyer: User, partner_client: Browser
) -> None:
    partner_client.post(f"/staff/{lawyer.pk}/", {"name": "Анна Петрова", "email": "a@example.com", "role": "partner"})
    lawyer.refresh_from_db()
    assert (lawyer.role, lawyer.email) == ("partner", "a@example.com")
    answer = partner_client.post(f"/staff/{managing_partner.pk}/", {"name": "Li Wei", "email": "", "role": "lawyer"})
    assert "only managing partner" in answer.content.decode()
    seen = {"was_name": "Анна К.", "was_email": "", "was_role": "partner"}
    stale = {"name": "Анна", "email": "", "role": "partner", **seen}
    answer = partner_client.post(f"/staff/{lawyer.pk}/", stale)
    assert answer.status_code == 422
    assert "Анна Петрова" in answer.content.decode()


def test_access_is_ended_and_given_again(lawyer: User, partner_client: Browser, lawyer_client: Browser) -> None:
    assert lawyer_client.get("/clients/").status_code == 200
    partner_client.post(f"/staff/{lawyer.pk}/end/")
    assert lawyer_client.get("/clients/").status_code == 302
    assert "Анна Петрова" in partner_client.get("/staff/?show=others").content.decode()
    partner_client.post(f"/staff/{lawyer.pk}/invite/")
    lawyer.refresh_from_db()
    assert lawyer.is_active


def test_teams_are_made_changed_and_kept_while_a_wall_names_them(
    managing_partner: User, lawyer: User, partner_client: Browser
) -> None:
    partner_client.post("/staff/teams/", {"name": "Tax", "members": [lawyer.pk]})
    team = Team.objects.get(name="Tax")
    assert list(team.members.all()) == [lawyer]
    partner_client.post(f"/staff/teams/{team.pk}/", {"name": "Tax law", "members": []})
    team.refresh_from_db()
    assert team.name == "Tax law"
    with acting_as(managing_partner):
        client = add_client(name="Secret", by=managing_partner)
        raise_wall(client=client, hidden_from=[team], reason="x", by=managing_partner)
    answer = partner_client.post(f"/staff/teams/{team.pk}/dissolve/", follow=True)
    assert "A wall names this team" in answer.content.decode()
    assert Team.objects.exists()


def test_a_team_that_a_hidden_wall_names_is_kept_too(managing_partner: User, partner_client: Browser) -> None:
    second = add_staff(name="Second", role=Role.MANAGING_PARTNER, by=SYSTEM)
    team = Team.objects.create(name="Tax")
    with acting_as(second):
        client = add_client(name="Secret", by=second)
        raise_wall(client=client, hidden_from=[team, managing_partner], reason="x", by=second)
    answer = partner_client.post(f"/staff/teams/{team.pk}/dissolve/", follow=True)
    assert "A wall names this team" in answer.content.decode()


def test_the_pages_of_staff_are_for_those_who_manage_it(lawyer: User, lawyer_client: Browser) -> None:
    for address in ("/staff/", "/staff/new/", "/staff/teams/", f"/staff/{lawyer.pk}/", "/privacy/"):
        assert lawyer_client.get(address).status_code == 403
    assert lawyer_client.post(f"/staff/{lawyer.pk}/invite/").status_code == 403


def test_a_list_of_staff_takes_as_many_statements_for_three_as_for_one(
    managing_partner: User, partner_client: Browser
) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            partner_client.get("/staff/")
        return len(captured)

    at_one = counted()
    for number in range(3):
        add_staff(name=f"N{number}", role=Role.LAWYER, by=SYSTEM)
    assert counted() == at_one


def test_the_own_page_ends_other_sessions_and_gives_the_own_data(lawyer: User) -> None:
    here, elsewhere = Browser(REMOTE_ADDR="192.0.2.1"), Browser(REMOTE_ADDR="192.0.2.9")
    for browser in (here, elsewhere):
        browser.post(f"/enter/{issue_sign_in_link(user=lawyer, by=SYSTEM)}/")
    page = here.get("/me/").content.decode()
    assert "192.0.2.9" in page
    here.post("/me/sessions/end/")
    assert elsewhere.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200
    data = json.loads(here.get("/me/data.json").content)
    assert data["name"] == "Анна Петрова"


def test_a_person_is_found_printed_and_erased(managing_partner: User, partner_client: Browser) -> None:
    with acting_as(managing_partner):
        contact = add_contact(name="Иван Щукин", client_id=None, interests="шахматы", by=managing_partner)
    assert f"/privacy/contact/{contact.pk}/" in partner_client.get("/privacy/?q=Shchukin").content.decode()
    assert "шахматы" in partner_client.get(f"/privacy/contact/{contact.pk}/document/").content.decode()
    assert "шахматы" in partner_client.get(f"/privacy/contact/{contact.pk}/data.json").content.decode()
    assert partner_client.get(f"/privacy/contact/{contact.pk}/").status_code == 200
    partner_client.post(f"/privacy/contact/{contact.pk}/erase/")
    with acting_as(SYSTEM):
        assert Contact.objects.get().name == "Иван Щукин"
    partner_client.post(f"/privacy/contact/{contact.pk}/erase/", {"sure": "yes"})
    with acting_as(SYSTEM):
        assert Contact.objects.get().name == ""
    for address in ("/privacy/contact/999999/", "/privacy/dragon/1/"):
        assert partner_client.get(address).status_code == 404


def test_a_hidden_person_is_not_found_by_one_who_protects_privacy(managing_partner: User) -> None:
    manager = add_staff(name="Manager", role=Role.CLIENT_MANAGER, by=SYSTEM)
    with acting_as(managing_partner):
        client = add_client(name="Secret", by=managing_partner)
        contact = add_contact(name="Hidden Person", client_id=client.pk, by=managing_partner)
        raise_wall(client=client, hidden_from=[manager], reason="x", by=managing_partner)
    browser = browser_of(manager)
    assert f"/privacy/contact/{contact.pk}/" not in browser.get("/privacy/?q=hidden").content.decode()
    for part in ("", "data.json", "document/"):
        assert browser.get(f"/privacy/contact/{contact.pk}/{part}").status_code == 404
    assert browser.post(f"/privacy/contact/{contact.pk}/erase/", {"sure": "yes"}).status_code == 404
