"""A snapshot holds what the analysis says of the ledger at its date, once, for good."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.core.exceptions import PermissionDenied
from polars.testing import assert_frame_equal

from clientela.accounts.permissions import Role
from clientela.analytics import Policy, Thresholds, standings
from clientela.audit.models import Event
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import Refused
from clientela.engagements.models import ExchangeRate, LedgerEntry
from clientela.insights.actions import compute_snapshot, refresh_snapshots
from clientela.insights.models import Computation, PolicyVersion, Snapshot, Standing
from clientela.insights.queries import computation
from clientela.insights.storing import ORDERS
from tests.insights import books

MEASURED = [
    "client_id", "billed", "previous_billed", "billed_total", "collected", "disbursed", "written_off", "discounted",
    "cost", "invested", "profit", "margin", "frequency", "service_lines", "staff", "first_billed", "last_billed",
    "recency_days", "tenure_months", "interval_days", "payment_days", "active", "ever_active", "tier", "grid",
    "contribution", "rank", "profit_rank",
]  # fmt: skip


def _stored(snapshot: Snapshot) -> pl.DataFrame:
    with acting_as(SYSTEM):
        rows = list(Standing.objects.filter(snapshot=snapshot).values(*MEASURED))
    return pl.DataFrame(rows, infer_schema_length=None).sort("client_id")


def _analysed(as_of: dt.date, *, clients: dict[int, bool]) -> tuple[pl.DataFrame, Thresholds]:
    known = pl.LazyFrame({"client_id": list(clients), "in_dialogue": list(clients.values())})
    rows, thresholds = standings(books.facts_by_hand(until=as_of), clients=known, as_of=as_of, policy=Policy())
    return rows.to_native().select(MEASURED).sort("client_id").collect(), thresholds


def _dates() -> dict[dt.date, bool]:
    return dict(Snapshot.objects.filter(current=True).values_list("as_of", "asked"))


def test_the_stored_standings_equal_the_analysis_of_the_same_ledger(committed: Path) -> None:
    firm = books.generated_book()
    prospect, suspect = books.client("Prospect"), books.client("Suspect")
    books.engagement(prospect)
    snapshot = compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    clients = {one.pk: True for one in firm} | {prospect.pk: True, suspect.pk: False}
    expected, thresholds = _analysed(books.TODAY, clients=clients)
    stored = _stored(snapshot)
    assert_frame_equal(stored, expected, check_dtypes=False, check_exact=True)
    assert dict(stored.filter(pl.col("client_id") >= prospect.pk).select("client_id", "tier").rows()) == {
        prospect.pk: "prospect",
        suspect.pk: "suspect",
    }
    assert Thresholds.from_dict(snapshot.thresholds) == thresholds
    assert (snapshot.clients, snapshot.active_clients) == (expected.height, thresholds.active)


def test_a_snapshot_of_a_past_date_equals_the_analysis_of_the_ledger_cut_there(committed: Path) -> None:
    books.generated_book()
    as_of = dt.date(2020, 6, 15)
    snapshot = compute_snapshot(as_of=as_of, by=SYSTEM)
    stored = _stored(snapshot)
    expected, thresholds = _analysed(as_of, clients={number: True for number in stored["client_id"]})
    assert_frame_equal(stored, expected, check_dtypes=False, check_exact=True)
    assert snapshot.thresholds["active"] == thresholds.active
    assert 0 < snapshot.active_clients < 60


def test_a_past_date_knows_only_the_clients_of_whom_there_was_a_sign_by_then(committed: Path) -> None:
    early, late = books.client("Early"), books.client("Late")
    met, asked = books.client("Met", client_since=dt.date(2020, 1, 1)), books.client("Asked")
    books.engagement(asked, opened=dt.date(2021, 3, 1))
    books.entry(early, "2021-05-01", 100)
    books.entry(late, "2024-05-01", 100)
    past = compute_snapshot(as_of=dt.date(2021, 12, 31), by=SYSTEM)
    tiers = dict(_stored(past).select("client_id", "tier").rows())
    assert tiers == {early.pk: "top", met.pk: "suspect", asked.pk: "prospect"}
    newest = compute_snapshot(as_of=dt.date(2024, 12, 31), by=SYSTEM)
    assert set(_stored(newest)["client_id"]) == {early.pk, late.pk, met.pk, asked.pk}


def test_every_order_numbers_all_clients_without_ties(committed: Path) -> None:
    books.generated_book()
    snapshot = compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    with acting_as(SYSTEM):
        rows = list(Standing.objects.filter(snapshot=snapshot))
    for place, measure in ORDERS.items():
        ordered = sorted(rows, key=lambda row: getattr(row, place))
        assert [getattr(row, place) for row in ordered] == list(range(1, len(rows) + 1))
        values = [getattr(row, measure) for row in ordered]
        known = [value for value in values if value is not None]
        assert values == sorted(known, reverse=True) + [None] * (len(values) - len(known))
    assert all(row.place == row.rank for row in rows if row.rank)


def test_computing_the_same_date_twice_gives_the_snapshot_that_is_there(committed: Path) -> None:
    books.entry(books.client("Acme"), "2024-05-01", 100)
    first = compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    assert compute_snapshot(as_of=books.TODAY, by=SYSTEM).pk == first.pk
    assert Snapshot.objects.count() == 1


def test_a_new_entry_or_client_replaces_the_snapshot_of_its_date(committed: Path) -> None:
    acme = books.client("Acme")
    books.entry(acme, "2024-05-01", 100)
    first = compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    books.entry(acme, "2024-06-01", 50)
    second = compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    assert second.pk != first.pk
    assert _stored(second)["billed"].to_list() == [15_000]
    books.client("Suspect")
    third = compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    assert _stored(third)["tier"].to_list() == ["top", "suspect"]
    assert list(Snapshot.objects.filter(current=True)) == [third]


def test_a_replaced_snapshot_stays_readable_until_the_next_computation(committed: Path) -> None:
    acme = books.client("Acme")
    books.entry(acme, "2024-05-01", 100)
    first = compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    books.entry(acme, "2024-06-01", 50)
    compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    assert _stored(first)["billed"].to_list() == [10_000]
    compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    with acting_as(SYSTEM):
        assert Standing.objects.values("snapshot_id").distinct().count() == 1


def test_a_refresh_computes_the_end_of_the_last_month_and_one_window_before(committed: Path) -> None:
    books.fees(books.client("Acme"), {"2022-05-01": 100, "2023-09-14": 200})
    found = refresh_snapshots(today=dt.date(2024, 2, 3), by=SYSTEM)
    assert [one.as_of for one in found] == [dt.date(2023, 9, 30), dt.date(2022, 9, 30)]
    assert _dates() == {dt.date(2023, 9, 30): False, dt.date(2022, 9, 30): False}
    again = refresh_snapshots(today=dt.date(2024, 2, 3), by=SYSTEM)
    assert [one.pk for one in again] == [one.pk for one in found]


def test_a_refresh_does_not_look_into_the_future(committed: Path) -> None:
    books.fees(books.client("Acme"), {"2024-02-01": 100, "2024-02-27": 200})
    found = refresh_snapshots(today=dt.date(2024, 2, 3), by=SYSTEM)
    assert [one.as_of for one in found] == [dt.date(2024, 2, 3)]
    assert _stored(found[0])["billed"].to_list() == [10_000]


def test_of_the_dates_that_nobody_asked_for_the_last_of_each_month_stays(committed: Path) -> None:
    books.fees(books.client("Acme"), {"2023-01-01": 100, "2024-03-20": 200})
    compute_snapshot(as_of=dt.date(2024, 2, 10), by=SYSTEM)
    for day in (dt.date(2024, 3, 20), dt.date(2024, 3, 21)):
        refresh_snapshots(today=day, by=SYSTEM)
    books.entry(books.client("New"), "2024-04-02", 1)
    refresh_snapshots(today=dt.date(2024, 4, 2), by=SYSTEM)
    assert _dates() == {
        dt.date(2024, 4, 2): False,
        dt.date(2024, 3, 21): False,
        dt.date(2024, 2, 10): True,
        dt.date(2023, 4, 2): False,
        dt.date(2023, 3, 21): False,
    }


def test_entries_that_are_taken_back_take_the_newest_snapshot_with_them(committed: Path) -> None:
    acme = books.client("Acme")
    books.fees(acme, {"2023-05-01": 100, "2024-05-01": 200})
    refresh_snapshots(today=books.TODAY, by=SYSTEM)
    with acting_as(SYSTEM):
        LedgerEntry.objects.filter(date__year=2024).delete()
    refresh_snapshots(today=books.TODAY, by=SYSTEM)
    assert max(_dates()) == dt.date(2023, 5, 31)
    with acting_as(SYSTEM):
        LedgerEntry.objects.all().delete()
    assert refresh_snapshots(today=books.TODAY, by=SYSTEM) == []
    assert _dates() == {}


def test_a_late_entry_of_the_past_brings_every_later_snapshot_up_to_date(committed: Path) -> None:
    acme = books.client("Acme")
    books.fees(acme, {"2021-05-01": 100, "2024-05-01": 200})
    asked = compute_snapshot(as_of=dt.date(2021, 12, 31), by=SYSTEM)
    refresh_snapshots(today=books.TODAY, by=SYSTEM)
    books.entry(acme, "2021-06-01", 7)
    refresh_snapshots(today=books.TODAY, by=SYSTEM)
    now = Snapshot.objects.get(as_of=asked.as_of, current=True)
    assert now.asked
    assert _stored(now)["billed"].to_list() == [10_700]


def test_the_first_computation_takes_the_currency_of_most_lines_for_the_firms(committed: Path) -> None:
    acme = books.client("Acme")
    for day in ("2024-05-01", "2024-05-02"):
        books.entry(acme, day, 1_000, currency="CNY")
    books.entry(acme, "2024-05-03", 100, currency="USD")
    ExchangeRate.objects.create(date=dt.date(2024, 5, 1), currency="USD", base="CNY", rate=Decimal(7))
    snapshot = compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    assert snapshot.currency == "CNY"
    assert _stored(snapshot)["billed"].to_list() == [270_000]
    assert PolicyVersion.objects.get().data["currency"] == "CNY"


def test_a_missing_rate_refuses_and_pages_can_say_which(committed: Path) -> None:
    acme = books.client("Acme")
    books.entry(acme, "2024-05-01", 100)
    books.entry(acme, "2024-05-02", 100, currency="USD")
    books.entry(acme, "2024-06-03", 100, currency="EUR")
    with pytest.raises(Refused, match="EUR on 2024-06-03"):
        compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    assert not Snapshot.objects.exists()
    seen = computation()
    assert seen is not None
    assert (seen.running, seen.outcome) == (False, "refused")
    assert "EUR on 2024-06-03" in seen.problem
    assert "USD" in seen.problem


def test_a_computation_shows_how_far_it_has_come(committed: Path) -> None:
    books.entry(books.client("Acme"), "2024-05-01", 100)
    told: list[tuple[str, float, bool]] = []

    def progress(stage: str, fraction: float) -> None:
        seen = computation()
        told.append((stage, fraction, seen is not None and seen.running))

    compute_snapshot(as_of=books.TODAY, by=SYSTEM, progress=progress)
    assert list(dict.fromkeys(stage for stage, _fraction, _running in told)) == ["reading", "classifying", "storing"]
    assert all(0 <= fraction <= 1 and running for _stage, fraction, running in told)
    seen = computation()
    assert seen is not None
    assert (seen.outcome, seen.fraction, seen.problem) == ("done", 1.0, "")


def test_a_computation_that_breaks_off_is_not_left_running(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    books.entry(books.client("Acme"), "2024-05-01", 100)

    def broken(*_given: Any, **_named: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("clientela.insights.computing.store_standings", broken)
    with pytest.raises(ZeroDivisionError):
        compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    assert not Snapshot.objects.exists()
    assert Computation.objects.get().outcome == "failed"


def test_a_computation_that_was_killed_is_not_shown_as_running_for_ever(committed: Path) -> None:
    run = Computation.objects.create(as_of=books.TODAY)
    seen = computation()
    assert seen is not None
    assert seen.running
    Computation.objects.filter(pk=run.pk).update(updated=run.updated - dt.timedelta(minutes=11))
    seen = computation()
    assert seen is not None
    assert (seen.running, seen.outcome) == (False, "failed")
    assert "cut off" in seen.problem


def test_a_snapshot_is_an_event_of_its_maker(committed: Path) -> None:
    partner = books.staff()
    books.entry(books.client("Acme"), "2024-05-01", 100)
    with acting_as(partner):
        snapshot = compute_snapshot(as_of=books.TODAY, by=partner)
        event = Event.objects.get(verb="snapshot_computed")
    assert (event.actor_id, event.subject_id, event.data["as_of"]) == (partner.pk, snapshot.pk, "2024-12-31")


def test_a_snapshot_holds_clients_that_are_hidden_from_its_maker(committed: Path) -> None:
    partner, hidden = books.staff(), books.client("Hidden")
    books.entry(hidden, "2024-05-01", 100)
    books.wall_off([hidden], hidden_from=partner)
    with acting_as(partner):
        snapshot = compute_snapshot(as_of=books.TODAY, by=partner)
        assert not Standing.objects.exists()
    assert _stored(snapshot)["client_id"].to_list() == [hidden.pk]


def test_only_those_who_see_the_portfolio_compute_one(committed: Path) -> None:
    with pytest.raises(PermissionDenied):
        compute_snapshot(as_of=books.TODAY, by=books.staff(Role.LAWYER))


def test_the_standings_of_a_deleted_client_go_with_it(committed: Path) -> None:
    acme, other = books.client("Acme"), books.client("Other")
    books.entry(acme, "2024-05-01", 100)
    compute_snapshot(as_of=books.TODAY, by=SYSTEM)
    with acting_as(SYSTEM):
        Client.objects.filter(pk=other.pk).delete()
        assert set(Standing.objects.values_list("client_id", flat=True)) == {acme.pk}
