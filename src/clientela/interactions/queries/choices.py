"""What a form that logs a contact offers: the people of both sides, and the mandates."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import F
from django.utils import timezone

from clientela.engagements.enums import EngagementStatus
from clientela.engagements.models import Engagement

MOST_PEOPLE = 12
MOST_COLLEAGUES = 5
LOOK_BACK = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """One person or mandate to choose; `note` says more."""

    id: int
    name: str
    note: str


def people_to_name(client_id: int) -> list[Choice]:
    """The people now at a client, who was in touch last first; the highest of the others after them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT person.id, person.name, position.title
               FROM contacts_position AS position
               JOIN contacts_contact AS person ON person.id = position.contact_id
               LEFT JOIN LATERAL (
                   SELECT part.at FROM interactions_participant AS part
                   WHERE part.contact_id = person.id AND part.client_id = %(client)s
                   ORDER BY part.at DESC LIMIT 1) AS latest ON true
               WHERE position.client_id = %(client)s AND (position.until IS NULL OR position.until > %(today)s)
               ORDER BY latest.at DESC NULLS LAST, position.rank, person.name, person.id LIMIT %(most)s""",
            {"client": client_id, "today": timezone.localdate(), "most": MOST_PEOPLE},
        )
        return list({row[0]: Choice(*row) for row in cursor.fetchall()}.values())


def colleagues_in_touch(client_id: int, *, but: int) -> list[Choice]:
    """Colleagues who were lately in touch with a client, the latest first, without `but`."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT colleague.id, colleague.name, ''
               FROM (SELECT id, at FROM interactions_interaction WHERE client_id = %(client)s
                     ORDER BY at DESC, id DESC LIMIT %(look_back)s) AS latest
               JOIN interactions_participant AS part ON part.interaction_id = latest.id
               JOIN accounts_user AS colleague ON colleague.id = part.user_id
               WHERE colleague.is_active AND colleague.id <> %(but)s
               GROUP BY colleague.id, colleague.name ORDER BY max(latest.at) DESC, colleague.id LIMIT %(most)s""",
            {"client": client_id, "but": but, "look_back": LOOK_BACK, "most": MOST_COLLEAGUES},
        )
        return [Choice(*row) for row in cursor.fetchall()]


def open_engagements(client_id: int, *, but_also: int | None = None) -> list[Choice]:
    """The open mandates of a client, the newest first, and the one that a form has chosen already."""
    rows = (
        Engagement.objects.filter(client_id=client_id)
        .order_by(F("opened").desc(nulls_last=True), "-id")
        .values_list("id", "title", "reference", "status")
    )
    found = list(rows.filter(status=EngagementStatus.OPEN)[:30])
    if but_also is not None and but_also not in {row[0] for row in found}:
        found += rows.filter(pk=but_also)
    return [
        Choice(number, title or reference, reference if title else "") for number, title, reference, _state in found
    ]
