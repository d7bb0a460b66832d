"""An import runs, ends, and is found again after its process was killed."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from asgiref.sync import async_to_sync
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from clientela.audit.actions import record
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import NotFound, Refused

from ..describing import options_from_json
from ..enums import BatchStatus
from ..locks import BATCH_LOCKS
from ..models import Batch
from ..progress import Cancelled, Progress

if TYPE_CHECKING:
    from ..loading import Loaded

IMPORT_TASK = "exchange.import_batch"
ANALYSIS_TASK = "insights.compute"
MOST_ATTEMPTS = 2
PLAINEST_CURRENCY = "USD"
SECONDS_BETWEEN_REPORTS = 1.0

log = logging.getLogger(__name__)


def run_import(*, batch_id: int, progress: Callable[[Progress], None] | None = None) -> Batch:
    """Run an import that waits. Safe to call twice: who comes second finds it taken or ended, and leaves it.

    It runs as the system, which no wall stops, for the person who brought the file and in that person's language.
    Afterwards the analysis is put into the queue of jobs. Raises `Refused` where the file cannot be taken; the batch
    then says why. A cancelled import ends without an error.
    """
    with acting_as(SYSTEM), _holding(batch_id) as held:
        batch = _claim(batch_id) if held else None
        if batch is None:
            return _found(batch_id)
        with translation.override(_language_of(batch)):
            _run(batch, progress or (lambda _progress: None))
        return _found(batch_id)


def recover_batches() -> list[Batch]:
    """Find imports whose process is gone, clear up behind them, and give them back.

    Such an import waits for another attempt, or has failed where it was run by a command or was lost twice. Nothing
    of it is in the ledger, because only its last transaction writes there.
    """
    recovered = []
    with acting_as(SYSTEM):
        for batch_id in Batch.objects.filter(status=BatchStatus.RUNNING).order_by("pk").values_list("pk", flat=True):
            with _holding(batch_id) as held:
                if held:
                    recovered.extend(_recover(batch_id))
    return recovered


def _run(batch: Batch, progress: Callable[[Progress], None]) -> None:
    from ..loading import load

    by = batch.by or SYSTEM
    options = options_from_json(batch.options)

    def finish(loaded: Loaded) -> None:
        entered = loaded.entered
        batch.status, batch.finished, batch.progress = BatchStatus.DONE, timezone.now(), 1.0
        batch.rows_read, batch.rows_skipped = loaded.rows_read, loaded.rows_skipped
        batch.rows_rejected, batch.rejects_first = loaded.rejects.count, loaded.rejects.first
        batch.rows_added, batch.rows_known = entered.entries, entered.known
        batch.clients_created, batch.engagements_created = entered.clients, entered.engagements
        if not Batch.objects.select_for_update(of=("self",)).filter(pk=batch.pk, cancel_asked=False).exists():
            raise Cancelled
        batch.save()
        counts = ("rows_read", "rows_rejected", "rows_added", "rows_known", "clients_created", "engagements_created")
        record("import_finished", subject=batch, by=by, data={name: getattr(batch, name) for name in counts})
        transaction.on_commit(ask_for_analysis)

    try:
        load(
            batch.path,
            batch_id=batch.pk,
            options=options,
            currency=options.currency or _usual_currency(),
            rejects_path=batch.rejects_path,
            tell=_Reporter(batch.pk, progress),
            finish=finish,
        )
    except Cancelled:
        _end(batch, BatchStatus.CANCELLED)
    except Refused as error:
        _end(batch, BatchStatus.FAILED, error=str(error))
        raise
    except Exception:
        log.exception("import %s failed", batch.pk)
        why = _(
            "The import was stopped by an error of the program, and nothing of it was kept. The server's log says more."
        )
        _end(batch, BatchStatus.FAILED, error=why)
        raise
    except BaseException:
        # Interrupted by a person at the command line; a job is found by `recover_batches` instead and tried again.
        if batch.by_command:
            _end(batch, BatchStatus.CANCELLED)
        raise


class _Reporter:
    """Writes how far an import is, at most once a second, for pages to show; ends it where a person asked for that."""

    def __init__(self, batch_id: int, progress: Callable[[Progress], None]) -> None:
        self._batches = Batch.objects.filter(pk=batch_id)
        self._batch_id = batch_id
        self._progress = progress
        self._last = float("-inf")
        # Within a transaction of the caller the batch is not to be seen from outside.
        self._alone = not connection.in_atomic_block

    def __call__(self, progress: Progress) -> None:
        self._progress(progress)
        if progress.fraction >= 1.0:
            return
        if time.monotonic() - self._last >= SECONDS_BETWEEN_REPORTS:
            self._last = time.monotonic()
            if self._alone and connection.in_atomic_block:
                self._report_from_outside(progress)
            else:
                self._batches.update(progress=progress.fraction, rows_read=progress.rows)
        if not self._batches.filter(cancel_asked=False).exists():
            raise Cancelled

    def _report_from_outside(self, progress: Progress) -> None:
        # What the last transaction of an import writes is seen when it ends.
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute(
                    "UPDATE exchange_batch SET progress = %s, rows_read = %s WHERE id = %s",
                    [progress.fraction, progress.rows, self._batch_id],
                )
        finally:
            other.close()


def _claim(batch_id: int) -> Batch | None:
    """Take a batch that is to run. The lock is held, so one that is marked as running has lost its process."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update(of=("self",)).select_related("by").filter(pk=batch_id).first()
        wanted = {BatchStatus.QUEUED, BatchStatus.RUNNING}
        if batch is not None and batch.by_command:
            wanted.add(BatchStatus.RECEIVED)
        if batch is None or batch.status not in wanted:
            return None
        batch.status, batch.started, batch.finished = BatchStatus.RUNNING, timezone.now(), None
        batch.attempts += 1
        batch.progress, batch.error, batch.rejects_first = 0.0, "", []
        batch.rows_read = batch.rows_skipped = batch.rows_rejected = batch.rows_added = batch.rows_known = 0
        batch.clients_created = batch.engagements_created = 0
        batch.save()
    return batch


