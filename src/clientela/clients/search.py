"""Finding a client by any of its names in any script.

Every client carries one text, indexed by trigrams: its names in lower case, each Chinese character as a code of its own
(so that two of them are long enough for a trigram), the pinyin of Chinese names, whole and by initials, and the Latin
form of names in other scripts. A term is looked for in the same forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from anyascii import anyascii
from pypinyin import Style, lazy_pinyin

from .facts import COLUMN_FACTS

if TYPE_CHECKING:
    from .models import Client

LONGEST = 4_000

_CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAS_CJK = re.compile(f"[{_CJK}]")
_CJK_RUN = re.compile(f"[{_CJK}]+")
_SPACES = re.compile(r"\s+")
# A transliteration has many habits (Northern is Severnyj, Severnyi, Severny): these differences do not count.
_LATIN_HABITS = (
    (re.compile(r"[jy]+"), "i"),
    (re.compile(r"i{2,}"), "i"),
    (re.compile("kh"), "h"),
    (re.compile("'"), ""),
)


def search_text(names: Iterable[str]) -> str:
    """The text under which a client with these names is found, one space before each part and one at the end."""
    parts: dict[str, None] = {}
    for name in names:
        plain = _plain(name)
        if not plain:
            continue
        parts[_coded(plain)] = None
        parts[_coded(_unmarked(plain))] = None
        if _HAS_CJK.search(plain):
            runs = _CJK_RUN.findall(plain)
            for run in runs:
                parts["".join(lazy_pinyin(run))] = None
                parts["".join(lazy_pinyin(run, style=Style.FIRST_LETTER))] = None
        elif not plain.isascii():
            latin = anyascii(plain).lower()
            parts[latin] = None
            parts[_without_habits(latin)] = None
    return " " + " ".join(parts) + " "


def name_text(names: Iterable[str], numbers: Iterable[str]) -> str:
    """What a client is found by: its names, and the numbers by which registers know it."""
    return search_text([*names, *numbers])


def file_text(client: Client) -> str:
    """What a file is found by: all that is written in words in it, and its telephones.

    A name of another client is left out: who may not see that client must not find this one by it.
    """
    words = [getattr(client, fact.column) for fact in COLUMN_FACTS if fact.is_text and fact.key != "name"]
    words += client.custom_values.order_by("id").values_list("text", flat=True)
    words += [str(address) for address in client.addresses.order_by("id")]
    for value, normal in client.phones.order_by("id").values_list("value", "normal"):
        words += [value, normal]
    words += client.owners.filter(other=None).order_by("id").values_list("name", flat=True)
    words += client.finances.order_by("-id").values_list("text", flat=True)
    return search_text(word[:LONGEST] for word in words) if any(words) else ""


def search_patterns(terms: str) -> list[list[str]]:
    """LIKE patterns for what a person typed: every word must match one of its patterns.

    Words of one or two Latin letters must begin a word of a name; longer ones may stand anywhere in it.
    """
    return [_patterns_of(word) for word in _plain(terms).split()[:8]]


def _patterns_of(word: str) -> list[str]:
    forms = {_coded(word): None, _coded(_unmarked(word)): None}
    if word.isascii():
        forms[_without_habits(word)] = None
    return [_pattern(form) for form in forms if form]


def _pattern(form: str) -> str:
    literal = re.sub(r"([\\%_])", r"\\\1", form)
    return f"% {literal}%" if len(form) < 3 else f"%{literal}%"


def _plain(text: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def _unmarked(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(part for part in parts if not unicodedata.combining(part)))


def _coded(text: str) -> str:
    return _HAS_CJK.sub(lambda found: f"x{ord(found.group()):04x}", text)


def _without_habits(latin: str) -> str:
    for habit, plain in _LATIN_HABITS:
        latin = habit.sub(plain, latin)
    return latin
