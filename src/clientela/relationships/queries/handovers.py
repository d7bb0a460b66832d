"""Handovers as their page shows them. What the one who acts may not see is not there, nor in any count."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from clientela.clients.models import Client
from clientela.contacts.models import Contact
from clientela.core.errors import NotFound
from clientela.engagements.models import Engagement
from clientela.interactions.models import Inquiry, Task
from clientela.relationships.enums import ItemKind
from clientela.relationships.models import Handover, HandoverItem

from .book import Subject
from .proposing import Candidate, candidates, market_for

PAGE = 25


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One handover in a list, with how many of its things have passed."""

    id: int
    leaver: str
    in_charge: str
    reason: str
    last_day: dt.date
    confirmed: dt.datetime | None
    access_ended: dt.datetime | None
    given_up: dt.datetime | None
    items: int
    passed: int


@dataclass(frozen=True, slots=True)
class Step:
    """An introduction or a visit that was planned: its task, who does it, by when, and when it was done or given up."""

    task_id: int
    title: str
    owner: str
    due: dt.date
    done: dt.datetime | None
    dropped: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One thing of a handover. `candidates` is filled while it is a plan."""

    id: int
    kind: ItemKind
    name: str
    client_id: int | None
    contact_id: int | None
    successor_id: int | None
    successor: str
    proposed_id: int | None
    why: dict[str, Any]
    passed: dt.datetime | None
    introduction: Step | None
    visit: Step | None
    candidates: list[Candidate] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """The things of one client, the client itself first where it passes on; `client_id` None: of no client."""

    client_id: int | None
    name: str
    items: list[ItemLine]


@dataclass(frozen=True, slots=True)
class HandoverScreen:
    """One handover: `groups` are those after the cursor, the counts are of all that may be seen."""

    id: int
    leaver_id: int
    leaver: str
    leaver_active: bool
    in_charge_id: int
    in_charge: str
    reason: str
    last_day: dt.date
    confirmed: dt.datetime | None
    access_ended: dt.datetime | None
    given_up: dt.datetime | None
    counts: dict[str, int]
    passed: int
    open_steps: int
    done_steps: int
    groups: list[Group]
    next_cursor: str | None

    @property
    def items(self) -> int:
        """How many things there are."""
        return sum(self.counts.values())


def handovers() -> list[HandoverLine]:
    """All handovers, the newest first; the counts are of what may be seen."""
    rows = (
        Handover.objects.select_related("leaver", "in_charge")
        .annotate(things=Count("items"), gone=Count("items", filter=Q(items__passed__isnull=False)))
        .order_by("-pk")[:200]
    )
    return [
        HandoverLine(
            row.pk,
            row.leaver.name,
            row.in_charge.name,
            row.reason,
            row.last_day,
            row.confirmed,
            row.access_ended,
            row.given_up,
            row.things,
            row.gone,
        )
        for row in rows
    ]


def handover(handover_id: int, *, after: str | None = None, limit: int = PAGE) -> HandoverScreen:
    """One handover with a page of clients, in a constant number of statements. Raises `NotFound`."""
    record = Handover.objects.select_related("leaver", "in_charge").filter(pk=handover_id).first()
    if record is None:
        raise NotFound
    items = HandoverItem.objects.filter(handover=record)
    counts = {kind: number for kind, number in items.values_list("kind").annotate(n=Count("pk")).order_by()}
    totals = items.aggregate(
        passed=Count("pk", filter=Q(passed__isnull=False)),
        introductions=Count("pk", filter=_open("introduction")),
        visits=Count("pk", filter=_open("visit")),
        introduced=Count("pk", filter=Q(introduction__done__isnull=False)),
        visited=Count("pk", filter=Q(visit__done__isnull=False)),
    )
    clients, following = _page(items, after, limit)
    rows = list(
        items.filter(Q(client_id__in=clients) | (Q(client=None) if None in clients else Q(pk__in=[])))
        .select_related("successor", "introduction__owner", "visit__owner")
        .order_by("pk")
    )
    names = _names(rows)
    offered = _offered(record, rows) if record.confirmed is None and record.given_up is None else {}
    groups = {number: Group(number, names.get((ItemKind.CLIENT, number or 0), ""), []) for number in clients}
    for row in rows:
        groups[row.client_id].items.append(_line(row, names, offered.get(row.pk, [])))
    return HandoverScreen(
        id=record.pk,
        leaver_id=record.leaver_id,
        leaver=record.leaver.name,
        leaver_active=record.leaver.is_active,
        in_charge_id=record.in_charge_id,
        in_charge=record.in_charge.name,
        reason=record.reason,
        last_day=record.last_day,
        confirmed=record.confirmed,
        access_ended=record.access_ended,
        given_up=record.given_up,
        counts=counts,
        passed=totals["passed"],
        open_steps=totals["introductions"] + totals["visits"],
        done_steps=totals["introduced"] + totals["visited"],
        groups=[group for group in groups.values() if group.items],
        next_cursor=following,
    )


def _open(step: str) -> Q:
    return Q(**{f"{step}__isnull": False, f"{step}__done": None, f"{step}__dropped": None})


def _page(items: Any, after: str | None, limit: int) -> tuple[list[int | None], str | None]:
    # Clients in order of their number, then what belongs to none.
    past = int(after) if after and after.isdecimal() and len(after) < 19 else 0
    clients = items.filter(client_id__gt=past).order_by("client_id").values_list("client_id", flat=True).distinct()
    found: list[int | None] = list(clients[: limit + 1])
    if len(found) > limit:
        return found[:limit], str(found[limit - 1])
    return [*found, None], None


def _names(rows: list[HandoverItem]) -> dict[tuple[str, int], str]:
    wanted: dict[str, set[int]] = {kind: set() for kind in ItemKind}
    for row in rows:
        wanted[row.kind].add(row.subject)
        if row.client_id is not None:
            wanted[ItemKind.CLIENT].add(row.client_id)
    names: dict[tuple[str, int], str] = {}
    for number, name in Client.objects.filter(pk__in=wanted[ItemKind.CLIENT]).values_list("pk", "name"):
        names[ItemKind.CLIENT, number] = name
    for number, name in Contact.objects.filter(pk__in=wanted[ItemKind.CONTACT]).values_list("pk", "name"):
        names[ItemKind.CONTACT, number] = name
    mandates = Engagement.objects.filter(pk__in=wanted[ItemKind.ENGAGEMENT]).values_list("pk", "title", "reference")
    for number, title, reference in mandates:
        names[ItemKind.ENGAGEMENT, number] = title or reference
    for number, name in Inquiry.objects.filter(pk__in=wanted[ItemKind.INQUIRY]).values_list("pk", "subject"):
        names[ItemKind.INQUIRY, number] = name
    for number, name in Task.objects.filter(pk__in=wanted[ItemKind.TASK]).values_list("pk", "title"):
        names[ItemKind.TASK, number] = name
    return names


def _offered(record: Handover, rows: list[HandoverItem]) -> dict[int, list[Candidate]]:
    clients = {row.client_id for row in rows if row.client_id is not None}
    market = market_for(record.leaver_id, clients)
    heirs = {row.client_id: row.successor_id for row in rows if row.kind == ItemKind.CLIENT}
    found = {}
    for row in rows:
        subject = Subject(ItemKind(row.kind), row.subject, row.client_id, row.contact_id)
        lead = market.leads.get(row.client_id or 0)
        heir = heirs.get(row.client_id) or (lead if lead != record.leaver_id else None)
        found[row.pk] = candidates(subject, market, heir=heir, most=len(market.users))
    return found


def _line(row: HandoverItem, names: dict[tuple[str, int], str], offered: list[Candidate]) -> ItemLine:
    return ItemLine(
        id=row.pk,
        kind=ItemKind(row.kind),
        name=names.get((row.kind, row.subject), ""),
        client_id=row.client_id,
        contact_id=row.contact_id,
        successor_id=row.successor_id,
        successor=row.successor.name if row.successor else "",
        proposed_id=row.proposed_id,
        why=row.why,
        passed=row.passed,
        introduction=_step(row.introduction),
        visit=_step(row.visit),
        candidates=offered,
    )


def _step(task: Task | None) -> Step | None:
    if task is None:
        return None
    return Step(task.pk, task.title, task.owner.name, task.due, task.done, task.dropped)
