"""Single contacts, the latest of a client, and the log of one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from clientela.core.errors import NotFound

from ..models import Interaction, Participant
from . import cursors


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody who took part: a colleague (`user_id`) or a person at the client (`contact_id`)."""

    name: str
    user_id: int | None
    contact_id: int | None


@dataclass(frozen=True, slots=True)
class LoggedContact:
    """One contact of the log with those who took part."""

    id: int
    client_id: int
    client: str
    at: dt.datetime
    channel: str
    direction: str
    subject: str
    text: str
    engagement_id: int | None
    engagement: str
    proposal: str
    reaction: int | None
    promised: str
    minutes: int | None
    cost: Decimal | None
    currency: str
    logged_by_id: int | None
    logged_by: str
    logged_at: dt.datetime
    people: tuple[Part, ...]

    @property
    def ours(self) -> list[Part]:
        return [part for part in self.people if part.user_id is not None]

    @property
    def theirs(self) -> list[Part]:
        return [part for part in self.people if part.contact_id is not None]


@dataclass(frozen=True, slots=True)
class LogPage:
    """Contacts, latest first, and where to go on; `next_cursor` is None on the last page."""

    rows: list[LoggedContact]
    next_cursor: str | None


def latest(client_id: int, limit: int = 5) -> list[LoggedContact]:
    """The latest contacts of a client, in two statements; nothing of a client that the viewer may not see."""
    return _lines(Interaction.objects.filter(client_id=client_id).order_by("-at", "-id")[:limit])


def engagement_log(engagement_id: int, limit: int = 10) -> list[LoggedContact]:
    """The latest contacts about one engagement, in two statements."""
    return _lines(Interaction.objects.filter(engagement_id=engagement_id).order_by("-at", "-id")[:limit])


def logged_contact(interaction_id: int) -> LoggedContact:
    """One contact. Raises `NotFound` where it is missing or hidden."""
    found = _lines(Interaction.objects.filter(pk=interaction_id))
    if not found:
        raise NotFound
    return found[0]


def contact_log(contact_id: int, *, after: str | None = None, limit: int = 50) -> LogPage:
    """The contacts in which one person took part, at all clients that the viewer may see, in three statements."""
    parts: QuerySet[Participant] = Participant.objects.filter(contact_id=contact_id)
    if after is not None:
        at, _kind, number = cursors.read(after)
        parts = parts.filter(Q(at__lt=at) | Q(at=at, interaction_id__lt=number))
    places = list(parts.order_by("-at", "-interaction_id").values_list("interaction_id", "at")[: limit + 1])
    shown = [number for number, _at in places[:limit]]
    lines = {line.id: line for line in _lines(Interaction.objects.filter(pk__in=shown))} if shown else {}
    rows = [lines[number] for number in shown if number in lines]
    if len(places) <= limit:
        return LogPage(rows, None)
    number, at = places[limit - 1]
    return LogPage(rows, cursors.written(at, "contact", number))


def _lines(interactions: QuerySet[Interaction]) -> list[LoggedContact]:
    rows = list(
        interactions.annotate(
            client_name=F("client__name"),
            engagement_title=F("engagement__title"),
            engagement_reference=F("engagement__reference"),
            logger=F("logged_by__name"),
        )
    )
    people = _people([row.pk for row in rows])
    return [
        LoggedContact(
            id=row.pk,
            client_id=row.client_id,
            client=row.client_name,
            at=row.at,
            channel=row.channel,
            direction=row.direction,
            subject=row.subject,
            text=row.text,
            engagement_id=row.engagement_id,
            engagement=row.engagement_title or row.engagement_reference or "",
            proposal=row.proposal,
            reaction=row.reaction,
            promised=row.promised,
            minutes=row.minutes,
            cost=row.cost,
            currency=row.currency,
            logged_by_id=row.logged_by_id,
            logged_by=row.logger or "",
            logged_at=row.logged_at,
            people=tuple(people.get(row.pk, ())),
        )
        for row in rows
    ]


def _people(interactions: Iterable[int]) -> dict[int, list[Part]]:
    people: dict[int, list[Part]] = {}
    found = (
        Participant.objects.filter(interaction_id__in=list(interactions))
        .order_by("id")
        .values_list("interaction_id", "user_id", "user__name", "contact_id", "contact__name")
    )
    for interaction_id, user_id, user, contact_id, contact in found:
        # A person hidden by other walls than those of this client is left out, not shown without a name.
        if user or contact:
            people.setdefault(interaction_id, []).append(Part(user or contact, user_id, contact_id))
    return people
