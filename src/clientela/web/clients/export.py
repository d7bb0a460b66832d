"""The clients of a list as a file that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterator
from typing import Any, Final

import xlsxwriter
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from clientela.accounts.permissions import Permission
from clientela.insights import queries
from clientela.web import labels
from clientela.web.access import requires

from .asked import Asked, asked

CHUNK: Final = 1_000
IN_MEMORY: Final = 4 * 2**20
# A spreadsheet takes a text that begins with one of these for a formula, or hides what comes after it.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CELL_LIMIT: Final = 32_767


@require_GET
@requires(Permission.EXPORT_DATA)
def as_csv(request: HttpRequest) -> HttpResponseBase:
    """All clients of the list as CSV, in UTF-8 with the mark by which Excel knows it."""
    # The rows are read now, while the database still knows who asks; the answer is sent when it no longer does.
    spool = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (the answer closes it)
    text = io.TextIOWrapper(spool, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    for row in _rows(asked(request)):
        writer.writerow([harmless(cell) for cell in row])
    text.detach()
    spool.seek(0)
    return FileResponse(spool, as_attachment=True, filename=_filename("csv"), content_type="text/csv; charset=utf-8")


@require_GET
@requires(Permission.EXPORT_DATA)
def as_xlsx(request: HttpRequest) -> HttpResponseBase:
    """All clients of the list as an Excel workbook; texts stay texts, whatever they begin with."""
    spool = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (the answer closes it)
    book = xlsxwriter.Workbook(spool, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(_("Clients")[:31])
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 16, 14)
    for number, row in enumerate(_rows(asked(request))):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, place, cell[:CELL_LIMIT], bold if number == 0 else None)
            elif isinstance(cell, dt.date):
                sheet.write_datetime(number, place, dt.datetime.combine(cell, dt.time()))
            elif cell is not None:
                sheet.write_number(number, place, cell)
    book.close()
    spool.seek(0)
    return FileResponse(
        spool,
        as_attachment=True,
        filename=_filename("xlsx"),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


def harmless(cell: Any) -> Any:
    """A cell for a CSV file: a text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if isinstance(cell, str) and cell.lstrip(" \N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}").startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def _rows(wanted: Asked) -> Iterator[list[Any]]:
    screen = queries.client_list(**wanted.for_query(), after=None, limit=CHUNK)
    yield [
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
    # The date of the first page holds for all, also when a newer snapshot appears meanwhile.
    chosen = wanted.for_query() | {"as_of": screen.snapshot.as_of if screen.snapshot else wanted.as_of}
    while True:
        for row in screen.rows:
            yield [
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
            ]
        if screen.next_cursor is None:
            return
        screen = queries.client_list(**chosen, after=screen.next_cursor, limit=CHUNK)


def _filename(extension: str) -> str:
    return f"clients-{dt.date.today():%Y-%m-%d}.{extension}"
