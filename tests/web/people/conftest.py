"""A client with people, one of whom is known only through a client that a wall may hide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Acquaintances:
    """The clients, and the people by name: numbers of the persons, and of their positions."""

    trading: Any
    secret: Any
    people: dict[str, int]
    positions: dict[str, int]


@pytest.fixture
def known(managing_partner: Any) -> Acquaintances:
    """`wang` at both clients, `anna` at the open one, `harry` at the secret one only, `olga` moved from the open to
    the secret one."""
    from clientela.clients.actions import add_client
    from clientela.contacts.actions import add_contact, add_position, move_contact
    from clientela.contacts.models import Position
    from clientela.core.actor import SYSTEM, acting_as

    with acting_as(SYSTEM):
        trading = add_client(name="Open Trading", country="RU", responsible=managing_partner, by=SYSTEM)
        secret = add_client(name="Canary Holdings", by=SYSTEM)
        anna = add_contact(
            name="Анна Щукина",
            family_name="Щукина",
            given_name="Анна Сергеевна",
            client_id=trading.pk,
            title="Юрист",
            influence="advises",
            reaches=[("mail", "anna@example.com"), ("mobile", "8 916 123-45-67")],
            birthday_month=2,
            birthday_day=29,
            by=SYSTEM,
        )
        wang = add_contact(name="王军", client_id=trading.pk, title="总经理", rank=1, influence="decides", by=SYSTEM)
        add_position(contact_id=wang.pk, client_id=secret.pk, title="Canary Chairman", by=SYSTEM)
        harry = add_contact(name="Canary Harry", client_id=secret.pk, reaches=[("mail", "h@canary.example")], by=SYSTEM)
        olga = add_contact(name="Olga Mover", client_id=trading.pk, title="Buyer", by=SYSTEM)
        move_contact(
            contact_id=olga.pk,
            from_position=olga.positions.get().pk,
            to_client_id=secret.pk,
            title="Canary Buyer",
            on=dt.date(2025, 5, 1),
            by=SYSTEM,
        )
        positions = {
            name: Position.objects.filter(contact_id=pk).order_by("pk").values_list("pk", flat=True)[0]
            for name, pk in (("anna", anna.pk), ("wang", wang.pk), ("harry", harry.pk), ("olga", olga.pk))
        }
    people = {"anna": anna.pk, "wang": wang.pk, "harry": harry.pk, "olga": olga.pk}
    return Acquaintances(trading, secret, people, positions)
