"""Inquiries: the open ones with their clocks, and the log of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from clientela.accounts.models import Team
from clientela.core.errors import NotFound

from ..enums import InquiryState
from ..models import Clock, Inquiry, InquiryStep
from . import cursors


@dataclass(frozen=True, slots=True)
class InquiryLine:
    """One inquiry."""

    id: int
    channel: str
    desk_id: int | None
    desk: str
    caller_name: str
    organisation: str
    reach: str
    language: str
    subject: str
    text: str
    client_id: int | None
    client: str
    owner_id: int | None
    owner: str
    offered_to_id: int | None
    offered_to: str
    raised_to_id: int | None
    raised_to: str
    raised_at: dt.datetime | None
    state: str
    received: dt.datetime
    due: dt.datetime
    settled: dt.datetime | None

    @property
    def is_open(self) -> bool:
        return self.state == InquiryState.OPEN

    def is_late(self, now: dt.datetime) -> bool:
        """Whether it should have been answered before `now`."""
        return self.due < (now if self.settled is None else self.settled)


@dataclass(frozen=True, slots=True)
class InquiryPage:
    """Inquiries and where to go on; `next_cursor` is None on the last page."""

    rows: list[InquiryLine]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class StepLine:
    """One thing that was done with an inquiry; `by` is empty for the system and for a caller."""

    at: dt.datetime
    kind: str
    by: str
    to: str
    note: str


@dataclass(frozen=True, slots=True)
class InquiryScreen:
    """One inquiry with its log, the first step first."""

    line: InquiryLine
    steps: list[StepLine]


def open_inquiries(
    *,
    concerning: int | None = None,
    desk_id: int | None = None,
    client_id: int | None = None,
    after: str | None = None,
    limit: int = 50,
) -> InquiryPage:
    """Open inquiries, the first due first, with `client_id` those of one client. With `concerning` those that a member
    of staff owns, was offered, or to whom they went up, and those that nobody has taken."""
    found = Inquiry.objects.filter(state=InquiryState.OPEN)
    if concerning is not None:
        found = found.filter(
            Q(owner_id=concerning) | Q(offered_to_id=concerning) | Q(raised_to_id=concerning) | Q(owner=None)
        )
    if desk_id is not None:
        found = found.filter(desk_id=desk_id)
    if client_id is not None:
        found = found.filter(client_id=client_id)
    if after is not None:
        due, _kind, number = cursors.read(after)
        found = found.filter(Q(due__gt=due) | Q(due=due, id__gt=number))
    rows = _lines(found.order_by("due", "id")[: limit + 1])
    shown = rows[:limit]
    more = len(rows) > limit
    return InquiryPage(shown, cursors.written(shown[-1].due, "", shown[-1].id) if more else None)


def settled_inquiries(*, after: str | None = None, limit: int = 50) -> InquiryPage:
    """Inquiries that were answered or dropped, the latest received first."""
    found = Inquiry.objects.exclude(state=InquiryState.OPEN)
    if after is not None:
        received, _kind, number = cursors.read(after)
        found = found.filter(Q(received__lt=received) | Q(received=received, id__lt=number))
    rows = _lines(found.order_by("-received", "-id")[: limit + 1])
    shown = rows[:limit]
    more = len(rows) > limit
    return InquiryPage(shown, cursors.written(shown[-1].received, "", shown[-1].id) if more else None)


def inquiry(inquiry_id: int) -> InquiryScreen:
    """One inquiry with all that was done with it. Raises `NotFound` where it is missing or its client hidden."""
    found = _lines(Inquiry.objects.filter(pk=inquiry_id))
    if not found:
        raise NotFound
    steps = (
        InquiryStep.objects.filter(inquiry_id=inquiry_id)
        .order_by("id")
        .values_list("at", "kind", F("by__name"), F("to__name"), "note")
    )
    return InquiryScreen(found[0], [StepLine(at, kind, by or "", to or "", note) for at, kind, by, to, note in steps])


def desks() -> list[tuple[int, str, int | None]]:
    """(number, name, number of the head) of every desk, by name."""
    return list(Team.objects.order_by("name").values_list("id", "name", "head__head_id"))


def clocks() -> list[tuple[str, int | None, int]]:
    """(channel or empty, desk or None, working hours) of the clocks that the firm has set."""
    return list(Clock.objects.order_by("desk__name", "channel", "id").values_list("channel", "desk_id", "hours"))


def _lines(found: QuerySet[Inquiry]) -> list[InquiryLine]:
    rows: Iterable[tuple[Any, ...]] = found.values_list(
        "id", "channel", "desk_id", "desk__name", "caller_name", "organisation", "reach", "language", "subject",
        "text", "client_id", "client__name", "owner_id", "owner__name", "offered_to_id", "offered_to__name",
        "raised_to_id", "raised_to__name", "raised_at", "state", "received", "due", "settled",
    )  # fmt: skip
    names = {3, 11, 13, 15, 17}
    tidied: list[list[Any]] = [
        [(value or "") if at in names else value for at, value in enumerate(row)] for row in rows
    ]
    return [InquiryLine(*row) for row in tidied]
