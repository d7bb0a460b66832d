"""Segments: questions about the clients that are kept, each with the number of clients that it finds now."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Q, QuerySet, Value
from django.utils.dateparse import parse_date

from clientela.accounts.models import User
from clientela.clients.facts import Fact
from clientela.clients.models import Client
from clientela.core.errors import NotFound
from clientela.insights.models import SavedView

from .narrowing import askable_facts, read_conditions
from .snapshot import Found, compared, current_snapshots, shown
from .viewer import remembered, walls_of_viewer
from .wanted import Wanted, wanted_of

ANSWERS: Final = (
    "q", "tier", "grid", "contribution", "was", "since", "responsible", "industry", "country", "where", "sort", "order",
)  # fmt: skip
"""The parameters of the list's address that a segment keeps; `where` is a list, all others are texts."""

MOST_SEGMENTS: Final = 40


@dataclass(frozen=True)
class SegmentLine:
    """One segment that the viewer may ask for. `clients` counts those whom the viewer may see, None where not asked."""

    id: int
    name: str
    owner_id: int
    owner: str
    shared: bool
    question: Mapping[str, Any]
    columns: list[str]
    clients: int | None


def segments(*, viewer: User) -> list[SegmentLine]:
    """The viewer's own segments and those that are shared, by name, with their counts.

    Five statements while nothing has changed since they were counted. To count them takes one more for all together,
    and one for each that asks for a name.
    """
    views = list(_of(viewer).order_by("name", "id")[:MOST_SEGMENTS])
    counts = _counts(views) if views else {}
    return [_line(view, counts.get(view.pk, 0)) for view in views]


def segment(view_id: int, *, viewer: User) -> SegmentLine:
    """One segment without its count. Raises `NotFound` for another's private one."""
    view = _of(viewer).filter(pk=view_id).first()
    if view is None:
        raise NotFound
    return _line(view, None)


def count_of(question: Mapping[str, Any], *, as_of: dt.date | None = None) -> int:
    """How many clients that the viewer may see a question finds."""
    return clients_asked(question, as_of=as_of).count()


def clients_asked(question: Mapping[str, Any], *, as_of: dt.date | None = None) -> QuerySet[Client]:
    """The clients that a question finds, in no order."""
    found = current_snapshots()
    now = shown(found, as_of)
    return _wanted(question, found, now, askable_facts()).all_of_them(now)


def _of(viewer: User) -> QuerySet[SavedView]:
    return SavedView.objects.filter(Q(owner=viewer) | Q(shared=True)).select_related("owner")


def _line(view: SavedView, clients: int | None) -> SegmentLine:
    return SegmentLine(
        view.pk, view.name, view.owner_id, str(view.owner), view.shared, view.question, list(view.columns), clients
    )


def _counts(views: list[SavedView]) -> dict[int, int]:
    found = current_snapshots()
    now = shown(found, None)
    with connection.cursor() as cursor:
        # Every change of a client, of its file or of a standing leaves its mark in one of these.
        cursor.execute("SELECT coalesce(max(id), 0) FROM audit_change")
        changed = cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(max(id), 0) FROM clients_client")
        newest = cursor.fetchone()[0]
    questions = json.dumps([[view.pk, view.question] for view in views], sort_keys=True)
    what = ("segments", questions, now.id if now else None, changed, newest)
    return remembered(what, lambda: _counted(views, found, now), walls=walls_of_viewer())


def _counted(views: list[SavedView], found: list[Found], now: Found | None) -> dict[int, int]:
    facts = askable_facts()
    first, *others = [
        _wanted(view.question, found, now, facts)
        .all_of_them(now)
        .annotate(view=Value(view.pk))
        .order_by()
        .values("view")
        .annotate(n=Count("pk"))
        for view in views
    ]
    rows = first.union(*others, all=True) if others else first
    return {row["view"]: row["n"] for row in rows.values("view", "n")}


def _wanted(question: Mapping[str, Any], found: list[Found], now: Found | None, facts: Mapping[str, Fact]) -> Wanted:
    since = parse_date(str(question.get("since") or ""))
    responsible = str(question.get("responsible") or "")
    texts = {
        name: str(question.get(name) or "") or None
        for name in ("tier", "grid", "contribution", "was", "industry", "country")
    }
    where = question.get("where") or []
    return wanted_of(
        now,
        compared(found, now, since) if now else None,
        terms=str(question.get("q") or ""),
        responsible=int(responsible) if responsible.isascii() and responsible.isdecimal() else None,
        where=read_conditions(str(one) for one in where) if isinstance(where, list) else (),
        facts=facts,
        **texts,
    )
