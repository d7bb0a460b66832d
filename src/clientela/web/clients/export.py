"""The clients of a list as a file for a spreadsheet."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any, Final

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from clientela.accounts.permissions import Permission
from clientela.exchange.actions import note_export
from clientela.exchange.exporting import Cell, write_csv, write_xlsx
from clientela.insights import queries
from clientela.web import labels
from clientela.web.access import StaffRequest, requires

from .asked import Asked, asked

CHUNK: Final = 1_000
IN_MEMORY: Final = 4 * 2**20


@require_GET
@requires(Permission.EXPORT_DATA)
def as_csv(request: StaffRequest) -> HttpResponseBase:
    """All clients of the list as CSV."""
    spool, wanted = _spool(), asked(request)
    headings, rows = _table(wanted)
    count = write_csv(spool, headings, rows)
    note_export(file_format="csv", filters=wanted.narrowing(), rows=count, by=request.user)
    return _answer(spool, "csv", "text/csv; charset=utf-8")


@require_GET
@requires(Permission.EXPORT_DATA)
def as_xlsx(request: StaffRequest) -> HttpResponseBase:
    """All clients of the list as an Excel workbook."""
    spool, wanted = _spool(), asked(request)
    headings, rows = _table(wanted)
    count = write_xlsx(spool, headings, rows, sheet=_("Clients"))
    note_export(file_format="xlsx", filters=wanted.narrowing(), rows=count, by=request.user)
    return _answer(spool, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def _spool() -> IO[bytes]:
    # The rows are read before the answer is sent: while it is sent the database no longer knows who asks. The answer
    # closes the file.
    return tempfile.SpooledTemporaryFile(IN_MEMORY)


def _answer(spool: IO[bytes], extension: str, content_type: str) -> FileResponse:
    spool.seek(0)
    name = f"clients-{dt.date.today():%Y-%m-%d}.{extension}"
    return FileResponse(spool, as_attachment=True, filename=name, content_type=content_type)


def _table(wanted: Asked) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    screen = queries.client_list(**wanted.for_query(), after=None, limit=CHUNK)
    headings = [
        _("Client"),
        _("Other name"),
        _("Industry"),
        _("Country"),
        _("Responsible"),
        _("Level"),
        _("Level before"),
        _("Gold grid"),
        _("Contribution"),
        f"{_('Billed')}, {screen.currency}",
        f"{_('Profit')}, {screen.currency}",
        _("Frequency"),
        _("Last fee"),
        _("Place"),
    ]
    return headings, _rows(wanted, screen)


def _rows(wanted: Asked, screen: Any) -> Iterator[Sequence[Cell]]:
    # The date of the first page holds for all, also when a newer snapshot appears meanwhile.
    chosen = wanted.for_query() | {"as_of": screen.snapshot.as_of if screen.snapshot else wanted.as_of}
    while True:
        for row in screen.rows:
            yield (
                row.name,
                row.other_name,
                row.industry,
                row.country,
                row.responsible,
                str(labels.label(labels.TIERS, row.tier)),
                str(labels.label(labels.TIERS, row.previous_tier)),
                str(labels.label(labels.GRIDS, row.grid)),
                str(labels.label(labels.CONTRIBUTIONS, row.contribution)),
                row.billed,
                row.profit,
                row.frequency,
                row.last_billed,
                row.rank,
            )
        if screen.next_cursor is None:
            return
        screen = queries.client_list(**chosen, after=screen.next_cursor, limit=CHUNK)
