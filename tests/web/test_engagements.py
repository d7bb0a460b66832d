"""The pages of an engagement: opening, changing, closing, and those whom it concerns."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from clientela.access.actions import raise_wall
from clientela.accounts.models import User
from clientela.clients.actions import add_client
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as
from clientela.engagements.actions import add_engagement
from clientela.engagements.models import Engagement
from clientela.engagements.queries import engagement as engagement_screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def timber(db: None) -> Client:
    with acting_as(SYSTEM):
        return add_client(name="Northern Timber", by=SYSTEM)


@pytest.fixture
def mandate(timber: Client) -> Engagement:
    with acting_as(SYSTEM):
        return add_engagement(client_id=timber.pk, reference="2026/17", title="Sale of a sawmill", by=SYSTEM)


def _shown(mandate: Engagement) -> Any:
    with acting_as(SYSTEM):
        return engagement_screen(mandate.pk)


def test_a_lawyer_opens_an_engagement_and_sees_it(lawyer_client: Any, lawyer: User, timber: Client) -> None:
    page = lawyer_client.get(reverse("new_engagement", args=[timber.pk]))
    assert page.status_code == 200
    assert reverse("new_conflict_check") in page.content.decode()
    answer = lawyer_client.post(
        reverse("new_engagement", args=[timber.pk]),
        {
            "reference": "A-1", "title": "Lease", "service_line": "Real estate", "responsible": lawyer.pk,
            "opened": "2026-03-01", "instruction": "Lease the yard.", "adverse": "Kotlas Port\nООО «Порт»\n",
            "counsel": "", "co_party": "", "related": "",
        },
        follow=True,
    )  # fmt: skip
    text = answer.content.decode()
    assert answer.status_code == 200
    for part in ("Lease the yard.", "Kotlas Port", "ООО «Порт»", "Real estate", "Анна Петрова", "A-1"):
        assert part in text


def test_an_engagement_without_a_reference_is_sent_back(lawyer_client: Any, timber: Client) -> None:
    answer = lawyer_client.post(reverse("new_engagement", args=[timber.pk]), {"reference": ""})
    assert answer.status_code == 422
    assert 'id="id_reference_error"' in answer.content.decode()


def test_parties_team_and_deadlines_are_added_and_taken_out(
    lawyer_client: Any, lawyer: User, mandate: Engagement
) -> None:
    def post(view: str, *more: int, **data: Any) -> None:
        assert lawyer_client.post(reverse(view, args=[mandate.pk, *more]), data).status_code == 302

    post("add_party", name="Kotlas Port", kind="adverse")
    post("join_engagement", user=lawyer.pk)
    post("add_deadline", title="File it", due="2026-04-01")
    shown = _shown(mandate)
    assert [(party.name, party.kind) for party in shown.parties] == [("Kotlas Port", "adverse")]
    assert [member.user_id for member in shown.team] == [lawyer.pk]
    post("meet_deadline", shown.deadlines[0].id)
    post("leave_engagement", shown.team[0].id)
    post("remove_party", shown.parties[0].id)
    shown = _shown(mandate)
    assert shown.parties == []
    assert shown.team[0].until is not None
    assert shown.deadlines[0].met is not None
    post("remove_deadline", shown.deadlines[0].id)
    assert _shown(mandate).deadlines == []
    assert lawyer_client.get(reverse("engagement", args=[mandate.pk])).status_code == 200


def test_a_deadline_without_a_day_is_sent_back(lawyer_client: Any, mandate: Engagement) -> None:
    answer = lawyer_client.post(reverse("add_deadline", args=[mandate.pk]), {"title": "File it", "due": ""})
    assert answer.status_code == 422


def test_a_party_of_another_engagement_is_not_taken_out(
    lawyer_client: Any, timber: Client, mandate: Engagement
) -> None:
    with acting_as(SYSTEM):
        other = add_engagement(client_id=timber.pk, reference="B", parties=[("adverse", "Kotlas Port")], by=SYSTEM)
    party = _shown(other).parties[0].id
    assert lawyer_client.post(reverse("remove_party", args=[mandate.pk, party])).status_code == 404
    assert _shown(other).parties


def _form_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(was_\w+)" value="([^"]*)"', page))


def test_the_second_editor_sees_both_values(lawyer_client: Any, partner_client: Any, mandate: Engagement) -> None:
    address = reverse("edit_engagement", args=[mandate.pk])
    seen = _form_of(lawyer_client.get(address).content.decode())
    data = {"reference": "2026/17", "status": "open"}
    assert partner_client.post(address, seen | data | {"title": "Theirs"}).status_code == 302
    answer = lawyer_client.post(address, seen | data | {"title": "Mine"})
    assert answer.status_code == 409
    assert "Theirs" in answer.content.decode()
    assert "Mine" in answer.content.decode()
    assert _shown(mandate).title == "Theirs"


def test_an_engagement_is_closed_with_its_result(lawyer_client: Any, mandate: Engagement) -> None:
    address = reverse("close_engagement", args=[mandate.pk])
    assert lawyer_client.get(address).status_code == 200
    assert lawyer_client.post(address, {"on": "2026-05-01", "result": "Sold."}).status_code == 302
    shown = _shown(mandate)
    assert (shown.status, shown.result) == ("closed", "Sold.")
    assert lawyer_client.post(address, {"on": "2026-05-01", "result": ""}).status_code == 422


def test_an_engagement_of_a_walled_client_is_missing_from_every_page(
    lawyer_client: Any, lawyer: User, managing_partner: User, timber: Client, mandate: Engagement
) -> None:
    with acting_as(managing_partner):
        raise_wall(client=timber, hidden_from=[lawyer], reason="the other side", by=managing_partner)
    for name in ("engagement", "edit_engagement", "close_engagement"):
        assert lawyer_client.get(reverse(name, args=[mandate.pk])).status_code == 404
    assert lawyer_client.get(reverse("new_engagement", args=[timber.pk])).status_code == 404
    for name in ("add_party", "join_engagement", "add_deadline"):
        assert lawyer_client.post(reverse(name, args=[mandate.pk]), {}).status_code == 404
