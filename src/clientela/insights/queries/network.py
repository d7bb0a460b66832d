"""What hangs by one thread, in money: ties beside the standings of the newest snapshot."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from clientela.relationships.queries.firm import LIVING, THREADS
from clientela.relationships.queries.formula import formula_in_force
from clientela.relationships.queries.ties import today

from .snapshot import Found, current_snapshots

PAGE = 25


@dataclass(frozen=True)
class ThreadLine:
    """A client at which one member of staff alone knows anybody, with its fees in the window of the snapshot."""

    client_id: int
    name: str
    user_id: int
    staff: str
    strength: float
    people: int
    tier: str | None
    billed: Decimal


@dataclass(frozen=True)
class ExposureLine:
    """A member of staff: the clients where the person knows somebody, those that nobody else knows, and their fees.

    `share` is the share of these fees in all fees of the clients that the viewer may see; None where those are zero.
    """

    user_id: int
    name: str
    known: int
    alone: int
    billed: Decimal
    share: float | None


@dataclass(frozen=True)
class NetworkScreen:
    """Single threads by fees, and the firm's exposure by member of staff. Sums are over what the viewer may see.

    `unknown` counts clients with fees in the window at which nobody of ours knows anybody, and `unknown_billed` is
    their fees. Without any snapshot fees are zero and `as_of` is None.
    """

    as_of: dt.date | None
    currency: str
    single: int
    single_billed: Decimal
    single_share: float | None
    unknown: int
    unknown_billed: Decimal
    threads: list[ThreadLine]
    next_cursor: str | None
    exposure: list[ExposureLine]


_COUNTED = f"""
    WITH living AS ({LIVING}),
    threads AS ({THREADS.replace(LIVING, "SELECT * FROM living")}),
    fees AS (SELECT client_id, tier, billed FROM insights_standing WHERE snapshot_id = %(snapshot)s)
"""
_SINGLE = f"""{_COUNTED}
    SELECT c.id, c.name, t.user_id, u.name, t.level, t.people, f.tier, coalesce(f.billed, 0) AS billed,
           count(*) OVER (), sum(coalesce(f.billed, 0)) OVER ()
    FROM threads AS t
    JOIN clients_client AS c ON c.id = t.client_id
    JOIN accounts_user AS u ON u.id = t.user_id
    LEFT JOIN fees AS f ON f.client_id = t.client_id
    WHERE t.threads = 1 AND (%(staff)s::bigint IS NULL OR t.user_id = %(staff)s)
      AND (%(after)s::bigint IS NULL OR (coalesce(f.billed, 0), -c.id) < (%(after)s, -%(after_client)s))
    ORDER BY 8 DESC, 1 LIMIT %(limit)s
"""
_EXPOSURE = f"""{_COUNTED}
    SELECT l.user_id, u.name, count(*), count(*) FILTER (WHERE t.threads = 1),
           coalesce(sum(f.billed) FILTER (WHERE t.threads = 1), 0)
    FROM living AS l
    JOIN threads AS t ON t.client_id = l.client_id
    JOIN accounts_user AS u ON u.id = l.user_id
    LEFT JOIN fees AS f ON f.client_id = l.client_id
    GROUP BY l.user_id, u.name ORDER BY 5 DESC, 4 DESC, 3 DESC, 2, 1 LIMIT 200
"""
_TOTALS = f"""{_COUNTED}
    SELECT coalesce(sum(f.billed), 0), count(*) FILTER (WHERE t.client_id IS NULL AND f.billed > 0),
           coalesce(sum(f.billed) FILTER (WHERE t.client_id IS NULL AND f.billed > 0), 0)
    FROM fees AS f LEFT JOIN threads AS t ON t.client_id = f.client_id
"""


def network(*, after: str | None = None, limit: int = PAGE) -> NetworkScreen:
    """The single threads after the cursor, and the exposure of the firm, in a constant number of statements."""
    found, values = _values(after=after, limit=limit)
    with connection.cursor() as cursor:
        cursor.execute(_SINGLE, values)
        rows = cursor.fetchall()
        cursor.execute(_EXPOSURE, values)
        people = cursor.fetchall()
        cursor.execute(_TOTALS, values)
        billed, unknown, unknown_billed = cursor.fetchone()
    single_billed = sum(int(row[4]) for row in people)
    return NetworkScreen(
        as_of=found.as_of if found else None,
        currency=found.currency if found else "",
        single=sum(row[3] for row in people),
        single_billed=_money(found, single_billed),
        single_share=single_billed / int(billed) if billed else None,
        unknown=unknown,
        unknown_billed=_money(found, unknown_billed),
        threads=_lines(rows[:limit], found),
        next_cursor=f"{rows[limit - 1][7]}.{rows[limit - 1][0]}" if len(rows) > limit else None,
        exposure=[
            ExposureLine(user, name, known, alone, _money(found, fees), int(fees) / int(billed) if billed else None)
            for user, name, known, alone, fees in people
        ],
    )


def threads_of(user_id: int, *, limit: int = PAGE) -> tuple[list[ThreadLine], int, Decimal, str]:
    """The clients that only this member of staff knows, by fees: the first lines, their count, all fees, currency."""
    found, values = _values(limit=limit, staff=user_id)
    with connection.cursor() as cursor:
        cursor.execute(_SINGLE, values)
        rows = cursor.fetchall()
    count, billed = (rows[0][8], rows[0][9]) if rows else (0, 0)
    return _lines(rows[:limit], found), count, _money(found, billed), found.currency if found else ""


def _values(*, limit: int, after: str | None = None, staff: int | None = None) -> tuple[Found | None, dict[str, Any]]:
    snapshots = current_snapshots()
    found = snapshots[0] if snapshots else None
    formula = formula_in_force()
    billed, _dot, client = (after or "").partition(".")
    # A cursor comes back from the browser: a broken one starts at the beginning instead of failing.
    known = billed.lstrip("-").isdecimal() and client.isdecimal() and len(billed) < 19 and len(client) < 19
    return found, {
        "level": formula.level_of(float(formula.weights.known_from), today()),
        "snapshot": found.id if found else None,
        "staff": staff,
        "after": int(billed) if known else None,
        "after_client": int(client) if known else 0,
        "limit": limit + 1,
    }


def _lines(rows: list[tuple[Any, ...]], found: Found | None) -> list[ThreadLine]:
    formula, day = formula_in_force(), today()
    return [
        ThreadLine(client, name, user, staff, formula.strength(level, day), people, tier, _money(found, billed))
        for client, name, user, staff, level, people, tier, billed, *_totals in rows
    ]


def _money(found: Found | None, minor: Any) -> Decimal:
    return found.money(int(minor)) if found else Decimal(0)
