"""People by what somebody types."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from clientela.contacts.models import Contact, Position
from clientela.contacts.search import person_search_patterns

MOST_CANDIDATES = 2_000


def matching_contacts(terms: str) -> QuerySet[Contact]:
    """People whose names, initials, mail or telephone match every word of `terms`; the first by number.

    The index is asked past the walls, by a function of the owner that gives back numbers only; the people themselves
    are then read under the walls. Without words it is everybody. An erased person is never among them.
    """
    words = person_search_patterns(terms)
    if not words:
        return Contact.objects.filter(erased=None)
    found = RawSQL("SELECT * FROM contacts_matching(%s::jsonb, %s)", [json.dumps(words), MOST_CANDIDATES])
    return Contact.objects.filter(pk__in=found, erased=None)


def quick_search_people(terms: str, limit: int = 8) -> list[tuple[int, str, str, str, str]]:
    """(id, name, name in Latin letters, client, position) of the first matches by name, for the palette.

    Client and position are those that the viewer may see; empty where there are none.
    """
    if not terms.strip():
        return []
    rows = (
        matching_contacts(terms)
        .annotate(held_at=_first_position("client__name"), held=_first_position("title"))
        .order_by("name", "id")
        .values_list("id", "name", "latin_name", "held_at", "held")
    )
    return [(pk, name, latin, client or "", title or "") for pk, name, latin, client, title in rows[:limit]]


def _first_position(field: str) -> Subquery:
    positions: QuerySet[Position, Any] = Position.objects.filter(contact_id=OuterRef("pk"))
    return Subquery(positions.values(field)[:1])
