"""Delimited text: CSV and its kin, plain or packed, in any of the encodings, in blocks of some megabytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from django.utils.translation import gettext as _

from .container import ByteStream, Container, Progress
from .encoding import MARK_UNREADABLE, UNREADABLE, detect
from .errors import CannotRead
from .options import ReadOptions
from .records import Dialect, OnReject, lines_of, parse_records
from .sniffing import sniff
from .source import Description, HeadRow, frame_of

_SAMPLE: Final = 2**20
_HEAD_LINES: Final = 300
_BLOCK: Final = 2**22
# How far to look for the first letter that is not ASCII.
_SEARCHED: Final = 2**26
# Beyond this many columns the quick splitter takes more memory than it saves time.
_QUICK_WIDTH: Final = 200
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")


class DelimitedSource:
    """A text file with one table. Opening it finds out encoding and delimiter; raises CannotRead."""

    def __init__(self, path: Path, container: Container, options: ReadOptions) -> None:
        self._path = path
        self._container = container
        self._options = options
        self._stream = ByteStream(path, container, options.limits)
        try:
            self._open(options)
        except BaseException:
            self.close()
            raise

    def _open(self, options: ReadOptions) -> None:
        sample = self._stream.read(_SAMPLE)
        cut = len(sample) == _SAMPLE
        if options.encoding is None:
            self._encoding, self._skip = detect(sample, cut=cut, more=self._later)
        else:
            self._encoding = _without_mark(options.encoding)
            self._skip = _mark_length(sample, self._encoding)
        decoder = codecs.getincrementaldecoder(self._encoding)(MARK_UNREADABLE)
        text = decoder.decode(sample[self._skip :], final=not cut)
        if not text.strip("\ufeff\0 \t\r\n"):
            raise CannotRead(_("%s is empty.") % self._path.name)
        self._carriage_returns = "\n" not in text and "\r" in text
        lines = lines_of(text)
        self._head_is_whole = not cut and len(lines) <= _HEAD_LINES
        # The last line of a sample that was cut may be half a line.
        self._head_text = "".join(lines if self._head_is_whole else lines[:_HEAD_LINES][: max(1, len(lines) - 1)])
        self.dialect = sniff(self._head_text, options)

    def _later(self) -> bytes:
        """The next part of the file that has more than ASCII, as far as one looks."""
        for _number in range(_SEARCHED // _SAMPLE):
            part = self._stream.read(_SAMPLE)
            if not part or not part.isascii():
                return part
        return b""

    @property
    def description(self) -> Description:
        return Description(
            format={Container.GZIP: "gzip", Container.ZIP: "zip"}.get(self._container, "text"),
            encoding=self._encoding,
            delimiter=self.dialect.delimiter,
            quote=self.dialect.quote,
        )

    @property
    def progress(self) -> Progress:
        return self._stream.progress

    def head(self) -> list[HeadRow]:
        """Return rows from the top."""
        found = parse_records(
            self._head_text,
            self.dialect,
            first_line=1,
            final=self._head_is_whole,
            width=None,
            on_reject=lambda line, column, value, reason: None,
        )
        rows = zip(found.rows, found.lines, strict=True)
        return [HeadRow(line, row, line + sum(len(lines_of(cell + "|")) - 1 for cell in row)) for row, line in rows]

    def frames(self, *, below: int, width: int, columns: Sequence[int], on_reject: OnReject) -> Iterator[pl.DataFrame]:
        """Yield the rows below a line; a block that is plain is split by Polars, any other with more care."""
        line = below + 1
        rest = b""
        for block, final in self._blocks(below):
            block = rest + block
            rest = b""
            frame = self._quickly(block, width, columns)
            if frame is not None:
                lines = pl.int_range(line, line + frame.height, dtype=pl.Int64, eager=True)
                yield frame.insert_column(0, lines.alias("line"))
                line += frame.height
                continue
            text = block.decode("utf-8", MARK_UNREADABLE)
            found = parse_records(text, self.dialect, first_line=line, final=final, width=width, on_reject=on_reject)
            yield frame_of(
                found.rows,
                found.lines,
                width=width,
                columns=columns,
                on_reject=on_reject,
                spoilt=UNREADABLE in text or "\0" in text,
            )
            rest = found.rest.encode("utf-8", "surrogatepass")
            line += len(lines_of(text)) - len(lines_of(found.rest))

    def _quickly(self, block: bytes, width: int, columns: Sequence[int]) -> pl.DataFrame | None:
        """Split a block whose rows are lines; None where anything about it may need care."""
        lines = _plain_lines(block, self.dialect)
        if lines is None or width > _QUICK_WIDTH:
            return None
        try:
            frame = pl.read_csv(
                block,
                has_header=False,
                separator=self.dialect.delimiter,
                quote_char=self.dialect.quote or None,
                schema={f"column_{number}": pl.String for number in range(width)},
                empty_string_is_null=False,
                missing_columns="insert",
                truncate_ragged_lines=False,
            )
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
            return None
        if frame.height != lines:
            return None
        return frame.select(pl.col(f"column_{number}").alias(str(number)) for number in columns)

    def _blocks(self, below: int) -> Iterator[tuple[bytes, bool]]:
        """Yield UTF-8 that ends with a line, from below the given line on, and whether it is the last piece."""
        self._stream.close()
        self._stream = ByteStream(self._path, self._container, self._options.limits)
        self._stream.read(self._skip)
        pending = b""
        for part, final in self._parts():
            block = pending + part
            if final:
                end = len(block)
                block += b"" if block.endswith(b"\n") or not block else b"\n"
            else:
                end = block.rfind(b"\n") + 1
            pending = b"" if final else block[end:]
            if len(pending) > self._options.limits.line_length:
                raise CannotRead(
                    _("%s has a line of more than %d characters; this is not a table of rows.")
                    % (self._path.name, self._options.limits.line_length)
                )
            block = block if final else block[:end]
            if below:
                starts = [match.end() for match, _number in zip(_LINE_END.finditer(block), range(below), strict=False)]
                below -= len(starts)
                block = block[starts[-1] :] if starts and not below else b""
            if block or final:
                yield block, final

    def _parts(self) -> Iterator[tuple[bytes, bool]]:
        """Yield the text as UTF-8 in pieces of any length; what is not text stays invalid."""
        decoder = None
        if codecs.lookup(self._encoding).name != "utf-8":
            decoder = codecs.getincrementaldecoder(self._encoding)(MARK_UNREADABLE)
        part = self._stream.read(_BLOCK)
        while True:
            following = self._stream.read(_BLOCK) if len(part) == _BLOCK else b""
            final = not following
            encoded = part if decoder is None else decoder.decode(part, final).encode("utf-8", "surrogatepass")
            yield encoded.replace(b"\r", b"\n") if self._carriage_returns else encoded, final
            if final:
                return
            part = following

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def _plain_lines(block: bytes, dialect: Dialect) -> int | None:
    """The number of lines in a block where lines end as usual and no quotation mark hides behind a space; else None."""
    if dialect.escape or b"\0" in block:
        return None
    signs = np.frombuffer(block, np.uint8)
    returns = np.flatnonzero(signs == ord("\r"))
    if (signs[returns + 1] != ord("\n")).any():
        return None
    if dialect.quote:
        quotes = np.flatnonzero(signs == ord(dialect.quote))
        spaced = quotes[signs[quotes - 1] == ord(" ")]
        if np.isin(signs[spaced - 2], [ord(dialect.delimiter), ord("\n"), ord(" ")]).any():
            return None
    return int(np.count_nonzero(signs == ord("\n")))


def _without_mark(encoding: str) -> str:
    """The encoding by its own name, the kind without a byte order mark where Python has both."""
    name = codecs.lookup(encoding).name
    return {
        "utf-8-sig": "utf-8",
        "utf-16": "utf-16-le",
        "utf-32": "utf-32-le",
        "gbk": "gb18030",
        "gb2312": "gb18030",
    }.get(name, name)


def _mark_length(sample: bytes, encoding: str) -> int:
    mark = "\ufeff".encode(encoding, "ignore")
    return len(mark) if mark and sample.startswith(mark) else 0
