"""The pages of conflict checks: asking, reading what was found, deciding; and what they keep to themselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from clientela.access.actions import raise_wall
from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients.actions import add_client
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as
from clientela.engagements.actions import add_engagement
from clientela.matching.models import ConflictCheck
from tests.web.firm import browser_of

pytestmark = pytest.mark.django_db
OFFICER = "Speak to the conflicts officer."


@pytest.fixture
def house(db: None) -> Client:
    with acting_as(SYSTEM):
        return add_client(name="三菱商事株式会社", by=SYSTEM)


def _ask(browser: Any, **names: str) -> str:
    answer = browser.post(reverse("new_conflict_check"), {"subject": "A new client", **names}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_check_shows_what_it_found_where_and_why(lawyer_client: Any, house: Client) -> None:
    text = _ask(lawyer_client, client="sanling\nNobody Known At All")
    assert "三菱商事株式会社" in text
    assert reverse("client", args=[house.pk]) in text
    assert "one name contains the other" in text
    assert "No name like it is known to the firm." in text
    assert OFFICER not in text
    assert "A new client" in lawyer_client.get(reverse("conflicts")).content.decode()


def test_a_walled_hit_shows_nothing_but_whom_to_ask(
    lawyer_client: Any, lawyer: User, managing_partner: User, house: Client
) -> None:
    with acting_as(managing_partner):
        raise_wall(client=house, hidden_from=[lawyer], reason="the other side", by=managing_partner)
    text = _ask(lawyer_client, client="sanling")
    assert OFFICER in text
    assert "三菱" not in text
    assert reverse("client", args=[house.pk]) not in text
    assert "No name like it" not in text
    with acting_as(SYSTEM):
        number = ConflictCheck.objects.get().pk
    seen = browser_of(managing_partner).get(reverse("conflict_check", args=[number])).content.decode()
    assert "三菱商事株式会社" in seen
    assert OFFICER not in seen


def test_a_check_of_others_with_a_hit_behind_my_wall_is_missing(
    lawyer_client: Any, lawyer: User, managing_partner: User, house: Client
) -> None:
    other = browser_of(add_staff(name="Other", role=Role.LAWYER, by=SYSTEM))
    _ask(other, client="sanling")
    with acting_as(managing_partner):
        raise_wall(client=house, hidden_from=[lawyer], reason="the other side", by=managing_partner)
    with acting_as(SYSTEM):
        number = ConflictCheck.objects.get().pk
    assert lawyer_client.get(reverse("conflict_check", args=[number])).status_code == 404
    assert "sanling" not in lawyer_client.get(reverse("conflicts")).content.decode()


def test_a_partner_decides_with_a_reason_and_a_lawyer_does_not(
    lawyer_client: Any, partner_client: Any, house: Client
) -> None:
    _ask(lawyer_client, client="sanling")
    with acting_as(SYSTEM):
        number = ConflictCheck.objects.get().pk
    address = reverse("decide_conflict", args=[number])
    assert lawyer_client.post(address, {"decision": "clear", "reason": "x"}).status_code == 403
    assert partner_client.post(address, {"decision": "clear", "reason": ""}).status_code == 422
    answer = partner_client.post(address, {"decision": "clear", "reason": "Another house."}, follow=True)
    assert "Another house." in answer.content.decode()
    assert "No conflict" in answer.content.decode()


def test_a_check_needs_a_name(lawyer_client: Any) -> None:
    answer = lawyer_client.post(reverse("new_conflict_check"), {"client": " \n "})
    assert answer.status_code == 422
    assert "at least one name" in answer.content.decode()


def test_an_address_carries_the_names_of_a_form_that_was_begun(lawyer_client: Any, house: Client) -> None:
    address = reverse("new_conflict_check")
    text = lawyer_client.get(address, {"name": "Fresh Ltd", "adverse": "One\r\nTwo"}).content.decode()
    assert "Fresh Ltd" in text
    assert "One\nTwo" in text
    with acting_as(SYSTEM):
        mandate = add_engagement(client_id=house.pk, reference="M", parties=[("adverse", "Kotlas Port")], by=SYSTEM)
    text = lawyer_client.get(address, {"client": house.pk, "engagement": mandate.pk}).content.decode()
    assert "三菱商事株式会社" in text
    assert "Kotlas Port" in text


def test_what_another_form_holds_beside_names_does_not_stay_in_the_address(lawyer_client: Any) -> None:
    sent = {"csrfmiddlewaretoken": "secret", "instruction": "Sell it.", "adverse": "One\r\nTwo", "counsel": ""}
    answer = lawyer_client.get(reverse("new_conflict_check"), sent)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('new_conflict_check')}?adverse=One%0D%0ATwo"


def test_the_client_that_came_of_a_check_is_joined_to_it(lawyer_client: Any, house: Client) -> None:
    _ask(lawyer_client, client="Fresh Ltd")
    with acting_as(SYSTEM):
        number = ConflictCheck.objects.get().pk
    page = lawyer_client.get(reverse("new_client"), {"name": "Fresh Ltd", "check": number})
    assert reverse("new_conflict_check") in page.content.decode()
    data = {"name": "Fresh Ltd", "kind": "organisation"}
    assert lawyer_client.post(f"{reverse('new_client')}?check={number}", data).status_code == 302
    with acting_as(SYSTEM):
        check = ConflictCheck.objects.get()
        assert check.client is not None
        assert check.client.name == "Fresh Ltd"


def test_an_auditor_has_no_part_in_checks(db: None) -> None:
    auditor = browser_of(add_staff(name="Auditor", role=Role.AUDITOR, by=SYSTEM))
    assert auditor.get(reverse("conflicts")).status_code == 403
    assert auditor.get(reverse("new_conflict_check")).status_code == 403
