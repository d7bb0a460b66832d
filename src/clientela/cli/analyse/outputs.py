"""The files that an analysis leaves in its folder, beside the report."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import polars as pl
from django.utils.translation import gettext as _

from clientela.analytics.currency import minor_exponent
from clientela.core.errors import Refused
from clientela.exchange.cells import plain_text
from clientela.exchange.reading import Reject

from .book import Book

CLIENT_COLUMNS: Final = (
    "client",
    "tier",
    "grid",
    "contribution",
    "frequency",
    "billed",
    "cost",
    "profit",
    "share",
    "first_billed",
    "last_billed",
    "recency_days",
    "tenure_months",
    "rank",
)
RESULTS: Final = ("clients.csv", "never_billed.csv", "summary.json", "rejected.csv", "report.html")
REJECT_COLUMNS: Final = ("file", "line", "column", "value", "reason")
# A spreadsheet takes a text that begins with one of these for a formula, or hides what comes after it.
_FORMULA: Final = "^[ \u00a0\u200b]*[=+\\-@\t\r\n＝＋－＠]"
_SHARE_DECIMALS: Final = 12


def write_clients(book: Book, folder: Path) -> None:
    """Write `clients.csv`: one row per client that is or was active, the active by rank and then the others by name."""
    money = ("billed", "cost", "profit")
    table = book.rows.select(
        harmless("client"),
        "tier",
        "grid",
        "contribution",
        "frequency",
        *(plain_decimal(name, minor_exponent(book.policy.currency)) for name in money),
        "share",
        "first_billed",
        "last_billed",
        "recency_days",
        "tenure_months",
        "rank",
    )
    with _writable(folder / "clients.csv"):
        table.select(CLIENT_COLUMNS).write_csv(
            folder / "clients.csv", float_precision=_SHARE_DECIMALS, float_scientific=False, date_format="%Y-%m-%d"
        )


def write_never_billed(book: Book, folder: Path) -> None:
    """Write `never_billed.csv`: the clients that the ledger names and that no fee was ever billed to, by name."""
    with _writable(folder / "never_billed.csv"):
        book.never.sort("client").select(harmless("client")).write_csv(folder / "never_billed.csv")


def write_summary(values: dict[str, Any], folder: Path) -> None:
    """Write `summary.json`."""
    with _writable(folder / "summary.json"):
        (folder / "summary.json").write_text(as_json(values) + "\n", encoding="utf-8")


def write_report(page: str, folder: Path) -> None:
    """Write `report.html`."""
    with _writable(folder / "report.html"):
        (folder / "report.html").write_text(page, encoding="utf-8")


def as_json(values: dict[str, Any], *, ascii_only: bool = False) -> str:
    """The summary as text that a person can read too."""
    return json.dumps(values, ensure_ascii=ascii_only, indent=2, allow_nan=False)


class RejectFile:
    """`rejected.csv`, written while the files are read; without a folder only the first rejects are kept."""

    KEPT: Final = 200

    def __init__(self, folder: Path | None) -> None:
        self.first: list[tuple[str, Reject]] = []
        self._path = folder / "rejected.csv" if folder else None
        self._file = None
        if self._path:
            with _writable(self._path):
                self._file = self._path.open("w", encoding="utf-8", newline="")
            self._writer = csv.writer(self._file, lineterminator="\n")
            self._writer.writerow(REJECT_COLUMNS)

    def add(self, file: str, reject: Reject) -> None:
        """Take one row that was left out."""
        if len(self.first) < self.KEPT:
            self.first.append((file, reject))
        if self._file:
            cells = (file, reject.line, reject.column, reject.value, reject.reason)
            self._writer.writerow([plain_text(cell) if isinstance(cell, str) else cell for cell in cells])

    def close(self) -> None:
        """Finish the file."""
        if self._file:
            self._file.close()


class CannotWrite(Exception):
    """A file cannot be written, or what it is made of is missing; the message says which and why."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(_("%(path)s cannot be written: %(why)s.") % {"path": path, "why": why.rstrip(".")})


def check_paths(files: Sequence[Path], folder: Path | None) -> None:
    """Raise Refused where a file is given twice, or would be overwritten by a result."""
    given: dict[Path, Path] = {}
    for path in files:
        real = path.resolve()
        if real in given:
            raise Refused(_("%s is given twice; its lines would count twice.") % path)
        given[real] = path
    for name in RESULTS if folder else ():
        if folder and (folder / name).resolve() in given:
            raise Refused(_("%s would be overwritten by a result. Choose another --out.") % (folder / name))


def folder_for(path: Path) -> Path:
    """Make the folder where it is missing. Raises CannotWrite."""
    with _writable(path):
        path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def _writable(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise CannotWrite(path, getattr(error, "strerror", None) or str(error)) from error


def harmless(column: str) -> pl.Expr:
    """A column of texts for a CSV file, an apostrophe before those that a spreadsheet would run as a formula."""
    text = pl.col(column)
    return pl.when(text.str.contains(_FORMULA)).then("'" + text).otherwise(text).alias(column)


def plain_decimal(column: str, exponent: int) -> pl.Expr:
    """Minor units as digits with a point: -1234 with two decimals is -12.34."""
    minor = pl.col(column)
    if exponent == 0:
        return minor.cast(pl.String).alias(column)
    one = 10**exponent
    sign = pl.when(minor < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    rest = (minor.abs() % one).cast(pl.String).str.zfill(exponent)
    return pl.format("{}{}.{}", sign, minor.abs() // one, rest).alias(column)
