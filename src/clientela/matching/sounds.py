"""How a name sounds, written so that the habits of writing it fall together.

A coarse phonetic key in the manner of Daitch and Mokotoff's soundex, which was made for Slavic and Germanic names in
Latin letters: hissing sounds are one, voiced and unvoiced w are one, and "ch" is read both ways.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_RULES: Final = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"(?<=[aeiouy])ff\b", "v"),
        (r"ine\b", "in"),
        (r"[^a-z0-9]", ""),
        # hissing clusters, longest first
        (r"schtsch|stsch|shtch|chtch|shch|szcz|tschtsch|tsch|tch|tsh|dsch|dzh|zsch|sch|sh|zh|szc|cz|sz|zs", "s"),
        (r"ts|tz|dz|sc(?=[ieyu])", "s"),
        (r"ph", "v"),
        (r"kh|gh(?!\b)", "h"),
        (r"ck|q|cq", "k"),
        (r"x", "ks"),
        (r"c(?=[eiy])", "s"),
        (r"c(?!h)", "k"),
        (r"z|ß", "s"),
        (r"[wf]", "v"),
        (r"th", "t"),
        (r"dt", "t"),
        (r"rh", "r"),
        (r"ou", "u"),
        (r"oo", "u"),
        (r"ee", "i"),
        (r"[jy]+", "i"),
        (r"i{2,}", "i"),
    )
)
_LAST: Final = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"(?<=[aeiou])h(?=[^aeiouh]|\b)", ""),
        (r"(.)\1+", r"\1"),
    )
)
_VOWELS: Final = re.compile("[aeiou]")


@lru_cache(maxsize=65_536)
def sounds(word: str) -> tuple[str, ...]:
    """The ways in which a word of Latin letters may sound, one or two; digits stay as they are.

    >>> sounds("shchukin") == sounds("schukin") == sounds("sukin")
    True
    """
    for pattern, written in _RULES:
        word = pattern.sub(written, word)
    readings = [word.replace("ch", "s"), word.replace("ch", "h")] if "ch" in word else [word]
    found = []
    for reading in readings:
        for pattern, written in _LAST:
            reading = pattern.sub(written, reading)
        found.append(reading)
    return tuple(dict.fromkeys(found))


def consonants(sound: str) -> str:
    """A sound without its vowels, but for one at the head: what is left when vowels are heard and written at will.

    >>> consonants("hrusev")
    'hrsv'
    """
    head = "a" if sound and sound[0] in "aeiou" else ""
    return head + _VOWELS.sub("", sound)
