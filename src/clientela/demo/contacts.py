"""The people at the clients of the sample firm, and what passed between them and the firm."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, Final

from . import wording
from .books import Mandate
from .people import POSITIONS, Person, describe, person
from .story import Plan, Relation

CHANNELS: Final = ("call", "mail", "message", "meeting", "visit", "letter", "event", "gift", "fax")
CHANNEL_WEIGHTS: Final = (30, 38, 14, 9, 4, 2, 1.5, 1, 0.5)
LEAST_PEOPLE: Final = 1
MOVED_ONE_IN: Final = 50


@dataclass(frozen=True)
class Place:
    """What a person is, or was, at one client (by its place in the plan)."""

    client: int
    title: str
    rank: int
    influence: str
    since: dt.date
    until: dt.date | None
    is_self: bool = False


@dataclass(frozen=True)
class Known:
    """A person at a client or two, the last of them the present one."""

    who: Person
    facts: dict[str, Any]
    places: tuple[Place, ...]
    reaches: tuple[tuple[str, str], ...]
    consents: tuple[tuple[str, str, str, str, dt.datetime], ...]


@dataclass(frozen=True)
class Talk:
    """One contact of the log; people are places in the list of contacts and on the staff."""

    token: uuid.UUID
    client: int
    at: dt.datetime
    channel: str
    direction: str
    subject: str
    text: str
    staff: tuple[int, ...]
    contacts: tuple[int, ...]
    reference: str
    proposal: str
    reaction: int | None
    promised: str
    minutes: int
    cost: Decimal | None


def people(plan: Plan, random: Random, count: int) -> list[Known]:
    """`count` people, at least one at each client, more at the larger ones."""
    weights = [one.weight for one in plan.clients]
    places = [one.place for one in plan.clients for _one in range(LEAST_PEOPLE)]
    places += random.choices([one.place for one in plan.clients], weights, k=max(count - len(places), 0))
    seats: dict[int, int] = {}
    return [_known(plan, random, number, place, seats) for number, place in enumerate(places[:count])]


def _known(plan: Plan, random: Random, number: int, place: int, seats: dict[int, int]) -> Known:
    one = plan.clients[place]
    seat = seats.get(place, 0)
    seats[place] = seat + 1
    company = one.company
    is_self = company.who is not None and seat == 0
    who = company.who if is_self and company.who else person(random, company.language, country=company.country)
    title, rank, influence = ("", 1, "decides") if is_self else _position(random, company.language, seat)
    since = max(one.since, plan.start - dt.timedelta(days=700)) + dt.timedelta(days=random.randint(0, 200))
    since = min(since, plan.as_of - dt.timedelta(days=20))
    now = Place(place, title, rank, influence, since, None, is_self)
    places: tuple[Place, ...] = (now,)
    if not is_self and number % MOVED_ONE_IN == 0 and one.course not in ("gone", "lost"):
        before = plan.clients[(place * 7 + 11) % len(plan.clients)]
        moved = plan.as_of - dt.timedelta(days=random.randint(20, 400))
        began = moved - dt.timedelta(days=900)
        if before.place != place:
            earlier = Place(before.place, title, rank, influence, began, moved)
            places = (earlier, Place(place, title, rank, influence, moved, None))
    # A few have their birthday in the weeks that follow.
    ahead = random.randint(0, 20) if number % 40 == 0 else random.randint(0, 364)
    birthday = plan.as_of + dt.timedelta(days=ahead)
    day = 28 if birthday.month == 2 else birthday.day
    born = dt.date(random.randint(1958, 1996), birthday.month, day)
    local = "".join(letter for letter in who.latin.lower().replace(" ", ".") if letter.isascii())
    mail = f"{local}.{number + 1}@client-{place + 1}.example"
    reaches: tuple[tuple[str, str], ...] = (("mail", mail),)
    if random.random() < 0.3:
        reaches += (("message", f"{local}{number + 1}"),)
    return Known(who, describe(random, who, born=born), places, reaches, _consents(plan, random))


def _position(random: Random, language: str, seat: int) -> tuple[str, int, str]:
    choices = POSITIONS[language]
    return choices[random.choice((0, 1))] if seat == 0 else random.choice(choices[2:])


def _consents(plan: Plan, random: Random) -> tuple[tuple[str, str, str, str, dt.datetime], ...]:
    if random.random() < 0.55:
        return ()
    at = dt.datetime.combine(plan.as_of, dt.time(10), dt.UTC) - dt.timedelta(days=random.randint(30, 900))
    answer = random.choices(("given", "refused"), (6, 1))[0]
    given = [(random.choice(("news", "events", "greetings")), "mail", answer, "At a meeting", at)]
    if answer == "given" and random.random() < 0.1:
        given.append((given[0][0], "mail", "withdrawn", "By mail", at + dt.timedelta(days=25)))
    return tuple(given)


def talks(plan: Plan, random: Random, known: list[Known], engagements: list[Mandate], count: int) -> Iterator[Talk]:
    """`count` contacts over the years, with the people who were there at the time."""
    at_client: dict[int, list[tuple[int, Place]]] = {}
    for number, one in enumerate(known):
        for place in one.places:
            at_client.setdefault(place.client, []).append((number, place))
    mandates: dict[int, list[Mandate]] = {}
    for mandate in engagements:
        mandates.setdefault(mandate.client, []).append(mandate)
    chosen = random.choices(plan.clients, [one.weight for one in plan.clients], k=count)
    for relation in chosen:
        there = at_client.get(relation.place, [])
        yield _talk(plan, random, relation, there, mandates.get(relation.place, []))


def _talk(plan: Plan, random: Random, one: Relation, people: list[tuple[int, Place]], mandates: list[Mandate]) -> Talk:
    day = _day(plan, random, one)
    at = dt.datetime.combine(day, dt.time(random.randint(1, 10), random.choice((0, 5, 15, 20, 30, 45))), dt.UTC)
    language = one.company.language
    there = [(number, place) for number, place in people if place.since <= day and (place.until or day) >= day]
    # The head of a house is met seldom, the people who use the work every week.
    number_of_people = 1 if random.random() < 0.85 else 2
    present = random.choices(there, [place.rank for _number, place in there], k=number_of_people) if there else []
    staff = [one.team[0]] if random.random() < 0.6 else [random.choice(one.team)]
    if random.random() < 0.2:
        staff.append(random.choice(one.team))
    channel = random.choices(CHANNELS, CHANNEL_WEIGHTS)[0]
    running = [mandate for mandate in mandates if mandate.opened <= day and (mandate.closed or day) >= day]
    proposed = random.random() < 0.06
    cooling = one.course in ("sliding", "gone", "lost")
    return Talk(
        token=uuid.UUID(int=random.getrandbits(128), version=4),
        client=one.place,
        at=at,
        channel=channel,
        direction=random.choices(("ours", "theirs", "both"), (6, 2, 1) if cooling else (4, 4, 1))[0],
        subject=random.choice(wording.SUBJECTS[language]),
        text=random.choice(wording.TEXTS[language]) if random.random() < 0.3 else "",
        staff=tuple(dict.fromkeys(staff)),
        contacts=tuple(dict.fromkeys(number for number, _place in present)),
        reference=random.choice(running).reference if running and random.random() < 0.6 else "",
        proposal=random.choice(wording.PROPOSALS[language]) if proposed else "",
        reaction=random.choices((-2, -1, 0, 1, 2), (3, 3, 2, 1, 1) if cooling else (1, 1, 2, 3, 3))[0]
        if proposed
        else None,
        promised=random.choice(wording.PROMISES[language]) if random.random() < 0.12 else "",
        minutes=random.choice((5, 10, 15, 20, 30, 60, 90)),
        cost=Decimal(random.choice((80, 200, 500, 1200))) if channel in ("event", "gift") else None,
    )


def _day(plan: Plan, random: Random, one: Relation) -> dt.date:
    first, last = max(one.since, plan.start), one.ended or plan.as_of
    span = max((last - first).days, 1)
    # With a client who slides away the talk fades too; with others it grows with the years.
    share = random.betavariate(1.3, 2.2) if one.course == "sliding" else random.betavariate(1.3, 1.1)
    day = first + dt.timedelta(days=int(span * share))
    while day.weekday() > 4:
        day -= dt.timedelta(days=1)
    return max(day, plan.start)
