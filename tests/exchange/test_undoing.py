"""An import is taken back, and only what is its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from clientela.access.actions import raise_wall
from clientela.accounts.models import User
from clientela.audit.models import Event
from clientela.clients.actions import add_client, add_identifier
from clientela.clients.enums import IdentifierKind
from clientela.clients.models import Client, ClientName
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import Refused
from clientela.engagements.models import Engagement, LedgerEntry, ServiceLine
from clientela.exchange.actions import import_ledger_file, run_import, start_import, undo_import
from clientela.exchange.models import Trace
from tests.exchange.ledgers import ACME, ACME_LATER, BETA, bring, counts, ledger

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tables_left")]


def _people() -> set[str]:
    return set(User.objects.filter(is_active=False).values_list("name", flat=True))


def test_an_undone_import_leaves_the_firm_as_it_was(tmp_path: Path) -> None:
    before = _people()
    undone = undo_import(batch=bring(tmp_path, [ACME, BETA]), by=SYSTEM)
    assert undone.status == "undone"
    assert counts() == (0, 0, 0)
    assert _people() == before
    assert not ServiceLine.objects.exists()
    with acting_as(SYSTEM):
        assert not ClientName.objects.exists()
    assert not Trace.objects.exists()


def test_an_undone_import_can_be_started_again(tmp_path: Path) -> None:
    batch = undo_import(batch=bring(tmp_path, [ACME, BETA]), by=SYSTEM)
    start_import(batch=batch, by=SYSTEM)
    assert run_import(batch_id=batch.pk).rows_added == 2


def test_what_a_later_import_uses_stays_until_that_one_is_undone_too(tmp_path: Path) -> None:
    first = bring(tmp_path, [ACME, BETA])
    later = bring(tmp_path, [ACME_LATER])
    undo_import(batch=first, by=SYSTEM)
    assert list(ledger()) == [ACME_LATER]
    assert counts() == (1, 1, 1)
    assert _people() == {"Ann Lee"}
    assert set(ServiceLine.objects.values_list("name", flat=True)) == {"Tax"}
    with acting_as(SYSTEM):
        assert Client.objects.get().client_since == dt.date(2024, 2, 5)
        assert Client.objects.get().batch == later.pk
    undo_import(batch=later, by=SYSTEM)
    assert counts() == (0, 0, 0)
    assert (_people(), ServiceLine.objects.count(), Trace.objects.count()) == (set(), 0, 0)


def test_the_later_import_can_be_undone_first(tmp_path: Path) -> None:
    first = bring(tmp_path, [ACME])
    undo_import(batch=bring(tmp_path, [ACME, ACME_LATER, BETA]), by=SYSTEM)
    assert list(ledger()) == [ACME]
    undo_import(batch=first, by=SYSTEM)
    assert counts() == (0, 0, 0)


def test_clients_and_entries_of_the_firm_itself_are_not_touched(tmp_path: Path) -> None:
    with acting_as(SYSTEM):
        known = add_client(name="Acme Ltd", by=SYSTEM)
        entry = LedgerEntry.objects.create(client=known, date=dt.date(2024, 1, 5), kind="fee", amount=1, currency="USD")
        batch = bring(tmp_path, [ACME, BETA])
        known.refresh_from_db()
        assert known.client_since == dt.date(2024, 1, 5)
        undo_import(batch=batch, by=SYSTEM)
        assert list(LedgerEntry.objects.all()) == [entry]
        assert list(Client.objects.all()) == [known]
        known.refresh_from_db()
    assert known.client_since == entry.date


def test_a_date_that_came_with_the_import_goes_with_it(tmp_path: Path) -> None:
    with acting_as(SYSTEM):
        known = add_client(name="Acme Ltd", by=SYSTEM)
        undo_import(batch=bring(tmp_path, [ACME]), by=SYSTEM)
        known.refresh_from_db()
    assert known.client_since is None


def test_a_client_on_whom_somebody_worked_stays(tmp_path: Path) -> None:
    batch = bring(tmp_path, [ACME, BETA])
    with acting_as(SYSTEM):
        worked_on = Client.objects.get(name="Acme Ltd")
        add_identifier(client=worked_on, kind=IdentifierKind.OTHER, value="HRB 1", by=SYSTEM)
        undo_import(batch=batch, by=SYSTEM)
        assert list(Client.objects.all()) == [worked_on]
        assert not LedgerEntry.objects.exists()


def test_a_walled_client_stays_with_its_wall(tmp_path: Path, managing_partner: User, lawyer: User) -> None:
    batch = bring(tmp_path, [ACME])
    with acting_as(managing_partner):
        client = Client.objects.get()
        raise_wall(client=client, hidden_from=[lawyer], reason="acts for the other side", by=managing_partner)
    undo_import(batch=batch, by=managing_partner)
    with acting_as(SYSTEM):
        assert list(Client.objects.all()) == [client]
    with acting_as(lawyer):
        assert not Client.objects.exists()


def test_an_engagement_that_somebody_opened_keeps_its_client(tmp_path: Path) -> None:
    batch = bring(tmp_path, [ACME])
    with acting_as(SYSTEM):
        client = Client.objects.get()
        Engagement.objects.create(client=client, reference="M-9", reference_key="m9")
        undo_import(batch=batch, by=SYSTEM)
        assert list(Engagement.objects.values_list("reference", flat=True)) == ["M-9"]
        assert list(Client.objects.all()) == [client]


def test_a_member_of_staff_who_was_let_in_stays(tmp_path: Path) -> None:
    batch = bring(tmp_path, [ACME, BETA])
    User.objects.filter(name="Ann Lee").update(is_active=True)
    undo_import(batch=batch, by=SYSTEM)
    assert User.objects.filter(name="Ann Lee").exists()
    assert not User.objects.filter(name="Bo Chen").exists()


def test_an_undone_import_is_in_the_audit_and_asks_for_the_analysis(
    tmp_path: Path, managing_partner: User, django_capture_on_commit_callbacks: Any
) -> None:
    batch = bring(tmp_path, [ACME, BETA])
    with django_capture_on_commit_callbacks(execute=True):
        undo_import(batch=batch, by=managing_partner)
    with acting_as(SYSTEM):
        event = Event.objects.get(verb="import_undone")
    assert (event.actor_id, event.subject_id) == (managing_partner.pk, batch.pk)
    assert (event.data["entries"], event.data["clients"], event.data["staff"]) == (2, 2, 2)
    assert ProcrastinateJob.objects.filter(task_name="insights.compute", status="todo").count() == 1


def test_undoing_needs_permission(tmp_path: Path, assistant: User) -> None:
    batch = bring(tmp_path, [ACME], by=assistant)
    with pytest.raises(PermissionDenied):
        undo_import(batch=batch, by=assistant)
    assert counts()[0] == 1


def test_only_a_finished_import_can_be_undone(tmp_path: Path) -> None:
    batch = undo_import(batch=bring(tmp_path, [ACME]), by=SYSTEM)
    with pytest.raises(Refused, match="undone"):
        undo_import(batch=batch, by=SYSTEM)


def test_the_months_of_removed_entries_count_as_changed(tmp_path: Path) -> None:
    batch = bring(tmp_path, [ACME])
    assert _month_version() == 1
    undo_import(batch=batch, by=SYSTEM)
    assert _month_version() == 2


def _month_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM engagements_ledgermonth WHERE month = '2024-01-01'")
        return int(cursor.fetchone()[0])


def test_a_real_ledger_comes_and_goes(tmp_path: Path) -> None:
    path = Path(__file__).parents[1] / "data" / "sf_ledgers"
    file = sorted(path.glob("*_ledger.csv"))[0]
    batch = import_ledger_file(path=file, by=SYSTEM)
    assert counts()[0] == batch.rows_added > 400
    undo_import(batch=batch, by=SYSTEM)
    assert counts() == (0, 0, 0)
