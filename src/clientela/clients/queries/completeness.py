"""How complete a file is, and what to ask next."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef

from clientela.clients.facts import COLUMN_FACTS, ROW_FACTS, Fact, known
from clientela.clients.models import Client, CustomValue, FactWeight
from clientela.core.errors import NotFound

from .facts import ROWS, all_facts, has_relations

ASK: Final = 3


@dataclass(frozen=True)
class MissingFact:
    """A fact that is asked of such a client and not known: `field` is its key, `weight` its worth to the firm."""

    field: str
    label: str
    group: str
    weight: int
    help_text: str = ""


@dataclass(frozen=True)
class Completeness:
    """The weight of what is known in percent of the weight of all that is asked, rounded down; 100 where nothing is.

    `ask_next` has the three most valuable missing facts, in the order of the file among equals.
    """

    percent: int
    ask_next: list[MissingFact]
    missing: int
    asked: int


def completeness(client_id: int) -> Completeness:
    """How complete the file of a client is by the firm's own weights. Raises `NotFound` for a missing or hidden one."""
    there = {f"has_{key}": Exists(model.objects.filter(client=OuterRef("pk"))) for key, model in ROWS.items()}
    columns = [fact.column for fact in COLUMN_FACTS]
    row = (
        Client.objects.filter(pk=client_id)
        .annotate(**there, has_relations=has_relations())
        .values(*columns, *there, "has_relations")
        .first()
    )
    if row is None:
        raise NotFound
    facts = weighed(all_facts())
    custom = set(CustomValue.objects.filter(client=client_id).order_by().values_list("field_id", flat=True))
    values = {
        **{fact.key: row[fact.column] for fact in COLUMN_FACTS},
        **{fact.key: row[f"has_{fact.key}"] for fact in ROW_FACTS},
        **{fact.key: True for fact in facts.values() if fact.field_id in custom and fact.field_id is not None},
    }
    return measured(facts, values, kind=row["kind"])


def weighed(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts with the firm's own weights."""
    own = dict(FactWeight.objects.values_list("fact", "weight"))
    return {
        key: dataclasses.replace(fact, weight=own[key]) if own.get(key, fact.weight) != fact.weight else fact
        for key, fact in facts.items()
    }


def measured(facts: Mapping[str, Fact], values: Mapping[str, Any], *, kind: str) -> Completeness:
    """The completeness of a file with these values, of a client of this kind. A pure function."""
    asked = [fact for fact in facts.values() if fact.weight > 0 and kind in fact.fits]
    missing = [fact for fact in asked if not known(fact, values.get(fact.key))]
    whole = sum(fact.weight for fact in asked)
    lacking = sum(fact.weight for fact in missing)
    first = sorted(missing, key=lambda fact: -fact.weight)[:ASK]
    return Completeness(
        percent=100 * (whole - lacking) // whole if whole else 100,
        ask_next=[
            MissingFact(fact.key, str(fact.label), fact.group, fact.weight, str(fact.help_text)) for fact in first
        ],
        missing=len(missing),
        asked=len(asked),
    )
