"""Where this installation keeps its files."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import platformdirs


def home() -> Path:
    """The data directory: `CLIENTELA_HOME`, or the platform's folder for a user's data. It is made on first use."""
    given = os.environ.get("CLIENTELA_HOME")
    path = Path(given) if given else Path(platformdirs.user_data_dir("clientela", appauthor=False))
    path = path.expanduser().resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def folder(name: str) -> Path:
    """A folder of the data directory, made on first use and closed to other users of the machine."""
    path = home() / name
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def secret_key() -> str:
    """The installation's signing key: `CLIENTELA_SECRET_KEY`, or one made once and kept in the data directory."""
    given = os.environ.get("CLIENTELA_SECRET_KEY")
    if given:
        return given
    path = home() / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _first_complete_read(path)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        key = secrets.token_urlsafe(64)
        stream.write(key + "\n")
    return key


def _first_complete_read(path: Path) -> str:
    # Another process may be between making the file and writing it.
    for _attempt in range(100):
        text = path.read_text(encoding="ascii")
        if text.endswith("\n"):
            return text.strip()
        import time

        time.sleep(0.02)
    path.unlink()
    return secret_key()
