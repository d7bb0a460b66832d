"""Where the firm hangs by one thread: over all clients that the one who acts may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from .formula import formula_in_force
from .ties import today

# Of each client, those still with the firm who know anybody there; `level` is a parameter (see `living_level`).
LIVING = """
    SELECT t.client_id, t.user_id, max(t.level) AS level, count(*) AS people
    FROM relationships_tie AS t JOIN accounts_user AS u ON u.id = t.user_id AND u.is_active
    WHERE t.level >= %(level)s GROUP BY t.client_id, t.user_id
"""
THREADS = f"""
    SELECT client_id, count(*) AS threads, min(user_id) AS user_id, max(level) AS level, sum(people)::bigint AS people
    FROM ({LIVING}) AS living GROUP BY client_id
"""


@dataclass(frozen=True, slots=True)
class SingleThread:
    """A client at which one member of staff alone knows anybody: who, how well, and how many people there."""

    client_id: int
    user_id: int
    strength: float
    people: int


@dataclass(frozen=True, slots=True)
class Exposure:
    """What hangs on one member of staff: how many clients the person knows, and those whom nobody else knows."""

    user_id: int
    name: str
    known: int
    alone: tuple[int, ...]


def living_level(as_of: dt.date | None = None) -> float:
    """The stored level from which on a tie counts as knowing a person on the day."""
    formula = formula_in_force()
    return formula.level_of(float(formula.weights.known_from), as_of or today())


def single_threads() -> list[SingleThread]:
    """The clients that hang by one thread today, by number of the client. Two statements."""
    formula, day = formula_in_force(), today()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT client_id, user_id, level, people FROM ({THREADS}) AS t WHERE threads = 1 ORDER BY client_id",
            {"level": living_level(day)},
        )
        return [
            SingleThread(client, user, formula.strength(level, day), people)
            for client, user, level, people in cursor.fetchall()
        ]


def exposure() -> list[Exposure]:
    """Each member of staff who knows somebody, with the clients that only that person knows; the most such first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH living AS ({LIVING}),
                     counted AS (SELECT *, count(*) OVER (PARTITION BY client_id) AS threads FROM living)
                SELECT c.user_id, u.name, count(*), array_agg(c.client_id ORDER BY c.client_id)
                       FILTER (WHERE threads = 1)
                FROM counted AS c JOIN accounts_user AS u ON u.id = c.user_id
                GROUP BY c.user_id, u.name ORDER BY count(*) FILTER (WHERE threads = 1) DESC, u.name, c.user_id""",
            {"level": living_level()},
        )
        return [Exposure(user, name, known, tuple(alone or ())) for user, name, known, alone in cursor.fetchall()]
