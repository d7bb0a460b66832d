"""What the analysis prints for a person who reads it in a terminal."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from clientela.analytics.contribution import CONTRIBUTIONS
from clientela.analytics.grid import GRID
from clientela.analytics.migration import AFTER, BEFORE
from clientela.web import words

from ..printable import printable
from .book import Book
from .charts import place
from .sources import Lines
from .summary import LEVELS, tally
from .wording import Writer, cost_note, window_sentence

_TOP: Final = 10
_WIDTH: Final = 120


def show(book: Book, lines: Lines, folder: Path | None, console: Console) -> None:
    """Print the portfolio: levels, grid, contribution, the whale curve's peak, movement, the largest clients.

    `folder` is where the files were written, if anywhere.
    """
    writer = Writer(book)
    title = _("Portfolio")
    console.print(f"[bold]{title}[/bold] · {window_sentence(book)} · {book.policy.currency}")
    console.print(_totals(book, writer))
    for title, by, codes, names in (
        (_("Level"), "tier", LEVELS, words.TIERS),
        (_("Gold grid"), "grid", GRID, words.GRIDS),
        (_("Contribution"), "contribution", CONTRIBUTIONS, words.CONTRIBUTIONS),
    ):
        console.print(_classes(book, writer, title, by, codes, names))
        console.print()
    console.print(_whale(book, writer))
    dates = {"before": writer.day(book.compare_to), "after": writer.day(book.as_of)}
    moved = _("Movement from %(before)s to %(after)s") % dates
    console.print(f"\n[bold]{moved}[/bold]")
    console.print(_movement(book))
    console.print(_aims(book, writer))
    if book.thresholds.active:
        largest = _("The largest clients")
        console.print(f"\n[bold]{largest}[/bold]")
        console.print(_largest(book, writer))
    for sentence in _notes(book, lines, writer):
        console.print(sentence)
    if folder:
        places = {"folder": escape(str(folder)), "report": escape(str(folder / "report.html"))}
        console.print(_("Written to %(folder)s: the report is %(report)s") % places)


def screen() -> Console:
    """The terminal, or a page of fixed width where the output goes into a file or another command."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal without these letters shows marks in their place.
        sys.stdout.reconfigure(errors="replace")
    console = Console(highlight=False, emoji=False)
    return console if console.is_terminal else Console(highlight=False, emoji=False, width=_WIDTH)


def _table(columns: Iterable[str], *, names: int = 1) -> Table:
    table = Table(header_style="dim", box=None, pad_edge=False)
    for number, column in enumerate(columns):
        if number < names:
            table.add_column(column, overflow="fold")
        else:
            table.add_column(column, justify="right", no_wrap=True)
    return table


def _totals(book: Book, writer: Writer) -> str:
    totals, aims = book.thresholds.totals, book.migration.aims
    figures = (
        (_("Billed"), writer.money(totals.billed)),
        (_("Profit"), writer.money(totals.profit)),
        (_("Active clients"), writer.count(book.thresholds.active)),
        (_("Clients kept"), writer.percent(aims.kept_share)),
    )
    return "  ".join(f"{name} [bold]{value}[/bold]" for name, value in figures) + "\n"


def _classes(book: Book, writer: Writer, title: str, by: str, codes: Sequence[str], names: words.Labels) -> Table:
    total, sums = book.thresholds.totals.billed, tally(book.rows, by)
    table = _table((title, _("Clients"), _("Billed"), _("Share"), _("Profit")))
    for code in codes:
        found = sums.get(code, {"clients": 0, "billed": 0, "profit": 0})
        table.add_row(
            str(words.label(names, code)),
            writer.count(found["clients"]),
            writer.money(found["billed"]),
            writer.percent(found["billed"] / total if total > 0 else None),
            writer.money(found["profit"]),
        )
    return table


def _whale(book: Book, writer: Writer) -> str:
    active, peak = book.thresholds.active, book.peak
    if not active or peak.peak_share is None:
        return _("There is no profit to divide in this window.")
    keys = book.thresholds.key_clients
    return _(
        "%(keys)s key clients (%(share)s of the active) earn %(part)s of the positive profit; the curve peaks at "
        "%(peak)s after %(clients)s clients."
    ) % {
        "keys": writer.count(keys),
        "share": writer.percent(keys / active),
        "part": writer.percent(book.thresholds.key_profit / book.thresholds.positive_profit),
        "peak": writer.percent(peak.peak_share),
        "clients": writer.count(peak.peak_clients),
    }


def _movement(book: Book) -> Table:
    moves = {(move.before, move.after): move.clients for move in book.migration.moves if move.clients}
    befores = [state for state in BEFORE if any(before == state for before, _after in moves)]
    afters = [state for state in AFTER if any(after == state for _before, after in moves)]
    table = _table(("", *(str(words.label(words.MOVES, place(state))) for state in afters)))
    for before in befores:
        counts = (f"{moves[before, after]:,}" if (before, after) in moves else "·" for after in afters)
        table.add_row(str(words.label(words.MOVES, before)), *counts)
    return table


def _aims(book: Book, writer: Writer) -> str:
    aims = book.migration.aims
    figures = (
        (_("More clients"), writer.count(aims.active_after.clients - aims.active_before.clients)),
        (_("upgraded"), writer.count(aims.upgraded.clients)),
        (_("downgraded"), writer.count(aims.downgraded.clients)),
        (_("kept"), writer.count(aims.kept.clients)),
        (_("lost"), writer.count(aims.lost.clients)),
    )
    return "  ".join(f"{name} {value}" for name, value in figures)


def _largest(book: Book, writer: Writer) -> Table:
    months = book.thresholds.frequency_basis == "months"
    columns: list[Any] = [_("Client"), _("Level"), _("Gold grid"), _("Contribution")]
    columns += [_("Months with a fee") if months else _("Engagements"), _("Billed"), _("Profit")]
    table = _table(columns, names=4)
    for row in book.rows.filter("active").head(_TOP).rows(named=True):
        table.add_row(
            escape(printable(row["client"])),
            str(words.label(words.TIERS, row["tier"])),
            str(words.label(words.GRIDS, row["grid"])),
            str(words.label(words.CONTRIBUTIONS, row["contribution"])),
            writer.count(row["frequency"]),
            writer.money(row["billed"]),
            writer.money(row["profit"]),
        )
    return table


def _notes(book: Book, lines: Lines, writer: Writer) -> Iterable[str]:
    yield ""
    yield _("%(read)s rows read, %(rejected)s left out") % {
        "read": writer.count(lines.rows_read),
        "rejected": writer.count(lines.rows_rejected),
    }
    for file in lines.files:
        known = file.understanding
        columns = printable(", ".join(f"{field.value}={heading}" for field, heading in known.columns.items()))
        form = "/".join(part for part in (known.format, known.encoding, known.sheet) if part)
        yield f"[dim]{escape(printable(file.name))} ({escape(form)}): {escape(columns)}[/dim]"
    if book.never.height:
        yield _("Clients named but never billed: %(count)s") % {"count": writer.count(book.never.height)}
    if note := cost_note(book):
        yield note
