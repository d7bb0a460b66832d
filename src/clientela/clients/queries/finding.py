"""Finding clients, and the head of a client's page."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from clientela.clients.models import Client, ClientName, Identifier
from clientela.clients.search import search_patterns
from clientela.core.errors import NotFound
from clientela.core.names import client_key

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
    """Clients whose names, register numbers or files match every word of `terms`: the first `MOST_CANDIDATES`.

    The index is asked past the walls, by a function of the owner that gives back numbers only; the clients
    themselves are then read under the walls. (LIKE is not leakproof: under a policy PostgreSQL leaves the index.)
    """
    words = search_patterns(terms)
    if not words:
        return Client.objects.all()
    found = RawSQL("SELECT * FROM clients_matching_file(%s::jsonb, %s)", [json.dumps(words), MOST_CANDIDATES])
    return Client.objects.filter(pk__in=found)


def quick_search(terms: str, limit: int = 8) -> list[tuple[int, str, str, str]]:
    """(id, name, other name, industry) of the first matches by name or register number, for the palette."""
    words = search_patterns(terms)
    if not words:
        return []
    found = RawSQL("SELECT * FROM clients_matching(%s::jsonb, %s)", [json.dumps(words), MOST_CANDIDATES])
    rows = Client.objects.filter(pk__in=found).order_by("name", "id")
    return list(rows.values_list("id", "name", "other_name", "industry")[:limit])


@dataclass(frozen=True)
class KnownClient:
    """A client that goes by a name, or by a number, that somebody is about to enter; `by` is what is the same."""

    id: int
    name: str
    industry: str
    by: str


def known_clients(*, names: Iterable[str] = (), numbers: Iterable[str] = (), limit: int = 5) -> list[KnownClient]:
    """The clients that have one of the names, but for case, spaces and punctuation, or one of the register numbers."""
    keys = [key for key in (client_key(name)[:300] for name in names) if key]
    values = [number for number in numbers if number]
    by_name = ClientName.objects.filter(key__in=keys).values_list("client_id", "name")
    by_number = Identifier.objects.filter(value__in=values).values_list("client_id", "value")
    met: dict[int, str] = {}
    for client_id, what in [*by_number.order_by("client_id", "id")[:50], *by_name.order_by("client_id", "id")[:50]]:
        met.setdefault(client_id, what)
    found = Client.objects.filter(pk__in=met).order_by("name", "id").values_list("id", "name", "industry")
    return [KnownClient(pk, name, industry, met[pk]) for pk, name, industry in found[:limit]]


def client_names(client_ids: Collection[int]) -> dict[int, str]:
    """The names of those of the clients that the viewer may see. One statement; none for nobody."""
    return dict(Client.objects.filter(pk__in=client_ids).values_list("pk", "name")) if client_ids else {}


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
