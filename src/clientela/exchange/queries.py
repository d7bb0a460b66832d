"""What screens need to know of imports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from clientela.core.actor import SYSTEM, current_actor
from clientela.core.errors import NotFound
from clientela.core.models import Exclusion
from clientela.engagements.queries import Page

from .enums import BatchStatus
from .models import Batch


@dataclass(frozen=True)
class BatchLine:
    """One import in the list of them."""

    id: int
    file_name: str
    status: str
    received: dt.datetime
    by: str
    rows_read: int
    rows_added: int
    rows_known: int
    rows_rejected: int
    clients_created: int
    progress: float | None


@dataclass(frozen=True)
class BatchScreen:
    """One import with what is known of its file.

    `progress` runs from 0 to 1 while it waits or runs, `seconds_left` and `rows_per_second` are of a running one.
    `understanding`, `options` and `rejects_first` are empty for those who may not see what is in the file
    (`content_hidden`).
    """

    id: int
    file_name: str
    size: int
    status: str
    received: dt.datetime
    started: dt.datetime | None
    finished: dt.datetime | None
    by: str
    rows_read: int
    rows_added: int
    rows_known: int
    rows_skipped: int
    rows_rejected: int
    clients_created: int
    engagements_created: int
    progress: float | None
    rows_per_second: float | None
    seconds_left: float | None
    error: str
    understanding: dict[str, Any]
    options: dict[str, Any]
    rejects_first: list[dict[str, Any]]
    has_rejects: bool
    content_hidden: bool
    can_start: bool
    can_cancel: bool
    can_undo: bool


def batches(*, after: str | None = None, limit: int = 50) -> Page[BatchLine]:
    """All imports, the latest first, in one statement."""
    found = Batch.objects.select_related("by").order_by("-pk")
    if after is not None:
        found = found.filter(pk__lt=int(after) if after.isdecimal() else 0)
    rows = list(found.defer("understanding", "options", "rejects_first")[: limit + 1])
    lines = [
        BatchLine(
            id=row.pk,
            file_name=row.file_name,
            status=row.status,
            received=row.received,
            by=str(row.by or SYSTEM),
            rows_read=row.rows_read,
            rows_added=row.rows_added,
            rows_known=row.rows_known,
            rows_rejected=row.rows_rejected,
            clients_created=row.clients_created,
            progress=row.progress,
        )
        for row in rows[:limit]
    ]
    return Page(lines, str(lines[-1].id) if len(rows) > limit else None)


def batch(batch_id: int) -> BatchScreen:
    """One import. Raises `NotFound` where there is none."""
    row = Batch.objects.select_related("by").filter(pk=batch_id).first()
    if row is None:
        raise NotFound
    seen = may_see_content(row)
    rate, left = _pace(row)
    return BatchScreen(
        id=row.pk,
        file_name=row.file_name,
        size=row.size,
        status=row.status,
        received=row.received,
        started=row.started,
        finished=row.finished,
        by=str(row.by or SYSTEM),
        rows_read=row.rows_read,
        rows_added=row.rows_added,
        rows_known=row.rows_known,
        rows_skipped=row.rows_skipped,
        rows_rejected=row.rows_rejected,
        clients_created=row.clients_created,
        engagements_created=row.engagements_created,
        progress=row.progress if row.status in (BatchStatus.QUEUED, BatchStatus.RUNNING) else None,
        rows_per_second=rate,
        seconds_left=left,
        error=row.error if seen else "",
        understanding=row.understanding if seen else {},
        options=row.options if seen else {},
        rejects_first=row.rejects_first if seen else [],
        has_rejects=seen and row.rows_rejected > 0,
        content_hidden=not seen,
        can_start=seen
        and row.status in (BatchStatus.RECEIVED, BatchStatus.FAILED, BatchStatus.CANCELLED, BatchStatus.UNDONE),
        can_cancel=row.status in (BatchStatus.RECEIVED, BatchStatus.QUEUED, BatchStatus.RUNNING)
        and not row.cancel_asked,
        can_undo=row.status == BatchStatus.DONE,
    )


def may_see_content(batch: Batch) -> bool:
    """Whether the one who acts may see cells of the file: who brought it, and all from whom no client is hidden.

    A file names clients before any wall can be asked about them. Nobody sees anything where nobody acts.
    """
    actor = current_actor()
    if actor is None:
        return False
    if actor in (SYSTEM.pk, batch.by_id):
        return True
    return not Exclusion.objects.filter(user_id=actor).exists()


def _pace(row: Batch) -> tuple[float | None, float | None]:
    if row.status != BatchStatus.RUNNING or row.started is None or not row.progress:
        return None, None
    seconds = max((timezone.now() - row.started).total_seconds(), 0.001)
    return row.rows_read / seconds, seconds * (1 - row.progress) / row.progress
