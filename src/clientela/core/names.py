"""When two spellings are one name, and which of them to show."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

_KEPT_CLASSES = frozenset("LMNS")
# Accents that stand alone are used as apostrophes (O`Brien, O´Brien).
_DROPPED_SYMBOLS = "Sk"


def client_key(text: str) -> str:
    """Return what is common to spellings that differ only in case, spaces, width, compatibility forms or punctuation.

    Letters, marks, digits and symbols are kept, after Unicode NFKC and full case folding (UAX #15, UAX #44). A name
    without any of them keeps its punctuation, so that the key is empty only for text without anything to be seen but
    lone accents. The key of a key is the key itself.

    >>> client_key("ACME, Inc.") == client_key("Acme  Inc")
    True
    """
    kept = text
    while True:
        folded = _fold("".join(filter(_is_kept, kept)))
        if folded == kept:
            break
        kept = folded
    # The overline and its like fold to a space with a mark, so the last resort is the punctuation as it stands.
    return kept or _punctuation(_fold(text)) or _punctuation(text)


def preferred(spellings: Counter[str] | Iterable[str]) -> str:
    """Return the spelling that occurs most often; among equals, the one met first.

    Raises ValueError when there is none.

    >>> preferred(["Acme Inc", "ACME, Inc.", "ACME, Inc."])
    'ACME, Inc.'
    """
    counts = spellings if isinstance(spellings, Counter) else Counter(spellings)
    return max(counts, key=counts.__getitem__)


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in _KEPT_CLASSES and category != _DROPPED_SYMBOLS


def _punctuation(text: str) -> str:
    return "".join(character for character in text if unicodedata.category(character)[0] == "P")


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
