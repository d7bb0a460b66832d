"""The timeline of a client: all that happened, from every source, in one statement."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from clientela.clients.models import Client
from clientela.core.errors import NotFound

from ..enums import Channel
from ..sources import SOURCES, Source
from . import cursors

END_OF_TIME = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
MORE_THAN_ANY = 2**62


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One entry; `data` is what the template of its source shows."""

    at: dt.datetime
    kind: str
    id: int
    data: dict[str, Any]

    @property
    def source(self) -> Source:
        return SOURCES[self.kind]


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Entries, latest first, and where to go on; `next_cursor` is None on the last page."""

    rows: list[TimelineEntry]
    next_cursor: str | None


def timeline(
    client_id: int,
    *,
    kinds: Collection[str] = (),
    channel: str = "",
    person: int | None = None,
    colleague: int | None = None,
    after: str | None = None,
    limit: int = 50,
) -> TimelinePage:
    """Entries of the `kinds` of `sources.SOURCES`, all where none is named, latest first.

    With `person` (at the client) or `colleague` (ours) only what that person took part in; with `channel` contacts by
    that channel only. Each source gives at most one page from its own index, so a page costs the same wherever it
    stands. Raises `NotFound` where the client is missing or hidden.
    """
    if after is None and not Client.objects.filter(pk=client_id).exists():
        raise NotFound
    by_person = person is not None or colleague is not None
    chosen = [
        source
        for source in SOURCES.values()
        if (not kinds or source.kind in kinds)
        and (not by_person or source.by_person)
        and (not channel or source.kind == "contact")
    ]
    if not chosen or channel not in ("", *Channel.values):
        return TimelinePage([], None)
    at, kind, number = cursors.read(after) if after else (END_OF_TIME, "", 0)
    parameters: dict[str, str | int | dt.datetime | None] = {
        "client": client_id, "channel": channel, "who": person if colleague is None else colleague, "at": at,
        "limit": limit + 1, "zone": settings.TIME_ZONE,
    }  # fmt: skip
    branches = []
    for source in chosen:
        # At the moment of the last entry shown, kinds that stand after its own are still to come, and of its own
        # those with smaller numbers.
        parameters[f"before_{source.kind}"] = (
            number if source.kind == kind else MORE_THAN_ANY if source.kind < kind else 0
        )
        select = (source.by_person if by_person else source.select).replace(
            "%(before)s", f"%(before_{source.kind})s::bigint"
        )
        # Each side has its own index, which a condition on both would leave unused.
        select = select.replace("%(side)s", "contact_id" if colleague is None else "user_id")
        branches.append(f"""(SELECT at, '{source.kind}' COLLATE "C" AS kind, id, data FROM ({select}) AS s)""")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""{" UNION ALL ".join(branches)}
                ORDER BY at DESC, kind DESC, id DESC LIMIT %(limit)s""",
            parameters,
        )
        found = cursor.fetchall()
    rows = [TimelineEntry(at, kind, number, _parsed(data)) for at, kind, number, data in found[:limit]]
    last = rows[-1] if len(found) > limit else None
    return TimelinePage(rows, cursors.written(last.at, last.kind, last.id) if last else None)


def _parsed(data: Any) -> dict[str, Any]:
    return json.loads(data) if isinstance(data, str) else dict(data)
