"""Pages of walls."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from clientela.access.actions import change_wall, raise_wall
from clientela.access.models import Wall
from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients.actions import add_client
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as
from tests.web.firm import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(db: None) -> Client:
    with acting_as(SYSTEM):
        return add_client(name="Secret Holdings", by=SYSTEM)


def _facts(**changes: Any) -> dict[str, Any]:
    return {
        "scope": "named",
        "staff": [],
        "teams": [],
        "reason": "acts for the rival",
        "since": "",
        "until": "",
        **changes,
    }


def test_a_wall_is_raised_from_the_page_of_a_client_and_lifted_there(
    secret: Client, managing_partner: User, lawyer: User, partner_client: Browser, lawyer_client: Browser
) -> None:
    page = partner_client.get(f"/clients/{secret.pk}/access/").content.decode()
    assert "No wall hides this client from anybody." in page
    facts = _facts(staff=[lawyer.pk], owner_id=managing_partner.pk)
    answer = partner_client.post(f"/clients/{secret.pk}/walls/new/", facts, follow=True)
    assert "acts for the rival" in answer.content.decode()
    assert lawyer_client.get(f"/clients/{secret.pk}/access/").status_code == 404
    with acting_as(SYSTEM):
        wall = Wall.objects.get()
    partner_client.post(f"/walls/{wall.pk}/lift/")
    assert lawyer_client.get(f"/clients/{secret.pk}/access/").status_code == 200


def test_a_refused_wall_says_why_beside_the_form(
    secret: Client, managing_partner: User, partner_client: Browser
) -> None:
    facts = _facts(staff=[managing_partner.pk], owner_id=managing_partner.pk)
    answer = partner_client.post(f"/clients/{secret.pk}/walls/new/", facts)
    assert answer.status_code == 422
    assert "You cannot hide a client from yourself" in answer.content.decode()


def test_two_keepers_of_one_wall_meet(
    secret: Client, managing_partner: User, lawyer: User, partner_client: Browser
) -> None:
    with acting_as(managing_partner):
        wall = raise_wall(client=secret, hidden_from=[lawyer], reason="first", by=managing_partner)
    shown = {"was_reason": "first", "was_staff": str(lawyer.pk), "was_scope": "named"}
    with acting_as(managing_partner):
        change_wall(wall_id=wall.pk, changes={"reason": "theirs"}, by=managing_partner)
    facts = _facts(staff=[lawyer.pk], owner_id=managing_partner.pk, reason="mine", **shown)
    answer = partner_client.post(f"/walls/{wall.pk}/", facts)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "theirs" in text
    assert "mine" in text
    assert 'name="was_reason" value="theirs"' in text


def test_a_keeper_who_is_shut_out_finds_no_wall(
    secret: Client, managing_partner: User, partner_client: Browser
) -> None:
    keeper = add_staff(name="Keeper", role=Role.PARTNER, by=SYSTEM)
    with acting_as(managing_partner):
        wall = raise_wall(client=secret, hidden_from=[keeper], reason="the very reason", by=managing_partner)
    browser = browser_of(keeper)
    assert "the very reason" in partner_client.get("/walls/").content.decode()
    assert "the very reason" not in browser.get("/walls/").content.decode()
    for address in (f"/walls/{wall.pk}/", f"/clients/{secret.pk}/walls/new/", f"/clients/{secret.pk}/access/"):
        assert browser.get(address).status_code == 404
    assert browser.post(f"/walls/{wall.pk}/lift/").status_code == 404


def test_those_who_keep_no_walls_see_who_sees_but_no_reasons(
    secret: Client, managing_partner: User, lawyer_client: Browser
) -> None:
    other = add_staff(name="Other", role=Role.ASSISTANT, by=SYSTEM)
    with acting_as(managing_partner):
        raise_wall(client=secret, hidden_from=[other], reason="the very reason", by=managing_partner)
    page = lawyer_client.get(f"/clients/{secret.pk}/access/").content.decode()
    assert "Other" in page
    assert "the very reason" not in page
    assert lawyer_client.get("/walls/").status_code == 403
