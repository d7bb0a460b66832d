"""What kind of file it is, by its first bytes, and the stream of bytes inside packed text."""

from __future__ import annotations

import gzip
import io
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Final

from django.utils.translation import gettext as _

from .errors import CannotRead
from .options import Limits


class Container(StrEnum):
    """How the table is kept."""

    TEXT = "text"
    GZIP = "gzip"
    ZIP = "zip"
    WORKBOOK = "workbook"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the file has been read, in its own bytes."""

    done: int
    total: int


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF: Final = (b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x08\x00\x00\x05", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00")
_WORKBOOK_PARTS: Final = ("[Content_Types].xml", "xl/workbook.xml", "xl/workbook.bin", "mimetype", "content.xml")
_BESIDES: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def container_of(path: Path) -> Container:
    """Tell how the file keeps its table. Raises CannotRead where it is no file, empty or of another program."""
    try:
        if path.is_dir():
            raise CannotRead(_("%s is a folder, not a file.") % path.name)
        if not path.exists():
            raise CannotRead(_("There is no file %s.") % path)
        if not path.is_file():
            raise CannotRead(_("%s is not an ordinary file.") % path.name)
        with path.open("rb") as file:
            start = file.read(512)
    except (OSError, ValueError) as error:
        raise CannotRead(_("%(path)s cannot be opened: %(why)s.") % {"path": path, "why": _why(error)}) from None
    if not start.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe") and path.stat().st_size <= len(start):
        raise CannotRead(_("%s is empty.") % path.name)
    if start.startswith(b"PK\x03\x04") or start.startswith(b"PK\x05\x06"):
        return Container.WORKBOOK if _is_workbook(path) else Container.ZIP
    if start.startswith(_OLE):
        return Container.WORKBOOK
    if start.startswith(b"\x1f\x8b"):
        return Container.GZIP
    if start.startswith(b"PAR1"):
        return Container.PARQUET
    _refuse_others(start)
    return Container.TEXT


def _refuse_others(start: bytes) -> None:
    plain = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_BIFF):
        raise CannotRead(_("This is a workbook of Excel before 1997. Open it and save it as XLSX."))
    if plain.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head")):
        raise CannotRead(
            _("This is a web page or XML, though it may be named as a table. Open it and save it as XLSX or CSV.")
        )
    if plain.startswith((b"%pdf", b"{\\rtf")):
        raise CannotRead(_("This is a document, not a table. Export the ledger as CSV or XLSX."))


def _is_workbook(path: Path) -> bool:
    return any(name in _WORKBOOK_PARTS for name in (member.filename for member in _members(path)))


def _members(path: Path) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise CannotRead(_("%s is a damaged or incomplete ZIP archive or workbook.") % path.name) from None


def check_workbook_size(path: Path, limits: Limits) -> None:
    """Raise CannotRead where a zipped workbook would unpack to more than the limits allow, or asks for a password."""
    if not zipfile.is_zipfile(path):
        return
    members = _members(path)
    if any(member.flag_bits & 1 for member in members):
        raise CannotRead(_("%s is protected by a password. Save a copy without one.") % path.name)
    size = sum(member.file_size for member in members)
    if size > limits.unpacked_workbook:
        raise CannotRead(
            _("%(name)s would unpack to %(size)d MB; at most %(most)d MB are read.")
            % {"name": path.name, "size": size // 10**6, "most": limits.unpacked_workbook // 10**6}
        )


def only_member(path: Path) -> zipfile.ZipInfo:
    """Return the one file in an archive. Raises CannotRead where there is none, or several, or a locked one."""
    members = [
        member
        for member in _members(path)
        if not member.is_dir() and not any(part in member.filename for part in _BESIDES)
    ]
    if len(members) != 1:
        names = ", ".join(PurePosixPath(member.filename).name for member in members[:5])
        raise CannotRead(
            _("%(name)s holds %(count)d files (%(names)s). Unpack it and give the one that is meant.")
            % {"name": path.name, "count": len(members), "names": names}
            if members
            else _("%s holds no file.") % path.name
        )
    if members[0].flag_bits & 1:
        raise CannotRead(_("%s is protected by a password. Save a copy without one.") % path.name)
    return members[0]


def unpacked_workbook(path: Path, limits: Limits) -> IO[bytes] | None:
    """Return the one file in an archive as a temporary file, where it is a workbook or Parquet; None where it is text.

    Raises CannotRead for damage, and where the file would be larger than the limits allow.
    """
    member = only_member(path)
    with readable(path), zipfile.ZipFile(path) as archive, archive.open(member) as packed:
        start = packed.read(8)
        if not start.startswith((b"PK", b"PAR1", _OLE)):
            return None
        copy = tempfile.NamedTemporaryFile(suffix=PurePosixPath(member.filename).suffix)  # noqa: SIM115
        left = limits.unpacked_workbook
        while start and left > 0:
            copy.write(start)
            left -= len(start)
            start = packed.read(2**20)
        copy.flush()
    if left <= 0:
        copy.close()
        raise CannotRead(_("%s unpacks to more than can be a ledger.") % path.name)
    return copy


class ByteStream:
    """Text as bytes, unpacked, up to a limit, with how much of the packed file has been read."""

    def __init__(self, path: Path, container: Container, limits: Limits) -> None:
        self._path = path
        self._raw = path.open("rb")
        self._left = limits.unpacked_text
        self._total = os.fstat(self._raw.fileno()).st_size
        try:
            self._stream: BinaryIO | gzip.GzipFile | io.BufferedReader = self._unpacked(container)
        except BaseException:
            self._raw.close()
            raise

    def _unpacked(self, container: Container) -> BinaryIO | gzip.GzipFile:
        with readable(self._path):
            if container is Container.GZIP:
                return gzip.GzipFile(fileobj=self._raw)
            if container is Container.ZIP:
                return zipfile.ZipFile(self._raw).open(only_member(self._path))  # type: ignore[return-value]
        return self._raw

    def read(self, size: int) -> bytes:
        """Return the next bytes, fewer than `size` only at the end. Raises CannotRead for damage and for excess."""
        parts: list[bytes] = []
        with readable(self._path):
            while size > 0 and (part := self._stream.read(size)):
                parts.append(part)
                size -= len(part)
                self._left -= len(part)
        if self._left < 0:
            raise CannotRead(_("%s unpacks to more than can be a ledger.") % self._path.name)
        return b"".join(parts)

    @property
    def progress(self) -> Progress:
        """How much of the file on disk has been read."""
        return Progress(0 if self._raw.closed else min(self._raw.tell(), self._total), self._total)

    def close(self) -> None:
        """Close the file; more than once does no harm."""
        self._stream.close()
        self._raw.close()


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn what the unpackers raise for damaged files into CannotRead."""
    try:
        yield
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError) as error:
        raise CannotRead(
            _("%(name)s is damaged or incomplete: %(why)s.") % {"name": path.name, "why": _why(error)}
        ) from None


def _why(error: BaseException) -> str:
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)).rstrip(".") or type(
        error
    ).__name__
