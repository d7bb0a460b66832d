"""Looking for a name among all that the firm knows, past the walls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

from .enums import Source
from .forms import forms, keys_to_ask, texts_to_ask
from .likeness import Likeness, likeness

METHOD: Final = 1
"""The version of the rules; a check keeps the one it was made with."""
MOST_CANDIDATES: Final = 500
MOST_HITS: Final = 40


@dataclass(frozen=True, slots=True)
class Found:
    """A name that may be the searched one. `hidden` says that the one who acts may not know of it."""

    source: Source
    source_id: int
    client_id: int | None
    contact_id: int | None
    name: str
    hidden: bool
    likeness: Likeness


def search(name: str, *, besides: int | None = None) -> list[Found]:
    """The records whose names may be `name`, surest first; of each record its surest name.

    `besides` leaves out one client with what is said of it. What is hidden from the one who acts is found as well: show
    of it that it is there, and nothing else.
    """
    asked = forms(name)
    if not asked.key:
        return []
    best: dict[tuple[Source, int], Found] = {}
    for source, source_id, client_id, contact_id, known, hidden in _candidates(keys_to_ask(asked), texts_to_ask(asked)):
        if besides is not None and client_id == besides:
            continue
        alike = likeness(asked, forms(known))
        if alike is None:
            continue
        place = Source(source), source_id
        if place not in best or best[place].likeness.score < alike.score:
            best[place] = Found(place[0], source_id, client_id, contact_id, known, hidden, alike)
    return sorted(best.values(), key=lambda found: (-found.likeness.score, found.source, found.source_id))


def _candidates(keys: set[str], texts: Sequence[str]) -> list[tuple[str, int, int | None, int | None, str, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT source, source_id, client_id, contact_id, name, hidden FROM matching_candidates(%s, %s, %s)",
            [sorted(keys), list(texts), MOST_CANDIDATES],
        )
        return list(cursor.fetchall())
