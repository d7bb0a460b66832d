"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS), parsed in a child process that has limits."""

from __future__ import annotations

import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl
from django.utils.translation import gettext as _

from .container import Progress, check_workbook_size
from .errors import CannotRead
from .layout import has_all_columns
from .options import ReadOptions
from .records import OnReject
from .source import Description, HeadRow, frame_of

_CHILD: Final = Path(__file__).with_name("workbook_child.py")
_HEAD_ROWS: Final = 300
_SHEETS_TRIED: Final = 30
_FRAME_ROWS: Final = 30_000
_LONGEST_MESSAGE: Final = 2**28


class WorkbookSource:
    """A sheet of a workbook: the one asked for, or the first shown one that is a ledger. Raises CannotRead."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._path = path
        self._limits = options.limits
        check_workbook_size(path, options.limits)
        self._size = path.stat().st_size
        self._done = 0
        self._waited = 0.0
        self._answering = False
        self._child = self._start()
        try:
            sheets = self._receive()["sheets"]
            self._sheets = tuple(sheet["name"] for sheet in sheets)
            shown = [sheet["name"] for sheet in sheets if sheet["shown"]]
            self._sheet, self._head = self._choose(shown or list(self._sheets), options)
        except BaseException:
            self.close()
            raise

    def _start(self) -> subprocess.Popen[bytes]:
        limits = self._limits
        asked = {
            "path": str(self._path.absolute()),
            "memory": limits.memory_for(self._size),
            "seconds": limits.seconds_for(self._size),
            "rows": limits.sheet_rows,
            "columns": limits.sheet_columns,
            "cells": limits.sheet_cells,
        }
        # Isolated: neither the environment nor the working folder can put another module in place of the parser.
        return subprocess.Popen(
            [sys.executable, "-I", str(_CHILD), json.dumps(asked)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )

    def _choose(self, sheets: Sequence[str], options: ReadOptions) -> tuple[str, list[HeadRow]]:
        if not self._sheets:
            raise CannotRead(_("%s has no sheet with cells.") % self._path.name)
        if options.sheet is not None:
            wanted = _named(options.sheet, self._sheets)
            if wanted is None:
                raise CannotRead(
                    _("%(name)s has no sheet “%(wanted)s”. Its sheets are: %(sheets)s.")
                    % {"name": self._path.name, "wanted": options.sheet, "sheets": ", ".join(self._sheets)}
                )
            return wanted, self._peek(wanted)
        filled: tuple[str, list[HeadRow]] | None = None
        for sheet in sheets[:_SHEETS_TRIED]:
            head = self._peek(sheet)
            if has_all_columns(head, options):
                return sheet, head
            if head and filled is None:
                filled = sheet, head
        if filled is None:
            raise CannotRead(_("%s is empty.") % self._path.name)
        return filled

    def _peek(self, sheet: str) -> list[HeadRow]:
        rows: list[HeadRow] = []
        for message in self._ask(sheet=sheet, most=_HEAD_ROWS):
            rows += [HeadRow(line, row, line) for line, row in zip(message["lines"], message["rows"], strict=True)]
        return rows

    @property
    def description(self) -> Description:
        return Description(format="workbook", sheet=self._sheet, sheets=self._sheets)

    @property
    def progress(self) -> Progress:
        return Progress(self._done, self._size)

    def head(self) -> list[HeadRow]:
        """Return rows from the top; numbers in them begin with `NUMBER`."""
        return self._head

    def frames(self, *, below: int, width: int, columns: Sequence[int], on_reject: OnReject) -> Iterator[pl.DataFrame]:
        """Yield the rows below a line; numbers in them begin with `NUMBER`."""
        self._done = 0
        lines: list[int] = []
        rows: list[list[str]] = []
        for message in self._ask(sheet=self._sheet):
            for line, row in zip(message["lines"], message["rows"], strict=True):
                if line > below:
                    lines.append(line)
                    rows.append(row)
            if len(lines) >= _FRAME_ROWS:
                yield frame_of(rows, lines, width=width, columns=columns, on_reject=on_reject)
                self._done = min(self._size, self._size * lines[-1] // max(1, message["of"]))
                lines, rows = [], []
        yield frame_of(rows, lines, width=width, columns=columns, on_reject=on_reject)
        self._done = self._size

    def _ask(self, **command: object) -> Iterator[dict[str, Any]]:
        """Send a command and yield the answers to it. A command left half answered is answered to the end first."""
        self._drain()
        self._answering = True
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(json.dumps(command).encode() + b"\n")
        except OSError:
            raise self._ended() from None
        while "end" not in (message := self._receive()):
            yield message
        self._answering = False

    def _drain(self) -> None:
        while self._answering:
            self._answering = "end" not in self._receive()

    def _receive(self) -> dict[str, Any]:
        (length,) = struct.unpack(">I", self._bytes(4))
        if length > _LONGEST_MESSAGE:
            raise self._ended()
        message: dict[str, Any] = json.loads(self._bytes(length))
        if "error" in message:
            raise self._told(message)
        return message

    def _bytes(self, count: int) -> bytes:
        """Read from the child. Only the time spent waiting for it counts, not what the caller does with the rows."""
        assert self._child.stdout is not None
        parts: list[bytes] = []
        while count:
            started = time.monotonic()
            patience = self._limits.seconds_for(self._size) - self._waited
            ready, _write, _errors = select.select([self._child.stdout], [], [], max(0.0, patience))
            self._waited += time.monotonic() - started
            if not ready:
                self._child.kill()
                raise self._too_slow()
            part = os.read(self._child.stdout.fileno(), min(count, 2**20))
            if not part:
                raise self._ended()
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _told(self, message: dict[str, Any]) -> CannotRead:
        if message["error"] == "password":
            return CannotRead(_("%s is protected by a password. Save a copy without one.") % self._path.name)
        if message["error"] == "memory":
            return self._too_large()
        detail = str(message.get("detail", "")).rstrip(".")
        return CannotRead(
            _("%(name)s is damaged, or not a workbook of Excel or OpenDocument: %(detail)s.")
            % {"name": self._path.name, "detail": detail or "?"}
        )

    def _ended(self) -> CannotRead:
        """Why the child is no more."""
        try:
            code = self._child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._child.kill()
            code = self._child.wait()
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            return self._too_slow()
        if code < 0:
            return self._too_large()
        return CannotRead(
            _(
                "%(name)s could not be parsed: the process that does it ended with code %(code)d. It may need more "
                "memory than the %(most)d MB that it may take."
            )
            % {"name": self._path.name, "code": code, "most": self._limits.memory_for(self._size) // 10**6}
        )

    def _too_slow(self) -> CannotRead:
        return CannotRead(
            _("%(name)s took longer than %(seconds)d seconds to unpack. Save the sheet as CSV.")
            % {"name": self._path.name, "seconds": self._limits.seconds_for(self._size)}
        )

    def _too_large(self) -> CannotRead:
        return CannotRead(
            _(
                "%(name)s reaches further or needs more memory than a ledger of its size should (%(most)d MB). It may "
                "have a stray cell far below or far to the right; save the sheet as CSV."
            )
            % {"name": self._path.name, "most": self._limits.memory_for(self._size) // 10**6}
        )

    def close(self) -> None:
        """End the child."""
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()
        self._child.kill()
        self._child.wait()


def _named(wanted: str, sheets: Sequence[str]) -> str | None:
    for sheet in sheets:
        if sheet.casefold() == wanted.strip().casefold():
            return sheet
    if wanted.isdecimal() and 1 <= int(wanted) <= len(sheets):
        return sheets[int(wanted) - 1]
    return None
