"""What the firm asks of a file: its own fields, and the weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from clientela.clients.facts import FACTS, Fact
from clientela.clients.models import CustomField, FactWeight


@dataclass(frozen=True)
class FieldLine:
    """A fact of the firm, and how many clients that the viewer may see have it."""

    id: int
    label: str
    kind: str
    group: str
    choices: list[str]
    help_text: str
    weight: int
    place: int
    active: bool
    clients: int


@dataclass(frozen=True)
class WeightLine:
    """What a fact of the register weighs; `default` is what it weighs where the firm says nothing."""

    fact: Fact
    weight: int

    @property
    def default(self) -> int:
        return self.fact.weight


def custom_fields() -> list[FieldLine]:
    """The facts that the firm added, in its own order, those in use first."""
    rows: Any = CustomField.objects.annotate(clients=Count("values__client", distinct=True))
    return [
        FieldLine(
            id=row.pk,
            label=row.label,
            kind=row.kind,
            group=row.group,
            choices=row.choices,
            help_text=row.help_text,
            weight=row.weight,
            place=row.place,
            active=row.active,
            clients=row.clients,
        )
        for row in rows.order_by("-active", "place", "id")
    ]


def fact_weights() -> list[WeightLine]:
    """The weights in force of the facts that every firm has, but for those that every client has anyhow."""
    own = dict(FactWeight.objects.values_list("fact", "weight"))
    return [WeightLine(fact, own.get(key, fact.weight)) for key, fact in FACTS.items() if not fact.required]
