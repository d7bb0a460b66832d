"""Ties as of a date: the stored ones for today, or computed from the log as it stood."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from clientela.relationships.formula import Formula

from .formula import formula_in_force, stored_policy

STORED = """
    SELECT user_id, contact_id, client_id, contacts, level FROM relationships_tie
    WHERE (%(clients)s::bigint[] IS NULL OR client_id = ANY (%(clients)s))
      AND (%(user)s::bigint IS NULL OR user_id = %(user)s)
      AND (%(contacts)s::bigint[] IS NULL OR contact_id = ANY (%(contacts)s))
    ORDER BY level DESC, contact_id, user_id, client_id LIMIT %(limit)s
"""
FROM_LOG = """
    WITH found AS (
        SELECT t.*, coalesce((
            SELECT p.rank FROM contacts_position AS p WHERE p.contact_id = t.contact_id AND p.client_id = t.client_id
            ORDER BY p.until DESC NULLS FIRST, p.id DESC LIMIT 1), 3) AS rank
        FROM relationships_from_log(%(policy)s, %(client)s, NULL, %(before)s) AS t
        WHERE (%(user)s::bigint IS NULL OR t.user_id = %(user)s)
          AND (%(clients)s::bigint[] IS NULL OR t.client_id = ANY (%(clients)s))
          AND (%(contacts)s::bigint[] IS NULL OR t.contact_id = ANY (%(contacts)s))
          AND t.contact_id NOT IN (SELECT contact_id FROM access_hidden_contact
                                   WHERE user_id = current_setting('clientela.user')::bigint)
    )
    SELECT user_id, contact_id, client_id, contacts, relationships_level(ours, theirs, rank, %(policy)s) AS level
    FROM found ORDER BY level DESC, contact_id, user_id, client_id LIMIT %(limit)s
"""
# Written so that the client's own index, which may hold most of the log, is not asked beside that of the person.
LAST = """
    SELECT wanted.user_id, wanted.contact_id, wanted.client_id, (
        SELECT theirs.at FROM interactions_participant AS theirs
        WHERE theirs.contact_id = wanted.contact_id AND theirs.client_id IS NOT DISTINCT FROM wanted.client_id
          AND theirs.at < %(before)s
          AND EXISTS (SELECT FROM interactions_participant AS ours
                      WHERE ours.interaction_id = theirs.interaction_id AND ours.user_id = wanted.user_id)
        ORDER BY theirs.at DESC LIMIT 1)
    FROM unnest(%(users)s::bigint[], %(people)s::bigint[], %(clients)s::bigint[])
         AS wanted (user_id, contact_id, client_id)
"""
MOST = 5_000

Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class TieRow:
    """One tie as of a date: strength from 0 to below 1, and how many contacts there were up to then."""

    user_id: int
    contact_id: int
    client_id: int
    contacts: int
    strength: float

    @property
    def key(self) -> Key:
        """Member of staff, person and client."""
        return self.user_id, self.contact_id, self.client_id


def today() -> dt.date:
    """The day that ties are shown for when nobody asks for another."""
    return timezone.localdate()


def end_of(as_of: dt.date) -> dt.datetime:
    """The moment up to which the log counts."""
    return dt.datetime.combine(as_of + dt.timedelta(days=1), dt.time(), tzinfo=dt.UTC)


def ties(
    *,
    as_of: dt.date | None = None,
    client_id: int | None = None,
    clients: Iterable[int] | None = None,
    user_id: int | None = None,
    contacts: Iterable[int] | None = None,
    formula: Formula | None = None,
    limit: int = MOST,
) -> list[TieRow]:
    """Ties of one client or several, of a member of staff or of some people, the strongest first.

    They are those that the one who acts may see. For today they are read as stored; for an earlier day they are
    computed from the log up to the end of that day, with the weights in force now.
    """
    day = as_of or today()
    used = formula or formula_in_force()
    at = sorted(clients) if clients is not None else None if client_id is None else [client_id]
    values = {
        "client": at[0] if at and len(at) == 1 else None,
        "clients": at,
        "user": user_id,
        "contacts": None if contacts is None else sorted(contacts),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        if day >= today():
            cursor.execute(STORED, values)
        else:
            stored = json.dumps(stored_policy())
            cursor.execute(FROM_LOG, values | {"policy": stored, "before": end_of(day)})
        return [
            TieRow(user, contact, client, count, used.strength(level, day))
            for user, contact, client, count, level in cursor.fetchall()
        ]


def last_contacts(keys: Iterable[Key], *, as_of: dt.date) -> dict[Key, dt.datetime]:
    """When both sides of each tie were in touch last, up to the end of `as_of`. One statement."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    users, people, clients = map(list, zip(*wanted, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(LAST, {"users": users, "people": people, "clients": clients, "before": end_of(as_of)})
        return {(user, person, client): at for user, person, client, at in cursor.fetchall() if at is not None}
