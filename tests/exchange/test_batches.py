"""A file on its way: received, looked at, started, cancelled, failed; and who may see what of it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from clientela.access.actions import raise_wall
from clientela.accounts.models import User
from clientela.audit.models import Event
from clientela.clients.actions import add_client
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import NotFound, Refused
from clientela.core.home import folder
from clientela.exchange import queries, tasks
from clientela.exchange.actions import (
    Progress,
    cancel_import,
    import_ledger_file,
    preview,
    receive_file,
    recover_batches,
    rejects_csv,
    run_import,
    start_import,
)
from clientela.exchange.loading import loading
from clientela.exchange.models import Batch
from clientela.exchange.reading import CannotRead, DateOrder, Field, NeedsAnswer, ReadOptions
from tests.exchange.ledgers import ACME, BETA, HEADINGS, bring, counts, ledger, write_ledger

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tables_left")]

OPEN_DATES = b"date,client,amount\n03/04/2016,Acme,100.50\n05/04/2016,Borealis,20\n"


def _text(*rows: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *rows])
    return text.getvalue().encode()


def _receive(by: User, content: bytes = _text(ACME, BETA), name: str = "ledger.csv", **more: Any) -> Batch:
    return receive_file(file=SimpleUploadedFile(name, content), name=name, by=by, **more)


def _jobs(name: str) -> list[dict[str, Any]]:
    return list(ProcrastinateJob.objects.filter(task_name=name, status="todo").values_list("args", flat=True))


def test_a_received_file_is_kept_and_understood_and_enters_nothing(assistant: User) -> None:
    batch = _receive(assistant, name="C:\\ledgers\\2024.csv")
    assert batch.file_name == "2024.csv"
    assert batch.path.read_bytes() == _text(ACME, BETA)
    assert batch.path.stat().st_mode & 0o077 == 0
    assert (batch.status, batch.size, batch.by) == ("received", len(_text(ACME, BETA)), assistant)
    assert batch.understanding["columns"]["engagement"] == "matter"
    assert batch.understanding["problem"] == ""
    assert counts() == (0, 0, 0)


def test_a_file_that_cannot_be_read_is_kept_with_a_sentence(assistant: User) -> None:
    batch = _receive(assistant, b"wann,wer,wieviel\n2016-04-13,Acme,1\n")
    assert "No column was recognised" in batch.understanding["problem"]
    with acting_as(assistant):
        named = ((Field.DATE, "wann"), (Field.CLIENT, "wer"), (Field.AMOUNT, "wieviel"))
        found = preview(batch, options=ReadOptions(columns=named))
    assert found["problem"] == ""


def test_a_question_must_be_answered_before_the_import_starts(assistant: User) -> None:
    batch = _receive(assistant, OPEN_DATES)
    assert "day or the month" in batch.understanding["problem"]
    with pytest.raises(Refused, match="day or the month"):
        start_import(batch=batch, by=assistant)
    with acting_as(assistant):
        assert queries.batch(batch.pk).status == "received"
    start_import(batch=batch, options=ReadOptions(date_order=DateOrder.DAY_FIRST), by=assistant)
    assert run_import(batch_id=batch.pk).rows_added == 2


def test_a_started_import_is_a_job_that_the_worker_runs(assistant: User) -> None:
    batch = start_import(batch=_receive(assistant), by=assistant)
    assert batch.status == "queued"
    assert _jobs("exchange.import_batch") == [{"batch_id": batch.pk}]
    tasks.import_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.status, batch.rows_added, batch.attempts) == ("done", 2, 1)


def test_a_job_that_comes_twice_does_its_work_once(assistant: User) -> None:
    batch = start_import(batch=_receive(assistant), by=assistant)
    tasks.import_batch(batch_id=batch.pk)
    tasks.import_batch(batch_id=batch.pk)
    tasks.import_batch(batch_id=batch.pk + 1)
    batch.refresh_from_db()
    assert (batch.status, batch.rows_added, batch.attempts) == ("done", 2, 1)


def test_an_import_cannot_be_started_twice(assistant: User) -> None:
    batch = start_import(batch=_receive(assistant), by=assistant)
    with pytest.raises(Refused, match="under way"):
        start_import(batch=batch, by=assistant)
    run_import(batch_id=batch.pk)
    with pytest.raises(Refused, match="done"):
        start_import(batch=batch, by=assistant)


def test_the_analysis_is_asked_for_once_after_imports(tmp_path: Path, django_capture_on_commit_callbacks: Any) -> None:
    for row in (ACME, BETA):
        with django_capture_on_commit_callbacks(execute=True):
            bring(tmp_path, [row])
    assert _jobs("insights.compute") == [{"as_of": None}]


def test_an_import_is_in_the_audit_with_the_one_who_brought_it(assistant: User) -> None:
    batch = start_import(batch=_receive(assistant), by=assistant)
    run_import(batch_id=batch.pk)
    with acting_as(SYSTEM):
        events = list(Event.objects.filter(subject_type="exchange.Batch", subject_id=batch.pk).order_by("pk"))
    assert [(event.verb, event.actor_id) for event in events] == [
        ("file_received", assistant.pk),
        ("import_started", assistant.pk),
        ("import_finished", assistant.pk),
    ]
    assert events[2].data["rows_added"] == 2


def test_a_waiting_import_can_be_cancelled(assistant: User) -> None:
    batch = start_import(batch=_receive(assistant), by=assistant)
    cancel_import(batch=batch, by=assistant)
    tasks.import_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.status == "cancelled"
    assert counts() == (0, 0, 0)
    with pytest.raises(Refused, match="ended already"):
        cancel_import(batch=batch, by=assistant)


@pytest.mark.parametrize("moment", [1, 2, 4], ids=["while it is read", "before it is entered", "while it is entered"])
def test_a_running_import_can_be_cancelled_and_leaves_nothing(assistant: User, moment: int) -> None:
    batch = start_import(batch=_receive(assistant), by=assistant)
    heard: list[Progress] = []

    def cancel_then(progress: Progress) -> None:
        heard.append(progress)
        if len(heard) == moment:
            cancel_import(batch=batch, by=assistant)

    ended = run_import(batch_id=batch.pk, progress=cancel_then)
    assert ended.status == "cancelled"
    assert len(heard) == moment
    assert counts() == (0, 0, 0)
    again = start_import(batch=ended, by=assistant)
    assert run_import(batch_id=again.pk).status == "done"


def test_an_import_cancelled_in_its_last_moment_enters_nothing(
    assistant: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = start_import(batch=_receive(assistant), by=assistant)
    enter = loading.enter

    def enter_and_cancel(staging: Any, **options: Any) -> Any:
        entered = enter(staging, **options)
        Batch.objects.filter(pk=batch.pk).update(cancel_asked=True)
        return entered

    monkeypatch.setattr(loading, "enter", enter_and_cancel)
    assert run_import(batch_id=batch.pk).status == "cancelled"
    assert counts() == (0, 0, 0)


def test_an_error_of_the_program_fails_the_import_and_keeps_nothing(
    assistant: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = start_import(batch=_receive(assistant), by=assistant)

    def broken(staging: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(loading, "stage_fresh_clients", broken)
    with pytest.raises(ZeroDivisionError):
        run_import(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.status, counts()) == ("failed", (0, 0, 0))
    assert "nothing of it was kept" in batch.error


def test_an_import_that_lost_its_process_waits_again_and_the_second_time_fails(assistant: User) -> None:
    batch = start_import(batch=_receive(assistant), by=assistant)
    Batch.objects.filter(pk=batch.pk).update(status="running", attempts=1)
    assert [found.status for found in recover_batches()] == ["queued"]
    assert len(_jobs("exchange.import_batch")) == 2
    Batch.objects.filter(pk=batch.pk).update(status="running", attempts=2)
    assert [(found.status, found.error[:23]) for found in recover_batches()] == [("failed", "The program was stopped")]
    assert recover_batches() == []


def test_the_job_of_a_lost_process_is_forgotten(assistant: User) -> None:
    batch = start_import(batch=_receive(assistant), by=assistant)
    other = start_import(batch=_receive(assistant), by=assistant)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    Batch.objects.filter(pk=batch.pk).update(status="running", attempts=1)
    recover_batches()
    jobs = ProcrastinateJob.objects.order_by("pk").values_list("status", "args__batch_id")
    assert list(jobs) == [("doing", other.pk), ("todo", batch.pk)]


def test_the_command_line_says_why_a_file_is_not_read_and_keeps_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A data directory of its own: tests that run at the same time keep files in the common one.
    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path / "home"))
    path = tmp_path / "ledger.csv"
    path.write_bytes(OPEN_DATES)
    with pytest.raises(NeedsAnswer):
        import_ledger_file(path=path, by=SYSTEM)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    with pytest.raises(CannotRead):
        import_ledger_file(path=path, by=SYSTEM)
    assert not Batch.objects.exists()
    assert not [kept for kept in folder("files").rglob("*") if kept.is_file()]


def test_progress_tells_rows_and_ends_at_one(tmp_path: Path) -> None:
    heard: list[Progress] = []
    bring(tmp_path, [ACME, BETA], progress=heard.append)
    assert {progress.rows for progress in heard} == {2}
    fractions = [progress.fraction for progress in heard]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


def test_a_row_that_cannot_be_read_is_told_and_the_rest_goes_in(assistant: User) -> None:
    bad = (("never", *ACME[1:]), (*ACME[:3], "=1+1", *ACME[4:]))
    batch = start_import(batch=_receive(assistant, _text(ACME, *bad, BETA)), by=assistant)
    batch = run_import(batch_id=batch.pk)
    assert (batch.rows_read, batch.rows_added, batch.rows_rejected) == (4, 2, 2)
    assert [(row["line"], row["column"], row["value"]) for row in batch.rejects_first] == [
        (3, "date", "never"),
        (4, "amount", "=1+1"),
    ]
    with acting_as(assistant):
        text = rejects_csv(batch).read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Line", "Column", "Value", "Reason"]
    assert [row[:3] for row in rows[1:]] == [["3", "date", "never"], ["4", "amount", "'=1+1"]]
    assert all(row[3] for row in rows)


def test_reasons_are_told_in_the_language_of_the_one_who_brought_the_file(
    assistant: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils import translation

    seen: list[str | None] = []
    keep = loading.keep_rejects
    monkeypatch.setattr(loading, "keep_rejects", lambda *a: (seen.append(translation.get_language()), keep(*a))[1])
    assistant.language = "ru"
    assistant.save()
    batch = start_import(batch=_receive(assistant), by=assistant)
    run_import(batch_id=batch.pk)
    assert seen == ["ru"]


def test_a_file_without_rejects_has_no_file_of_them(assistant: User) -> None:
    batch = start_import(batch=_receive(assistant), by=assistant)
    run_import(batch_id=batch.pk)
    with acting_as(assistant), pytest.raises(NotFound):
        rejects_csv(batch)


def test_bringing_a_file_needs_permission(lawyer: User, assistant: User, tmp_path: Path) -> None:
    batch = _receive(assistant)
    path = write_ledger(tmp_path / "x.csv", [ACME])
    for act in (
        lambda: _receive(lawyer),
        lambda: start_import(batch=batch, by=lawyer),
        lambda: cancel_import(batch=batch, by=lawyer),
        lambda: import_ledger_file(path=path, by=lawyer),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Batch.objects.get().status == "received"


def test_an_import_into_a_walled_client_tells_counts_and_no_name(
    assistant: User, managing_partner: User, tmp_path: Path
) -> None:
    with acting_as(SYSTEM):
        hidden = add_client(name="Acme Ltd", by=SYSTEM)
    with acting_as(managing_partner):
        raise_wall(client=hidden, hidden_from=[assistant], reason="acts for the other side", by=managing_partner)
    with acting_as(assistant):
        batch = start_import(batch=_receive(assistant), by=assistant)
        tasks.import_batch(batch_id=batch.pk)
        screen = queries.batch(batch.pk)
    assert (screen.rows_added, screen.clients_created) == (2, 1)
    assert sum(ledger().values()) == 2
    with acting_as(assistant):
        assert sum(ledger(assistant).values()) == 1  # type: ignore[arg-type]
        events = Event.objects.filter(subject_id=batch.pk)
        assert not any("Acme" in str(event.data) for event in events)


def test_what_is_in_a_file_is_hidden_from_those_from_whom_a_client_is_hidden(
    assistant: User, managing_partner: User, lawyer: User
) -> None:
    with acting_as(SYSTEM):
        hidden = add_client(name="Somebody Else", by=SYSTEM)
    with acting_as(managing_partner):
        raise_wall(client=hidden, hidden_from=[lawyer], reason="acts for the other side", by=managing_partner)
    batch = start_import(batch=_receive(assistant, _text(ACME, ("never", *ACME[1:]))), by=assistant)
    batch = run_import(batch_id=batch.pk)
    for reader in (assistant, managing_partner):
        with acting_as(reader):
            screen = queries.batch(batch.pk)
            assert "Acme Ltd" in str(screen.understanding["sample"])
            assert (len(screen.rejects_first), screen.content_hidden) == (1, False)
            assert rejects_csv(batch).exists()
    with acting_as(lawyer):
        screen = queries.batch(batch.pk)
        assert (screen.understanding, screen.rejects_first, screen.content_hidden) == ({}, [], True)
        assert (screen.rows_added, screen.rows_rejected) == (1, 1)
        for act in (lambda: rejects_csv(batch), lambda: preview(batch)):
            with pytest.raises(NotFound):
                act()
    with pytest.raises(NotFound):
        preview(batch)


def test_the_list_of_imports_goes_on_page_by_page(
    assistant: User, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    batches = [_receive(assistant).pk for _number in range(3)]
    with acting_as(assistant), django_assert_num_queries(2):
        first = queries.batches(limit=2)
        second = queries.batches(after=first.next_cursor, limit=2)
    assert [line.id for line in [*first.rows, *second.rows]] == batches[::-1]
    assert second.next_cursor is None
    assert queries.batches(after="x").rows == []
    with pytest.raises(NotFound):
        queries.batch(batches[-1] + 1)


def test_a_screen_says_what_can_be_done(assistant: User) -> None:
    def can(batch: Batch) -> tuple[bool, bool, bool]:
        with acting_as(assistant):
            screen = queries.batch(batch.pk)
        return screen.can_start, screen.can_cancel, screen.can_undo

    batch = _receive(assistant)
    assert can(batch) == (True, True, False)
    start_import(batch=batch, by=assistant)
    assert can(batch) == (False, True, False)
    run_import(batch_id=batch.pk)
    assert can(batch) == (False, False, True)


def test_a_running_import_has_a_pace(assistant: User) -> None:
    batch = start_import(batch=_receive(assistant), by=assistant)
    seen: list[queries.BatchScreen] = []

    def look(progress: Progress) -> None:
        Batch.objects.filter(pk=batch.pk).update(progress=0.25, rows_read=500)
        seen.append(queries.batch(batch.pk))

    run_import(batch_id=batch.pk, progress=look)
    assert (seen[0].status, seen[0].progress) == ("running", 0.25)
    assert seen[0].rows_per_second is not None
    assert seen[0].rows_per_second > 0
    assert seen[0].seconds_left is not None
    assert seen[0].seconds_left > 0
