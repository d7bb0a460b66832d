"""Files kept by what they hold: the name of each in the data directory is the SHA-256 of its bytes.

The same file given twice is kept once, and nothing of a name that somebody chose reaches the disk.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from .home import folder

ONE_DAY: Final = 24 * 3600
_NAME: Final = re.compile(r"[0-9a-f]{64}")


class TooLarge(Exception):
    """The file is larger than allowed; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept: its SHA-256 in hexadecimal letters and its size in bytes."""

    sha256: str
    size: int


def keep(pieces: Iterable[bytes], *, most: int) -> Kept:
    """Keep a file of at most `most` bytes, whole or not at all. Raises `TooLarge`."""
    unfinished = _folder() / f"{uuid.uuid4().hex}.part"
    digest, size = hashlib.sha256(), 0
    try:
        with unfinished.open("xb") as into:
            unfinished.chmod(0o600)
            for piece in pieces:
                size += len(piece)
                if size > most:
                    raise TooLarge
                digest.update(piece)
                into.write(piece)
            into.flush()
            os.fsync(into.fileno())
        final = _path(digest.hexdigest())
        final.parent.mkdir(mode=0o700, exist_ok=True)
        # Also where it is kept already: its age starts again, so that no cleaning takes it before it is written down.
        unfinished.rename(final)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return Kept(digest.hexdigest(), size)


def open_content(sha256: str) -> IO[bytes]:
    """The bytes of a kept file. Raises `FileNotFoundError`."""
    return _path(sha256).open("rb")


def spare(hashes: Iterable[str]) -> None:
    """Let files be kept a day longer: what speaks of them is being removed, and may be put back."""
    for sha256 in hashes:
        try:
            os.utime(_path(sha256))
        except FileNotFoundError:
            continue


def remove_all_but(wanted: Collection[str], *, older_than: float = ONE_DAY) -> int:
    """Remove files that are not in `wanted` and were kept more than `older_than` seconds ago; how many were."""
    before, removed = time.time() - older_than, 0
    for path in _all():
        if path.name not in wanted and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _all() -> Iterator[Path]:
    for path in _folder().iterdir():
        if path.is_dir():
            yield from path.iterdir()
        else:
            yield path


def _path(sha256: str) -> Path:
    if not _NAME.fullmatch(sha256):
        raise FileNotFoundError(sha256)
    return _folder() / sha256[:2] / sha256


def _folder() -> Path:
    contents = folder("files") / "content"
    contents.mkdir(mode=0o700, exist_ok=True)
    return contents
