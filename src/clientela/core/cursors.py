"""Where a page of a list goes on, as text for an address."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TypeAlias

Key: TypeAlias = list[str | int]


def write_cursor(order: str, key: Key) -> str:
    """The place after `key` in a list ordered by `order`."""
    text = json.dumps([order, *key], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str | None, order: str, shape: tuple[type, ...]) -> Key | None:
    """The key that `write_cursor` wrote for the same order, with values of the types of `shape`.

    None for anything else: a cursor comes back from a browser, and a broken one begins at the first page.
    """
    if not text or len(text) > 2_000:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    if not isinstance(parts, list) or len(parts) != len(shape) + 1 or parts[0] != order:
        return None
    key = parts[1:]
    if any(type(value) is not wanted for value, wanted in zip(key, shape, strict=True)):
        return None
    if any(isinstance(value, int) and not -(2**63) <= value < 2**63 for value in key):
        return None
    if any(
        isinstance(value, str) and ("\0" in value or any("\ud800" <= c <= "\udfff" for c in value)) for value in key
    ):
        return None
    return key
