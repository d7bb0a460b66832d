"""What was put into a client, as logged with its contacts, lessens its profit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clientela.accounts.actions import add_staff
from clientela.accounts.permissions import Role
from clientela.analytics import Policy
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import Refused
from clientela.engagements.models import ExchangeRate
from clientela.insights.actions import change_policy, compute_snapshot
from clientela.insights.models import Snapshot, Standing
from clientela.insights.queries import client_standing
from clientela.interactions.actions import ImportedInteraction, import_interactions
from tests.insights import books


def _spend(client: Client, day: dt.date, hour: int = 10, **facts: Any) -> None:
    at = dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC)
    with acting_as(SYSTEM):
        import_interactions([ImportedInteraction(client.pk, "gift", at, "A gift", **facts)], by=SYSTEM)


def _standing(snapshot: Snapshot, client: Client) -> tuple[int, int]:
    with acting_as(SYSTEM):
        found = Standing.objects.get(snapshot=snapshot, client=client)
        return found.invested, found.profit


def _dear_hours(price: str) -> None:
    partner = add_staff(name="Li Wei", role=Role.MANAGING_PARTNER, by=SYSTEM)
    with acting_as(partner):
        change_policy(policy=Policy(hour_cost=Decimal(price)), reason="hours are dear", by=partner)


def test_costs_and_minutes_of_the_window_lessen_the_profit(committed: Path) -> None:
    firm = books.generated_book()
    client, other = firm[0], firm[1]
    before = compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    _dear_hours("90")
    _spend(client, books.TODAY, hour=23, cost=Decimal("100.50"), currency="USD", minutes=20)
    _spend(client, books.TODAY - dt.timedelta(days=100), minutes=10)
    _spend(client, books.TODAY - dt.timedelta(days=800), cost=Decimal("999"), currency="USD", minutes=999)
    _spend(client, books.TODAY + dt.timedelta(days=1), hour=0, cost=Decimal("999"), currency="USD")
    after = compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    invested, profit = _standing(after, client)
    assert invested == 10_050 + 4_500
    assert profit == _standing(before, client)[1] - invested
    assert _standing(after, other) == _standing(before, other)
    with acting_as(SYSTEM):
        screen = client_standing(client.pk, as_of=books.TODAY)
    assert screen is not None
    assert screen.now.invested == Decimal("145.50")


def test_minutes_cost_nothing_where_the_policy_says_so(committed: Path) -> None:
    [client, *_rest] = books.generated_book()
    before = compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    _spend(client, books.TODAY, minutes=600)
    assert compute_snapshot(as_of=books.TODAY, by=SYSTEM).pk == before.pk


def test_a_new_cost_makes_a_new_snapshot_and_another_currency_is_converted(committed: Path) -> None:
    [client, *_rest] = books.generated_book()
    before = compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    _spend(client, books.TODAY, cost=Decimal("50"), currency="CNY")
    with pytest.raises(Refused, match="CNY"):
        compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    ExchangeRate.objects.create(date=books.TODAY, currency="CNY", base="USD", rate=Decimal("0.14"))
    after = compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    assert after.pk != before.pk
    assert _standing(after, client)[0] == 700
    assert compute_snapshot(as_of=books.TODAY, by=SYSTEM).pk == after.pk
