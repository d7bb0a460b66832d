"""Tasks: what is to be done, by whom and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from ..models import Task


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task."""

    id: int
    title: str
    due: dt.date
    owner_id: int
    owner: str
    client_id: int | None
    client: str
    contact_id: int | None
    contact: str
    interaction_id: int | None
    done: dt.datetime | None
    dropped: dt.datetime | None

    @property
    def is_open(self) -> bool:
        return self.done is None and self.dropped is None

    def is_late(self, today: dt.date) -> bool:
        """Whether it should have been done before `today`."""
        return self.is_open and self.due < today


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Tasks and where to go on; `next_cursor` is None on the last page."""

    rows: list[TaskLine]
    next_cursor: str | None


def tasks(
    *,
    owner_id: int | None = None,
    client_id: int | None = None,
    contact_id: int | None = None,
    settled: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> TaskPage:
    """Open tasks, the most urgent first, or with `settled` those done or dropped, the latest first."""
    found: QuerySet[Task] = Task.objects.all()
    for name, value in (("owner_id", owner_id), ("client_id", client_id), ("contact_id", contact_id)):
        if value is not None:
            found = found.filter(**{name: value})
    if settled:
        found = found.exclude(done=None, dropped=None).order_by("-due", "-id")
    else:
        found = found.filter(done=None, dropped=None).order_by("due", "id")
    if after is not None:
        due, number = _place(after)
        side = "lt" if settled else "gt"
        found = found.filter(Q(**{f"due__{side}": due}) | Q(due=due, **{f"id__{side}": number}))
    rows = [
        TaskLine(*row)
        for row in found.values_list(
            "id", "title", "due", "owner_id", F("owner__name"), "client_id", F("client__name"), "contact_id",
            F("contact__name"), "interaction_id", "done", "dropped",
        )[: limit + 1]
    ]  # fmt: skip
    shown = rows[:limit]
    return TaskPage(shown, f"{shown[-1].due.isoformat()}~{shown[-1].id}" if len(rows) > limit else None)


def open_tasks(user_id: int, *, limit: int = 50) -> list[TaskLine]:
    """What a member of staff has to do, the most urgent first; of the clients that the viewer may see."""
    return tasks(owner_id=user_id, limit=limit).rows


def count_open_tasks(user_id: int, *, until: dt.date) -> int:
    """How many tasks of a member of staff are due by `until`."""
    return Task.objects.filter(owner_id=user_id, done=None, dropped=None, due__lte=until).count()


def _place(cursor: str) -> tuple[dt.date, int]:
    date, _mark, number = cursor.partition("~")
    try:
        return dt.date.fromisoformat(date), int(number)
    except ValueError:
        return dt.date.max, 2**62
