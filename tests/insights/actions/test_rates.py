"""Exchange rates are entered as a table, and refused where they cannot be rates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from procrastinate.contrib.django.models import ProcrastinateJob

from clientela.accounts.permissions import Role
from clientela.audit.models import Event
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import Refused
from clientela.engagements.models import ExchangeRate
from clientela.insights.actions import Rate, add_rates, compute_snapshot
from clientela.insights.models import Snapshot
from tests.insights import books

DAY = dt.date(2024, 5, 1)


def test_rates_are_stored_and_a_rate_of_the_same_day_is_replaced(committed: Path) -> None:
    partner = books.staff()
    with acting_as(partner):
        first = [Rate(DAY, "EUR", "USD", Decimal("1.1")), Rate(DAY, "CNY", "USD", Decimal(2))]
        assert add_rates(rates=first, by=partner) == 2
        assert add_rates(rates=[Rate(DAY, "EUR", "USD", Decimal("1.2"))], by=partner) == 1
        events = list(Event.objects.filter(verb="rates_added").order_by("pk"))
    found = dict(ExchangeRate.objects.values_list("currency", "rate"))
    assert found == {"EUR": Decimal("1.2"), "CNY": Decimal(2)}
    assert [event.data["rates"] for event in events] == [2, 1]
    assert ProcrastinateJob.objects.filter(task_name="insights.compute").count() == 1


def test_the_rates_that_were_missing_let_the_analysis_go_on(committed: Path) -> None:
    acme = books.client("Acme")
    books.fees(acme, {"2024-05-01": 1, "2024-05-02": 1})
    books.entry(acme, "2024-05-03", 100, currency="EUR")
    with pytest.raises(Refused):
        compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    add_rates(rates=[Rate(DAY, "EUR", "USD", Decimal("1.1"))], by=SYSTEM)
    compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    assert Snapshot.objects.get().thresholds["totals"]["billed"] == 11_200


@pytest.mark.parametrize(
    ("rate", "complaint"),
    [
        (Rate(DAY, "eur", "USD", Decimal(1)), "capital letters"),
        (Rate(DAY, "EUR", "US", Decimal(1)), "capital letters"),
        (Rate(DAY, "USD", "USD", Decimal(1)), "into itself"),
        (Rate(DAY, "EUR", "USD", Decimal(0)), "above zero"),
        (Rate(DAY, "EUR", "USD", Decimal(-1)), "above zero"),
        (Rate(DAY, "EUR", "USD", Decimal("NaN")), "above zero"),
    ],
)
def test_what_cannot_be_a_rate_is_refused_and_nothing_is_stored(committed: Path, rate: Rate, complaint: str) -> None:
    with pytest.raises(Refused, match=complaint):
        add_rates(rates=[Rate(DAY, "CNY", "USD", Decimal(2)), rate], by=SYSTEM)
    assert not ExchangeRate.objects.exists()


def test_an_empty_table_of_rates_is_refused(committed: Path) -> None:
    with pytest.raises(Refused, match="no rate"):
        add_rates(rates=[], by=SYSTEM)


def test_whoever_may_not_import_may_not_enter_rates(committed: Path) -> None:
    lawyer = books.staff(Role.LAWYER)
    with pytest.raises(PermissionDenied):
        add_rates(rates=[Rate(DAY, "EUR", "USD", Decimal(1))], by=lawyer)
