"""From the staging tables of one import into the firm's ledger: a few set-based statements in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import polars as pl
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients.search import search_text
from clientela.core.errors import Refused

from ..enums import TraceKind
from ..locks import LEDGER_LOCK
from .staging import Staging

MOST_NEW_STAFF: Final = 5_000
MOST_NEW_SERVICE_LINES: Final = 1_000
MOST_SPELLINGS: Final = 20
ENTRIES_AT_ONCE: Final = 250_000
MOST_SLICES: Final = 8
_CLIENTS_AT_ONCE: Final = 20_000


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of an import."""

    entries: int
    known: int
    clients: int
    engagements: int


def enter(staging: Staging, *, tell: Callable[[float], None]) -> Entered:
    """Enter all entries that the ledger does not know yet. Must run in a transaction; takes the lock of the ledger.

    An entry is known as often as its fingerprint stands in the ledger: of n equal ones in the file and m in the ledger,
    n - m are added. Clients meet by key, the lowest number where several have it; engagements by client and key.
    `tell` hears how far it is, from 0 to 1, and may raise to end it. Raises `Refused` where a column cannot be what it
    was taken for.
    """
    staging.run("SET LOCAL work_mem = '256MB'")
    # Merging would sort the whole file once more for every name that an entry carries.
    staging.run("SET LOCAL enable_mergejoin = off")
    staging.run("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
    known = _leave_out_known(staging)
    stage_fresh_clients(staging)
    _find_service_lines(staging)
    _find_staff(staging)
    tell(0.05)
    clients = _find_clients(staging)
    tell(0.15)
    engagements = _find_engagements(staging)
    tell(0.3)
    entries = _add_entries(staging, tell=lambda part: tell(0.3 + 0.65 * part))
    _date_clients(staging)
    return Entered(entries=entries, known=known, clients=clients, engagements=engagements)


def stage_fresh_clients(staging: Staging) -> None:
    """Prepare the search text of clients that the firm does not know; it is made here, not in the database."""
    last = -1
    while True:
        rows = staging.rows(
            f"""SELECT names.number, array_agg(names.spelling ORDER BY names.place)
                FROM {staging.names} AS names
                WHERE names.role = 'client' AND names.place < {MOST_SPELLINGS} AND names.number IN (
                    SELECT number FROM {staging.names} AS fresh
                    WHERE fresh.role = 'client' AND fresh.place = 0 AND fresh.number > %s
                    AND NOT EXISTS (SELECT FROM clients_clientname AS known WHERE known.key = fresh.key)
                    AND NOT EXISTS (SELECT FROM {staging.fresh_clients} AS staged WHERE staged.number = fresh.number)
                    ORDER BY number LIMIT {_CLIENTS_AT_ONCE})
                GROUP BY names.number ORDER BY names.number""",
            [last],
        )
        if not rows:
            return
        numbers = [number for number, _spellings in rows]
        texts = [search_text(spellings) for _number, spellings in rows]
        staging.copy(staging.fresh_clients, pl.DataFrame({"number": numbers, "search": texts}))
        last = numbers[-1]


def _leave_out_known(staging: Staging) -> int:
    staging.table_of(
        staging.known,
        f"""SELECT fingerprint, count(*) AS copies FROM engagements_ledgerentry
            WHERE fingerprint IN (SELECT fingerprint FROM {staging.entries}) GROUP BY fingerprint""",
    )
    if not staging.rows(f"SELECT FROM {staging.known} LIMIT 1"):
        return 0
    return staging.run(
        f"""DELETE FROM {staging.entries} AS entry USING (
                SELECT copy.ctid AS place, known.copies,
                    row_number() OVER (PARTITION BY copy.fingerprint ORDER BY copy.line) AS number
                FROM {staging.entries} AS copy JOIN {staging.known} AS known USING (fingerprint)
            ) AS met WHERE met.place = entry.ctid AND met.number <= met.copies"""
    )


def _find_service_lines(staging: Staging) -> None:
    fresh = staging.rows(
        f"""SELECT name.key, name.spelling FROM {staging.names} AS name
            WHERE name.role = 'service_line' AND name.place = 0 AND name.key <> ''
            AND name.number IN (SELECT service_line FROM {staging.entries})
            AND NOT EXISTS (SELECT FROM engagements_serviceline AS known WHERE known.key = name.key)
            ORDER BY name.line LIMIT {MOST_NEW_SERVICE_LINES + 1}"""
    )
    if len(fresh) > MOST_NEW_SERVICE_LINES:
        raise Refused(
            _(
                "The file names more than %(most)d service lines that the firm does not know yet. Is it the right "
                "column? Leave it out, or choose another."
            )
            % {"most": MOST_NEW_SERVICE_LINES}
        )
    for key, spelling in fresh:
        staging.run("INSERT INTO engagements_serviceline (name, key) VALUES (left(%s, 200), %s)", [spelling, key])
    _trace(
        staging,
        TraceKind.SERVICE_LINE,
        "SELECT id FROM engagements_serviceline WHERE key = ANY(%s)",
        [[key for key, _spelling in fresh]],
    )
    staging.table_of(
        staging.service_lines,
        f"""SELECT name.number, known.id FROM {staging.names} AS name
            JOIN engagements_serviceline AS known ON known.key = name.key
            WHERE name.role = 'service_line' AND name.place = 0""",
    )


def _find_staff(staging: Staging) -> None:
    fresh = staging.rows(
        f"""SELECT name.key, name.spelling FROM {staging.names} AS name
            WHERE name.role = 'staff' AND name.place = 0 AND name.key <> ''
            AND name.number IN (SELECT staff FROM {staging.entries})
            AND NOT EXISTS (SELECT FROM accounts_user AS known WHERE known.name_key = name.key)
            ORDER BY name.line LIMIT {MOST_NEW_STAFF + 1}"""
    )
    if len(fresh) > MOST_NEW_STAFF:
        raise Refused(
            _(
                "The file names more than %(most)d members of staff whom the firm does not know yet. Is it the right "
                "column? Leave it out, or choose another."
            )
            % {"most": MOST_NEW_STAFF}
        )
    made = _add_staff([(str(key), str(spelling)[:200]) for key, spelling in fresh])
    _trace(staging, TraceKind.STAFF, "SELECT unnest(%s::bigint[])", [made])
    staging.table_of(
        staging.staff,
        f"""SELECT name.number, min(known.id) AS id FROM {staging.names} AS name
            JOIN accounts_user AS known ON known.name_key = name.key
            WHERE name.role = 'staff' AND name.place = 0 AND name.key <> '' GROUP BY name.number""",
    )


def _add_staff(names: list[tuple[str, str]]) -> list[int]:
    """Enter people whom the ledger alone knows: they cannot sign in until they are invited."""
    if not names:
        return []
    taken = set(User.objects.values_list("username", flat=True))
    people = []
    for key, name in names:
        base = slugify(name)[:100] or "staff"
        username, again = base, 1
        while username in taken:
            again += 1
            username = f"{base}-{again}"
        taken.add(username)
        people.append(
            User(
                username=username,
                name=name,
                name_key=key,
                role=Role.LAWYER,
                is_active=False,
                password=make_password(None),
            )
        )
    return [person.pk for person in User.objects.bulk_create(people, batch_size=1000)]


def _find_clients(staging: Staging) -> int:
    """Give each client of the file its number in the firm, and enter the new ones. Gives how many were new."""
    staging.table_of(
        staging.clients,
        f"""SELECT number, coalesce(known, nextval('clients_client_id_seq')) AS id, known IS NULL AS fresh
            FROM (
                SELECT name.number, min(known.client_id) AS known, min(name.line) AS line
                FROM {staging.names} AS name LEFT JOIN clients_clientname AS known ON known.key = name.key
                WHERE name.role = 'client' AND name.place = 0
                AND name.number IN (SELECT client FROM {staging.entries})
                GROUP BY name.number ORDER BY line
            ) AS met""",
    )
    made = staging.run(
        f"""INSERT INTO clients_client
                (id, kind, name, other_name, industry, country, client_since, responsible_id, batch, search, created)
            SELECT client.id, 'organisation', name.spelling, '', '', '', name.since, staff.id, %s, staged.search, %s
            FROM {staging.clients} AS client
            JOIN {staging.names} AS name ON name.role = 'client' AND name.place = 0 AND name.number = client.number
            JOIN {staging.fresh_clients} AS staged ON staged.number = client.number
            LEFT JOIN {staging.staff} AS staff ON staff.number = name.staff
            WHERE client.fresh ORDER BY client.id""",
        [staging.batch_id, timezone.now()],
    )
    staging.run(
        f"""INSERT INTO clients_clientname (client_id, kind, name, key)
            SELECT client.id, CASE WHEN name.place = 0 THEN 'legal' ELSE 'spelling' END, name.spelling, name.key
            FROM {staging.clients} AS client
            JOIN {staging.names} AS name ON name.role = 'client' AND name.number = client.number
            WHERE client.fresh AND name.place < {MOST_SPELLINGS} ORDER BY client.id, name.place"""
    )
    return made


def _find_engagements(staging: Staging) -> int:
    """The same for engagements. Two names of one client in the file may both name an engagement that is one."""
    staging.table_of(
        staging.engagements,
        f"""SELECT met.number, met.client_id, met.key, known.id, known.id IS NULL AS fresh, met.line, met.since
            FROM (
                SELECT name.number, client.id AS client_id, name.key, name.line, name.since
                FROM {staging.names} AS name JOIN {staging.clients} AS client ON client.number = name.owner
                WHERE name.role = 'engagement' AND name.place = 0 AND name.key <> ''
                AND name.number IN (SELECT engagement FROM {staging.entries})
            ) AS met
            LEFT JOIN engagements_engagement AS known
            ON known.client_id = met.client_id AND known.reference_key = met.key""",
    )
    made = staging.run(
        f"""INSERT INTO engagements_engagement
                (client_id, reference, reference_key, title, service_line_id, responsible_id, opened, status,
                 instruction, result, batch)
            SELECT first.client_id, left(name.spelling, 200), first.key, '', line.id, staff.id, first.since, 'open',
                '', '', %s
            FROM (
                SELECT DISTINCT ON (client_id, key) number, client_id, key, line,
                    min(since) OVER (PARTITION BY client_id, key) AS since
                FROM {staging.engagements} WHERE fresh ORDER BY client_id, key, line
            ) AS first
            JOIN {staging.names} AS name ON name.role = 'engagement' AND name.place = 0 AND name.number = first.number
            LEFT JOIN {staging.service_lines} AS line ON line.number = name.service_line
            LEFT JOIN {staging.staff} AS staff ON staff.number = name.staff
            ORDER BY first.line""",
        [staging.batch_id],
    )
    if made:
        staging.run(
            f"""UPDATE {staging.engagements} AS met SET id = known.id FROM engagements_engagement AS known
                WHERE met.fresh AND known.client_id = met.client_id AND known.reference_key = met.key"""
        )
    staging.run(f"ANALYZE {staging.engagements}")
    return made


def _add_entries(staging: Staging, *, tell: Callable[[float], None]) -> int:
    # Some clients at a time: what the triggers keep of a statement stays small, and a person hears how far it is. In
    # the order of the index on clients, which then grows at the end of each client and not all over.
    added = 0
    bounds = _slices(staging)
    for number, (above, upto) in enumerate(pairwise(bounds), start=1):
        added += staging.run(
            f"""INSERT INTO engagements_ledgerentry
                    (client_id, engagement_id, staff_id, date, kind, amount, currency, description,
                     batch, line, fingerprint)
                SELECT client.id, engagement.id, staff.id, entry.date, entry.kind, entry.amount, entry.currency,
                    entry.description, %s, entry.line, entry.fingerprint
                FROM {staging.entries} AS entry
                JOIN {staging.clients} AS client ON client.number = entry.client
                LEFT JOIN {staging.engagements} AS engagement ON engagement.number = entry.engagement
                LEFT JOIN {staging.staff} AS staff ON staff.number = entry.staff
                WHERE client.id > %s AND client.id <= %s
                ORDER BY client.id, entry.date, entry.line""",
            [staging.batch_id, above, upto],
        )
        tell(number / (len(bounds) - 1))
    return added


def _slices(staging: Staging) -> list[int]:
    """The numbers of clients between which to enter entries at once, from 0 to the highest."""
    [(entries,)] = staging.rows(f"SELECT count(*) FROM {staging.entries}")
    slices = min(MOST_SLICES, entries // ENTRIES_AT_ONCE + 1)
    parts = [number / slices for number in range(1, slices + 1)]
    found = staging.rows(
        f"SELECT unnest(percentile_disc(%s::float8[]) WITHIN GROUP (ORDER BY id)) FROM {staging.clients}", [parts]
    )
    return sorted({0, *(number for (number,) in found if number is not None)})


def _date_clients(staging: Staging) -> None:
    """Date clients whom the firm knew without knowing since when by their first fee."""
    dated = staging.rows(
        f"""UPDATE clients_client AS client SET client_since = met.first_fee
            FROM (
                SELECT client.id, min(name.since) AS first_fee
                FROM {staging.clients} AS client
                JOIN {staging.names} AS name ON name.role = 'client' AND name.place = 0 AND name.number = client.number
                WHERE NOT client.fresh AND name.since IS NOT NULL GROUP BY client.id
            ) AS met
            WHERE client.id = met.id AND client.client_since IS NULL RETURNING client.id"""
    )
    _trace(staging, TraceKind.CLIENT_SINCE, "SELECT unnest(%s::bigint[])", [[number for (number,) in dated]])


def _trace(staging: Staging, kind: TraceKind, numbers: str, parameters: Sequence[Any]) -> None:
    staging.run(
        f"INSERT INTO exchange_trace (batch_id, kind, number) SELECT %s, %s, made.id FROM ({numbers}) AS made (id)",
        [staging.batch_id, kind.value, *parameters],
    )
