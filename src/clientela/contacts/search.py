"""Finding a person by name in any script and order, by initials, by mail, or by any part of a telephone number.

The text and the patterns are those of clients (see `clientela.clients.search`), with more forms of a name, and the ways
to reach the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from anyascii import anyascii

from clientela.clients.search import search_patterns, search_text

_TELEPHONE = re.compile(r"[\s\d+().\-–/]*\d{3}[\s\d+().\-–/]*")
_NO_DIGITS = re.compile(r"\D")


def person_search_text(
    *, name: str, family_name: str = "", given_name: str = "", latin_name: str = "", reaches: Iterable[str] = ()
) -> str:
    """The text under which a person is found. `reaches` are the normal forms of the ways to reach the person."""
    ordered = [f"{family_name} {given_name}", f"{given_name} {family_name}"]
    names = [name, *ordered, latin_name]
    # A Chinese name has no space, so that both orders of it are one word each.
    names += [text.replace(" ", "") for text in ordered if not text.isascii()]
    names += [initials for text in (name, ordered[0], latin_name) for initials in _initials(text)]
    ways = (way.partition(";")[0] for way in reaches)
    return search_text([*dict.fromkeys(text.strip() for text in names), *ways])


def person_search_patterns(terms: str) -> list[list[str]]:
    """LIKE patterns for what somebody typed: every word must match, but a telephone number is one word.

    The prefixes by which a country is left from within (8 in Russia, 0 elsewhere) do not count.
    """
    if _TELEPHONE.fullmatch(terms):
        digits = _NO_DIGITS.sub("", terms)
        forms = [digits, digits[1:]] if digits[0] in "80" and len(digits) > 9 else [digits]
        return [[f"%{form}%" for form in forms]]
    return search_patterns(terms)


def _initials(name: str) -> list[str]:
    words = [latin for word in name.split() if (latin := anyascii(word).strip().lower())]
    first = "".join(word[0] for word in words)
    return [first, first[::-1]] if len(words) > 1 else []
