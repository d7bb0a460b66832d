"""A progress bar for the person who waits; nothing where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from clientela.exchange.reading import LedgerReading

from ..printable import printable


@contextmanager
def watched() -> Iterator[Callable[[LedgerReading], None]]:
    """Give the function that hears of each batch; it moves a bar on the terminal, if there is one."""
    if not sys.stderr.isatty():
        yield lambda reading: None
        return
    from django.utils.translation import gettext as _
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[rows]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as progress:
        tasks: dict[int, TaskID] = {}

        def heard(reading: LedgerReading) -> None:
            done = reading.progress
            rows = _("%(rows)s rows") % {"rows": f"{reading.rows_read:,}"}
            task = tasks.get(id(reading))
            if task is None:
                name = escape(printable(reading.path.name))
                task = tasks[id(reading)] = progress.add_task(name, total=max(done.total, 1), rows=rows)
            progress.update(task, completed=done.done, rows=rows)

        yield heard
