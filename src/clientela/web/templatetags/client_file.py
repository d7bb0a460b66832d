"""What the templates of a client's file need beside the common tags."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from clientela.clients.enums import CustomKind, FactGroup, RelationKind
from clientela.clients.facts import FACTS
from clientela.clients.queries import MissingFact, Provenance
from clientela.web import formatting
from clientela.web.file.showing import origin, places_of

register = template.Library()

WORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "relation": dict(RelationKind.choices),
    "custom kind": dict(CustomKind.choices),
    "group": dict(FactGroup.choices),
}


@register.filter
def word_of(code: str, of: str) -> Any:
    """The word for the code of a relation, of a kind of custom field, or of a group of facts."""
    return WORDS[of].get(code, code)


@register.simple_tag
def recorded_by(row: Any) -> str:
    """Who recorded a row of the file, when, and from where."""
    return origin(Provenance(str(row.recorded_by or ""), row.recorded_at, row.source))


@register.filter
def plain_number(value: Decimal) -> str:
    """A number with the language's marks and no idle zeros."""
    return formatting.number(value, get_language(), places=places_of(value))


@register.simple_tag
def fact_address(client_id: int, missing: MissingFact) -> str:
    """Where a missing fact is entered."""
    if missing.field in FACTS and not FACTS[missing.field].column:
        return reverse("new_file_row", args=[client_id, missing.field])
    return f"{reverse('client_facts', args=[client_id, missing.group])}#id_{missing.field}"
