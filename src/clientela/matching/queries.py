"""What the pages of conflict checks need to know. Of a hit behind a wall they learn that it is there, no more."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, F, Q

from clientela.clients.enums import INVERSE, RelationKind
from clientela.clients.models import Client, Owner, Relation
from clientela.contacts.models import Position
from clientela.core.errors import NotFound
from clientela.engagements.models import EngagementParty

from .enums import Part, Source
from .models import ConflictCheck, Hit, SearchedName


@dataclass(frozen=True)
class CheckLine:
    """One check in the list."""

    id: int
    subject: str
    asked_at: dt.datetime
    asked_by: str
    names: int
    decision: str
    decided_by: str
    decided_at: dt.datetime | None


@dataclass(frozen=True)
class CheckPage:
    """Checks, newest first; `next_cursor` is None on the last page."""

    rows: list[CheckLine]
    next_cursor: str | None


@dataclass(frozen=True)
class HitLine:
    """A name that may be the searched one, and where the firm knows it from.

    `where` has clients by (id, name) through which it is known; `relations` what other clients are to it, as (kind,
    id, name); `engagement` the (id, name) of the mandate it is a party of.
    """

    source: str
    name: str
    score: int
    reason: str
    where: list[tuple[int, str]]
    contact_id: int | None
    engagement: tuple[int, str] | None
    relations: list[tuple[str, int, str]]


@dataclass(frozen=True)
class SearchedLine:
    """One searched name with its hits. `hidden` says that there is more, of which only the conflicts officer knows."""

    part: str
    name: str
    hits: list[HitLine]
    hidden: bool
    cut: bool


@dataclass(frozen=True)
class CheckScreen:
    """One check: what was searched, what was found, what was decided."""

    id: int
    subject: str
    client: tuple[int, str] | None
    engagement: tuple[int, str] | None
    asked_by: str
    asked_at: dt.datetime
    searched: list[tuple[str, int]]
    method: int
    names: list[SearchedLine]
    decision: str
    reason: str
    decided_by: str
    decided_at: dt.datetime | None

    @property
    def hidden(self) -> bool:
        """Whether any hit is behind a wall for the viewer."""
        return any(name.hidden for name in self.names)

    @property
    def found(self) -> bool:
        """Whether there is any hit."""
        return any(name.hits or name.hidden for name in self.names)


def conflict_checks(*, after: str | None = None, limit: int = 50, undecided: bool = False) -> CheckPage:
    """The checks that the viewer may see, newest first, in one statement."""
    checks = ConflictCheck.objects.all()
    if after is not None:
        checks = checks.filter(pk__lt=int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else 0)
    if undecided:
        checks = checks.filter(decision="")
    rows = list(
        checks.annotate(
            asker=F("asked_by__name"), decider=F("decided_by__name"), searched_names=Count("names")
        ).order_by("-pk")[: limit + 1]
    )
    lines = [
        CheckLine(
            row.pk,
            row.subject,
            row.asked_at,
            row.asker or "",
            row.searched_names,
            row.decision,
            row.decider or "",
            row.decided_at,
        )
        for row in rows[:limit]
    ]
    return CheckPage(lines, str(lines[-1].id) if len(rows) > limit else None)


def conflict_check(check_id: int) -> CheckScreen:
    """One check, in a constant number of statements. Raises `NotFound` where it is missing or hidden."""
    check = (
        ConflictCheck.objects.filter(pk=check_id)
        .annotate(
            asker=F("asked_by__name"),
            decider=F("decided_by__name"),
            client_name=F("client__name"),
            reference=F("engagement__reference"),
            title=F("engagement__title"),
        )
        .first()
    )
    if check is None:
        raise NotFound
    hits = list(Hit.objects.filter(check_made_id=check_id))
    lines = _lines(hits)
    by_name: dict[int, list[HitLine]] = defaultdict(list)
    for hit in hits:
        by_name[hit.searched_id].append(lines[hit.pk])
    # A wall that was raised since hides a hit as it hid one then: what is missing of the number found is hidden.
    names = [
        SearchedLine(row.part, row.name, by_name[row.pk], row.found > len(by_name[row.pk]), row.cut)
        for row in SearchedName.objects.filter(check_made_id=check_id)
    ]
    return CheckScreen(
        id=check.pk,
        subject=check.subject,
        client=(check.client_id, check.client_name) if check.client_id is not None else None,
        engagement=(check.engagement_id, check.title or check.reference) if check.engagement_id is not None else None,
        asked_by=check.asker or "",
        asked_at=check.asked_at,
        searched=sorted((source, int(count)) for source, count in check.searched.items()),
        method=check.method,
        names=names,
        decision=check.decision,
        reason=check.reason,
        decided_by=check.decider or "",
        decided_at=check.decided_at,
    )


def hides_hits(check_id: int) -> bool:
    """Whether a hit of the check is behind a wall for the one who acts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT matching_hides_a_hit(%s)", [check_id])
        return bool(cursor.fetchone()[0])