def _end(batch: Batch, status: BatchStatus, *, error: str = "") -> None:
    # A lost connection cannot be written to; a batch left as running is found by `recover_batches`.
    with contextlib.suppress(DatabaseError, InterfaceError):
        if not connection.in_atomic_block and not connection.is_usable():
            connection.close()
        with transaction.atomic():
            now = timezone.now()
            Batch.objects.filter(pk=batch.pk).update(status=status, error=error, finished=now, progress=None)
            verb = "import_failed" if status == BatchStatus.FAILED else "import_ended_by_cancel"
            record(verb, subject=batch, by=batch.by or SYSTEM, data={"file": batch.file_name, "error": error})


def _recover(batch_id: int) -> list[Batch]:
    from ..loading.staging import Staging

    with transaction.atomic():
        batch = Batch.objects.select_for_update(of=("self",)).filter(pk=batch_id, status=BatchStatus.RUNNING).first()
        if batch is None:
            return []
        Staging(batch_id).drop()
        batch.rejects_path.with_name(batch.rejects_path.name + ".part").unlink(missing_ok=True)
        batch.progress = None
        if batch.cancel_asked:
            batch.status = BatchStatus.CANCELLED
        elif batch.by_command or batch.attempts >= MOST_ATTEMPTS:
            batch.status = BatchStatus.FAILED
            with translation.override(_language_of(batch)):
                batch.error = _("The program was stopped before this import had ended, and nothing of it was kept.")
        else:
            batch.status = BatchStatus.QUEUED
            batch.progress = 0.0
            jobs.configure_task(IMPORT_TASK).defer(batch_id=batch_id)
        batch.finished = None if batch.status == BatchStatus.QUEUED else timezone.now()
        batch.save()
        record("import_recovered", subject=batch, by=SYSTEM, data={"status": batch.status})
    _forget_dead_jobs(batch_id)
    return [batch]


def _forget_dead_jobs(batch_id: int) -> None:
    dead = ProcrastinateJob.objects.filter(task_name=IMPORT_TASK, status="doing", args__batch_id=batch_id)
    for job_id in dead.values_list("pk", flat=True):
        async_to_sync(jobs.job_manager.finish_job_by_id_async)(job_id=job_id, status=Status.ABORTED, delete_job=True)


def ask_for_analysis() -> None:
    """Put the analysis into the queue of jobs, where it does not wait there already."""
    # By its name: the analysis stands beside this part of the program, which does not know it.
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        jobs.configure_task(ANALYSIS_TASK, queueing_lock=ANALYSIS_TASK).defer(as_of=None)


def _usual_currency() -> str:
    """The currency of the last entry in the ledger: what a file means that names none, unless somebody says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT currency FROM engagements_ledgerentry ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    return str(row[0]) if row else PLAINEST_CURRENCY


@contextlib.contextmanager
def _holding(batch_id: int) -> Iterator[bool]:
    """Hold the batch for this connection, if nobody else does. The database lets go when the connection ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [BATCH_LOCKS, batch_id])
        held = bool(cursor.fetchone()[0])
    if not held:
        yield False
        return
    try:
        # Without it a server at work notices only at the end of a statement that its client was killed.
        with contextlib.suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET client_connection_check_interval = '1s'")
        yield True
    finally:
        with contextlib.suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
            cursor.execute("RESET client_connection_check_interval")
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [BATCH_LOCKS, batch_id])


def _language_of(batch: Batch) -> str | None:
    return (batch.by.language if batch.by else "") or translation.get_language()


def _found(batch_id: int) -> Batch:
    batch = Batch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    return batch
