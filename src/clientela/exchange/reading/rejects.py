"""Rows that were not taken, each with its line, column and reason."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

# Beyond this many bytes a log goes to disk, so that a file of a million bad rows does not fill the memory.
_IN_MEMORY: Final = 2**20
_LONGEST_VALUE: Final = 200
_READ_AT_ONCE: Final = 2**16


class Reason(StrEnum):
    """Why a row was not taken."""

    DATE_MISSING = "date-missing"
    DATE_UNREADABLE = "date-unreadable"
    CLIENT_MISSING = "client-missing"
    CLIENT_TOO_LONG = "client-too-long"
    AMOUNT_MISSING = "amount-missing"
    AMOUNT_UNREADABLE = "amount-unreadable"
    KIND_UNKNOWN = "kind-unknown"
    CURRENCY_UNKNOWN = "currency-unknown"
    TOO_MANY_FIELDS = "too-many-fields"
    UNCLOSED_QUOTE = "unclosed-quote"
    NOT_TEXT = "not-text"
    TOTAL = "total"
    REPEATED_HEADINGS = "repeated-headings"


_TEXTS: Final = {
    Reason.DATE_MISSING: _("The date is missing."),
    Reason.DATE_UNREADABLE: _("This is not a date between 1900 and 2100 in the order that the file uses."),
    Reason.CLIENT_MISSING: _("The client is missing."),
    Reason.CLIENT_TOO_LONG: _("The client's name is longer than 300 characters."),
    Reason.AMOUNT_MISSING: _("The amount is missing."),
    Reason.AMOUNT_UNREADABLE: _("This is not an amount below 100 trillion, written as the file writes them."),
    Reason.KIND_UNKNOWN: _("This is not a kind of entry: fee, disbursement, payment, write-off, discount or cost."),
    Reason.CURRENCY_UNKNOWN: _("This is not a currency."),
    Reason.TOO_MANY_FIELDS: _("The row has more fields than there are headings."),
    Reason.UNCLOSED_QUOTE: _("A quotation mark is opened and not closed as it should be."),
    Reason.NOT_TEXT: _("There are bytes that are not text in the encoding of the file."),
    Reason.TOTAL: _("A row of totals."),
    Reason.REPEATED_HEADINGS: _("The headings again."),
}


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken: its line in the file from 1, the heading of the column, the cell, and why."""

    line: int
    column: str
    value: str
    code: Reason

    @property
    def reason(self) -> str:
        """The reason as a sentence in the language of the reader."""
        return str(_TEXTS[self.code])


class RejectLog:
    """Rejects in the order in which they came, on disk when they are many."""

    def __init__(self) -> None:
        # It lives as long as the reading, which closes it.
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        self.count = 0

    def add(self, reject: Reject) -> None:
        """Keep a reject, its value shortened to what a person reads."""
        value = reject.value.encode("utf-8", "replace").decode("utf-8")[:_LONGEST_VALUE]
        self._file.write(json.dumps([reject.line, reject.column, value, reject.code]).encode() + b"\n")
        self.count += 1

    def __iter__(self) -> Iterator[Reject]:
        position = 0
        while True:
            self._file.seek(position)
            lines = self._file.readlines(_READ_AT_ONCE)
            # The next one added goes to the end, also while somebody is reading.
            self._file.seek(0, io.SEEK_END)
            if not lines:
                return
            position += sum(map(len, lines))
            for text in lines:
                line, column, value, code = json.loads(text)
                yield Reject(line, column, value, Reason(code))

    def clear(self) -> None:
        """Forget all, for another reading of the same file."""
        self._file.seek(0)
        self._file.truncate()
        self.count = 0

    def close(self) -> None:
        """Give the space back."""
        self._file.close()
