"""Who at the firm knows whom at one client."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import F, Q

from clientela.accounts.models import User
from clientela.clients.models import Client
from clientela.contacts.models import Contact, Position
from clientela.core.errors import NotFound

from .formula import formula_in_force
from .ties import TieRow, last_contacts, ties, today

MOST_PEOPLE = 60
MOST_STAFF = 12
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Knower:
    """A member of staff who knows a person. `last` is their last contact; `active` is False for one who has left."""

    user_id: int
    name: str
    active: bool
    contact_id: int
    strength: float
    contacts: int
    last: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person at the client with those who know the person, the strongest tie first."""

    contact_id: int
    name: str
    title: str
    rank: int
    ties: list[Knower] = field(default_factory=list)

    @property
    def by_user(self) -> dict[int, Knower]:
        """The ties by member of staff."""
        return {knower.user_id: knower for knower in self.ties}


@dataclass(frozen=True, slots=True)
class WhoKnows:
    """The people of a client against our staff. `staff` are the columns: (number, name), the strongest first.

    `people` has those who are at the client now, by rank, and anybody else with a tie. `threads` counts the members of
    staff who are still with us and know anybody there; `single` is the only one.
    """

    client_id: int
    client: str
    as_of: dt.date
    known_from: float
    staff: list[tuple[int, str]]
    people: list[KnownPerson]
    threads: int
    single: Knower | None


@dataclass(frozen=True, slots=True)
class ClientTies:
    """The ties of a client in short: how many of us know how many of them, the strongest ties, the only thread.

    `strongest` pairs a tie with the name of the person.
    """

    client_id: int
    as_of: dt.date
    threads: int
    known: int
    people: int
    strongest: list[tuple[Knower, str]]
    single: Knower | None

    @property
    def is_single(self) -> bool:
        """Whether all hangs on one person."""
        return self.single is not None


def who_knows(client_id: int, *, as_of: dt.date | None = None) -> WhoKnows:
    """The whole matrix of a client, in a constant number of statements. Raises `NotFound`."""
    client = Client.objects.filter(pk=client_id).values_list("name", flat=True).first()
    if client is None:
        raise NotFound
    day = as_of or today()
    formula = formula_in_force()
    found = ties(as_of=day, client_id=client_id, formula=formula)
    names = _names(found)
    places = _places(client_id, day)
    ranked = list(dict.fromkeys([*places, *(row.contact_id for row in found)]))[:MOST_PEOPLE]
    shown = [row for row in found if row.contact_id in set(ranked)]
    best = list(dict.fromkeys(row.user_id for row in shown))[:MOST_STAFF]
    kept = [row for row in shown if row.user_id in set(best)]
    last = last_contacts((row.key for row in kept), as_of=day)
    people = {
        number: KnownPerson(number, name, *places.get(number, ("", 3)))
        for number, name in Contact.objects.filter(pk__in=ranked).values_list("pk", "name")
    }
    for row in kept:
        if row.contact_id in people:
            people[row.contact_id].ties.append(_knower(row, names, last))
    threads, single = _threads(found, names, known_from=float(formula.weights.known_from))
    return WhoKnows(
        client_id=client_id,
        client=client,
        as_of=day,
        known_from=float(formula.weights.known_from),
        staff=[(number, names[number][0]) for number in best],
        people=[people[number] for number in ranked if number in people],
        threads=threads,
        single=single,
    )


def client_ties(client_id: int, *, as_of: dt.date | None = None) -> ClientTies:
    """The ties of a client in short, in a constant number of statements; all zero where nobody is known.

    A client that is hidden has none, so that whoever calls this decides what a missing client answers.
    """
    day = as_of or today()
    formula = formula_in_force()
    found = ties(as_of=day, client_id=client_id, formula=formula)
    names = _names(found)
    known_from = float(formula.weights.known_from)
    living = [row for row in found if names[row.user_id][1] and row.strength >= known_from]
    threads, single = _threads(found, names, known_from=known_from)
    strongest = living[:SHOWN]
    last = last_contacts((row.key for row in strongest), as_of=day)
    people = dict(
        Contact.objects.filter(pk__in={row.contact_id for row in strongest}).values_list("pk", "name"),
    )
    return ClientTies(
        client_id=client_id,
        as_of=day,
        threads=threads,
        known=len({row.contact_id for row in living}),
        people=len(_places(client_id, day)),
        strongest=[(_knower(row, names, last), people.get(row.contact_id, "")) for row in strongest],
        single=single,
    )


def _names(found: list[TieRow]) -> dict[int, tuple[str, bool]]:
    rows = User.objects.filter(pk__in={row.user_id for row in found}).values_list("pk", "name", "is_active")
    return {number: (name, active) for number, name, active in rows}


def _places(client_id: int, day: dt.date) -> dict[int, tuple[str, int]]:
    # Those at the client on the day, the highest first.
    rows = (
        Position.objects.filter(Q(until=None) | Q(until__gt=day), client_id=client_id, contact__erased=None)
        .order_by("rank", F("contact__name"), "contact_id", "pk")
        .values_list("contact_id", "title", "rank")
    )
    places: dict[int, tuple[str, int]] = {}
    for contact_id, title, rank in rows:
        places.setdefault(contact_id, (title, rank))
    return places


def _knower(row: TieRow, names: dict[int, tuple[str, bool]], last: dict[tuple[int, int, int], dt.datetime]) -> Knower:
    name, active = names[row.user_id]
    return Knower(row.user_id, name, active, row.contact_id, row.strength, row.contacts, last.get(row.key))


def _threads(
    found: list[TieRow], names: dict[int, tuple[str, bool]], *, known_from: float
) -> tuple[int, Knower | None]:
    living = [row for row in found if row.strength >= known_from and names[row.user_id][1]]
    staff = {row.user_id for row in living}
    return len(staff), _knower(living[0], names, {}) if len(staff) == 1 else None
