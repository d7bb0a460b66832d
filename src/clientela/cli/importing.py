"""`import ledger` puts a firm's ledger into the database; `import list` and `import undo` look after what came in."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from . import app, fail, reading_options
from .database import database
from .printable import printable

if TYPE_CHECKING:
    from clientela.accounts.models import User
    from clientela.core.actor import System
    from clientela.exchange.models import Batch
    from clientela.exchange.progress import Progress
    from clientela.exchange.reading import ReadOptions

INTERRUPTED = 130
LISTED = 200

importing = typer.Typer(help="Bring data in.", no_args_is_help=True)
app.add_typer(importing, name="import")

By = Annotated[str, typer.Option("--by", metavar="USERNAME", help="Who does it; the system where left out.")]
Language = Annotated[Literal["zh-hans", "ru", "en"], typer.Option(help="Language of what is said.")]


@importing.command("ledger")
def ledger(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV, XLSX, XLS, ODS, Parquet, .gz, .zip.")],
    preview: Annotated[bool, typer.Option("--preview", help="Say what is understood of the files, and stop.")] = False,
    by: By = "",
    columns: reading_options.Map = None,
    currency: Annotated[str | None, typer.Option(metavar="CODE", help="Of amounts that name none (ISO 4217).")] = None,
    max_rejects: reading_options.MaxRejects = 0,
    encoding: reading_options.Encoding = None,
    delimiter: reading_options.Delimiter = None,
    date_order: reading_options.Order = None,
    decimal: reading_options.Decimal = None,
    sheet: reading_options.Sheet = None,
    header_row: reading_options.HeaderRow = None,
    language: Language = "en",
) -> None:
    """Put ledgers into the database and rank the clients anew.

    A file that came before adds nothing; one that grew adds its new rows. Exit codes: 0 well, 1 more rows left out than
    --max-rejects, 2 cannot run.
    """
    # Made where the language is known, because what is wrong with an option is said in it.
    options = functools.partial(
        reading_options.read_options,
        columns=columns,
        encoding=encoding,
        delimiter=delimiter,
        date_order=date_order,
        decimal=decimal,
        sheet=sheet,
        header_row=header_row,
        currency=currency,
    )
    if preview:
        from .analyse.language import speaking

        with speaking(language), _in_sentences():
            _show(files, options())
        return
    with _at_work(language):
        rejected = _import(files, options(), by)
    if rejected > max_rejects:
        raise typer.Exit(1)


@importing.command("list")
def list_(language: Language = "en") -> None:
    """List what was brought in, the latest first."""
    with _at_work(language):
        from django.utils.translation import gettext as _
        from rich.markup import escape
        from rich.table import Table

        from clientela.core.actor import SYSTEM, acting_as
        from clientela.exchange.models import Batch

        from .analyse.screen import screen

        with acting_as(SYSTEM):
            found = list(Batch.objects.select_related("by").order_by("-pk")[:LISTED])
        if not found:
            typer.echo(_("Nothing was brought in yet."))
            return
        table = Table(box=None, header_style="dim", pad_edge=False)
        for heading in ("", _("Received"), _("File"), _("State")):
            table.add_column(heading, overflow="fold")
        for heading in (_("Rows"), _("Added"), _("Known before"), _("Left out")):
            table.add_column(heading, justify="right", no_wrap=True)
        for one in found:
            counts = (one.rows_read, one.rows_added, one.rows_known, one.rows_rejected)
            name = escape(printable(one.file_name))
            cells = (str(one.pk), f"{one.received:%Y-%m-%d %H:%M}", name, one.get_status_display())
            table.add_row(*cells, *(f"{count:,}" for count in counts))
        screen().print(table)


@importing.command("undo")
def undo(
    batch: Annotated[int, typer.Argument(metavar="BATCH", help="The number that `import list` shows.")],
    by: By = "",
    language: Language = "en",
) -> None:
    """Take an import back: its lines, and the clients and engagements that only it brought."""
    with _at_work(language):
        from django.utils.translation import gettext as _

        from clientela.core.errors import Refused
        from clientela.exchange.actions import undo_import
        from clientela.exchange.models import Batch

        found = Batch.objects.filter(pk=batch).first()
        if found is None:
            raise Refused(_("There is no import %(number)d; `clientela import list` shows all.") % {"number": batch})
        undone = undo_import(batch=found, by=_person(by))
        typer.echo(_("Import %(number)d (%(file)s) is taken back.") % {"number": batch, "file": undone.file_name})
        _rank()


@contextlib.contextmanager
def _at_work(language: str) -> Iterator[None]:
    """The database is up, what stands against the command is a sentence, and it is said in the language."""
    with database():
        from django.utils import translation

        with translation.override(language), _in_sentences():
            yield


def _import(files: list[Path], options: ReadOptions, username: str) -> int:
    """Import each file, then rank the clients. Returns how many rows were left out."""
    from django.utils.translation import gettext as _

    from clientela.exchange.actions import import_ledger_file, recover_batches

    by = _person(username)
    for lost in recover_batches():
        said = _("Import %(number)d (%(file)s) was cut off before its end; nothing of it is in the ledger.")
        typer.echo(said % {"number": lost.pk, "file": lost.file_name})
    _check(files, options)
    rejected = 0
    for path in files:
        with _bar(path) as progress:
            try:
                batch = import_ledger_file(path=path, by=by, options=options, progress=progress)
            except KeyboardInterrupt:
                typer.echo(_("Cancelled: nothing of %(file)s is in the ledger.") % {"file": path.name}, err=True)
                raise SystemExit(INTERRUPTED) from None
        rejected += batch.rows_rejected
        _tell(batch)
    _rank()
    return rejected


def _check(files: list[Path], options: ReadOptions) -> None:
    """Look into every file before the first is imported, so that a mistake in the last does not leave half."""
    from clientela.exchange.reading import CannotRead, NeedsAnswer, read_ledger

    for path in files:
        try:
            with read_ledger(path, options=options) as reading:
                if reading.understanding.questions:
                    raise NeedsAnswer(reading.understanding.questions)
        except CannotRead as error:
            if len(files) > 1:
                error.add_note(path.name)
            raise


def _tell(batch: Batch) -> None:
    from django.utils.translation import gettext as _

    if batch.status != "done":
        typer.echo(f"{batch.file_name}: {batch.get_status_display()}")
        return
    said = _(
        "%(file)s: %(added)s ledger lines added, %(known)s known before, %(clients)s new clients, "
        "%(rejected)s rows left out (import %(number)d)."
    )
    typer.echo(
        said
        % {
            "file": batch.file_name,
            "added": f"{batch.rows_added:,}",
            "known": f"{batch.rows_known:,}",
            "clients": f"{batch.clients_created:,}",
            "rejected": f"{batch.rows_rejected:,}",
            "number": batch.pk,
        }
    )
    if batch.rows_rejected:
        typer.echo(_("The rows left out, with reasons: %(path)s") % {"path": batch.rejects_path})


def _rank() -> None:
    from django.db import IntegrityError
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from clientela.core.actor import SYSTEM
    from clientela.insights.actions import refresh_snapshots

    try:
        snapshots = refresh_snapshots(today=timezone.localdate(), by=SYSTEM)
    except IntegrityError:
        # A server at work had the same thought and was first; now its figures are found.
        snapshots = refresh_snapshots(today=timezone.localdate(), by=SYSTEM)
    if snapshots:
        newest = snapshots[0]
        said = _("Ranked the clients as of %(date)s: %(active)s active.")
        typer.echo(said % {"date": newest.as_of.isoformat(), "active": f"{newest.active_clients:,}"})


def _person(username: str) -> User | System:
    from django.utils.translation import gettext as _

    from clientela.accounts.models import User
    from clientela.core.actor import SYSTEM
    from clientela.core.errors import Refused

    if not username:
        return SYSTEM
    person = User.objects.filter(username=username).first()
    if person is None:
        raise Refused(_("Nobody has the user name %(name)s.") % {"name": username})
    return person


def _show(files: list[Path], options: ReadOptions) -> None:
    """Print what is understood of each file and its first rows. Raises NeedsAnswer where something is left open."""
    from rich.markup import escape
    from rich.table import Table

    from clientela.exchange.reading import NeedsAnswer, Question, read_ledger

    from .analyse.screen import screen
    from .analyse.understood import form_of

    console = screen()
    questions: list[Question] = []
    for path in files:
        with read_ledger(path, options=options) as reading:
            known = reading.understanding
        questions += known.questions
        console.print(f"[bold]{escape(printable(path.name))}[/bold]")
        for name, value in form_of(known):
            console.print(f"  {escape(name)}: {escape(printable(value))}")
        headings = (escape(printable(heading)) for heading in known.headings)
        table = Table(*headings, box=None, header_style="dim", pad_edge=False)
        for row in known.sample:
            table.add_row(*(escape(printable(cell)) for cell in row))
        console.print(table)
    if questions:
        raise NeedsAnswer(questions)


@contextlib.contextmanager
def _bar(path: Path) -> Iterator[Callable[[Progress], None]]:
    """A bar with rows, rate and time left where a person watches."""
    if not sys.stderr.isatty():
        yield lambda progress: None
        return
    from django.utils.translation import gettext as _
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns: list[Any] = [TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %")]
    columns += [TextColumn("{task.fields[pace]}"), TimeElapsedColumn()]
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(printable(path.name)), total=1.0, pace="")

        def show(progress: Progress) -> None:
            said = _("%(rows)s rows, %(rate)s a second, %(left)s s left")
            left = "…" if progress.seconds_left is None else f"{progress.seconds_left:,.0f}"
            values = {"rows": f"{progress.rows:,}", "rate": f"{progress.rows_per_second:,.0f}", "left": left}
            bar.update(task, completed=progress.fraction, pace=said % values)

        yield show


@contextlib.contextmanager
def _in_sentences() -> Iterator[None]:
    """Turn what stands against the command into one sentence and exit code 2."""
    from django.core.exceptions import PermissionDenied
    from django.utils.translation import gettext as _

    from clientela.core.errors import Refused
    from clientela.exchange.reading import NeedsAnswer

    try:
        yield
    except PermissionDenied:
        fail(_("the role of this person does not allow it; name another with --by."))
    except Refused as error:
        about = "".join(f"{note}: " for note in getattr(error, "__notes__", ()))
        fail(about + (reading_options.asked(error) if isinstance(error, NeedsAnswer) else str(error)))
