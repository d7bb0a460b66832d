"""The list of all people, by pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from clientela.contacts.enums import ReachKind
from clientela.contacts.models import Consent, Contact, Position, Reach
from clientela.contacts.normal import shown_phone
from clientela.core.cursors import read_cursor, write_cursor

from .finding import matching_contacts

MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """One client at which a person holds a position."""

    client_id: int
    client: str
    title: str
    influence: str


@dataclass(frozen=True, slots=True)
class PeopleRow:
    """One person of the list, with the positions held now that the viewer may see."""

    id: int
    name: str
    latin_name: str
    places: list[Place]
    birthday: tuple[int, int] | None
    mail: str
    telephone: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """People and where to go on; `next_cursor` is None on the last page. `count` goes up to `MOST_COUNTED`."""

    rows: list[PeopleRow]
    next_cursor: str | None
    count: int
    count_is_exact: bool


def people_list(
    *,
    terms: str = "",
    influence: str | None = None,
    client_id: int | None = None,
    birthday_month: int | None = None,
    without_consent: bool = False,
    after: str | None = None,
    limit: int = 50,
    today: dt.date | None = None,
) -> PeoplePage:
    """People by name; by day where a month of birthdays is asked for. Four statements whatever their number.

    `influence` and `client_id` ask for positions held now, `without_consent` for people of whom no answer of any kind
    is recorded. A broken `after` begins at the first page.
    """
    day = today or timezone.localdate()
    people = _filtered(matching_contacts(terms), influence, client_id, birthday_month, day)
    if without_consent:
        people = people.exclude(Exists(Consent.objects.filter(contact_id=OuterRef("pk"))))
    count = people.order_by().values("pk")[: MOST_COUNTED + 1].count()
    ordered, order = people.order_by("name", "pk"), "name"
    if birthday_month is not None:
        ordered, order = people.order_by("birthday_day", "name", "pk"), "day"
    found = list(
        _after(ordered, order, after).values_list("pk", "name", "latin_name", "birthday_month", "birthday_day")[
            : limit + 1
        ]
    )
    shown = found[:limit]
    ids = [row[0] for row in shown]
    places, ways = _places(ids, day), _ways(ids, day)
    rows = [
        PeopleRow(
            pk,
            name,
            latin,
            places.get(pk, []),
            (month, birth) if month and birth else None,
            ways.get((pk, True), ""),
            ways.get((pk, False), ""),
        )
        for pk, name, latin, month, birth in shown
    ]
    cursor = None
    if len(found) > limit:
        pk, name, _latin, _month, birth = shown[-1]
        cursor = write_cursor(order, [name, pk] if birth is None or order == "name" else [birth, name, pk])
    return PeoplePage(rows, cursor, min(count, MOST_COUNTED), count <= MOST_COUNTED)


def held_on(day: dt.date) -> Q:
    """The condition of positions that are held on a day."""
    return Q(until=None) | Q(until__gt=day)


def _filtered(
    people: QuerySet[Contact], influence: str | None, client_id: int | None, month: int | None, day: dt.date
) -> QuerySet[Contact]:
    if influence is not None or client_id is not None:
        held: QuerySet[Position, Any] = Position.objects.filter(held_on(day), contact_id=OuterRef("pk"))
        if influence is not None:
            held = held.filter(influence=influence)
        if client_id is not None:
            held = held.filter(client_id=client_id)
        people = people.filter(Exists(held))
    return people if month is None else people.filter(birthday_month=month, birthday_day__isnull=False)


def _after(people: QuerySet[Contact], order: str, cursor: str | None) -> QuerySet[Contact]:
    if order == "day":
        key = read_cursor(cursor, order, (int, str, int))
        if key is None:
            return people
        birth, name, pk = key
        later = Q(birthday_day=birth) & (Q(name__gt=name) | Q(name=name, pk__gt=pk))
        return people.filter(Q(birthday_day__gt=birth) | later)
    key = read_cursor(cursor, order, (str, int))
    if key is None:
        return people
    name, pk = key
    # The first condition bounds the walk along the index; the second is the exact place.
    return people.filter(name__gte=name).filter(Q(name__gt=name) | Q(name=name, pk__gt=pk))


def _places(ids: Iterable[int], day: dt.date) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = {}
    rows = (
        Position.objects.filter(held_on(day), contact_id__in=ids)
        .order_by("rank", "pk")
        .values_list("contact_id", "client_id", F("client__name"), "title", "influence")
    )
    for contact_id, client_id, client, title, influence in rows:
        found.setdefault(contact_id, []).append(Place(client_id, client, title, influence))
    return found


def _ways(ids: Iterable[int], day: dt.date) -> dict[tuple[int, bool], str]:
    """The first mail (True) and telephone (False) of each person."""
    found: dict[tuple[int, bool], str] = {}
    rows = (
        Reach.objects.filter(contact_id__in=ids, kind__in=(ReachKind.MAIL, ReachKind.MOBILE, ReachKind.PHONE))
        .filter(Q(valid_until=None) | Q(valid_until__gte=day))
        .order_by("kind", "pk")
        .values_list("contact_id", "kind", "normal")
    )
    for contact_id, kind, normal in rows:
        is_mail = kind == ReachKind.MAIL
        found.setdefault((contact_id, is_mail), normal if is_mail else shown_phone(normal))
    return found
