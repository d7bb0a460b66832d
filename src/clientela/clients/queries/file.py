"""The whole file of one client, as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clientela.accounts.models import User
from clientela.audit.models import Event
from clientela.clients.enums import FactGroup, FactKind
from clientela.clients.facts import COLUMN_FACTS, ROW_FACTS, Fact, known
from clientela.clients.models import (
    Address,
    Client,
    ClientName,
    CustomValue,
    FactSource,
    FinancialFact,
    Identifier,
    Owner,
    Phone,
)
from clientela.core.errors import NotFound

from .completeness import Completeness, measured, weighed
from .facts import all_facts, value_of
from .related import RelatedClient, related_clients


@dataclass(frozen=True)
class Provenance:
    """Who recorded a fact, when, and from where. `by` is empty for the system, `batch` the import that brought it."""

    by: str
    at: dt.datetime
    source: str
    batch: int | None = None


@dataclass(frozen=True)
class FactLine:
    """One fact of a file. `value` is as the register says; `names` has the name behind each number of a person or
    client: of clients there may be several, the last of which is `value`.
    """

    fact: Fact
    value: Any
    provenance: Provenance | None
    names: Mapping[int, str]


@dataclass(frozen=True)
class FileGroup:
    """One group of facts."""

    key: str
    label: str
    facts: list[FactLine]


@dataclass(frozen=True)
class FileScreen:
    """The file: facts in their groups, and the lists."""

    id: int
    kind: str
    name: str
    country: str
    created: dt.datetime
    groups: list[FileGroup]
    names: list[ClientName]
    identifiers: list[Identifier]
    addresses: list[Address]
    phones: list[Phone]
    finances: list[FinancialFact]
    owners: list[Owner]
    relations: list[RelatedClient]
    completeness: Completeness

    def group(self, key: str) -> FileGroup:
        """The group of that key. Raises `KeyError` where there is none."""
        return {group.key: group for group in self.groups}[key]


def client_file(client_id: int) -> FileScreen:
    """The file of a client, in a constant number of statements. Raises `NotFound` for a missing or hidden client.

    Facts that do not fit the kind of the client are there only where they are known.
    """
    client = Client.objects.select_related("responsible").filter(pk=client_id).first()
    if client is None:
        raise NotFound
    values: dict[str, Any] = {fact.key: getattr(client, fact.column) for fact in COLUMN_FACTS}
    names: dict[str, dict[int, str]] = {}
    if client.responsible is not None:
        names["responsible"] = {client.responsible.pk: str(client.responsible)}
    rows = CustomValue.objects.filter(client=client).select_related("field", "user", "other").order_by("id")
    for row in rows:
        values[row.field.key] = value_of(row)
        named: User | Client | None = row.user or row.other
        if named is not None:
            names.setdefault(row.field.key, {})[named.pk] = str(named)
    sources = _sources(client)
    first = _entered(client)
    facts = all_facts()
    lines = [
        FactLine(fact, value, sources.get(key, first), names.get(key, {}))
        if known(fact, value)
        else FactLine(fact, value, None, {})
        for key, fact in facts.items()
        if fact.kind != FactKind.ROWS
        for value in [values.get(key, fact.nothing)]
        if client.kind in fact.fits or known(fact, value)
    ]
    lists: dict[str, list[Any]] = {
        "names": list(ClientName.objects.filter(client=client).order_by("id")),
        "identifiers": list(Identifier.objects.filter(client=client).order_by("id")),
        "addresses": list(Address.objects.filter(client=client).select_related("recorded_by")),
        "phones": list(Phone.objects.filter(client=client).select_related("recorded_by")),
        "finances": list(FinancialFact.objects.filter(client=client).select_related("recorded_by")),
        "owners": list(Owner.objects.filter(client=client).select_related("recorded_by", "other")),
        "relations": related_clients(client_id),
    }
    counted = {fact.key: len(lists[fact.key]) for fact in ROW_FACTS}
    return FileScreen(
        id=client.pk,
        kind=client.kind,
        name=client.name,
        country=client.country,
        created=client.created,
        groups=[
            FileGroup(group.value, str(group.label), [line for line in lines if line.fact.group == group])
            for group in FactGroup
        ],
        completeness=measured(weighed(facts), {**values, **counted}, kind=client.kind),
        **lists,
    )


def _entered(client: Client) -> Provenance:
    """What is known of a fact that nobody has changed since the client was entered."""
    event = Event.objects.filter(client_id=client.pk, verb="client_added").order_by("id").first()
    if event is None:
        return Provenance("", client.created, "", client.batch)
    return Provenance(event.actor_name if event.actor_id else "", event.at, event.data.get("source", ""), client.batch)


def _sources(client: Client) -> dict[str, Provenance]:
    rows = FactSource.objects.filter(client=client).select_related("recorded_by").order_by("recorded_at", "id")
    return {row.fact: Provenance(str(row.recorded_by or ""), row.recorded_at, row.source) for row in rows}
