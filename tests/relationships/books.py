"""A small firm with a contact log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients.models import Client
from clientela.contacts.models import Contact, Position
from clientela.core.actor import SYSTEM, acting_as
from clientela.interactions.models import Interaction, Participant

NOON = dt.time(12, tzinfo=dt.UTC)


@dataclass
class Book:
    """Two colleagues, two clients, three people: `met` logs contacts."""

    anna: User
    boris: User
    shipping: Client
    textile: Client
    wang: Contact
    zhao: Contact
    ivanova: Contact
    met: Callable[..., Interaction]


def met(
    user: User | list[User], contact: Contact | list[Contact], client: Client, *, days_ago: int, **facts: Any
) -> Interaction:
    """Log a contact so many days ago."""
    day = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=days_ago)
    at = dt.datetime.combine(day, NOON) if days_ago else dt.datetime.now(dt.UTC)
    made = Interaction.objects.create(
        client=client, at=at, **{"channel": "call", "direction": "ours", "subject": "talk", **facts}
    )
    users = user if isinstance(user, list) else [user]
    people = contact if isinstance(contact, list) else [contact]
    Participant.objects.bulk_create(
        [Participant(interaction=made, client=client, at=at, user=each) for each in users]
        + [Participant(interaction=made, client=client, at=at, contact=each) for each in people]
    )
    return made


def build_book() -> Book:
    """The firm, without any contact yet."""
    with acting_as(SYSTEM):
        anna = add_staff(name="Anna Petrova", role=Role.PARTNER, by=SYSTEM)
        boris = add_staff(name="Boris Orlov", role=Role.LAWYER, by=SYSTEM)
        shipping = Client.objects.create(name="Yuanhang Shipping", responsible=anna)
        textile = Client.objects.create(name="Ivanovo Textile", responsible=anna)
        people = [Contact.objects.create(name=name) for name in ("Wang Jun", "Zhao Min", "Olga Ivanova")]
        for contact, client, title, rank in (
            (people[0], shipping, "General manager", 1),
            (people[1], shipping, "Legal counsel", 3),
            (people[2], textile, "Director", 2),
        ):
            Position.objects.create(contact=contact, client=client, title=title, rank=rank)
    return Book(anna, boris, shipping, textile, *people, met=met)
