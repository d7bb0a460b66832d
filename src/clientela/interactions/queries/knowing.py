"""Which colleagues know a person, by the contact log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Max

from clientela.core.models import Exclusion

from ..models import Participant


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """A colleague who was in touch with a person: how often, and when last."""

    user_id: int
    name: str
    contacts: int
    last: dt.datetime


def colleagues_who_know(contact_id: int, *, since: dt.datetime) -> list[Acquaintance]:
    """Colleagues who took part in contacts with a person since a moment, the most frequent first. One statement.

    Contacts at clients that the viewer may not see do not count.
    """
    mine = Participant.objects.filter(contact_id=contact_id, at__gte=since).values("interaction_id")
    rows = (
        Participant.objects.filter(interaction_id__in=mine, user__is_active=True)
        .values("user_id", "user__name")
        .annotate(contacts=Count("id"), last=Max("at"))
        .order_by("-contacts", "user__name", "user_id")
    )
    return [Acquaintance(row["user_id"], row["user__name"], row["contacts"], row["last"]) for row in rows]


def who_may_know(users: Collection[int], client_id: int) -> set[int]:
    """Those of `users` (numbers of staff) whom no wall keeps from the client."""
    hidden = Exclusion.objects.filter(client_id=client_id, user_id__in=users).values_list("user_id", flat=True)
    return set(users) - set(hidden)
