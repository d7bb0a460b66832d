"""What screens need to know of engagements and the ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from django.db.models import F, Q, QuerySet, Sum

from clientela.core.errors import NotFound

from .models import Deadline, Engagement, EngagementParty, LedgerEntry, ServiceLine, TeamMember

Row = TypeVar("Row")


@dataclass(frozen=True)
class LedgerLine:
    """One amount of a client."""

    id: int
    date: dt.date
    kind: str
    amount: Decimal
    currency: str
    engagement: str
    staff: str
    description: str
    source: int | None
    line: int | None


@dataclass(frozen=True)
class EngagementLine:
    """One mandate of a client with what was billed on it, by currency."""

    id: int
    reference: str
    title: str
    service_line: str
    responsible: str
    opened: dt.date | None
    closed: dt.date | None
    status: str
    billed: list[tuple[str, Decimal]]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows and where to go on; `next_cursor` is None on the last page."""

    rows: list[Row]
    next_cursor: str | None


@dataclass(frozen=True)
class PartyLine:
    """Somebody else whom the engagement concerns."""

    id: int
    name: str
    kind: str


@dataclass(frozen=True)
class MemberLine:
    """One of our people on the team."""

    id: int
    user_id: int
    name: str
    since: dt.date | None
    until: dt.date | None


@dataclass(frozen=True)
class DeadlineLine:
    """Something that is due, or was met."""

    id: int
    title: str
    due: dt.date
    met: dt.date | None


@dataclass(frozen=True)
class LedgerSum:
    """The sum of one kind of entries in one currency, in major units."""

    kind: str
    currency: str
    amount: Decimal


@dataclass(frozen=True)
class EngagementScreen:
    """One mandate: what was instructed, who works on it, whom it concerns, what is due, what it brought."""

    id: int
    client_id: int
    client_name: str
    reference: str
    title: str
    service_line_id: int | None
    service_line: str
    responsible_id: int | None
    responsible: str
    opened: dt.date | None
    closed: dt.date | None
    status: str
    instruction: str
    result: str
    team: list[MemberLine]
    parties: list[PartyLine]
    deadlines: list[DeadlineLine]
    sums: list[LedgerSum]

    @property
    def name(self) -> str:
        """What to call it: the title, or the reference where it has none."""
        return self.title or self.reference


def client_ledger(client_id: int, *, after: str | None = None, limit: int = 50) -> Page[LedgerLine]:
    """The amounts of a client, latest first. Nothing of a client that the viewer may not see."""
    entries: QuerySet[LedgerEntry] = LedgerEntry.objects.filter(client_id=client_id)
    if after is not None:
        date, number = _dated_cursor(after)
        entries = entries.filter(Q(date__lt=date) | Q(date=date, pk__lt=number))
    rows = list(
        entries.order_by("-date", "-pk").values_list(
            "pk",
            "date",
            "kind",
            "amount",
            "currency",
            "engagement__reference",
            "staff__name",
            "description",
            "batch",
            "line",
        )[: limit + 1]
    )
    lines = [
        LedgerLine(pk, date, kind, amount, currency, engagement or "", staff or "", description, batch, line)
        for pk, date, kind, amount, currency, engagement, staff, description, batch, line in rows[:limit]
    ]
    more = len(rows) > limit
    return Page(lines, f"{lines[-1].date.isoformat()}.{lines[-1].id}" if more else None)


def client_engagements(client_id: int, *, after: str | None = None, limit: int = 50) -> Page[EngagementLine]:
    """The mandates of a client, newest number first, in two statements whatever their count."""
    engagements: QuerySet[Engagement] = Engagement.objects.filter(client_id=client_id)
    if after is not None:
        engagements = engagements.filter(pk__lt=int(after) if after.isdecimal() else 0)
    rows = list(
        engagements.order_by("-pk").annotate(line_name=F("service_line__name"), lead=F("responsible__name"))[
            : limit + 1
        ]
    )
    shown = rows[:limit]
    billed: dict[int, list[tuple[str, Decimal]]] = {}
    sums = (
        LedgerEntry.objects.filter(client_id=client_id, engagement_id__in=[row.pk for row in shown], kind="fee")
        .values("engagement_id", "currency")
        .annotate(total=Sum("amount"))
        .order_by("engagement_id", "currency")
    )
    for found in sums:
        billed.setdefault(found["engagement_id"], []).append((found["currency"], found["total"]))
    lines = [
        EngagementLine(
            row.pk,
            row.reference,
            row.title,
            row.line_name or "",
            row.lead or "",
            row.opened,
            row.closed,
            row.status,
            billed.get(row.pk, []),
        )
        for row in shown
    ]
    return Page(lines, str(lines[-1].id) if len(rows) > limit else None)


def engagement(engagement_id: int) -> EngagementScreen:
    """One engagement, in five statements. Raises `NotFound` where it is missing or its client is hidden."""
    row = (
        Engagement.objects.filter(pk=engagement_id)
        .annotate(client_name=F("client__name"), line=F("service_line__name"), lead=F("responsible__name"))
        .first()
    )
    if row is None:
        raise NotFound
    team = (
        TeamMember.objects.filter(engagement_id=engagement_id)
        .order_by(F("until").desc(nulls_first=True), "user__name", "id")
        .values_list("id", "user_id", "user__name", "since", "until")
    )
    parties = EngagementParty.objects.filter(engagement_id=engagement_id).values_list("id", "name", "kind")
    deadlines = (
        Deadline.objects.filter(engagement_id=engagement_id)
        .order_by(F("met").desc(nulls_first=True), "due", "id")
        .values_list("id", "title", "due", "met")
    )
    sums = (
        LedgerEntry.objects.filter(client_id=row.client_id, engagement_id=engagement_id)
        .values("kind", "currency")
        .annotate(total=Sum("amount"))
        .order_by("kind", "currency")
    )
    return EngagementScreen(
        id=row.pk,
        client_id=row.client_id,
        client_name=row.client_name,
        reference=row.reference,
        title=row.title,
        service_line_id=row.service_line_id,
        service_line=row.line or "",
        responsible_id=row.responsible_id,
        responsible=row.lead or "",
        opened=row.opened,
        closed=row.closed,
        status=row.status,
        instruction=row.instruction,
        result=row.result,
        team=[MemberLine(*member) for member in team],
        parties=[PartyLine(*party) for party in parties],
        deadlines=[DeadlineLine(*deadline) for deadline in deadlines],
        sums=[LedgerSum(found["kind"], found["currency"], found["total"]) for found in sums],
    )


def service_lines() -> list[tuple[int, str]]:
    """(id, name) of the firm's practice areas."""
    return list(ServiceLine.objects.order_by("name").values_list("id", "name"))


def _dated_cursor(cursor: str) -> tuple[dt.date, int]:
    # A cursor comes back from the browser: a broken one starts past the end instead of failing.
    date, _dot, number = cursor.partition(".")
    try:
        return dt.date.fromisoformat(date), int(number)
    except ValueError:
        return dt.date.min, 0
