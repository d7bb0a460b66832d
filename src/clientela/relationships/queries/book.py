"""All that one member of staff would leave behind, as far as the one who acts may see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from clientela.clients.models import Client
from clientela.engagements.enums import EngagementStatus
from clientela.engagements.models import Engagement
from clientela.interactions.enums import InquiryState
from clientela.interactions.models import Inquiry, Task
from clientela.relationships.enums import ItemKind

from .formula import formula_in_force
from .ties import ties


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to hand over. `number` is its number among things of its kind."""

    kind: ItemKind
    number: int
    client_id: int | None
    contact_id: int | None = None


def book_of(user_id: int) -> list[Subject]:
    """The clients that a member of staff leads, the people known, open engagements led or worked on, open inquiries
    and open tasks; in order of the client. Six statements."""
    least = float(formula_in_force().weights.known_from)
    clients = Client.objects.filter(responsible_id=user_id).order_by("pk").values_list("pk", flat=True)
    engagements = (
        Engagement.objects.filter(
            Q(responsible_id=user_id) | Q(team__user_id=user_id, team__until=None), status=EngagementStatus.OPEN
        )
        .order_by("pk")
        .distinct()
        .values_list("pk", "client_id")
    )
    inquiries = Inquiry.objects.filter(owner_id=user_id, state=InquiryState.OPEN).values_list("pk", "client_id")
    tasks = Task.objects.filter(owner_id=user_id, done=None, dropped=None).values_list("pk", "client_id", "contact_id")
    found = [
        *(Subject(ItemKind.CLIENT, number, number) for number in clients),
        *(
            Subject(ItemKind.CONTACT, row.contact_id, row.client_id, row.contact_id)
            for row in ties(user_id=user_id)
            if row.strength >= least
        ),
        *(Subject(ItemKind.ENGAGEMENT, number, client_id) for number, client_id in engagements),
        *(Subject(ItemKind.INQUIRY, number, client_id) for number, client_id in inquiries.order_by("pk")),
        *(Subject(ItemKind.TASK, number, client_id, person) for number, client_id, person in tasks.order_by("pk")),
    ]
    # A stable sort keeps the kinds in the order of the list above within a client; what has no client comes last.
    return sorted(found, key=lambda subject: (subject.client_id is None, subject.client_id or 0))
