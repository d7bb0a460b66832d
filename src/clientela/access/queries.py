"""What screens need to know of walls. A wall shows itself to those only who may see its client."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from clientela.accounts.models import User
from clientela.clients.models import Client
from clientela.contacts.models import Contact
from clientela.core.errors import NotFound
from clientela.core.models import Exclusion, HiddenContact

from .models import Named, Wall


@dataclass(frozen=True)
class WallLine:
    """One wall of a list. `staff` and `teams` have (number, name) of those whom it names."""

    id: int
    client_id: int
    client: str
    scope: str
    reason: str
    since: dt.date | None
    until: dt.date | None
    in_force: bool
    owner_id: int
    owner: str
    raised: dt.datetime
    raised_by: str
    lifted: dt.datetime | None
    staff: list[tuple[int, str]] = field(default_factory=list)
    teams: list[tuple[int, str]] = field(default_factory=list)

    @property
    def to_come(self) -> bool:
        """Whether its first day is still to come (or its last one has gone)."""
        return not self.in_force and self.lifted is None


@dataclass(frozen=True)
class WallPage:
    """Walls, the newest first. `next_cursor` is None on the last page."""

    rows: list[WallLine]
    next_cursor: int | None


@dataclass(frozen=True)
class Person:
    """One member of staff who may sign in."""

    id: int
    name: str
    role: str


@dataclass(frozen=True)
class WhoCanSee:
    """Who of the firm sees a record, who does not, and the walls that say so.

    `clients` has (number, name) of the clients whose walls decide: of a person, those that the reader may see.
    """

    id: int
    name: str
    clients: list[tuple[int, str]]
    seen_by: list[Person]
    hidden_from: list[Person]
    walls: list[WallLine]


def walls(*, after: int | None = None, limit: int = 50, lifted: bool = False) -> WallPage:
    """The walls that the reader may know of: those that stand or are to come, or the lifted ones. Two statements."""
    chosen = Wall.objects.filter(lifted__isnull=not lifted)
    if after is not None:
        chosen = chosen.filter(pk__lt=after)
    lines = _lines(chosen.order_by("-pk")[: limit + 1])
    return WallPage(lines[:limit], lines[limit - 1].id if len(lines) > limit else None)


def wall(wall_id: int) -> WallLine:
    """One wall that is not lifted. Raises `NotFound` where there is none that the reader may know of."""
    lines = _lines(Wall.objects.filter(pk=wall_id, lifted=None))
    if not lines:
        raise NotFound
    return lines[0]


def who_can_see(client_id: int) -> WhoCanSee:
    """Who sees a client. Raises `NotFound` where it is missing or hidden from the reader. Four statements."""
    name = Client.objects.filter(pk=client_id).values_list("name", flat=True).first()
    if name is None:
        raise NotFound
    hidden = Exclusion.objects.filter(client_id=client_id, user_id=OuterRef("pk"))
    seen_by, hidden_from = _sides(Exists(hidden))
    lines = _lines(Wall.objects.filter(client_id=client_id, lifted=None).order_by("-pk"))
    return WhoCanSee(client_id, name, [(client_id, name)], seen_by, hidden_from, lines)


def who_can_see_contact(contact_id: int) -> WhoCanSee:
    """Who sees a person: whoever sees one of the person's clients at least. Raises `NotFound`. Five statements."""
    name = Contact.objects.filter(pk=contact_id).values_list("name", flat=True).first()
    if name is None:
        raise NotFound
    hidden = HiddenContact.objects.filter(contact_id=contact_id, user_id=OuterRef("pk"))
    seen_by, hidden_from = _sides(Exists(hidden))
    clients = list(
        Client.objects.filter(positions__contact_id=contact_id)
        .distinct()
        .order_by("name", "pk")
        .values_list("pk", "name")
    )
    lines = _lines(
        Wall.objects.filter(client_id__in=[number for number, _name in clients], lifted=None).order_by("-pk")
    )
    return WhoCanSee(contact_id, name, clients, seen_by, hidden_from, lines)


def _sides(hidden: Exists) -> tuple[list[Person], list[Person]]:
    people = User.objects.filter(is_active=True).annotate(shut_out=hidden).order_by("name", "pk")
    sides: tuple[list[Person], list[Person]] = ([], [])
    for number, name, role, shut_out in people.values_list("pk", "name", "role", "shut_out"):
        sides[shut_out].append(Person(number, name, role))
    return sides


def _lines(found: QuerySet[Wall]) -> list[WallLine]:
    rows = list(
        found.annotate(
            client=Subquery(Client.objects.filter(pk=OuterRef("client_id")).values("name")[:1]),
            owner_name=F("owner__name"),
            raised_by_name=F("raised_by__name"),
        ).values_list(
            "pk", "client_id", "client", "scope", "reason", "since", "until", "in_force", "owner_id", "owner_name",
            "raised", "raised_by_name", "lifted",
        )
    )  # fmt: skip
    staff, teams = _named(row[0] for row in rows)
    return [WallLine(*row, staff=staff[row[0]], teams=teams[row[0]]) for row in rows if row[2] is not None]


def _named(wall_ids: Iterable[int]) -> tuple[dict[int, list[tuple[int, str]]], dict[int, list[tuple[int, str]]]]:
    staff: dict[int, list[tuple[int, str]]] = defaultdict(list)
    teams: dict[int, list[tuple[int, str]]] = defaultdict(list)
    named = Named.objects.filter(wall_id__in=list(wall_ids)).order_by("user__name", "team__name", "pk")
    rows = named.values_list("wall_id", "user_id", "user__name", "team_id", "team__name")
    for wall_id, user_id, user_name, team_id, team_name in rows:
        if user_id is not None:
            staff[wall_id].append((user_id, user_name))
        else:
            teams[wall_id].append((team_id, team_name))
    return staff, teams
