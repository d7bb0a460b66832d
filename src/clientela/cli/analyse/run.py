"""One analysis from the options of the command to the files that it writes."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import typer

from .. import fail, let_go_of_output
from .language import speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the command line asks for; `reading` holds the options of `reading_options.read_options`."""

    files: tuple[Path, ...]
    as_of: dt.date | None
    compare_to: dt.date | None
    window_months: int | None
    policy: Path | None
    out: Path | None
    currency: str | None
    rates: Path | None
    language: str
    as_json: bool
    max_rejects: int
    reading: Mapping[str, Any]


def run(request: Request) -> int:
    """Analyse, print and write. Returns 0, or 1 where more rows were left out than may be; ends with 2 otherwise."""
    with speaking(request.language):
        from django.utils.translation import gettext as _

        from clientela.analytics.currency import MissingRate, RateError
        from clientela.analytics.policy import PolicyError
        from clientela.core.errors import Refused
        from clientela.exchange.reading import NeedsAnswer

        from ..reading_options import asked
        from .outputs import CannotWrite

        try:
            code = _analyse(request)
            sys.stdout.flush()
            return code
        except NeedsAnswer as error:
            fail(_about(error, request) + asked(error))
        except PolicyError as error:
            fail("; ".join(str(error).splitlines()))
        except MissingRate as error:
            fail(_missing(error))
        except (Refused, RateError, CannotWrite) as error:
            fail(_about(error, request) + str(error))
        except BrokenPipeError:
            # Who was reading has seen enough.
            let_go_of_output()
            return 0
        except OSError as error:
            fail(_("the result cannot be written: %(why)s.") % {"why": error.strerror or error})
        except MemoryError:
            fail(_("the memory of this machine is not enough for these files."))
        except Exception as error:
            if os.environ.get("CLIENTELA_DEBUG") == "1":
                raise
            what = f"{type(error).__name__}: {error}".splitlines()[0]
            fail(_("something unforeseen happened (%(what)s). With CLIENTELA_DEBUG=1 it says where.") % {"what": what})
    return 2


def _analyse(request: Request) -> int:
    from ..reading_options import read_options
    from .book import book, currency_of
    from .inputs import policy_for, rates_table
    from .outputs import RejectFile, check_paths, folder_for
    from .progress import watched
    from .sources import gather

    policy = policy_for(request.policy, window_months=request.window_months)
    options = read_options(currency=request.currency, **request.reading)
    rates = rates_table(request.rates) if request.rates else None
    check_paths(request.files, request.out)
    folder = folder_for(request.out) if request.out else None
    if folder:
        from .report import check_library

        check_library()
    rejects = RejectFile(folder)
    try:
        with watched() as on_progress:
            lines = gather(request.files, options, on_reject=rejects.add, on_progress=on_progress)
    finally:
        rejects.close()
    result = book(
        lines,
        policy=replace(policy, currency=currency_of(lines, request.currency, policy)),
        as_of=request.as_of,
        compare_to=request.compare_to,
        rates=rates,
    )
    _tell(request, result, lines, rejects, folder)
    return 1 if lines.rows_rejected > request.max_rejects else 0


def _tell(request: Request, result: Any, lines: Any, rejects: Any, folder: Path | None) -> None:
    from .outputs import as_json, write_clients, write_never_billed, write_report, write_summary
    from .summary import summary

    values = summary(result, lines)
    if folder:
        from .report import report

        write_clients(result, folder)
        write_never_billed(result, folder)
        write_summary(values, folder)
        write_report(report(result, lines, rejects.first), folder)
    if request.as_json:
        typer.echo(as_json(values, ascii_only=sys.stdout.encoding.lower() not in ("utf-8", "utf8")))
        return
    from .screen import screen, show

    show(result, lines, folder, screen())


def _about(error: Exception, request: Request) -> str:
    """Which of several files an error is about."""
    notes = getattr(error, "__notes__", ())
    return "".join(f"{note}: " for note in notes) if len(request.files) > 1 else ""


def _missing(error: Any) -> str:
    from django.utils.translation import gettext as _

    gaps = "; ".join(
        _("%(currency)s, %(first)s to %(last)s") % {"currency": gap.currency, "first": gap.first, "last": gap.last}
        for gap in error.gaps
    )
    return _("No rate of exchange was given for: %(gaps)s. Give them in a file with --rates: date,currency,rate.") % {
        "gaps": gaps
    }
