"""The timeline of a client, and the log of one person."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clientela.access.actions import raise_wall
from clientela.accounts.models import User
from clientela.clients.models import Client
from clientela.contacts.models import Contact
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import NotFound
from clientela.engagements.models import Engagement, LedgerEntry
from clientela.interactions.actions import ImportedInteraction, import_interactions
from clientela.interactions.queries import contact_log, latest, timeline
from clientela.interactions.sources import CONTACTS, add_source

pytestmark = pytest.mark.django_db


def _at(day: int, hour: int = 10, month: int = 3) -> dt.datetime:
    return dt.datetime(2025, month, day, hour, tzinfo=dt.UTC)


def _enter(client: Client, *rows: tuple[dt.datetime, str], **facts: Any) -> None:
    channel = facts.pop("channel", "call")
    import_interactions(
        [ImportedInteraction(client.pk, channel, at, subject, **facts) for at, subject in rows], by=SYSTEM
    )


def _money(client: Client, date: dt.date, amount: int, currency: str = "CNY", kind: str = "fee") -> None:
    LedgerEntry.objects.create(client=client, date=date, kind=kind, amount=Decimal(amount), currency=currency)


def _all(client: Client, limit: int, **asked: Any) -> list[tuple[str, int]]:
    seen: list[tuple[str, int]] = []
    after = None
    while True:
        page = timeline(client.pk, after=after, limit=limit, **asked)
        assert len(page.rows) <= limit
        seen += [(entry.kind, entry.id) for entry in page.rows]
        after = page.next_cursor
        if after is None:
            return seen


def _fill(client: Client, lawyer: User) -> None:
    """Contacts, mandates and fees, many of them at the very same moments."""
    midnight = dt.datetime(2025, 3, 5, tzinfo=dt.UTC)
    _enter(client, *((midnight, f"same {number}") for number in range(5)))
    _enter(client, *((_at(day), f"on {day}") for day in range(1, 9)), staff=(lawyer.pk,))
    for number in range(3):
        Engagement.objects.create(
            client=client, reference=f"M-{number}", reference_key=f"m{number}", opened=dt.date(2025, 3, 5),
            closed=dt.date(2025, 3, 5) if number else None,
        )  # fmt: skip
    for month in (1, 2, 3):
        _money(client, dt.date(2025, month, 10), month * 100)
        _money(client, dt.date(2025, month, 11), 50)
        _money(client, dt.date(2025, month, 12), 7, "USD")
        _money(client, dt.date(2025, month, 12), 999, kind="payment")


def test_all_that_happened_stands_in_one_order(acme: Client, lawyer: User) -> None:
    with acting_as(SYSTEM):
        _fill(acme, lawyer)
        rows = timeline(acme.pk, limit=100).rows
    assert [entry.at for entry in rows] == sorted((entry.at for entry in rows), reverse=True)
    assert [entry.kind for entry in rows[:2]] == ["fees", "contact"]
    kinds = [entry.kind for entry in rows]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"contact": 13, "opened": 3, "closed": 2, "fees": 3}
    assert rows[0].data["sums"] == [["CNY", "350.0000"], ["USD", "7.0000"]]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 7, 20, 21])
def test_pages_have_no_gaps_and_no_entry_twice(acme: Client, lawyer: User, limit: int) -> None:
    with acting_as(SYSTEM):
        _fill(acme, lawyer)
        whole = [(entry.kind, entry.id) for entry in timeline(acme.pk, limit=100).rows]
        assert _all(acme, limit) == whole
        assert len(set(whole)) == 21


def test_a_timeline_is_filtered_by_kind_channel_and_person(acme: Client, lawyer: User, ivanova: Contact) -> None:
    with acting_as(SYSTEM):
        _fill(acme, lawyer)
        _enter(acme, (_at(20), "with her"), (_at(21), "again"), contacts=(ivanova.pk,), channel="visit")
        assert len(timeline(acme.pk, kinds=["fees", "opened"]).rows) == 6
        assert [row.data["subject"] for row in timeline(acme.pk, person=ivanova.pk).rows] == ["again", "with her"]
        assert len(_all(acme, 3, colleague=lawyer.pk)) == 8
        assert len(_all(acme, 1, channel="visit")) == 2
        assert timeline(acme.pk, person=ivanova.pk, channel="call").rows == []
        assert timeline(acme.pk, channel="telex").rows == []
        assert timeline(acme.pk, after="nonsense").rows == []


def test_a_contact_shows_who_took_part(acme: Client, lawyer: User, ivanova: Contact) -> None:
    with acting_as(SYSTEM):
        _enter(acme, (_at(20), "with her"), contacts=(ivanova.pk,), staff=(lawyer.pk,))
        [row] = timeline(acme.pk).rows
    assert {person["name"] for person in row.data["people"]} == {"Ольга Иванова", "Анна Петрова"}


def test_a_page_costs_the_same_number_of_statements(acme: Client, lawyer: User, ivanova: Contact) -> None:
    counts = []
    with acting_as(SYSTEM):
        for _round in range(3):
            _enter(acme, (_at(1), "one"), contacts=(ivanova.pk,), staff=(lawyer.pk,))
            with CaptureQueriesContext(connection) as first:
                timeline(acme.pk)
            with CaptureQueriesContext(connection) as second:
                latest(acme.pk)
            with CaptureQueriesContext(connection) as third:
                contact_log(ivanova.pk)
            counts.append((len(first), len(second), len(third)))
    assert counts == [(2, 2, 3)] * 3


def test_the_timeline_of_a_hidden_client_is_missing(
    acme: Client, lawyer: User, managing_partner: User, ivanova: Contact
) -> None:
    with acting_as(managing_partner):
        _fill(acme, managing_partner)
        place = timeline(acme.pk, limit=1).next_cursor
        raise_wall(client=acme, hidden_from=[lawyer], reason="other side", by=managing_partner)
    with acting_as(lawyer):
        with pytest.raises(NotFound):
            timeline(acme.pk)
        assert timeline(acme.pk, after=place).rows == []
        assert latest(acme.pk) == []
        assert contact_log(ivanova.pk).rows == []


def test_the_log_of_a_person_runs_over_all_clients_that_the_viewer_may_see(
    acme: Client, beta: Client, lawyer: User, managing_partner: User, ivanova: Contact
) -> None:
    with acting_as(SYSTEM):
        _enter(acme, *((_at(day), f"acme {day}") for day in (1, 3, 5)), contacts=(ivanova.pk,))
        _enter(beta, *((_at(day), f"beta {day}") for day in (2, 4)), contacts=(ivanova.pk,))
        seen, after = [], None
        while True:
            page = contact_log(ivanova.pk, after=after, limit=2)
            seen += [row.subject for row in page.rows]
            after = page.next_cursor
            if after is None:
                break
        assert seen == ["acme 5", "beta 4", "acme 3", "beta 2", "acme 1"]
    with acting_as(managing_partner):
        raise_wall(client=beta, hidden_from=[lawyer], reason="other side", by=managing_partner)
    with acting_as(lawyer):
        assert [row.client for row in contact_log(ivanova.pk).rows] == ["Acme Holdings"] * 3


def test_a_kind_of_entry_is_taken_once() -> None:
    with pytest.raises(ValueError, match="already"):
        add_source(type(CONTACTS)(kind="contact", label="", icon="", template="", select=""))
