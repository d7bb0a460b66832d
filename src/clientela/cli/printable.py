"""Text from files on its way to a terminal."""

from __future__ import annotations

import unicodedata

# Control characters move the cursor or change the terminal's title; the marks of direction turn a line round.
_HARMFUL = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_HARMLESS = "\u200c\u200d"


def printable(text: str) -> str:
    """The text on one line, without anything that a terminal would obey instead of showing it.

    >>> printable("Acme\\x1b[2J\\nLtd")
    'Acme�[2J Ltd'
    """
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(sign) in _HARMFUL and sign not in _HARMLESS else sign
        for sign in line
    )
