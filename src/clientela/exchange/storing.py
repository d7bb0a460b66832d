"""Files as they came, kept in the data directory."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Protocol, runtime_checkable

from clientela.core.home import folder

_PIECE = 2**20
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}(\.(gz|zip))?$")


@runtime_checkable
class Upload(Protocol):
    """A file as Django hands it over."""

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a file lies in the folder of files, its size in bytes and its SHA-256."""

    place: str
    size: int
    sha256: str


def store(file: Upload | IO[bytes], *, name: str) -> Stored:
    """Copy a file piece by piece to a place of its own; it appears there whole or not at all."""
    imports = folder("files") / "imports"
    imports.mkdir(mode=0o700, exist_ok=True)
    found = _ENDING.search(name)
    final = imports / f"{uuid.uuid4().hex}{found.group().lower() if found else ''}"
    unfinished = final.with_name(final.name + ".part")
    digest, size = hashlib.sha256(), 0
    try:
        with unfinished.open("xb") as into:
            unfinished.chmod(0o600)
            for piece in _pieces(file):
                digest.update(piece)
                size += len(piece)
                into.write(piece)
        unfinished.rename(final)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return Stored(place=str(final.relative_to(folder("files"))), size=size, sha256=digest.hexdigest())


def tidy_name(name: str) -> str:
    """The last part of a file's name, without what no name should hold, at most 255 letters."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(sign for sign in last if sign.isprintable())[-255:] or "file"


def _pieces(file: Upload | IO[bytes]) -> Iterable[bytes]:
    return file.chunks() if isinstance(file, Upload) else iter(lambda: file.read(_PIECE), b"")
