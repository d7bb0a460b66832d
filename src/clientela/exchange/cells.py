"""Cells of tables that other programs will open."""

from __future__ import annotations

from typing import Final

# What a spreadsheet takes for the start of a formula, with the wide forms that it accepts in East Asian languages.
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before what would begin one.

    >>> plain_text("=1+1")
    "'=1+1"
    >>> plain_text("Acme")
    'Acme'
    """
    return "'" + text if text.startswith(_STARTS_FORMULA) else text
