"""One client's figures are those stored, and each class is explained by them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from clientela.analytics import Thresholds, explain_contribution, explain_grid, explain_tier
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import NotFound
from clientela.engagements.models import LedgerEntry
from clientela.insights.models import Snapshot, Standing
from clientela.insights.queries import client_standing
from tests.insights import books

PLAIN = (
    "tier", "grid", "contribution", "active", "ever_active", "frequency", "first_billed", "last_billed", "recency_days",
    "tenure_months", "interval_days", "payment_days", "service_lines", "staff", "margin", "rank", "profit_rank",
)  # fmt: skip
MONEY = (
    "billed", "previous_billed", "collected", "disbursed", "written_off", "discounted", "cost", "profit", "billed_total"
)  # fmt: skip


@pytest.fixture(autouse=True)
def as_system(taken_back: Any) -> Iterator[None]:
    with acting_as(SYSTEM):
        yield


def _standings(as_of: dt.date = books.TODAY) -> list[Standing]:
    return list(Standing.objects.filter(snapshot__as_of=as_of, snapshot__current=True).order_by("place"))


def test_every_measure_is_the_stored_one_in_major_units() -> None:
    total = sum(row.billed for row in _standings())
    for row in _standings():
        screen = client_standing(row.client_id)
        assert screen is not None
        assert (screen.snapshot.as_of, screen.currency) == (books.TODAY, "USD")
        assert (screen.frequency_basis, screen.cost_basis) == ("engagements", "ledger")
        for name in PLAIN:
            assert getattr(screen.now, name) == getattr(row, name)
        for name in MONEY:
            assert getattr(screen.now, name) * 100 == getattr(row, name)
        assert screen.now.trend * 100 == row.billed - row.previous_billed
        assert screen.now.share == pytest.approx(row.billed / total)
        change = (row.billed - row.previous_billed) / row.previous_billed if row.previous_billed > 0 else None
        assert screen.now.change == change


def test_the_date_before_stands_beside_it_and_history_runs_back() -> None:
    earlier = _standings(books.YEAR_BEFORE)[0]
    screen = client_standing(earlier.client_id)
    assert screen is not None
    assert screen.compared is not None
    assert screen.before is not None
    assert screen.compared.as_of == books.YEAR_BEFORE
    assert (screen.before.tier, screen.before.rank, screen.before.billed * 100) == ("top", 1, earlier.billed)
    assert [point.as_of for point in screen.history] == [books.TODAY, books.YEAR_BEFORE]
    last = screen.history[1]
    assert (last.tier, last.grid, last.contribution) == ("top", earlier.grid, earlier.contribution)
    assert (last.billed * 100, last.profit * 100) == (earlier.billed, earlier.profit)


def test_an_earlier_date_shows_the_client_as_it_stood_then() -> None:
    earlier = _standings(books.YEAR_BEFORE)[0]
    screen = client_standing(earlier.client_id, as_of=books.YEAR_BEFORE)
    assert screen is not None
    assert (screen.now.rank, screen.compared, screen.before) == (1, None, None)


def test_twelve_quarters_hold_the_fees_and_what_was_taken_off_them() -> None:
    largest = _standings()[0].client_id
    screen = client_standing(largest)
    assert screen is not None
    starts = [start for start, _billed, _reduced in screen.quarters]
    assert starts[0] == dt.date(2022, 1, 1)
    assert starts[-1] == dt.date(2024, 10, 1)
    assert len(starts) == 12
    entries = LedgerEntry.objects.filter(client_id=largest, date__gte=starts[0], date__lte=books.TODAY)
    for start, billed, reduced in screen.quarters:
        quarter = (start.year, start.month // 3)
        within = [one for one in entries if (one.date.year, (one.date.month - 1) // 3) == quarter]
        assert billed == sum((one.amount for one in within if one.kind == "fee"), Decimal(0))
        assert reduced == sum((one.amount for one in within if one.kind in ("write_off", "discount")), Decimal(0))
    assert sum(billed for _start, billed, _reduced in screen.quarters[-4:]) == screen.now.billed


def test_explanations_are_those_of_the_analysis_in_major_units() -> None:
    thresholds = Thresholds.from_dict(Snapshot.objects.get(as_of=books.TODAY).thresholds)
    seen = set()
    for row in _standings():
        screen = client_standing(row.client_id)
        assert screen is not None
        values = {name: getattr(row, name) for name in (*PLAIN, *MONEY, "client_id")}
        values["in_dialogue"] = row.tier == "prospect"
        explained = (explain_tier, explain_grid, explain_contribution)
        for found, explain in zip(screen.explanations, explained, strict=True):
            expected = explain(values, thresholds)
            assert (found.subject, found.value, found.rule) == (expected.subject, expected.value, expected.rule)
            assert [(change.to, list(change.needs), change.least) for change in found.changes] == [
                (change.to, [change.measure], change.least) for change in expected.changes
            ]
            for change, needed in zip(found.changes, expected.changes, strict=True):
                unit = 1 if needed.measure == "frequency" else 100
                assert change.needs[needed.measure] * unit == needed.by
            assert found.inputs.keys() == expected.inputs.keys()
            assert found.thresholds.keys() == expected.cuts.keys()
            seen.add(found.rule)
        assert screen.explanations[0].inputs["rank"] == row.rank
        assert screen.explanations[0].inputs["billed"] == Decimal(row.billed) / 100
        assert screen.explanations[1].thresholds["profit_cut"] == pytest.approx(
            Decimal(float(thresholds.profit_cut or 0)) / 100
        )
    assert {"place-to", "below-places", "was-active", "in-dialogue", "not-active", "within-share"} <= seen


def test_a_client_without_a_standing_has_none_yet() -> None:
    assert client_standing(books.client("Newcomer").pk) is None


def test_a_client_that_does_not_exist_is_not_found() -> None:
    missing = books.client("Gone")
    Client.objects.filter(pk=missing.pk).delete()
    with pytest.raises(NotFound):
        client_standing(missing.pk)
    Snapshot.objects.update(current=False)
    with pytest.raises(NotFound):
        client_standing(missing.pk)


def test_before_anything_is_computed_there_is_no_standing() -> None:
    number = _standings()[0].client_id
    Snapshot.objects.update(current=False)
    assert client_standing(number) is None


def test_history_in_another_currency_is_not_mixed_in() -> None:
    number = _standings(books.YEAR_BEFORE)[0].client_id
    Snapshot.objects.filter(as_of=books.YEAR_BEFORE).update(currency="EUR", computed_at=dt.datetime.now(dt.UTC))
    screen = client_standing(number)
    assert screen is not None
    assert (screen.compared, screen.before) == (None, None)
    assert [point.as_of for point in screen.history] == [books.TODAY]


def test_four_statements_show_a_client(django_assert_num_queries: Any) -> None:
    number = _standings()[0].client_id
    client_standing(number)
    with django_assert_num_queries(4):
        client_standing(number)
