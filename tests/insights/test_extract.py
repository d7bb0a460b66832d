"""The extract holds the ledger as it is, and reads again only what has changed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from clientela.analytics import MissingRate
from clientela.core.actor import SYSTEM, acting_as
from clientela.engagements.models import Engagement, ExchangeRate, LedgerEntry, ServiceLine
from clientela.insights.extract import FACTS, facts
from tests.insights import books

BY = ["client_id", "date", "kind", "amount_minor", "engagement_id"]


def _ledger(*, until: dt.date = books.TODAY, currency: str = "USD") -> pl.DataFrame:
    with facts(currency=currency) as known:
        return known.ledger(until=until).collect()


def _written(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("20*.parquet")}


def test_the_extract_is_the_ledger_line_by_line(committed: Path) -> None:
    books.generated_book(clients=20, lines=800)
    expected = books.facts_by_hand().collect()
    assert expected.height == 800
    assert_frame_equal(_ledger().sort(BY), expected.sort(BY), check_row_order=True)


def test_a_ledger_without_lines_gives_an_empty_table_with_the_same_columns(committed: Path) -> None:
    assert _ledger().schema == FACTS
    assert _ledger().is_empty()


def test_a_date_in_the_middle_of_a_month_cuts_the_month(committed: Path) -> None:
    acme = books.client("Acme")
    books.fees(acme, {"2024-03-10": 100, "2024-03-11": 200, "2024-04-01": 400})
    assert _ledger(until=dt.date(2024, 3, 10))["amount_minor"].to_list() == [10_000]
    assert _ledger(until=dt.date(2024, 3, 31))["amount_minor"].sum() == 30_000


def test_only_a_month_that_changed_is_written_again(committed: Path) -> None:
    acme = books.client("Acme")
    books.fees(acme, {"2024-01-10": 1, "2024-02-10": 2, "2024-03-10": 3})
    _ledger()
    before = _written(committed)
    assert set(before) == {"2024-01.parquet", "2024-02.parquet", "2024-03.parquet"}
    books.entry(acme, "2024-02-20", 5)
    assert _ledger()["amount_minor"].sum() == 1_100
    after = _written(committed)
    assert {name for name in after if after[name] != before[name]} == {"2024-02.parquet"}
    _ledger()
    assert _written(committed) == after


def test_entries_that_are_taken_back_leave_the_extract_and_empty_months_their_files(committed: Path) -> None:
    acme = books.client("Acme")
    books.fees(acme, {"2024-01-10": 1, "2024-02-10": 2})
    _ledger()
    january = _written(committed)["2024-01.parquet"]
    with acting_as(SYSTEM):
        LedgerEntry.objects.filter(date__month=2).delete()
    assert _ledger()["amount_minor"].to_list() == [100]
    assert _written(committed) == {"2024-01.parquet": january}


def test_an_amount_that_moves_to_another_month_moves_in_the_extract(committed: Path) -> None:
    acme = books.client("Acme")
    books.fees(acme, {"2024-01-10": 1, "2024-02-10": 2})
    _ledger()
    with acting_as(SYSTEM):
        LedgerEntry.objects.filter(date__month=2).update(date=dt.date(2024, 1, 31))
    with facts(currency="USD") as known:
        assert known.months_until(books.TODAY) == [dt.date(2024, 1, 1)]
        assert known.newest == dt.date(2024, 1, 31)
        assert known.ledger(until=books.TODAY).collect().height == 2


def test_the_extract_sees_past_the_walls(committed: Path) -> None:
    partner, acme = books.staff(), books.client("Acme")
    books.entry(acme, "2024-01-10", 1)
    books.wall_off([acme], hidden_from=partner)
    with acting_as(partner):
        assert _ledger().height == 1


def test_another_service_line_of_an_engagement_is_seen_though_its_entries_did_not_change(committed: Path) -> None:
    acme = books.client("Acme")
    work = books.engagement(acme, "Tax")
    books.entry(acme, "2024-01-10", 1, on=work)
    assert _ledger()["service_line"].to_list() == ["Tax"]
    with acting_as(SYSTEM):
        other = ServiceLine.objects.create(name="Customs", key="customs")
        Engagement.objects.filter(pk=work.pk).update(service_line=other)
    assert _ledger()["service_line"].to_list() == ["Customs"]


def test_a_new_engagement_leaves_the_written_months_alone(committed: Path) -> None:
    acme = books.client("Acme")
    books.entry(acme, "2024-01-10", 1, on=books.engagement(acme))
    _ledger()
    before = _written(committed)
    books.entry(acme, "2024-02-10", 1, on=books.engagement(acme, "Customs"))
    _ledger()
    assert _written(committed)["2024-01.parquet"] == before["2024-01.parquet"]


def test_other_currencies_are_converted_by_the_last_rate_before_each_day(committed: Path) -> None:
    acme = books.client("Acme")
    ExchangeRate.objects.create(date=dt.date(2024, 1, 1), currency="EUR", base="USD", rate=Decimal("1.10"))
    ExchangeRate.objects.create(date=dt.date(2024, 1, 20), currency="EUR", base="USD", rate=Decimal("1.25"))
    for date in ("2024-01-19", "2024-01-20"):
        books.entry(acme, date, 100, currency="EUR")
    books.entry(acme, "2024-01-21", "-0.0050")
    assert _ledger().sort("date")["amount_minor"].to_list() == [11_000, 12_500, 0]


def test_a_corrected_rate_changes_only_the_months_that_need_it(committed: Path) -> None:
    acme = books.client("Acme")
    rate = ExchangeRate.objects.create(date=dt.date(2024, 2, 1), currency="EUR", base="USD", rate=Decimal(1))
    books.entry(acme, "2024-01-10", 100)
    books.entry(acme, "2024-02-10", 100, currency="EUR")
    _ledger()
    before = _written(committed)
    rate.rate = Decimal(2)
    rate.save()
    assert _ledger().sort("date")["amount_minor"].to_list() == [10_000, 20_000]
    assert _written(committed)["2024-01.parquet"] == before["2024-01.parquet"]


def test_a_missing_rate_refuses_and_names_every_currency_with_its_dates(committed: Path) -> None:
    acme = books.client("Acme")
    for date, currency in (("2024-01-10", "EUR"), ("2024-03-12", "EUR"), ("2024-03-12", "CNY"), ("2024-02-01", "USD")):
        books.entry(acme, date, 100, currency=currency)
    with pytest.raises(MissingRate) as refusal:
        _ledger()
    found = {gap.currency: (gap.dates, gap.first, gap.last) for gap in refusal.value.gaps}
    assert found == {
        "CNY": (1, dt.date(2024, 3, 12), dt.date(2024, 3, 12)),
        "EUR": (2, dt.date(2024, 1, 10), dt.date(2024, 3, 12)),
    }
    assert set(_written(committed)) == {"2024-02.parquet"}
    for currency in ("EUR", "CNY"):
        for date in (dt.date(2024, 1, 10), dt.date(2024, 3, 12)):
            ExchangeRate.objects.create(date=date, currency=currency, base="USD", rate=Decimal("0.5"))
    assert _ledger().sort("date")["amount_minor"].to_list() == [5_000, 10_000, 5_000, 5_000]


def test_another_currency_of_the_firm_converts_everything_anew(committed: Path) -> None:
    acme = books.client("Acme")
    books.entry(acme, "2024-01-10", 100)
    _ledger()
    ExchangeRate.objects.create(date=dt.date(2024, 1, 1), currency="USD", base="JPY", rate=Decimal("150.5"))
    assert _ledger(currency="JPY")["amount_minor"].to_list() == [15_050]


def test_a_broken_manifest_costs_a_full_reading_and_no_line(committed: Path) -> None:
    acme = books.client("Acme")
    books.fees(acme, {"2024-01-10": 1, "2024-02-10": 2})
    _ledger()
    (committed / "manifest.json").write_text("{", encoding="utf-8")
    (committed / "2023-05.parquet").write_bytes(b"left over")
    assert _ledger()["amount_minor"].sum() == 300
    assert set(_written(committed)) == {"2024-01.parquet", "2024-02.parquet"}


def test_many_lines_of_one_month_are_written_in_parts_and_none_is_lost(
    committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clientela.insights.extract.ROWS_OF_ONE_MONTH", 10)
    monkeypatch.setattr("clientela.insights.extract.ROWS_OF_ALL_MONTHS", 15)
    books.generated_book(clients=10, lines=300)
    assert_frame_equal(_ledger().sort(BY), books.facts_by_hand().collect().sort(BY))
