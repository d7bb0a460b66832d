"""What screens need to know of clients."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from clientela.core.errors import NotFound

from .models import Client, ClientName, Identifier
from .search import search_patterns

MOST_CANDIDATES = 2_000


@dataclass(frozen=True)
class ClientHeader:
    """The head of a client's page."""

    id: int
    kind: str
    name: str
    names: list[tuple[str, str]]
    identifiers: list[tuple[str, str, str]]
    industry: str
    country: str
    client_since: dt.date | None
    responsible: str

    @property
    def initials(self) -> str:
        return self.name[:1].upper() or "?"


def matching_clients(terms: str) -> QuerySet[Client]:
    """Clients whose names match every word of `terms`; the first `MOST_CANDIDATES` by number.

    The index is asked past the walls, by a function of the owner that gives back numbers only; the clients
    themselves are then read under the walls. (LIKE is not leakproof: under a policy PostgreSQL leaves the index.)
    """
    words = search_patterns(terms)
    if not words:
        return Client.objects.all()
    found = RawSQL("SELECT * FROM clients_matching(%s::jsonb, %s)", [json.dumps(words), MOST_CANDIDATES])
    return Client.objects.filter(pk__in=found)


def quick_search(terms: str, limit: int = 8) -> list[tuple[int, str, str, str]]:
    """(id, name, other name, industry) of the first matches by name, for the palette."""
    if not terms.strip():
        return []
    rows = matching_clients(terms).order_by("name", "id").values_list("id", "name", "other_name", "industry")
    return list(rows[:limit])


def client_header(client_id: int) -> ClientHeader:
    """The names, identifiers and people of one client. Raises `NotFound` where it is missing or hidden."""
    row = (
        Client.objects.filter(pk=client_id)
        .annotate(responsible_name=F("responsible__name"))
        .values("id", "kind", "name", "industry", "country", "client_since", "responsible_name")
        .first()
    )
    if row is None:
        raise NotFound
    names = ClientName.objects.filter(client_id=client_id).values_list("kind", "name")
    identifiers = Identifier.objects.filter(client_id=client_id).values_list("kind", "value", "check_result")
    return ClientHeader(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        names=list(names),
        identifiers=list(identifiers),
        industry=row["industry"],
        country=row["country"],
        client_since=row["client_since"],
        responsible=row["responsible_name"] or "",
    )
