"""A leaver's book passes to others: proposed, adjusted, confirmed, followed up."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clientela.access.actions import raise_wall
from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.audit.undoing import undo_act
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.acts import last_act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import EditClash
from clientela.engagements.actions import add_engagement
from clientela.engagements.models import LedgerEntry, TeamMember
from clientela.interactions.actions import add_task, finish_task, receive_inquiry
from clientela.interactions.models import Inquiry, Task
from clientela.relationships import queries
from clientela.relationships.actions import (
    choose_successors,
    confirm_handover,
    end_leavers_access,
    give_up_handover,
    refresh_handover,
    start_handover,
)
from clientela.relationships.enums import HandoverReason, ItemKind
from clientela.relationships.models import Handover, HandoverItem
from tests.relationships.books import Book

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
LAST_DAY = TODAY + dt.timedelta(days=14)


def started(book: Book, by: User, last_day: dt.date = LAST_DAY) -> Handover:
    return start_handover(leaver_id=book.anna.pk, reason=HandoverReason.LEAVES, last_day=last_day, by=by)


@pytest.fixture
def full(book: Book, managing_partner: User) -> Book:
    """Anna leads two clients, has a mandate, a task and an inquiry; Boris knows Wang, Anna everybody."""
    with acting_as(managing_partner):
        for person, client in ((book.wang, book.shipping), (book.zhao, book.shipping), (book.ivanova, book.textile)):
            book.met(book.anna, person, client, days_ago=5, channel="visit")
        book.met(book.boris, book.wang, book.shipping, days_ago=9, channel="visit")
        add_engagement(
            client_id=book.shipping.pk, reference="M-1", responsible_id=book.anna.pk, team=[], by=managing_partner
        )
        add_task(title="Send the draft", owner_id=book.anna.pk, due=TODAY, client_id=book.textile.pk, by=SYSTEM)
        add_task(title="Order paper", owner_id=book.anna.pk, due=TODAY, by=SYSTEM)
    with acting_as(book.anna):
        inquiry = receive_inquiry(channel="phone", subject="A lease", by=book.anna)
        Inquiry.objects.filter(pk=inquiry.pk).update(owner=book.anna)
    return book


def lines(screen: queries.HandoverScreen) -> dict[tuple[str, str], queries.ItemLine]:
    return {(item.kind.value, item.name): item for group in screen.groups for item in group.items}


def test_everything_that_the_leaver_has_is_in_the_plan_with_a_successor(full: Book, managing_partner: User) -> None:
    with acting_as(managing_partner):
        screen = queries.handover(started(full, managing_partner).pk)
    assert screen.counts == {"client": 2, "contact": 3, "engagement": 1, "inquiry": 1, "task": 2}
    found = lines(screen)
    assert found["client", "Yuanhang Shipping"].successor == "Boris Orlov"
    assert found["contact", "Wang Jun"].successor == "Boris Orlov"
    assert found["engagement", "M-1"].successor == "Boris Orlov"
    assert found["client", "Yuanhang Shipping"].why["people"] == 1
    assert found["client", "Yuanhang Shipping"].why["strength"] > 0.4
    assert all(item.successor_id not in (None, full.anna.pk) for item in found.values())
    assert screen.groups[-1].client_id is None


def test_load_is_spread_where_nobody_is_known(book: Book, managing_partner: User) -> None:
    with acting_as(managing_partner):
        for number in range(8):
            Client.objects.create(name=f"Client {number}", responsible=book.anna)
        handover = started(book, managing_partner)
        successors = list(handover.items.filter(kind=ItemKind.CLIENT).values_list("successor_id", flat=True))
    assert {successors.count(book.boris.pk), successors.count(managing_partner.pk)} == {5}


def test_nobody_is_proposed_or_chosen_for_a_client_that_a_wall_hides_from_him(
    full: Book, managing_partner: User
) -> None:
    with acting_as(managing_partner):
        raise_wall(client=full.shipping, hidden_from=[full.boris], reason="other side", by=managing_partner)
        handover = started(full, managing_partner)
        screen = queries.handover(handover.pk)
        ours = [item for group in screen.groups if group.client_id == full.shipping.pk for item in group.items]
        assert len(ours) == 4
        assert {item.successor_id for item in ours} == {managing_partner.pk}
        assert all(full.boris.pk not in {one.user_id for one in item.candidates} for item in ours)
        with pytest.raises(Refused, match="may not work"):
            choose_successors(handover_id=handover.pk, chosen={ours[0].id: full.boris.pk}, by=managing_partner)


def test_a_wall_that_comes_after_the_choice_stops_the_confirmation(full: Book, managing_partner: User) -> None:
    with acting_as(managing_partner):
        handover = started(full, managing_partner)
        raise_wall(client=full.shipping, hidden_from=[full.boris], reason="other side", by=managing_partner)
        with pytest.raises(Refused, match="may not work"):
            confirm_handover(handover_id=handover.pk, by=managing_partner)
        full.shipping.refresh_from_db()
        assert full.shipping.responsible == full.anna


def test_a_client_that_the_one_in_charge_may_not_see_is_not_there_nor_counted(
    full: Book, managing_partner: User
) -> None:
    with acting_as(SYSTEM):
        manager = add_staff(name="Chen Yu", role=Role.CLIENT_MANAGER, by=SYSTEM)
    with acting_as(managing_partner):
        raise_wall(client=full.textile, hidden_from=[manager], reason="other side", by=managing_partner)
        whole = started(full, managing_partner)
    with acting_as(manager):
        screen = queries.handover(whole.pk)
        assert screen.counts == {"client": 1, "contact": 2, "engagement": 1, "inquiry": 1, "task": 1}
        assert {group.name for group in screen.groups} == {"Yuanhang Shipping", ""}
        assert [line.items for line in queries.handovers()] == [6]
        give_up_handover(handover_id=whole.pk, by=manager)
        own = started(full, manager)
        confirm_handover(handover_id=own.pk, by=manager)
    with acting_as(managing_partner):
        assert not HandoverItem.objects.filter(handover=own, client=full.textile).exists()
        full.textile.refresh_from_db()
        assert full.textile.responsible == full.anna


def test_confirming_gives_everything_over_and_plans_introductions_and_visits(
    full: Book, managing_partner: User
) -> None:
    with acting_as(managing_partner):
        handover = started(full, managing_partner)
        items = lines(queries.handover(handover.pk))
        choose_successors(
            handover_id=handover.pk,
            chosen={items["client", "Ivanovo Textile"].id: managing_partner.pk, items["task", "Order paper"].id: None},
            by=managing_partner,
        )
        confirm_handover(handover_id=handover.pk, by=managing_partner)
        full.shipping.refresh_from_db()
        full.textile.refresh_from_db()
        assert (full.shipping.responsible, full.textile.responsible) == (full.boris, managing_partner)
        engagement = full.shipping.engagements.get()
        assert engagement.responsible == full.boris
        team = dict(TeamMember.objects.filter(engagement=engagement).values_list("user__name", "until"))
        assert team == {"Anna Petrova": LAST_DAY, "Boris Orlov": None}
        assert Inquiry.objects.get().offered_to is not None
        assert Task.objects.get(title="Order paper").owner == full.anna
        assert Task.objects.get(title="Send the draft").owner != full.anna
        titles = set(Task.objects.filter(owner=full.anna).values_list("title", flat=True))
        assert "Introduce Boris Orlov to Wang Jun" in titles
        visit = Task.objects.get(title="Visit Yuanhang Shipping as successor of Anna Petrova")
        assert (visit.owner, visit.due) == (full.boris, LAST_DAY + dt.timedelta(days=30))
        screen = queries.handover(handover.pk)
        assert (screen.passed, screen.items, screen.open_steps, screen.done_steps) == (8, 9, 5, 0)
        finish_task(task_id=visit.pk, by=managing_partner)
        screen = queries.handover(handover.pk)
        assert (screen.open_steps, screen.done_steps) == (4, 1)
        shown = lines(screen)["client", "Yuanhang Shipping"].visit
        assert shown is not None
        assert shown.done is not None
        with pytest.raises(Refused, match="confirmed already"):
            confirm_handover(handover_id=handover.pk, by=managing_partner)


def test_what_somebody_else_has_taken_meanwhile_is_left_alone(full: Book, managing_partner: User) -> None:
    with acting_as(managing_partner):
        handover = started(full, managing_partner)
        Client.objects.filter(pk=full.shipping.pk).update(responsible=managing_partner)
        confirm_handover(handover_id=handover.pk, by=managing_partner)
        full.shipping.refresh_from_db()
        assert full.shipping.responsible == managing_partner


def test_a_confirmed_handover_can_be_taken_back_as_a_whole(full: Book, managing_partner: User) -> None:
    with acting_as(managing_partner):
        handover = started(full, managing_partner)
        tasks = Task.objects.count()
        confirm_handover(handover_id=handover.pk, by=managing_partner)
        undo_act(number=last_act() or 0, by=managing_partner, now=timezone.now())
        full.shipping.refresh_from_db()
        handover.refresh_from_db()
        assert (full.shipping.responsible, handover.confirmed, Task.objects.count()) == (full.anna, None, tasks)


def test_two_who_choose_at_once_meet(full: Book, managing_partner: User) -> None:
    with acting_as(managing_partner):
        handover = started(full, managing_partner)
        item = lines(queries.handover(handover.pk))["client", "Yuanhang Shipping"]
        seen = {item.id: item.successor_id}
        choose_successors(handover_id=handover.pk, chosen={item.id: managing_partner.pk}, was=seen, by=managing_partner)
        with pytest.raises(EditClash) as clash:
            choose_successors(handover_id=handover.pk, chosen={item.id: None}, was=seen, by=managing_partner)
        assert (clash.value.clashes[0].theirs, clash.value.clashes[0].yours) == (managing_partner.pk, None)


def test_access_ends_at_once_and_introductions_go_to_the_one_in_charge(full: Book, managing_partner: User) -> None:
    with acting_as(managing_partner):
        handover = started(full, managing_partner)
        end_leavers_access(handover_id=handover.pk, by=managing_partner)
        full.anna.refresh_from_db()
        assert not full.anna.is_active
        assert queries.handover(handover.pk).access_ended is not None
        confirm_handover(handover_id=handover.pk, by=managing_partner)
        assert Task.objects.get(title__contains="Wang Jun").owner == managing_partner


def test_what_the_leaver_takes_on_later_can_be_added(full: Book, managing_partner: User) -> None:
    with acting_as(managing_partner):
        handover = started(full, managing_partner)
        assert refresh_handover(handover_id=handover.pk, by=managing_partner) == 0
        Client.objects.create(name="Late", responsible=full.anna)
        assert refresh_handover(handover_id=handover.pk, by=managing_partner) == 1
        with pytest.raises(Refused, match="open handover"):
            started(full, managing_partner)
        give_up_handover(handover_id=handover.pk, by=managing_partner)
        assert started(full, managing_partner).pk != handover.pk


def test_a_lawyer_hands_nobody_over(full: Book) -> None:
    with acting_as(full.boris), pytest.raises(PermissionDenied):
        started(full, full.boris)


def test_a_missing_handover_is_not_found(managing_partner: User) -> None:
    with acting_as(managing_partner):
        for call in (queries.handover, queries.retention):
            with pytest.raises(NotFound):
                call(10**9)


def test_retention_is_fees_after_against_fees_before(full: Book, managing_partner: User) -> None:
    last = dt.date(2023, 3, 31)
    fees: list[tuple[Client, str, Any, str]] = [
        (full.shipping, "2022-12-01", 100, "fee"),
        (full.shipping, "2022-05-01", 40, "fee"),
        (full.shipping, "2022-03-31", 999, "fee"),
        (full.shipping, "2023-04-01", 60, "fee"),
        (full.shipping, "2023-05-01", 500, "payment"),
        (full.shipping, "2023-12-01", 90, "fee"),
        (full.shipping, "2024-04-01", 777, "fee"),
        (full.textile, "2023-01-01", 70, "fee"),
        (full.textile, "2023-11-01", 5, "fee"),
    ]
    with acting_as(managing_partner):
        for client, date, amount, kind in fees:
            LedgerEntry.objects.create(client=client, date=date, kind=kind, amount=amount, currency="CNY")
        handover = started(full, managing_partner, last_day=last)
        confirm_handover(handover_id=handover.pk, by=managing_partner)
        report = queries.retention(handover.pk, as_of=dt.date(2026, 1, 1))
        half, year = report.spans
        assert half.fees == [("CNY", Decimal(170), Decimal(60))]
        assert year.fees == [("CNY", Decimal(210), Decimal(155))]
        assert (half.clients, half.kept, year.kept, half.over) == (2, 1, 2, True)
        assert (half.ends, year.ends) == (dt.date(2023, 9, 30), dt.date(2024, 3, 31))
        running = queries.retention(handover.pk, as_of=dt.date(2023, 4, 30)).spans[1]
        assert (running.over, running.fees) == (False, [("CNY", Decimal(210), Decimal(60))])
        raise_wall(client=full.shipping, hidden_from=[full.boris], reason="other side", by=managing_partner)
    with acting_as(full.boris):
        assert [client.name for client in queries.retention(handover.pk).clients] == ["Ivanovo Textile"]


def test_statements_do_not_grow_with_the_book(book: Book, managing_partner: User) -> None:
    counts = []
    with acting_as(managing_partner):
        for many in (1, 3):
            for number in range(many):
                client = Client.objects.create(name=f"Client {many}.{number}", responsible=book.anna)
                book.met(book.anna, [book.wang, book.zhao], client, days_ago=1)
                add_task(title="Call", owner_id=book.anna.pk, due=TODAY, client_id=client.pk, by=SYSTEM)
            for open_one in Handover.objects.filter(given_up=None):
                give_up_handover(handover_id=open_one.pk, by=managing_partner)
            with CaptureQueriesContext(connection) as starting:
                handover = started(book, managing_partner)
            with CaptureQueriesContext(connection) as showing:
                queries.handover(handover.pk)
            with CaptureQueriesContext(connection) as keeping:
                queries.retention(handover.pk)
            counts.append((len(starting), len(showing), len(keeping)))
    assert counts[0] == counts[1]
