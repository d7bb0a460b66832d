"""What was done, as screens show it: under the walls of the one who asks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from .models import Change, Event

MOST_CHANGES: Final = 30
"""Rows shown of one act; an import has more than anybody reads."""


@dataclass(frozen=True)
class RowChange:
    """What an act did to one row: the columns that differ, before and after."""

    id: int
    table: str
    row_id: int
    operation: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True)
class Deed:
    """One thing that somebody did. `actor_id` 0 is the system; `verb` is empty where no action named it."""

    id: int | None
    at: dt.datetime
    actor_id: int | None
    actor: str
    verb: str
    data: Mapping[str, Any]
    subject_type: str
    subject_id: int | None
    client_id: int | None
    contact_id: int | None
    act: int | None
    changes: list[RowChange] = field(default_factory=list)
    more_changes: bool = False


@dataclass(frozen=True)
class DeedPage:
    """Deeds, the newest first. `next_cursor` is None on the last page."""

    rows: list[Deed]
    next_cursor: str | None


def history_of_client(client_id: int, *, after: str | None = None, limit: int = 50) -> DeedPage:
    """What was done about a client, with the changes of its rows beneath. Three statements."""
    return _history("client_id", client_id, after, limit)


def history_of_contact(contact_id: int, *, after: str | None = None, limit: int = 50) -> DeedPage:
    """What was done about a person, with the changes of the rows beneath. Three statements."""
    return _history("contact_id", contact_id, after, limit)


def events(
    *,
    actor_id: int | None = None,
    verb: str | None = None,
    client_id: int | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    after: int | None = None,
    limit: int = 50,
) -> DeedPage:
    """Every event that the reader may know of, by filters; days are those of the firm's time zone. One statement."""
    chosen: QuerySet[Event] = Event.objects.all()
    wanted = {
        "actor_id": actor_id,
        "verb": verb,
        "client_id": client_id,
        "at__date__gte": since,
        "at__date__lte": until,
    }
    chosen = chosen.filter(**{name: value for name, value in wanted.items() if value is not None})
    if after is not None:
        chosen = chosen.filter(pk__lt=after)
    found = [_deed(event) for event in chosen.order_by("-pk")[: limit + 1]]
    return DeedPage(found[:limit], str(found[limit - 1].id) if len(found) > limit else None)


def verbs() -> list[str]:
    """The verbs of all events that the reader may know of, in alphabetical order. One statement."""
    return list(Event.objects.order_by("verb").values_list("verb", flat=True).distinct())


def change(change_id: int) -> Change | None:
    """One change of a row, where the reader may know of it."""
    return Change.objects.filter(pk=change_id).first()


# A write past the actions leaves rows without an event; both kinds stand in one order, by time.
_MOMENTS = """
SELECT at, act, event, actor_id FROM (
    SELECT at, coalesce(act, 0) AS act, id AS event, actor_id FROM audit_event WHERE {column} = %(subject)s
    UNION ALL
    SELECT max(c.at), c.act, 0, max(c.actor_id) FROM audit_change AS c
    WHERE c.{column} = %(subject)s
      AND NOT EXISTS (SELECT FROM audit_event AS e WHERE e.act = c.act AND e.{column} = c.{column})
    GROUP BY c.act
) AS moments
WHERE %(at)s::timestamptz IS NULL OR (at, act, event) < (%(at)s::timestamptz, %(act)s, %(event)s)
ORDER BY at DESC, act DESC, event DESC LIMIT %(most)s
"""


def _history(column: str, subject: int, after: str | None, limit: int) -> DeedPage:
    at, act, event = _place(after)
    with connection.cursor() as cursor:
        cursor.execute(
            _MOMENTS.format(column=column),
            {"subject": subject, "at": at, "act": act, "event": event, "most": limit + 1},
        )
        moments = cursor.fetchall()
    shown = moments[:limit]
    acts = {moment[1] for moment in shown if moment[1]}
    known = Event.objects.filter(Q(pk__in=[moment[2] for moment in shown if moment[2]]) | Q(act__in=acts))
    by_number: dict[int, Event] = {}
    by_act: dict[int, Event] = {}
    for one in known.order_by("-pk"):
        by_number[one.pk] = one
        if one.act is not None:
            by_act[one.act] = one
    changes = _changes(Q(act__in=acts, **{column: subject}))
    rows, told = [], set()
    for moment_at, number, event_id, actor_id in shown:
        found = by_number.get(event_id) or by_act.get(number)
        # Of several events of one act, the newest carries the rows.
        lines = changes.get(number, []) if number and number not in told else []
        told.add(number)
        rows.append(_deed(found, at=moment_at, actor_id=actor_id, act=number or None, changes=lines))
    last = shown[-1] if len(moments) > limit else None
    return DeedPage(rows, f"{last[0].isoformat()}~{last[1]}~{last[2]}" if last else None)


def _place(after: str | None) -> tuple[dt.datetime | None, int, int]:
    try:
        at, act, event = (after or "").split("~")
        return dt.datetime.fromisoformat(at), int(act), int(event)
    except ValueError:
        return None, 0, 0


def _changes(which: Q) -> dict[int, list[RowChange]]:
    numbered = Change.objects.filter(which).annotate(
        place=Window(RowNumber(), partition_by=[F("act")], order_by=F("id").asc())
    )
    found: dict[int, list[RowChange]] = defaultdict(list)
    for one in numbered.filter(place__lte=MOST_CHANGES + 1).order_by("id"):
        found[one.act].append(
            RowChange(one.pk, one.table, one.row_id, one.operation, one.before or {}, one.after or {})
        )
    return found


def _deed(
    event: Event | None,
    *,
    at: dt.datetime | None = None,
    actor_id: int | None = None,
    act: int | None = None,
    changes: Iterable[RowChange] = (),
) -> Deed:
    lines = list(changes)
    return Deed(
        id=event.pk if event else None,
        at=at or (event.at if event else dt.datetime.now(dt.UTC)),
        actor_id=event.actor_id if event else actor_id,
        actor=event.actor_name if event else "",
        verb=event.verb if event else "",
        data=event.data if event else {},
        subject_type=event.subject_type if event else "",
        subject_id=event.subject_id if event else None,
        client_id=event.client_id if event else None,
        contact_id=event.contact_id if event else None,
        act=event.act if event else act,
        changes=lines[:MOST_CHANGES],
        more_changes=len(lines) > MOST_CHANGES,
    )
