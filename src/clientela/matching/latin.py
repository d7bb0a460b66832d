"""Other scripts in Latin letters, by each habit that people have.

Щукин is Shchukin (BGN/PCGN, ICAO Doc 9303), Schukin (as many write themselves), Schtschukin (German), Chtchoukine
(French), Ščukin (scholarly, ISO 9 before 1995): each habit is a table of letters.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from anyascii import anyascii

_LETTERS: Final = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћђџѓќѕ"
_LATIN: Final = """
a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch ~ y ~ e yu ya i yi ye g u j lj nj c dj dz g k dz
"""
_ENGLISH: Final = {letter: latin.replace("~", "") for letter, latin in zip(_LETTERS, _LATIN.split(), strict=True)}

CYRILLIC_HABITS: Final[tuple[dict[str, str], ...]] = (
    _ENGLISH,
    _ENGLISH | {"ё": "e", "щ": "sch", "х": "h", "й": "i", "ю": "iu", "я": "ia", "ъ": "ie"},
    _ENGLISH
    | {"в": "w", "ж": "sch", "з": "s", "й": "i", "х": "ch", "ц": "z", "ч": "tsch", "ш": "sch", "щ": "schtsch"}
    | {"ё": "o", "ю": "ju", "я": "ja"},
    _ENGLISH | {"у": "ou", "ж": "j", "ч": "tch", "ш": "ch", "щ": "chtch", "ё": "io", "ю": "iou", "я": "ia", "й": "i"},
    _ENGLISH | {"ж": "z", "й": "j", "х": "x", "ц": "c", "ч": "c", "ш": "s", "щ": "sc", "ё": "e", "ю": "ju", "я": "ja"},
)

# Written without their marks, or with a letter more.
_EXPANDED: Final = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "š": "sh", "č": "ch", "ž": "zh", "ś": "sh"}


def is_cyrillic(text: str) -> bool:
    """Whether any letter of the text is Cyrillic."""
    return any("\u0400" <= letter <= "\u052f" for letter in text)


def latin_words(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words, in lower case and none of them Chinese, in Latin letters by each habit; the most usual one first.

    >>> latin_words(("щукин",))[:2]
    [('shchukin',), ('schukin',)]
    """
    if any(is_cyrillic(word) for word in words):
        found = [tuple(_cyrillic(word, habit) for word in words) for habit in CYRILLIC_HABITS]
    else:
        found = [tuple(map(_unmarked, words)), tuple(_unmarked(_expanded(word)) for word in words)]
    return list(dict.fromkeys(found))


def _cyrillic(word: str, habit: dict[str, str]) -> str:
    # й and ё are letters here, not letters with marks.
    written = "".join(habit.get(letter, letter) for letter in unicodedata.normalize("NFC", word))
    return _unmarked(written)


def _expanded(word: str) -> str:
    return "".join(_EXPANDED.get(letter, letter) for letter in unicodedata.normalize("NFC", word))


def _unmarked(word: str) -> str:
    if word.isascii():
        return word
    return "".join(letter for letter in anyascii(word).lower() if letter.isalnum())
