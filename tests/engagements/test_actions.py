"""Engagements are opened, changed and closed, with the people on them and the parties whom they concern."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clientela.access.actions import raise_wall
from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients.actions import add_client
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import EditClash
from clientela.engagements.actions import (
    add_deadline,
    add_engagement,
    add_party,
    change_engagement,
    close_engagement,
    join_engagement,
    leave_engagement,
    meet_deadline,
    remove_party,
)
from clientela.engagements.enums import PartyKind
from clientela.engagements.models import Engagement, EngagementParty, ServiceLine
from clientela.engagements.queries import engagement as engagement_screen

pytestmark = pytest.mark.django_db
MARCH = dt.date(2026, 3, 2)


@pytest.fixture
def firm_client(lawyer: User) -> Client:
    with acting_as(SYSTEM):
        return add_client(name="Northern Timber", by=SYSTEM)


@pytest.fixture
def mandate(firm_client: Client, lawyer: User) -> Engagement:
    with acting_as(lawyer):
        return add_engagement(
            client_id=firm_client.pk,
            reference="2026/17",
            title="Sale of a sawmill",
            service_line="Mergers",
            responsible_id=lawyer.pk,
            opened=MARCH,
            instruction="Sell the mill in Kotlas.",
            parties=[(PartyKind.ADVERSE, "ООО «Лесной двор»"), (PartyKind.COUNSEL, "Bär & Partner")],
            by=lawyer,
        )


def test_a_new_engagement_shows_all_that_was_instructed(mandate: Engagement, lawyer: User) -> None:
    with acting_as(lawyer):
        add_deadline(engagement_id=mandate.pk, title="File the notice", due=dt.date(2026, 4, 1), by=lawyer)
        screen = engagement_screen(mandate.pk)
    assert (screen.reference, screen.name, screen.service_line) == ("2026/17", "Sale of a sawmill", "Mergers")
    assert screen.client_name == "Northern Timber"
    assert screen.instruction == "Sell the mill in Kotlas."
    assert [member.name for member in screen.team] == ["Анна Петрова"]
    assert {(party.kind, party.name) for party in screen.parties} == {
        ("adverse", "ООО «Лесной двор»"),
        ("counsel", "Bär & Partner"),
    }
    assert [(line.title, line.met) for line in screen.deadlines] == [("File the notice", None)]


def test_a_reference_belongs_to_one_engagement_of_a_client(mandate: Engagement, lawyer: User) -> None:
    with acting_as(lawyer), pytest.raises(Refused, match="2026 / 17"):
        add_engagement(client_id=mandate.client_id, reference="2026 / 17", by=lawyer)
    with acting_as(lawyer), pytest.raises(Refused, match="needs a reference"):
        add_engagement(client_id=mandate.client_id, reference="  ", by=lawyer)


def test_a_service_line_is_made_once_whatever_its_spelling(mandate: Engagement, lawyer: User) -> None:
    with acting_as(lawyer):
        other = add_engagement(client_id=mandate.client_id, reference="B", service_line=" mergers ", by=lawyer)
        assert ServiceLine.objects.count() == 1
        assert other.service_line_id == mandate.service_line_id


def test_two_editors_of_one_fact_meet_and_of_two_facts_do_not(mandate: Engagement, lawyer: User) -> None:
    seen = {"title": "Sale of a sawmill", "instruction": "Sell the mill in Kotlas."}
    with acting_as(lawyer):
        change_engagement(engagement_id=mandate.pk, changes={"title": "Sale of the mill"}, was=seen, by=lawyer)
        change_engagement(
            engagement_id=mandate.pk, changes=seen | {"instruction": "Sell it dearly."}, was=seen, by=lawyer
        )
        mandate.refresh_from_db()
        assert (mandate.title, mandate.instruction) == ("Sale of the mill", "Sell it dearly.")
        with pytest.raises(EditClash) as clash:
            change_engagement(engagement_id=mandate.pk, changes={"title": "Sawmill"}, was=seen, by=lawyer)
    assert [(found.theirs, found.yours) for found in clash.value.clashes] == [("Sale of the mill", "Sawmill")]


def test_an_engagement_with_a_deadline_that_is_due_stays_open(mandate: Engagement, lawyer: User) -> None:
    with acting_as(lawyer):
        due = add_deadline(engagement_id=mandate.pk, title="File the notice", due=dt.date(2026, 4, 1), by=lawyer)
        with pytest.raises(Refused, match="File the notice"):
            close_engagement(engagement_id=mandate.pk, on=dt.date(2026, 5, 1), by=lawyer)
        meet_deadline(deadline_id=due.pk, on=dt.date(2026, 3, 30), by=lawyer)
        with pytest.raises(Refused, match="before it was opened"):
            close_engagement(engagement_id=mandate.pk, on=dt.date(2026, 1, 1), by=lawyer)
        close_engagement(engagement_id=mandate.pk, on=dt.date(2026, 5, 1), result="Sold.", by=lawyer)
        screen = engagement_screen(mandate.pk)
        with pytest.raises(Refused, match="closed already"):
            close_engagement(engagement_id=mandate.pk, on=dt.date(2026, 5, 2), by=lawyer)
    assert (screen.status, screen.closed, screen.result) == ("closed", dt.date(2026, 5, 1), "Sold.")


def test_the_same_party_twice_is_one_and_can_be_taken_out(mandate: Engagement, lawyer: User) -> None:
    with acting_as(lawyer):
        first = EngagementParty.objects.get(engagement=mandate, kind=PartyKind.ADVERSE)
        again = add_party(engagement_id=mandate.pk, name="ооо «лесной  двор»", kind=PartyKind.ADVERSE, by=lawyer)
        assert again == first
        remove_party(party_id=first.pk, by=lawyer)
        assert [party.kind for party in engagement_screen(mandate.pk).parties] == ["counsel"]


def test_who_leaves_a_team_stays_known_and_may_come_back(
    mandate: Engagement, lawyer: User, managing_partner: User
) -> None:
    with acting_as(lawyer):
        member = join_engagement(engagement_id=mandate.pk, user_id=managing_partner.pk, since=MARCH, by=lawyer)
        leave_engagement(member_id=member.pk, on=dt.date(2026, 4, 1), by=lawyer)
        assert [(line.name, line.until) for line in engagement_screen(mandate.pk).team] == [
            ("Анна Петрова", None),
            ("Li Wei", dt.date(2026, 4, 1)),
        ]
        join_engagement(engagement_id=mandate.pk, user_id=managing_partner.pk, since=MARCH, by=lawyer)
        assert [line.until for line in engagement_screen(mandate.pk).team] == [None, None]


def test_an_engagement_of_a_walled_client_answers_as_a_missing_one(
    mandate: Engagement, lawyer: User, managing_partner: User
) -> None:
    with acting_as(managing_partner):
        client = Client.objects.get(pk=mandate.client_id)
        raise_wall(client=client, hidden_from=[lawyer], reason="acts for the buyer", by=managing_partner)
    with acting_as(lawyer):
        for ask in (
            lambda: engagement_screen(mandate.pk),
            lambda: add_engagement(client_id=mandate.client_id, reference="N", by=lawyer),
            lambda: change_engagement(engagement_id=mandate.pk, changes={"title": "x"}, was=None, by=lawyer),
            lambda: add_party(engagement_id=mandate.pk, name="x", kind=PartyKind.RELATED, by=lawyer),
        ):
            with pytest.raises(NotFound):
                ask()
        assert not EngagementParty.objects.exists()


def test_the_page_of_an_engagement_asks_as_much_for_many_parties_as_for_one(mandate: Engagement, lawyer: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            engagement_screen(mandate.pk)
        return len(queries)

    with acting_as(lawyer):
        before = asked()
        for number in range(4):
            add_party(engagement_id=mandate.pk, name=f"Party {number}", kind=PartyKind.RELATED, by=lawyer)
            add_deadline(engagement_id=mandate.pk, title=f"Step {number}", due=MARCH, by=lawyer)
        assert asked() == before == 5


def test_an_auditor_changes_no_engagement(mandate: Engagement) -> None:
    auditor = add_staff(name="Auditor", role=Role.AUDITOR, by=SYSTEM)
    with acting_as(auditor), pytest.raises(PermissionDenied):
        change_engagement(engagement_id=mandate.pk, changes={"title": "x"}, was=None, by=auditor)
