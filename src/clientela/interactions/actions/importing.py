"""Many contacts at once: from another system, from mail, for the sample firm."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from django.db import connection

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.core.actor import System
from clientela.core.acts import act

from ..enums import Channel, Direction, InteractionSource
from .checks import require

ROWS_AT_ONCE = 50_000

COLUMNS = (
    "token", "client_id", "engagement_id", "at", "channel", "direction", "subject", "text", "proposal", "reaction",
    "promised", "minutes", "cost", "currency", "source", "staff", "contacts",
)  # fmt: skip

STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS interactions_staged (
    token uuid, client_id bigint, engagement_id bigint, at timestamptz, channel text, direction text, subject text,
    text text, proposal text, reaction smallint, promised text, minutes integer, cost numeric(18, 4), currency text,
    source text, staff bigint[], contacts bigint[]) ON COMMIT DROP;
TRUNCATE interactions_staged
"""

# A client or a person whom the importer may not see is as good as missing, and a missing one is left out of the
# join rather than failing the other rows.
ENTER = """
WITH added AS (
    INSERT INTO interactions_interaction (
        token, client_id, engagement_id, at, channel, direction, subject, text, proposal, reaction, promised, minutes,
        cost, currency, source, logged_by_id, logged_at)
    SELECT staged.token, staged.client_id, engagement.id, staged.at, staged.channel, staged.direction,
        left(staged.subject, 300), staged.text, left(staged.proposal, 300), staged.reaction,
        left(staged.promised, 300), staged.minutes, staged.cost,
        CASE WHEN staged.cost IS NULL THEN '' ELSE staged.currency END, staged.source, %(logger)s, now()
    FROM interactions_staged AS staged
    JOIN clients_client AS client ON client.id = staged.client_id
    LEFT JOIN engagements_engagement AS engagement
        ON engagement.id = staged.engagement_id AND engagement.client_id = staged.client_id
    ON CONFLICT (token) DO NOTHING
    RETURNING id, token, client_id, at
), parts AS (
    INSERT INTO interactions_participant (interaction_id, client_id, user_id, contact_id, at)
    SELECT added.id, added.client_id, person.id, NULL, added.at
    FROM added JOIN interactions_staged AS staged USING (token)
    CROSS JOIN LATERAL unnest(staged.staff) AS named
    JOIN accounts_user AS person ON person.id = named
    UNION
    SELECT added.id, added.client_id, NULL, person.id, added.at
    FROM added JOIN interactions_staged AS staged USING (token)
    CROSS JOIN LATERAL unnest(staged.contacts) AS named
    JOIN contacts_contact AS person ON person.id = named
)
SELECT count(*) FROM added
"""


@dataclass(frozen=True, slots=True)
class ImportedInteraction:
    """One contact to enter; `staff` and `contacts` are numbers of people. The same `token` is entered once."""

    client_id: int
    channel: str
    at: dt.datetime
    subject: str
    staff: tuple[int, ...] = ()
    contacts: tuple[int, ...] = ()
    direction: str = Direction.OURS.value
    text: str = ""
    engagement_id: int | None = None
    proposal: str = ""
    reaction: int | None = None
    promised: str = ""
    minutes: int | None = None
    cost: Decimal | None = None
    currency: str = ""
    token: uuid.UUID | None = None
    source: str = InteractionSource.IMPORTED.value


@act
def import_interactions(rows: Iterable[ImportedInteraction], by: User | System) -> int:
    """Enter contacts by COPY, all of them or none; how many are new.

    Rows of clients that are missing or hidden are left out, and so is a person or an engagement that is. Raises
    `ValueError` for a channel, an initiative or a source that is not one.
    """
    require(Permission.IMPORT_DATA, by)
    remaining, added = iter(rows), 0
    logger = by.pk if isinstance(by, User) else None
    with connection.cursor() as cursor:
        while part := list(islice(remaining, ROWS_AT_ONCE)):
            cursor.execute(STAGE)
            with cursor.copy(f"COPY interactions_staged ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                for row in _checked(part):
                    copy.write_row(row)
            cursor.execute(ENTER, {"logger": logger})
            added += cursor.fetchone()[0]
    record("interactions_imported", subject=None, by=by, data={"added": added}, final=True)
    return added


def _checked(rows: list[ImportedInteraction]) -> Iterator[tuple[object, ...]]:
    channels, directions, sources = set(Channel.values), set(Direction.values), set(InteractionSource.values)
    seen: set[uuid.UUID] = set()
    for row in rows:
        if row.channel not in channels or row.direction not in directions or row.source not in sources:
            raise ValueError(f"no such channel, initiative or source: {row.channel}, {row.direction}, {row.source}")
        token = row.token or uuid.uuid4()
        if token in seen:
            continue
        seen.add(token)
        yield (
            token, row.client_id, row.engagement_id, row.at, str(row.channel), str(row.direction), row.subject,
            row.text, row.proposal, row.reaction, row.promised, row.minutes, row.cost, row.currency, str(row.source),
            list(row.staff), list(row.contacts),
        )  # fmt: skip
