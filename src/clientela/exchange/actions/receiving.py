"""A file is received, looked at, and its import started or called off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.core.actor import SYSTEM, System, acting_as
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused

from ..describing import options_as_json, options_from_json, understand, understanding_as_json
from ..enums import BatchStatus
from ..models import Batch
from ..progress import Progress
from ..queries import may_see_content
from ..storing import Upload, store, tidy_name
from .running import IMPORT_TASK, run_import

if TYPE_CHECKING:
    from ..reading import ReadOptions

_STARTABLE = (BatchStatus.RECEIVED, BatchStatus.FAILED, BatchStatus.CANCELLED, BatchStatus.UNDONE)


def receive_file(
    *, file: Upload | IO[bytes], name: str, by: User | System, options: ReadOptions | None = None
) -> Batch:
    """Keep a file and look at it; nothing goes into the ledger yet.

    `understanding` of the batch says what was found, and in `problem` why it cannot be read as it is.
    """
    require(by, Permission.IMPORT_DATA)
    stored = store(file, name=name)
    batch = Batch(
        file_name=tidy_name(name),
        stored=stored.place,
        sha256=stored.sha256,
        size=stored.size,
        options=options_as_json(options) if options else {},
        by=by if isinstance(by, User) else None,
    )
    batch.understanding = understand(batch.path, options_from_json(batch.options))
    with transaction.atomic():
        batch.save()
        data = {"file": batch.file_name, "sha256": batch.sha256, "size": batch.size}
        record("file_received", subject=batch, by=by, data=data)
    return batch


def preview(batch: Batch, *, options: ReadOptions | None = None) -> dict[str, Any]:
    """What would be understood of the file with these options (its own without any); nothing is written.

    Raises `NotFound` where the one who acts may not see what is in the file.
    """
    if not may_see_content(batch):
        raise NotFound
    return understand(batch.path, options or options_from_json(batch.options))


@act
def start_import(*, batch: Batch, by: User | System, options: ReadOptions | None = None) -> Batch:
    """Put the import of a file into the queue of jobs, with these options or those it was received with.

    Raises `Refused` where it is under way or done, or where the file cannot be read like that.
    """
    require(by, Permission.IMPORT_DATA)
    batch = _held(batch)
    if batch.status not in _STARTABLE:
        raise Refused(_("This import is under way or done already; it cannot be started again."))
    if options is not None:
        batch.options = options_as_json(options)
    batch.understanding = understand(batch.path, options_from_json(batch.options))
    if batch.understanding["problem"]:
        raise Refused(batch.understanding["problem"])
    batch.status = BatchStatus.QUEUED
    batch.cancel_asked = batch.by_command = False
    batch.attempts, batch.progress, batch.error = 0, 0.0, ""
    batch.started = batch.finished = None
    batch.save()
    record("import_started", subject=batch, by=by, data={"file": batch.file_name, "options": batch.options})
    # In the same transaction: a batch that waits has a job, and the other way round.
    jobs.configure_task(IMPORT_TASK).defer(batch_id=batch.pk)
    return batch


@act
def cancel_import(*, batch: Batch, by: User | System) -> Batch:
    """Call off an import that waits, or ask a running one to end before it touches the ledger.

    Raises `Refused` where there is nothing left to call off.
    """
    require(by, Permission.IMPORT_DATA)
    batch = _held(batch)
    if batch.status in (BatchStatus.RECEIVED, BatchStatus.QUEUED):
        batch.status = BatchStatus.CANCELLED
        batch.progress = None
    elif batch.status == BatchStatus.RUNNING:
        batch.cancel_asked = True
    else:
        raise Refused(_("This import has ended already; there is nothing to call off."))
    batch.save(update_fields=["status", "progress", "cancel_asked"])
    record("import_cancelled", subject=batch, by=by, data={"file": batch.file_name})
    return batch


def import_ledger_file(
    *,
    path: Path,
    by: User | System,
    options: ReadOptions | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Batch:
    """Import a file here and now: what the command line does. Gives the finished batch.

    Raises CannotRead or NeedsAnswer where the file cannot be read, keeping nothing of it; `Refused` where it fails
    further down. Interrupted, it leaves the ledger as it was.
    """
    from ..reading import NeedsAnswer, ReadOptions, read_ledger

    require(by, Permission.IMPORT_DATA)
    options = options or ReadOptions()
    with read_ledger(path, options=options) as reading:
        if reading.understanding.questions:
            raise NeedsAnswer(reading.understanding.questions)
        understanding = understanding_as_json(reading.understanding)
    with path.open("rb") as file:
        stored = store(file, name=path.name)
    with acting_as(SYSTEM), transaction.atomic():
        batch = Batch.objects.create(
            file_name=tidy_name(path.name),
            stored=stored.place,
            sha256=stored.sha256,
            size=stored.size,
            options=options_as_json(options),
            understanding=understanding,
            by_command=True,
            by=by if isinstance(by, User) else None,
        )
        record("import_started", subject=batch, by=by, data={"file": batch.file_name, "options": batch.options})
    return run_import(batch_id=batch.pk, progress=progress)


def rejects_csv(batch: Batch) -> Path:
    """The file of the rows that were not taken: CSV with line, column, value and reason.

    Raises `NotFound` where there is none, or where the one who acts may not see what is in the file.
    """
    if not may_see_content(batch) or not batch.rejects_path.exists():
        raise NotFound
    return batch.rejects_path


def require(by: User | System, permission: Permission) -> None:
    """Raise `PermissionDenied` unless `by` may do this."""
    if by is not SYSTEM and not (isinstance(by, User) and by.may(permission)):
        raise PermissionDenied


def _held(batch: Batch) -> Batch:
    held = Batch.objects.select_for_update(of=("self",)).filter(pk=batch.pk).first()
    if held is None:
        raise NotFound
    return held