def names_to_check(*, client_id: int, engagement_id: int | None = None) -> list[tuple[Part, str]]:
    """The names that a check for a client of the firm, or an engagement of it, should look for.

    All names of the client, its owners, the organisations related to it, and the engagement's parties. Raises
    `NotFound` where the client is missing or hidden.
    """
    client = Client.objects.filter(pk=client_id).first()
    if client is None:
        raise NotFound
    found: list[tuple[Part, str]] = [(Part.CLIENT, client.name)]
    found += [(Part.CLIENT, name) for name in client.names.exclude(name=client.name).values_list("name", flat=True)]
    found += [
        (Part.OWNER, name or other or "")
        for name, other in Owner.objects.filter(client_id=client_id, until=None).values_list("name", "other__name")
    ]
    for one, other in (("client_id", "other__name"), ("other_id", "client__name")):
        related = Relation.objects.filter(**{one: client_id}, until=None).values_list(other, flat=True)
        found += [(Part.RELATED, name) for name in related]
    if engagement_id is not None:
        parties = EngagementParty.objects.filter(engagement_id=engagement_id, client_id=client_id)
        found += [
            (Part.ADVERSE if kind in ("adverse", "counsel") else Part.RELATED, name)
            for kind, name in parties.values_list("kind", "name")
        ]
    return list(dict.fromkeys((part, name) for part, name in found if name))


def _lines(hits: Iterable[Hit]) -> Mapping[int, HitLine]:
    """What the viewer may know of each hit, read now and under the walls."""
    hits = list(hits)
    contacts = {hit.contact_id for hit in hits if hit.contact_id is not None}
    positions: dict[int, list[tuple[int, str]]] = defaultdict(list)
    places = Position.objects.filter(contact_id__in=contacts).values_list("contact_id", "client_id", "client__name")
    for contact_id, client_id, name in places.order_by("contact_id", "client__name", "client_id").distinct():
        positions[contact_id].append((client_id, name))
    clients = {hit.client_id for hit in hits if hit.client_id is not None}
    names = dict(Client.objects.filter(pk__in=clients).values_list("pk", "name"))
    relations = _relations_of({hit.source_id for hit in hits if hit.source == Source.CLIENT})
    parties = {hit.source_id for hit in hits if hit.source == Source.PARTY}
    engagements = {
        party: (engagement, title or reference)
        for party, engagement, title, reference in EngagementParty.objects.filter(pk__in=parties).values_list(
            "pk", "engagement_id", "engagement__title", "engagement__reference"
        )
    }
    lines = {}
    for hit in hits:
        where = positions[hit.contact_id] if hit.contact_id is not None else []
        if hit.client_id is not None and hit.client_id in names:
            where = [(hit.client_id, names[hit.client_id])]
        lines[hit.pk] = HitLine(
            source=hit.source,
            name=hit.name,
            score=hit.score,
            reason=hit.reason,
            where=where,
            contact_id=hit.contact_id,
            engagement=engagements.get(hit.source_id) if hit.source == Source.PARTY else None,
            relations=relations.get(hit.source_id, []) if hit.source == Source.CLIENT else [],
        )
    return lines


def _relations_of(clients: set[int]) -> Mapping[int, list[tuple[str, int, str]]]:
    found: dict[int, list[tuple[str, int, str]]] = defaultdict(list)
    rows = Relation.objects.filter(Q(client_id__in=clients) | Q(other_id__in=clients), until=None).values_list(
        "kind", "client_id", "client__name", "other_id", "other__name"
    )
    for kind, client_id, client_name, other_id, other_name in rows.order_by("id"):
        if client_id in clients:
            found[client_id].append((kind, other_id, other_name))
        if other_id in clients:
            found[other_id].append((INVERSE[RelationKind(kind)], client_id, client_name))
    return found
