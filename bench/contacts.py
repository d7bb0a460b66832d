"""A made-up contact log of any size over the made-up firm's clients: the same seed gives the same log.

A few clients have most of the contacts, as they have most of the fees; each is looked after by one to four of our
people, one of whom does most of it; people at a client are met the more often the higher they stand; channels,
directions and the number of those who take part follow what firms log.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

FIRST_DAY = dt.date(2019, 1, 1)
CHANNELS = ("mail", "call", "meeting", "visit", "message", "letter", "event", "gift", "fax")
CHANNEL_SHARES = (0.46, 0.24, 0.10, 0.06, 0.08, 0.03, 0.02, 0.005, 0.005)
DIRECTIONS = ("ours", "theirs", "both")
DIRECTION_SHARES = (0.45, 0.35, 0.20)
MORE_PEOPLE = 0.08
"""The share of contacts with a second person of the client."""

_GIVEN = ("Anna", "Boris", "Carla", "David", "Elena", "Feng", "Grigori", "Hanna", "Ivan", "Jun", "Katja", "Li", "Maria")
_FAMILY = ("Smith", "Petrov", "Wang", "Müller", "Ivanova", "Zhang", "Rossi", "Novak", "Chen", "Brown", "Orlov", "Kim")
_CHINESE = ("王军", "李敏", "张伟", "陈静", "刘洋", "赵敏", "孙丽", "周强", "吴刚", "郑洁")
_CYRILLIC = ("Иван Петров", "Анна Смирнова", "Олег Орлов", "Мария Кузнецова", "Пётр Волков", "Елена Соколова")


@dataclass(frozen=True)
class ContactLog:
    """The people and the log, by places from 0: clients, people and staff are turned into numbers of records later.

    `people` has client, name, rank. `log` has client, person, second (-1 for none), staff, at (UTC), channel,
    direction.
    """

    people: pl.DataFrame
    log: pl.DataFrame


def contact_log(
    *, clients: int, people: int, interactions: int, staff: int, last_day: dt.date, seed: int
) -> ContactLog:
    """Make the log. Every client has at least one person. Raises `ValueError` for fewer people than clients."""
    if people < clients:
        raise ValueError(f"{people} people cannot give each of {clients} clients one: ask for more people.")
    rng = np.random.default_rng(seed)
    weight = rng.pareto(1.3, clients) + 0.1
    share = weight / weight.sum()
    at = np.concatenate([np.arange(clients), rng.choice(clients, people - clients, p=(share + 1 / clients) / 2)])
    order = np.argsort(at, kind="stable")
    at = at[order]
    first = np.searchsorted(at, np.arange(clients))
    count = np.bincount(at, minlength=clients)

    which = rng.choice(clients, interactions, p=share)
    # The first of a client's people is met most: a square root of a uniform number leans to one end.
    place = (count[which] * (1 - np.sqrt(rng.random(interactions)))).astype(np.int64)
    person = first[which] + place
    more = (rng.random(interactions) < MORE_PEOPLE) & (count[which] > 1)
    second = np.where(more, first[which] + (place + 1) % count[which], -1)
    team = rng.integers(1, 5, clients)
    lead = rng.integers(0, staff, clients)
    helper = (team[which] * rng.random(interactions) ** 2).astype(np.int64)
    user = (lead[which] + helper * 7) % staff
    span = (last_day - FIRST_DAY).days + 1
    seconds = rng.integers(0, span, interactions) * 86_400 + rng.integers(8 * 3600, 19 * 3600, interactions)
    return ContactLog(
        people=pl.DataFrame(
            {"client": at, "name": person_names(people, seed=seed), "rank": 1 + (np.arange(people) - first[at]) % 5}
        ),
        log=pl.DataFrame(
            {
                "client": which,
                "person": person,
                "second": second,
                "staff": user,
                "at": np.datetime64(FIRST_DAY, "us") + seconds.astype("timedelta64[s]"),
                "channel": rng.choice(CHANNELS, interactions, p=CHANNEL_SHARES),
                "direction": rng.choice(DIRECTIONS, interactions, p=DIRECTION_SHARES),
            }
        ),
    )


def person_names(count: int, *, seed: int) -> list[str]:
    """`count` names in three scripts, each with its own number so that none is twice."""
    rng = np.random.default_rng(seed)
    pool = [f"{given} {family}" for given in _GIVEN for family in _FAMILY]
    drawn = rng.integers(0, 1_000_000, count)
    names = []
    for number, place in enumerate(drawn, start=1):
        words = _CHINESE if number % 4 == 3 else _CYRILLIC if number % 4 == 1 else pool
        names.append(f"{words[place % len(words)]} {number}")
    return names
