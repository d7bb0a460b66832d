"""First contact: nothing falls between two desks."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clientela.access.actions import raise_wall
from clientela.accounts.models import Team, User
from clientela.audit.models import Event
from clientela.audit.undoing import undo_act
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.acts import last_act
from clientela.core.errors import NotFound, Refused
from clientela.interactions import actions
from clientela.interactions.models import Inquiry
from clientela.interactions.queries import inquiry, open_inquiries, settled_inquiries, timeline

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)


def _receive(by: Any, **facts: Any) -> Inquiry:
    usual = {"channel": "phone", "subject": "A trade mark", "caller_name": "Zhang San", "received": MONDAY}
    return actions.receive_inquiry(**usual | facts, by=by)


@pytest.fixture
def desk(db: None, lawyer: User) -> Team:
    team = Team.objects.create(name="Trade marks")
    team.members.add(lawyer)
    return team


def _owner(found: Inquiry) -> str:
    return inquiry(found.pk).line.owner


def test_whoever_takes_an_inquiry_owns_it(lawyer: User) -> None:
    with acting_as(lawyer):
        received = _receive(lawyer)
        screen = inquiry(received.pk)
    assert (screen.line.owner, screen.line.state) == (lawyer.name, "open")
    assert screen.line.due == MONDAY + dt.timedelta(hours=2)
    assert [(step.kind, step.by) for step in screen.steps] == [("received", lawyer.name)]


def test_it_stays_with_its_owner_until_another_has_accepted(lawyer: User, partner: User) -> None:
    with acting_as(lawyer):
        received = _receive(lawyer)
        actions.offer_inquiry(inquiry_id=received.pk, to_user_id=partner.pk, by=lawyer, note="her field")
        assert _owner(received) == lawyer.name
    with acting_as(partner):
        actions.accept_inquiry(inquiry_id=received.pk, by=partner)
        assert _owner(received) == partner.name
        assert inquiry(received.pk).line.offered_to == ""
        kinds = [step.kind for step in inquiry(received.pk).steps]
        assert kinds == ["received", "offered", "accepted"]


def test_a_declined_offer_leaves_it_where_it_was(lawyer: User, partner: User) -> None:
    with acting_as(lawyer):
        received = _receive(lawyer)
        actions.offer_inquiry(inquiry_id=received.pk, to_user_id=partner.pk, by=lawyer)
    with acting_as(partner):
        actions.decline_inquiry(inquiry_id=received.pk, by=partner, note="on leave")
        assert (_owner(received), inquiry(received.pk).steps[-1].note) == (lawyer.name, "on leave")
        with pytest.raises(Refused, match="not offered to you"):
            actions.accept_inquiry(inquiry_id=received.pk, by=partner)


def test_an_offer_can_be_withdrawn_before_it_is_accepted(lawyer: User, partner: User) -> None:
    with acting_as(lawyer):
        received = _receive(lawyer)
        actions.offer_inquiry(inquiry_id=received.pk, to_user_id=partner.pk, by=lawyer)
        actions.withdraw_offer(inquiry_id=received.pk, by=lawyer)
    with acting_as(partner), pytest.raises(Refused, match="not offered"):
        actions.accept_inquiry(inquiry_id=received.pk, by=partner)


def test_only_its_owner_hands_it_over_or_answers(lawyer: User, partner: User, managing_partner: User) -> None:
    with acting_as(lawyer):
        received = _receive(lawyer)
    with acting_as(partner):
        with pytest.raises(PermissionDenied):
            actions.offer_inquiry(inquiry_id=received.pk, to_user_id=partner.pk, by=partner)
        with pytest.raises(Refused, match="ask for it first"):
            actions.answer_inquiry(inquiry_id=received.pk, answer="yes", by=partner)
        with pytest.raises(Refused, match="has taken it"):
            actions.take_inquiry(inquiry_id=received.pk, by=partner)
    with acting_as(managing_partner):
        actions.offer_inquiry(inquiry_id=received.pk, to_user_id=partner.pk, by=managing_partner)


def test_nobody_gets_an_offer_who_takes_no_inquiries_or_has_left(lawyer: User, auditor: User, partner: User) -> None:
    User.objects.filter(pk=partner.pk).update(is_active=False)
    with acting_as(lawyer):
        received = _receive(lawyer)
        with pytest.raises(Refused, match="takes no inquiries"):
            actions.offer_inquiry(inquiry_id=received.pk, to_user_id=auditor.pk, by=lawyer)
        with pytest.raises(NotFound):
            actions.offer_inquiry(inquiry_id=received.pk, to_user_id=partner.pk, by=lawyer)


def test_an_answer_settles_it_and_it_can_be_opened_again(lawyer: User) -> None:
    with acting_as(lawyer):
        received = _receive(SYSTEM, channel="web")
        assert open_inquiries(concerning=lawyer.pk).rows[0].owner_id is None
        with pytest.raises(Refused, match="what was answered"):
            actions.answer_inquiry(inquiry_id=received.pk, answer=" ", by=lawyer)
        actions.answer_inquiry(inquiry_id=received.pk, answer="Sent our fees", by=lawyer)
        assert open_inquiries().rows == []
        assert [line.owner for line in settled_inquiries().rows] == [lawyer.name]
        with pytest.raises(Refused, match="settled already"):
            actions.note_inquiry(inquiry_id=received.pk, note="more", by=lawyer)
        actions.reopen_inquiry(inquiry_id=received.pk, by=lawyer)
        assert len(open_inquiries().rows) == 1


def test_taking_one_can_be_undone(lawyer: User) -> None:
    with acting_as(lawyer):
        received = _receive(SYSTEM, channel="web")
        actions.take_inquiry(inquiry_id=received.pk, by=lawyer)
        act = last_act()
        assert act is not None
        undo_act(number=act, by=lawyer, now=timezone.now())
        assert _owner(received) == ""


def test_the_same_form_sent_twice_is_one_inquiry(lawyer: User) -> None:
    token = uuid.uuid4()
    with acting_as(SYSTEM):
        first, again = (_receive(SYSTEM, channel="web", token=token) for _time in range(2))
        assert (first.pk, Inquiry.objects.count()) == (again.pk, 1)


def test_the_most_particular_clock_holds(managing_partner: User, desk: Team) -> None:
    with acting_as(managing_partner):
        actions.set_clocks(
            clocks=[("", None, 8), ("phone", None, 4), ("", desk.pk, 3), ("phone", desk.pk, 1)], by=managing_partner
        )
        due = [
            (_receive(SYSTEM, channel=channel, desk_id=number).due - MONDAY).total_seconds() / 3600
            for channel, number in (("fax", None), ("phone", None), ("fax", desk.pk), ("phone", desk.pk))
        ]
    assert due == [8, 4, 3, 1]


def test_clocks_are_changed_by_those_who_may(lawyer: User, managing_partner: User, desk: Team) -> None:
    with acting_as(lawyer), pytest.raises(PermissionDenied):
        actions.set_clocks(clocks=[("", None, 8)], by=lawyer)
    with acting_as(managing_partner):
        with pytest.raises(Refused, match="1 to 400"):
            actions.set_clocks(clocks=[("", None, 0)], by=managing_partner)
        with pytest.raises(Refused, match="Two clocks"):
            actions.set_clocks(clocks=[("", None, 8), ("", None, 9)], by=managing_partner)


def test_an_overdue_one_goes_up_once_to_the_head_of_its_desk(
    lawyer: User, partner: User, managing_partner: User, desk: Team
) -> None:
    with acting_as(managing_partner):
        actions.set_desk_heads(heads={desk.pk: partner.pk}, by=managing_partner)
    with acting_as(SYSTEM):
        late = _receive(lawyer, desk_id=desk.pk)
        of_his_desk = _receive(lawyer)
        of_the_head = _receive(partner, desk_id=desk.pk)
        in_time = _receive(lawyer, received=MONDAY + dt.timedelta(days=1))
        now = MONDAY + dt.timedelta(hours=3)
        assert {one.pk for one in actions.raise_overdue(now=now)} == {late.pk, of_his_desk.pk, of_the_head.pk}
        assert actions.raise_overdue(now=now) == []
        raised = [inquiry(one.pk).line.raised_to for one in (late, of_his_desk, of_the_head, in_time)]
        assert raised == [partner.name, partner.name, managing_partner.name, ""]
        assert Event.objects.filter(verb="inquiry_raised").count() == 3
    with acting_as(partner):
        assert late.pk in {line.id for line in open_inquiries(concerning=partner.pk).rows}
        actions.answer_inquiry(inquiry_id=late.pk, answer="Called back", by=partner)


def test_an_answered_one_does_not_go_up(lawyer: User) -> None:
    with acting_as(lawyer):
        received = _receive(lawyer)
        actions.answer_inquiry(inquiry_id=received.pk, answer="yes", by=lawyer)
        assert actions.raise_overdue(now=MONDAY + dt.timedelta(days=9)) == []


def test_it_goes_up_to_nobody_who_may_not_know_of_its_client(
    lawyer: User, partner: User, managing_partner: User, desk: Team, acme: Client
) -> None:
    with acting_as(managing_partner):
        actions.set_desk_heads(heads={desk.pk: partner.pk}, by=managing_partner)
        received = _receive(managing_partner, desk_id=desk.pk, client_id=acme.pk)
        raise_wall(client=acme, hidden_from=[partner], reason="other side", by=managing_partner)
        actions.raise_overdue(now=MONDAY + dt.timedelta(days=9))
        assert inquiry(received.pk).line.raised_to == ""


def test_an_inquiry_of_a_client_stands_behind_its_wall_and_in_its_timeline(
    lawyer: User, managing_partner: User, acme: Client
) -> None:
    with acting_as(managing_partner):
        received = _receive(managing_partner)
        actions.link_inquiry(inquiry_id=received.pk, client_id=acme.pk, by=managing_partner)
        assert [entry.data["subject"] for entry in timeline(acme.pk, kinds=["inquiry"]).rows] == ["A trade mark"]
        raise_wall(client=acme, hidden_from=[lawyer], reason="other side", by=managing_partner)
        other = _receive(lawyer)
        with pytest.raises(Refused, match="may not work for this client"):
            actions.link_inquiry(inquiry_id=other.pk, client_id=acme.pk, by=managing_partner)
    with acting_as(lawyer):
        with pytest.raises(NotFound):
            inquiry(received.pk)
        assert [line.id for line in open_inquiries().rows] == [other.pk]
        with pytest.raises(NotFound):
            actions.link_inquiry(inquiry_id=other.pk, client_id=acme.pk, by=lawyer)


def test_lists_of_inquiries_cost_the_same_and_have_no_gaps(lawyer: User) -> None:
    counts = []
    with acting_as(lawyer):
        for _round in range(3):
            _receive(lawyer)
            with CaptureQueriesContext(connection) as statements:
                open_inquiries()
                inquiry(Inquiry.objects.first().pk)  # type: ignore[union-attr]
            counts.append(len(statements))
        assert len(set(counts)) == 1
        page = open_inquiries(limit=2)
        rest = open_inquiries(after=page.next_cursor, limit=2)
        assert len({line.id for line in (*page.rows, *rest.rows)}) == 3
        assert rest.next_cursor is None
