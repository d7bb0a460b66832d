"""Finding an engagement, for the palette."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from clientela.core.names import client_key

MOST_CANDIDATES = 400

FOUND = """
    SELECT e.id, e.client_id, e.reference, e.title, c.name
    FROM engagements_engagement e
    JOIN clients_client c ON c.id = e.client_id
    WHERE e.id IN (SELECT * FROM insights_engagements_called(%s, %s, %s))
    ORDER BY e.opened DESC NULLS LAST, e.id DESC
    LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class EngagementFound:
    """One engagement with its client."""

    id: int
    client_id: int
    reference: str
    title: str
    client: str


def engagements_called(terms: str, limit: int = 5) -> list[EngagementFound]:
    """Engagements whose number begins with `terms`, or whose title has each of its words; the latest first."""
    words = terms.lower().split()[:8]
    if not words or len(terms.strip()) < 2:
        return []
    with connection.cursor() as cursor:
        cursor.execute(FOUND, [client_key(terms), words, MOST_CANDIDATES, limit])
        return [EngagementFound(*row) for row in cursor.fetchall()]
