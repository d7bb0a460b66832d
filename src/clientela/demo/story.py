"""The plan of the sample firm: who its clients are, how each relation went, and the stories worth seeing.

Pure: a seed and a date give the same plan on every machine.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Final

from clientela.accounts.permissions import Role
from clientela.clients.enums import ClientKind

from . import names
from .companies import Company, company, subsidiary
from .people import Person, person

YEARS: Final = 6
STAFF: Final = 60
CLIENTS: Final = 800
CONTACTS: Final = 3_000
INTERACTIONS: Final = 40_000
GROUPS: Final = 24

TEAMS: Final = (*names.SERVICE_LINES, "China desk", "Russia desk", "Secretariat")
_ROLES: Final = (
    (Role.MANAGING_PARTNER, 1), (Role.PARTNER, 10), (Role.LAWYER, 34), (Role.CLIENT_MANAGER, 4), (Role.MARKETING, 3),
    (Role.ASSISTANT, 7), (Role.AUDITOR, 1),
)  # fmt: skip
LEAVER: Final = 15
"""The place on the staff of a lawyer who has given notice, and on whom a book of clients depends."""
CURRENCIES: Final = {"CN": "CNY", "RU": "RUB", "KZ": "USD", "DE": "EUR", "FR": "EUR"}
SUBSETS: Final = {"suspect": 60, "prospect": 60, "gone": 90, "lost": 30}
# Fees of each of the six years against the usual ones.
COURSES: Final = {
    "steady": (0.9, 1.0, 1.0, 1.05, 1.0, 1.05),
    "growing": (0.3, 0.4, 0.6, 0.8, 1.1, 1.5),
    "sliding": (1.1, 1.1, 1.0, 0.8, 0.45, 0.15),
    "new": (0.0, 0.0, 0.0, 0.0, 0.5, 1.0),
    "gone": (1.0, 1.0, 0.7, 0.2, 0.0, 0.0),
    "lost": (1.0, 1.0, 1.0, 0.8, 0.5, 0.0),
    "prospect": (0.0,) * 6,
    "suspect": (0.0,) * 6,
}


@dataclass(frozen=True)
class Member:
    """One of the firm's people; `teams` are places in `TEAMS`."""

    who: Person
    role: Role
    teams: tuple[int, ...]


@dataclass
class Relation:
    """One client and the course of the firm's relation to it. People of the firm are places on the staff.

    `level` is what a usual year brings, in the firm's currency; `parent` the place of another client.
    """

    place: int
    company: Company
    course: str
    level: float
    lead: int
    team: list[int]
    since: dt.date
    ended: dt.date | None
    currency: str
    parent: int | None = None
    stories: set[str] = field(default_factory=set)

    @property
    def weight(self) -> float:
        """How much of the contact log is about it."""
        return 0.0 if self.course == "suspect" else 0.6 if self.course == "prospect" else self.level**0.5 / 100


@dataclass(frozen=True)
class Plan:
    """The whole firm."""

    as_of: dt.date
    start: dt.date
    staff: list[Member]
    clients: list[Relation]


def plan(*, seed: int, as_of: dt.date, clients: int = CLIENTS) -> Plan:
    """The firm as of a date: its 60 people and `clients` clients, of whom the first are the largest."""
    random = Random(seed)
    start = dt.date(as_of.year - YEARS, as_of.month, 1)
    staff = _staff(random)
    relations = _relations(random, start, as_of, clients)
    _assign(random, relations)
    return Plan(as_of, start, staff, relations)


def _staff(random: Random) -> list[Member]:
    members, taken = [], set()
    for role, count in _ROLES:
        for _place in range(count):
            while True:
                who = person(random, random.choices(("zh", "ru", "en"), (5, 4, 1))[0])
                if who.name not in taken:
                    break
            taken.add(who.name)
            if role in (Role.PARTNER, Role.LAWYER, Role.MANAGING_PARTNER):
                desk = {"zh": (8,), "ru": (9,)}.get(who.language, ())
                teams = (random.randrange(len(names.SERVICE_LINES)), *desk)
            else:
                teams = (10,) if role == Role.ASSISTANT else ()
            members.append(Member(who, role, teams))
    return members


def _relations(random: Random, start: dt.date, as_of: dt.date, count: int) -> list[Relation]:
    taken: set[str] = set()
    silent = {course: number * count // CLIENTS for course, number in SUBSETS.items()}
    serving = count - sum(silent.values())
    courses = ["steady"] * serving
    for place in range(serving):
        draw = random.random()
        courses[place] = "growing" if draw < 0.15 else "new" if draw < 0.27 else "sliding" if draw < 0.35 else "steady"
    for place in (3, 9, 17, 26):
        courses[place] = "sliding"
    courses += [course for course, number in silent.items() for _one in range(number)]
    random_places = list(range(serving, count))
    relations = []
    for place in range(count):
        course = courses[place]
        rank = place + 1 if place < serving else random.randint(20, max(serving, 21))
        level = 30_000 * (serving / rank) ** 0.85 * random.uniform(0.85, 1.15)
        since = start + dt.timedelta(days=random.randint(-3000, 300))
        if course == "new":
            since = as_of - dt.timedelta(days=random.randint(150, 600))
        elif course in ("suspect", "prospect"):
            since = as_of - dt.timedelta(days=random.randint(30, 500))
        ended = start + dt.timedelta(days=random.randint(900, 1400)) if course == "gone" else None
        if course == "lost":
            ended = as_of - dt.timedelta(days=random.randint(370, 600))
        made = company(random, founded=since.year - 3, taken=taken)
        currency = CURRENCIES.get(made.country, "USD")
        relations.append(Relation(place, made, course, level, 0, [], since, ended, currency))
    _group(random, relations, random_places, taken)
    return relations


def _group(random: Random, relations: list[Relation], late: list[int], taken: set[str]) -> None:
    """Some of the larger clients have subsidiaries among the smaller ones."""
    parents = [one for one in relations[: len(relations) // 3] if one.company.kind == ClientKind.ORGANISATION]
    children = [one for one in relations[len(relations) // 3 :] if one.place not in late]
    wanted = max(GROUPS * len(relations) // CLIENTS, 2)
    for parent in random.sample(parents, min(wanted, len(parents))):
        for child in random.sample(children, random.choice((1, 1, 2))):
            if child.parent is None:
                child.parent = parent.place
                child.company = subsidiary(random, parent.company, founded=child.since.year - 2, taken=taken)
                child.currency = parent.currency


def _assign(random: Random, relations: list[Relation]) -> None:
    partners, lawyers = list(range(1, 11)), list(range(11, 45))
    for one in relations:
        one.lead = random.choice(partners if one.place % 5 == 0 else partners + lawyers)
        others = [staff for staff in partners + lawyers if staff not in (one.lead, LEAVER)]
        one.team = [one.lead, *random.sample(others, random.choice((1, 2, 2, 3)))]
    serving = [one for one in relations if one.course in ("steady", "growing", "sliding")]
    # The leaver's book: clients of every size, most of whom know nobody else here.
    for number, one in enumerate(serving[5:70:4]):
        one.lead = LEAVER
        one.team = [LEAVER] if number % 4 else [LEAVER, random.choice(partners)]
        one.stories.add("leaver")
    # Large clients who hang on one thread.
    for one in serving[2:40:9]:
        if "leaver" not in one.stories:
            one.team = [one.lead]
            one.stories.add("single")
    for one in relations:
        if one.course == "sliding":
            one.stories.add("sliding")
