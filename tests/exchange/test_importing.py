"""A file goes into the ledger: whole, once, and with the names that it brings."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients.actions import add_client
from clientela.clients.enums import NameKind
from clientela.clients.models import Client
from clientela.clients.queries import matching_clients
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import Refused
from clientela.engagements.models import Engagement, LedgerEntry, ServiceLine
from clientela.exchange.actions import import_ledger_file
from clientela.exchange.loading import entering
from clientela.exchange.reading import ReadOptions
from tests.exchange.ledgers import ACME, ACME_LATER, BETA, BETA_PAID, bring, counts, ledger, write_ledger

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tables_left")]


def test_every_row_goes_in_with_its_client_engagement_staff_and_service_line(tmp_path: Path) -> None:
    batch = bring(tmp_path, [ACME, ACME_LATER, BETA, BETA_PAID])
    assert ledger() == Counter([ACME, ACME_LATER, BETA, BETA_PAID])
    assert batch.status == "done"
    assert (batch.rows_read, batch.rows_added, batch.rows_known, batch.rows_rejected) == (4, 4, 0, 0)
    assert (batch.clients_created, batch.engagements_created) == (2, 2)


def test_an_entry_knows_its_file_and_line(tmp_path: Path) -> None:
    batch = bring(tmp_path, [ACME, BETA])
    with acting_as(SYSTEM):
        assert set(LedgerEntry.objects.values_list("batch", "line", "client__name")) == {
            (batch.pk, 2, "Acme Ltd"),
            (batch.pk, 3, "Beta AG"),
        }


def test_the_same_file_again_adds_nothing(tmp_path: Path) -> None:
    first = bring(tmp_path, [ACME, BETA])
    again = bring(tmp_path, [ACME, BETA])
    assert (again.rows_added, again.rows_known, again.clients_created, again.engagements_created) == (0, 2, 0, 0)
    with acting_as(SYSTEM):
        assert set(LedgerEntry.objects.values_list("batch", flat=True)) == {first.pk}
    assert counts() == (2, 2, 2)


def test_a_file_that_grew_adds_its_new_rows(tmp_path: Path) -> None:
    bring(tmp_path, [ACME, BETA])
    grown = bring(tmp_path, [BETA_PAID, BETA, ACME, ACME_LATER])
    assert (grown.rows_added, grown.rows_known) == (2, 2)
    assert ledger() == Counter([ACME, ACME_LATER, BETA, BETA_PAID])


def test_two_equal_lines_in_one_file_stay_two_and_a_third_one_later_is_added(tmp_path: Path) -> None:
    bring(tmp_path, [ACME, ACME])
    assert ledger() == Counter({ACME: 2})
    third = bring(tmp_path, [ACME, BETA, ACME, ACME])
    assert (third.rows_added, third.rows_known) == (2, 2)
    assert ledger() == Counter({ACME: 3, BETA: 1})


def test_a_line_written_in_another_way_is_the_same_line(tmp_path: Path) -> None:
    bring(tmp_path, [ACME])
    same = (
        "05.01.2024",
        " ACME, LTD ",
        "Fee",
        "100",
        "usd",
        "m 1",
        "",
        "Lee, Ann".replace("Lee, Ann", "ANN LEE"),
        "Advice",
    )
    batch = bring(tmp_path, [same])
    assert (batch.rows_added, batch.rows_known) == (0, 1)


def test_a_different_description_makes_a_different_line(tmp_path: Path) -> None:
    bring(tmp_path, [ACME])
    assert bring(tmp_path, [(*ACME[:-1], "Other advice")]).rows_added == 1


ROWS = [ACME, ACME_LATER, BETA, BETA_PAID, (*ACME[:3], "-5.00", *ACME[4:]), (*BETA[:5], "", "", "", "")]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.sampled_from(ROWS), max_size=12), cut=st.integers(0, 12), seed=st.integers())
def test_a_file_in_two_parts_and_then_whole_is_the_file_at_once(
    rows: list[tuple[str, ...]], cut: int, seed: int
) -> None:
    shuffled = random.Random(seed).sample(rows, len(rows))
    with TemporaryDirectory() as folder, transaction.atomic():
        bring(Path(folder), shuffled[:cut])
        bring(Path(folder), shuffled)
        in_parts = ledger()
        transaction.set_rollback(True)
    with TemporaryDirectory() as folder, transaction.atomic():
        bring(Path(folder), rows)
        at_once = ledger()
        transaction.set_rollback(True)
    assert in_parts == at_once == Counter(rows)


def test_spellings_of_one_client_meet_and_the_usual_one_is_its_name(tmp_path: Path) -> None:
    bring(tmp_path, [(*ACME[:1], name, *ACME[2:]) for name in ("ACME LTD", "Acme, Ltd.", "Ａｃｍｅ Ltd", "Acme, Ltd.")])
    with acting_as(SYSTEM):
        client = Client.objects.get()
        assert client.name == "Acme, Ltd."
        assert set(client.names.values_list("kind", "name")) == {
            ("legal", "Acme, Ltd."),
            ("spelling", "ACME LTD"),
            ("spelling", "Ａｃｍｅ Ltd"),
        }
    assert counts() == (4, 1, 1)


def test_a_client_that_the_firm_knows_by_another_name_is_found(tmp_path: Path) -> None:
    with acting_as(SYSTEM):
        known = add_client(name="Acme Holding SE", names=[(NameKind.TRADE, "ACME Ltd")], by=SYSTEM)
        batch = bring(tmp_path, [ACME])
        assert batch.clients_created == 0
        assert LedgerEntry.objects.get().client == known


def test_a_name_that_several_clients_share_goes_to_the_first_of_them(tmp_path: Path) -> None:
    with acting_as(SYSTEM):
        first = add_client(name="Acme Ltd", by=SYSTEM)
        add_client(name="ACME, Ltd.", by=SYSTEM)
        bring(tmp_path, [ACME])
        assert LedgerEntry.objects.get().client == first


def test_two_names_of_one_client_share_its_engagement(tmp_path: Path) -> None:
    with acting_as(SYSTEM):
        known = add_client(name="Acme Holding", names=[(NameKind.TRADE, "Acme Ltd")], by=SYSTEM)
        batch = bring(tmp_path, [ACME, (ACME[0], "Acme Holding", *ACME[2:])])
        assert (batch.rows_added, batch.engagements_created) == (2, 1)
        assert Engagement.objects.get().client == known


def test_clients_of_a_file_are_found_by_search_in_any_script(tmp_path: Path) -> None:
    bring(tmp_path, [(ACME[0], name, *ACME[2:]) for name in ("上海远航物流有限公司", "ООО Северный ветер")])
    with acting_as(SYSTEM):
        assert matching_clients("远航").get().name == "上海远航物流有限公司"
        assert matching_clients("severnyj").get().name == "ООО Северный ветер"


def test_a_new_client_has_its_first_fee_and_the_one_who_billed_most(tmp_path: Path) -> None:
    rows = [
        ("2023-12-01", "Acme Ltd", "disbursement", "900", "USD", "M-1", "Tax", "Cem Ak", ""),
        ("2024-02-01", "Acme Ltd", "fee", "100", "USD", "M-1", "Tax", "Ann Lee", ""),
        ("2024-01-15", "Acme Ltd", "fee", "-10", "USD", "M-1", "Tax", "Ann Lee", ""),
        ("2024-03-01", "Acme Ltd", "fee", "60", "USD", "M-2", "Corporate", "Bo Chen", ""),
        ("2024-04-01", "Acme Ltd", "fee", "60", "USD", "M-2", "Tax", "Bo Chen", ""),
        ("2024-04-02", "Acme Ltd", "cost", "1", "USD", "M-2", "Tax", "Ann Lee", ""),
    ]
    bring(tmp_path, rows)
    with acting_as(SYSTEM):
        client = Client.objects.get()
        assert (client.client_since, client.responsible and client.responsible.name) == (dt.date(2024, 2, 1), "Bo Chen")
        told = Engagement.objects.order_by("pk").values_list(
            "reference", "opened", "service_line__name", "responsible__name"
        )
        assert list(told) == [
            ("M-1", dt.date(2023, 12, 1), "Tax", "Ann Lee"),
            ("M-2", dt.date(2024, 3, 1), "Tax", "Bo Chen"),
        ]


def test_a_known_client_is_dated_only_where_the_firm_does_not_know_since_when(tmp_path: Path) -> None:
    with acting_as(SYSTEM):
        undated = add_client(name="Acme Ltd", by=SYSTEM)
        dated = add_client(name="Beta AG", client_since=dt.date(1999, 1, 1), by=SYSTEM)
        bring(tmp_path, [ACME, ACME_LATER, BETA])
        undated.refresh_from_db()
        dated.refresh_from_db()
    assert (undated.client_since, dated.client_since) == (dt.date(2024, 1, 5), dt.date(1999, 1, 1))


def test_people_whom_only_the_ledger_knows_cannot_sign_in(tmp_path: Path) -> None:
    known = add_staff(name="Ann Lee", role=Role.PARTNER, by=SYSTEM)
    bring(tmp_path, [ACME, BETA, (*BETA[:7], "BO, Chen", "again")])
    met = User.objects.exclude(pk=known.pk).get()
    assert (met.name, met.role, met.is_active, met.has_usable_password()) == ("Bo Chen", "lawyer", False, False)
    with acting_as(SYSTEM):
        assert LedgerEntry.objects.filter(staff=known).count() == 1
        assert LedgerEntry.objects.filter(staff=met).count() == 2


def test_people_with_one_username_are_told_apart(tmp_path: Path) -> None:
    names = ["王伟", "李娜", "José", "Jose"]
    bring(tmp_path, [(*ACME[:7], name, "") for name in names])
    assert set(User.objects.values_list("name", flat=True)) == set(names)


def test_service_lines_meet_and_known_ones_are_kept(tmp_path: Path) -> None:
    ServiceLine.objects.create(name="TAX", key="tax")
    bring(tmp_path, [ACME, BETA])
    assert set(ServiceLine.objects.values_list("name", flat=True)) == {"TAX", "Corporate"}


def test_amounts_keep_their_currency_and_their_digits(tmp_path: Path) -> None:
    bring(tmp_path, [(*ACME[:3], "1234.5678", "CNY", *ACME[5:]), (*ACME[:3], "-3", "JPY", *ACME[5:])])
    with acting_as(SYSTEM):
        found = set(LedgerEntry.objects.values_list("amount", "currency"))
    assert found == {(Decimal("1234.5678"), "CNY"), (Decimal("-3"), "JPY")}


def test_amounts_without_a_currency_have_that_of_the_options_else_that_of_the_ledger(tmp_path: Path) -> None:
    bare = [("2024-01-05", "Acme", "10", "x")]

    def currencies() -> list[str]:
        with acting_as(SYSTEM):
            return list(LedgerEntry.objects.order_by("pk").values_list("currency", flat=True))

    headings = ("date", "client", "amount", "description")
    path = write_ledger(tmp_path / "one.csv", bare, headings)
    import_ledger_file(path=path, by=SYSTEM)
    import_ledger_file(path=path, by=SYSTEM, options=ReadOptions(currency="RUB"))
    path = write_ledger(tmp_path / "two.csv", [("2024-01-06", "Acme", "10", "x")], headings)
    import_ledger_file(path=path, by=SYSTEM)
    assert currencies() == ["USD", "RUB", "RUB"]


def test_a_column_of_too_many_people_is_refused_and_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "MOST_NEW_STAFF", 3)
    with pytest.raises(Refused, match="members of staff"):
        bring(tmp_path, [(*ACME[:7], f"Person {number}", "") for number in range(4)])
    assert counts() == (0, 0, 0)
    assert not User.objects.exists()
    assert not ServiceLine.objects.exists()


@pytest.mark.parametrize("at_once", [1, 2, 5, 100])
def test_entries_go_in_by_slices_of_clients_and_none_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(entering, "ENTRIES_AT_ONCE", at_once)
    with acting_as(SYSTEM):
        add_client(name="Client 3", by=SYSTEM)
    rows = [(ACME[0], f"Client {number % 7}", "fee", str(number), *ACME[4:]) for number in range(1, 30)]
    assert bring(tmp_path, rows).rows_added == 29
    assert sum(ledger().values()) == 29


def test_long_names_are_cut_where_the_firm_has_no_room(tmp_path: Path) -> None:
    row = (ACME[0], "A" * 300, "fee", "1", "USD", "M" * 400, "S" * 400, "P" * 400, "D" * 5000)
    bring(tmp_path, [row])
    assert bring(tmp_path, [row]).rows_known == 1
    with acting_as(SYSTEM):
        entry = LedgerEntry.objects.get()
        assert entry.engagement is not None
        assert (len(entry.client.name), len(entry.engagement.reference), len(entry.description)) == (300, 200, 1000)


def test_line_breaks_and_quotation_marks_in_a_description_are_kept_on_one_line(tmp_path: Path) -> None:
    bring(tmp_path, [(*ACME[:-1], 'He said "yes",\r\nthen \\N left')])
    with acting_as(SYSTEM):
        assert LedgerEntry.objects.get().description == 'He said "yes", then \\N left'


def test_what_is_not_named_stays_open(tmp_path: Path) -> None:
    bring(tmp_path, [("2024-01-05", "Acme", "fee", "1", "USD", "", "", "", "")])
    with acting_as(SYSTEM):
        entry = LedgerEntry.objects.get()
        assert (entry.engagement, entry.staff, entry.description) == (None, None, "")
