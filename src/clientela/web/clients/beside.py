"""What stands beside the figures on a client's page: what to do next, the latest contacts, people, ties, the file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.clients.queries import Completeness, completeness
from clientela.contacts.queries import people_of_client
from clientela.interactions.queries import latest, open_inquiries, tasks
from clientela.relationships.queries import ClientTies, client_ties
from clientela.web.templatetags.client_file import fact_address

MOST_TASKS: Final = 4
MOST_INQUIRIES: Final = 3
MOST_PEOPLE: Final = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what, why or by whom, by when, and where it is done. `task_id` where a button can finish it."""

    title: str
    note: str
    address: str
    due: dt.date | None = None
    late: bool = False
    task_id: int | None = None


def overview(client_id: int, *, today: dt.date) -> dict[str, Any]:
    """The context of the overview beside the figures, in a constant number of statements."""
    ties = client_ties(client_id)
    file = completeness(client_id)
    people = [line for line in people_of_client(client_id) if not line.has_left]
    return {
        "ties": ties,
        "file": file,
        "people": people[:MOST_PEOPLE],
        "more_people": max(0, len(people) - MOST_PEOPLE),
        "latest": latest(client_id),
        "steps": _steps(client_id, ties, file, people=len(people), today=today),
    }


def _steps(client_id: int, ties: ClientTies, file: Completeness, *, people: int, today: dt.date) -> list[Step]:
    found = []
    for one in open_inquiries(client_id=client_id, limit=MOST_INQUIRIES).rows:
        due = timezone.localtime(one.due)
        note = one.owner or _("nobody has taken it")
        late = one.due < timezone.now()
        title = _("Answer: %(subject)s") % {"subject": one.subject}
        found.append(Step(title, note, reverse("inquiry", args=[one.id]), due.date(), late))
    for task in tasks(client_id=client_id, limit=MOST_TASKS).rows:
        place = reverse("logged", args=[task.interaction_id]) if task.interaction_id else reverse("tasks")
        found.append(Step(task.title, task.owner, place, task.due, task.due < today, task.id))
    if ties.single is not None:
        note = _("everything runs through %(name)s") % {"name": ties.single.name}
        found.append(Step(_("Introduce a second colleague"), note, reverse("network_client", args=[client_id])))
    if not people:
        note = _("nobody at this client is on file")
        found.append(Step(_("Enter a person"), note, f"{reverse('new_person')}?client={client_id}"))
    for missing in file.ask_next[:1]:
        note = _("it would tell most about this client")
        found.append(Step(_("Ask: %(fact)s") % {"fact": missing.label}, note, fact_address(client_id, missing)))
    return found
