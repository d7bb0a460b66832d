"""Keeping the index of names in step with the records: triggers note what has changed, this works it off.

A check works it off first, so that no committed name is missing; a job does it every minute, so that a check after a
large import need not wait.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db import connection, transaction

from clientela.clients.models import Client, ClientName, Owner
from clientela.contacts.models import Contact
from clientela.core.actor import SYSTEM, acting_as
from clientela.engagements.models import EngagementParty

from .enums import Source
from .forms import Forms, forms, keys_of_name, text_of_sounds

CHUNK: Final = 2_000
_LOCK: Final = 0x4E414D45
Named = tuple[int, int | None, int | None, str]
"""(number of the record, client, contact, name)"""


def refresh_index() -> int:
    """Index all names that have changed since the last time; gives how many records that were.

    One at a time: whoever comes second waits, and then has little to do.
    """
    done = 0
    with acting_as(SYSTEM):
        while True:
            with transaction.atomic():
                worked_off = _work_off()
            if not worked_off:
                return done
            done += worked_off


def _work_off() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(
            "DELETE FROM matching_stalename WHERE id IN (SELECT id FROM matching_stalename ORDER BY id LIMIT %s) "
            "RETURNING source, source_id",
            [CHUNK],
        )
        stale: dict[Source, set[int]] = defaultdict(set)
        for source, source_id in cursor.fetchall():
            stale[Source(source)].add(source_id)
    for source, records in stale.items():
        _forget(source, records)
        _store(source, _names_of(source, records))
    return sum(map(len, stale.values()))


def _names_of(source: Source, records: set[int]) -> Iterator[Named]:
    match source:
        case Source.CLIENT:
            for pk, name, other in Client.objects.filter(pk__in=records).values_list("pk", "name", "other_name"):
                yield pk, pk, None, name
                yield pk, pk, None, other
            for client, name in ClientName.objects.filter(client__in=records).values_list("client_id", "name"):
                yield client, client, None, name
        case Source.REPRESENTATIVE:
            found = Client.objects.filter(pk__in=records).values_list("pk", "legal_representative")
            yield from ((pk, pk, None, name) for pk, name in found)
        case Source.CONTACT:
            for pk, *names in Contact.objects.filter(pk__in=records).values_list("pk", "name", "latin_name"):
                yield from ((pk, None, pk, name) for name in names)
        case Source.OWNER:
            owners = Owner.objects.filter(pk__in=records).values_list("pk", "client_id", "name")
            yield from ((pk, client, None, name) for pk, client, name in owners)
        case Source.PARTY:
            parties = EngagementParty.objects.filter(pk__in=records).values_list("pk", "client_id", "name")
            yield from ((pk, client, None, name) for pk, client, name in parties)


def _forget(source: Source, records: set[int]) -> None:
    with connection.cursor() as cursor:
        arguments: list[Any] = [source.value, list(records)]
        cursor.execute(
            "DELETE FROM matching_namekey WHERE name_id IN "
            "(SELECT id FROM matching_indexedname WHERE source = %s AND source_id = ANY (%s))",
            arguments,
        )
        cursor.execute("DELETE FROM matching_indexedname WHERE source = %s AND source_id = ANY (%s)", arguments)


def _store(source: Source, named: Iterable[Named]) -> None:
    """Write the names, one spelling of a record once."""
    known: dict[tuple[int, str], tuple[Named, Forms]] = {}
    for record in named:
        name = record[3].strip()
        if name:
            form = forms(name)
            known.setdefault((record[0], form.key), (record, form))
    with connection.cursor() as cursor:
        # Under the lock of `_work_off` nobody else takes numbers.
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM matching_indexedname")
        (first,) = cursor.fetchone()
        rows = [
            (number, source_id, client, contact, name.strip(), text_of_sounds(form), list(keys_of_name(form)))
            for number, ((source_id, client, contact, name), form) in enumerate(known.values(), first)
        ]
        # Arrays, because a table under a policy takes no COPY.
        numbers, source_ids, clients, contacts, names, sounds, keys = zip(*rows, strict=True) if rows else [[]] * 7
        cursor.execute(
            "INSERT INTO matching_indexedname (id, source, source_id, client_id, contact_id, name, sounds) "
            "SELECT id, %s, source_id, client_id, contact_id, name, sounds FROM unnest(%s::bigint[], %s::bigint[], "
            "%s::bigint[], %s::bigint[], %s::text[], %s::text[]) "
            "AS new (id, source_id, client_id, contact_id, name, sounds)",
            [source.value, *map(list, (numbers, source_ids, clients, contacts, names, sounds))],
        )
        cursor.execute(
            "INSERT INTO matching_namekey (name_id, key) SELECT * FROM unnest(%s::bigint[], %s::text[])",
            [
                [number for number, some in zip(numbers, keys, strict=True) for _key in some],
                [key for some in keys for key in some],
            ],
        )


def indexed_names() -> dict[str, int]:
    """How many names of each source the index has."""
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT source, count(*) FROM matching_indexedname GROUP BY source ORDER BY source")
        return {source: int(count) for source, count in cursor.fetchall()}
