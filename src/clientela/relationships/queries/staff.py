"""The ties of one member of staff, and who can introduce somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from clientela.accounts.models import User
from clientela.clients.models import Client
from clientela.contacts.models import Contact, Position
from clientela.core.errors import NotFound

from .formula import formula_in_force
from .ties import TieRow, last_contacts, ties, today

MOST_TIES = 100
BEST = 3


@dataclass(frozen=True, slots=True)
class StaffTie:
    """One tie of a member of staff. `others` counts colleagues who know the person as well."""

    contact_id: int
    person: str
    title: str
    client_id: int
    client: str
    strength: float
    contacts: int
    last: dt.datetime | None
    others: int


@dataclass(frozen=True, slots=True)
class StaffTies:
    """The strongest ties of a member of staff, at most `MOST_TIES`; `more` says that there are others."""

    user_id: int
    name: str
    role: str
    active: bool
    as_of: dt.date
    known_from: float
    ties: list[StaffTie]
    more: bool


@dataclass(frozen=True, slots=True)
class Introduction:
    """One step to a person: the colleague who knows the person, and how well. `direct` where it is the asker."""

    user_id: int
    staff: str
    contact_id: int
    person: str
    client_id: int
    client: str
    strength: float
    direct: bool
    last: dt.datetime | None


def staff_ties(user_id: int, *, as_of: dt.date | None = None) -> StaffTies:
    """Whom a member of staff knows, in a constant number of statements. Raises `NotFound`."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound
    day = as_of or today()
    formula = formula_in_force()
    found = ties(as_of=day, user_id=user_id, formula=formula, limit=MOST_TIES + 1)
    shown = found[:MOST_TIES]
    people = dict(Contact.objects.filter(pk__in={row.contact_id for row in shown}).values_list("pk", "name"))
    clients = dict(Client.objects.filter(pk__in={row.client_id for row in shown}).values_list("pk", "name"))
    titles = _titles(shown, day)
    last = last_contacts((row.key for row in shown), as_of=day)
    others = _others(
        user_id, {row.contact_id for row in shown}, formula.level_of(float(formula.weights.known_from), day)
    )
    return StaffTies(
        user_id=user_id,
        name=user.name,
        role=user.role,
        active=user.is_active,
        as_of=day,
        known_from=float(formula.weights.known_from),
        ties=[
            StaffTie(
                row.contact_id,
                people.get(row.contact_id, ""),
                titles.get((row.contact_id, row.client_id), ""),
                row.client_id,
                clients.get(row.client_id, ""),
                row.strength,
                row.contacts,
                last.get(row.key),
                others.get(row.contact_id, 0),
            )
            for row in shown
        ],
        more=len(found) > MOST_TIES,
    )


def introductions(
    *, asker: int | None, contacts: Collection[int] = (), client_id: int | None = None, as_of: dt.date | None = None
) -> list[Introduction]:
    """Who can introduce the asker to these people, or to anybody at a client: the `BEST` ties to each, strongest first.

    The path is direct where the asker is the one who knows the person, else it leads through the colleague. Only
    colleagues who are still with the firm count. For people, the best to each person are taken; for a client the best
    to the client as a whole. A constant number of statements.
    """
    day = as_of or today()
    if client_id is not None:
        return introductions_to_clients(asker=asker, clients=[client_id], as_of=day).get(client_id, [])
    return _paths(ties(as_of=day, contacts=contacts), asker=asker, day=day, to_client=False)


def introductions_to_clients(
    *, asker: int | None, clients: Collection[int], as_of: dt.date | None = None
) -> dict[int, list[Introduction]]:
    """The `BEST` ties to each of some clients, by number of the client."""
    day = as_of or today()
    found = ties(as_of=day, clients=clients)
    paths: dict[int, list[Introduction]] = {}
    for path in _paths(found, asker=asker, day=day, to_client=True):
        paths.setdefault(path.client_id, []).append(path)
    return paths


def _paths(found: list[TieRow], *, asker: int | None, day: dt.date, to_client: bool) -> list[Introduction]:
    least = float(formula_in_force().weights.known_from)
    staff = User.objects.filter(pk__in={row.user_id for row in found}, is_active=True)
    active = set(staff.values_list("pk", flat=True))
    taken: dict[int, list[TieRow]] = {}
    for row in found:
        best = taken.setdefault(row.client_id if to_client else row.contact_id, [])
        if len(best) < BEST and row.user_id in active and row.strength >= least:
            best.append(row)
    rows = [row for best in taken.values() for row in best]
    names = dict(User.objects.filter(pk__in={row.user_id for row in rows}).values_list("pk", "name"))
    people = dict(Contact.objects.filter(pk__in={row.contact_id for row in rows}).values_list("pk", "name"))
    clients = dict(Client.objects.filter(pk__in={row.client_id for row in rows}).values_list("pk", "name"))
    last = last_contacts((row.key for row in rows), as_of=day)
    return [
        Introduction(
            row.user_id,
            names.get(row.user_id, ""),
            row.contact_id,
            people.get(row.contact_id, ""),
            row.client_id,
            clients.get(row.client_id, ""),
            row.strength,
            row.user_id == asker,
            last.get(row.key),
        )
        for row in rows
    ]


def _titles(shown: list[TieRow], day: dt.date) -> dict[tuple[int, int], str]:
    rows = (
        Position.objects.filter(Q(until=None) | Q(until__gt=day), contact_id__in={row.contact_id for row in shown})
        .order_by("-pk")
        .values_list("contact_id", "client_id", "title")
    )
    return {(contact_id, client_id): title for contact_id, client_id, title in rows}


def _others(user_id: int, contacts: set[int], level: float) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT t.contact_id, count(DISTINCT t.user_id) FROM relationships_tie AS t
               JOIN accounts_user AS u ON u.id = t.user_id AND u.is_active
               WHERE t.contact_id = ANY (%s) AND t.level >= %s AND t.user_id <> %s GROUP BY 1""",
            [sorted(contacts), level, user_id],
        )
        return dict(cursor.fetchall())
