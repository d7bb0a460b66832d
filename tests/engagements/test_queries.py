"""Engagements and the ledger as a client's page shows them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from clientela.accounts.models import User
from clientela.clients.actions import add_client
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as
from clientela.engagements.models import Engagement, LedgerEntry, LedgerMonth
from clientela.engagements.queries import client_engagements, client_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of_firm(managing_partner: User) -> Client:
    with acting_as(SYSTEM):
        return add_client(name="Harbor", by=SYSTEM)


def _bill(
    client: Client, date: dt.date, amount: int, *, engagement: Engagement | None = None, kind: str = "fee"
) -> None:
    LedgerEntry.objects.create(
        client=client, engagement=engagement, date=date, kind=kind, amount=Decimal(amount), currency="EUR"
    )


def test_pages_of_the_ledger_hold_every_line_once_latest_first(client_of_firm: Client) -> None:
    with acting_as(SYSTEM):
        for day in (1, 1, 1, 2, 3):
            _bill(client_of_firm, dt.date(2024, 1, day), day * 10)
        seen, after = [], None
        while True:
            page = client_ledger(client_of_firm.pk, after=after, limit=2)
            seen += page.rows
            after = page.next_cursor
            if after is None:
                break
    assert [line.date.day for line in seen] == [3, 2, 1, 1, 1]
    assert len({line.id for line in seen}) == 5


def test_a_broken_cursor_ends_the_list_instead_of_failing(client_of_firm: Client) -> None:
    with acting_as(SYSTEM):
        _bill(client_of_firm, dt.date(2024, 1, 1), 10)
        for cursor in ("nonsense", "2024-13-01.1", "2024-01-01.x", "."):
            assert client_ledger(client_of_firm.pk, after=cursor).rows == []
            assert client_engagements(client_of_firm.pk, after=cursor).rows == []


@pytest.mark.parametrize("count", [1, 3])
def test_engagements_cost_the_same_statements_at_one_and_three(
    client_of_firm: Client, count: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with acting_as(SYSTEM):
        for n in range(count):
            engagement = Engagement.objects.create(client=client_of_firm, reference=f"M-{n}", reference_key=f"m{n}")
            _bill(client_of_firm, dt.date(2024, 1, 1), 100 + n, engagement=engagement)
            _bill(client_of_firm, dt.date(2024, 2, 1), 7, engagement=engagement, kind="payment")
        with django_assert_num_queries(2):  # type: ignore[operator]
            page = client_engagements(client_of_firm.pk)
        with django_assert_num_queries(1):  # type: ignore[operator]
            assert len(client_ledger(client_of_firm.pk).rows) == 2 * count
    assert [line.billed for line in page.rows] == [[("EUR", Decimal(100 + n))] for n in reversed(range(count))]


def test_every_change_of_the_ledger_counts_the_months_it_touches(client_of_firm: Client) -> None:
    with acting_as(SYSTEM):
        _bill(client_of_firm, dt.date(2024, 1, 31), 1)
        _bill(client_of_firm, dt.date(2024, 2, 29), 2)
        first = dict(LedgerMonth.objects.values_list("month", "version"))
        LedgerEntry.objects.filter(amount=2).update(date=dt.date(2024, 3, 1))
        second = dict(LedgerMonth.objects.values_list("month", "version"))
        LedgerEntry.objects.filter(amount=1).delete()
        third = dict(LedgerMonth.objects.values_list("month", "version"))
    january, february, march = (dt.date(2024, month, 1) for month in (1, 2, 3))
    assert set(first) == {january, february}
    assert second[january] == first[january]
    assert second[february] > first[february]
    assert march in second
    assert third[january] > second[january]
    assert third[march] == second[march]


def test_an_engagement_cannot_close_before_it_opens(client_of_firm: Client) -> None:
    with acting_as(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.create(
            client=client_of_firm,
            reference="M",
            reference_key="m",
            opened=dt.date(2024, 2, 1),
            closed=dt.date(2024, 1, 1),
        )


def test_every_table_that_speaks_of_a_client_is_behind_the_walls() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
               WHERE c.relkind = 'r' AND a.attname = 'client_id' AND NOT a.attisdropped AND NOT c.relrowsecurity
               AND c.relnamespace = 'public'::regnamespace ORDER BY 1"""
        )
        # A client of an identity provider is a program.
        assert [name for (name,) in cursor.fetchall()] == ["access_exclusion", "socialaccount_socialapp"]
