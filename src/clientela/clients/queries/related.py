"""The organisations around a client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Q

from clientela.clients.enums import INVERSE, RelationKind
from clientela.clients.models import Relation


@dataclass(frozen=True)
class RelatedClient:
    """What another client is to the one asked about: `kind` is a `RelationKind`, `relation` the number of
    the row, which both see.
    """

    relation: int
    id: int
    name: str
    industry: str
    kind: str
    since: dt.date | None
    until: dt.date | None
    note: str
    recorded_by: str
    recorded_at: dt.datetime
    source: str

    def running(self, on: dt.date) -> bool:
        """Whether the relation holds on that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


def related_clients(client_id: int) -> list[RelatedClient]:
    """The relations of a client, seen from it, running ones first. A relation to a hidden client is not there."""
    rows = (
        Relation.objects.filter(Q(client=client_id) | Q(other=client_id))
        .select_related("client", "other", "recorded_by")
        .only(
            "kind", "since", "until", "note", "recorded_at", "source",
            "client__name", "client__industry", "other__name", "other__industry", "recorded_by__name",
        )
        .order_by(F("until").desc(nulls_first=True), "kind", "id")
    )  # fmt: skip
    found = []
    for row in rows:
        ours = row.client_id == client_id
        there = row.other if ours else row.client
        kind = RelationKind(row.kind) if ours else INVERSE[RelationKind(row.kind)]
        found.append(
            RelatedClient(
                relation=row.pk,
                id=there.pk,
                name=there.name,
                industry=there.industry,
                kind=kind.value,
                since=row.since,
                until=row.until,
                note=row.note,
                recorded_by=str(row.recorded_by or ""),
                recorded_at=row.recorded_at,
                source=row.source,
            )
        )
    return found


def relations_among(client_ids: Collection[int]) -> list[tuple[int, int, str]]:
    """(client, other, kind) of the running relations between clients of a set: the other is the kind of the client."""
    rows = Relation.objects.filter(client__in=client_ids, other__in=client_ids, until=None).order_by("id")
    return list(rows.values_list("client_id", "other_id", "kind"))
