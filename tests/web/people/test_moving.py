"""Moving a person on, and telling those who know the person."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clientela.access.actions import raise_wall
from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.contacts.models import Position
from clientela.core.actor import SYSTEM, acting_as
from clientela.interactions.models import Interaction, Participant, Task
from tests.web.people.conftest import Acquaintances
from tests.web.people.helpers import filled, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleagues(known: Acquaintances) -> dict[str, User]:
    """`recent` called Anna last month, `old` four years ago, `stranger` never."""
    people = {name: add_staff(name=name.title(), role=Role.LAWYER, by=SYSTEM) for name in ("recent", "old", "stranger")}
    with acting_as(SYSTEM):
        for name, days in (("recent", 30), ("old", 4 * 365)):
            at = timezone.now() - dt.timedelta(days=days)
            logged = Interaction.objects.create(
                token=uuid4(), client=known.trading, at=at, channel="call", subject="A call"
            )
            sides: list[dict[str, Any]] = [{"contact_id": known.people["anna"]}, {"user": people[name]}]
            for side in sides:
                Participant.objects.create(interaction=logged, client=known.trading, at=at, **side)
    return people


def _move(known: Acquaintances) -> str:
    return f"/people/{known.people['anna']}/positions/{known.positions['anna']}/move/"


def test_those_who_know_the_person_are_offered(
    known: Acquaintances, colleagues: dict[str, User], partner_client: Client, lawyer_client: Client
) -> None:
    shown = text(lawyer_client.get(_move(known)))
    assert "Recent contacts in three years: 1" in shown
    assert "Li Wei responsible for Open Trading" in shown
    assert "Stranger" not in shown
    assert "Old" not in shown
    assert "Li Wei responsible" not in text(partner_client.get(_move(known)))


def test_a_move_ends_one_position_begins_another_and_tells_the_chosen(
    known: Acquaintances, colleagues: dict[str, User], partner_client: Client
) -> None:
    with acting_as(SYSTEM):
        known.secret.responsible = colleagues["stranger"]
        known.secret.save(update_fields=["responsible"])
    form = filled(
        partner_client.get(_move(known)),
        client=known.secret.pk,
        title="General counsel",
        on="2026-01-31",
        tell=[str(colleagues["recent"].pk)],
        tell_responsible="on",
    )
    answer = partner_client.post(_move(known), form, follow=True)
    assert "Анна Щукина has moved. Colleagues told: 2." in text(answer)
    with acting_as(SYSTEM):
        held = Position.objects.filter(contact_id=known.people["anna"]).order_by("pk").values_list("title", "until")
        assert list(held) == [("Юрист", dt.date(2026, 1, 31)), ("General counsel", None)]
        tasks = Task.objects.order_by("owner_id").values_list("owner_id", "title", "client_id", "contact_id")
        title = "Анна Щукина is now General counsel at Canary Holdings: get in touch"
        assert list(tasks) == [
            (colleagues[name].pk, title, known.secret.pk, known.people["anna"]) for name in ("recent", "stranger")
        ]
    undo = answer.content.decode().split('action="/undo/')[1].split('"')[0]
    partner_client.post(f"/undo/{undo}")
    with acting_as(SYSTEM):
        assert Position.objects.get(contact_id=known.people["anna"]).until is None
        assert not Task.objects.exists()


def test_a_colleague_behind_the_wall_of_the_new_client_is_not_told(
    known: Acquaintances, colleagues: dict[str, User], partner_client: Client, managing_partner: User
) -> None:
    with acting_as(managing_partner):
        raise_wall(client=known.secret, hidden_from=[colleagues["recent"]], reason="other side", by=managing_partner)
    form = filled(partner_client.get(_move(known)), client=known.secret.pk, tell=[str(colleagues["recent"].pk)])
    answer = partner_client.post(_move(known), form, follow=True)
    assert "Colleagues told: 0." in text(answer)
    with acting_as(SYSTEM):
        assert not Task.objects.exists()


def test_one_who_leaves_for_nobody_knows_where_is_looked_for(
    known: Acquaintances, colleagues: dict[str, User], partner_client: Client
) -> None:
    form = filled(partner_client.get(_move(known)), tell=[str(colleagues["recent"].pk)])
    partner_client.post(_move(known), form)
    with acting_as(SYSTEM):
        task = Task.objects.get()
        assert task.title == "Анна Щукина has left Open Trading: find out where to, and who follows"
        assert task.client_id == known.trading.pk


def test_a_move_that_cannot_be_says_why_and_tells_nobody(
    known: Acquaintances, colleagues: dict[str, User], partner_client: Client
) -> None:
    form = filled(partner_client.get(_move(known)), tell=[str(colleagues["recent"].pk)])
    partner_client.post(_move(known), form)
    again = partner_client.post(_move(known), form)
    assert again.status_code == 422
    assert "ended already" in text(again)
    stranger = partner_client.post(_move(known), {**form, "tell": [str(colleagues["stranger"].pk)]})
    assert stranger.status_code == 422
    with acting_as(SYSTEM):
        assert Task.objects.count() == 1


def test_the_page_takes_the_same_statements_however_many_know_the_person(
    known: Acquaintances,
    colleagues: dict[str, User],
    partner_client: Client,
    django_assert_max_num_queries: Any,
) -> None:
    partner_client.get(_move(known))
    with django_assert_max_num_queries(40) as one:
        partner_client.get(_move(known))
    with acting_as(SYSTEM):
        for interaction in Interaction.objects.filter(at__gte=timezone.now() - dt.timedelta(days=60)):
            for name in ("old", "stranger"):
                Participant.objects.create(
                    interaction=interaction, client=known.trading, user=colleagues[name], at=interaction.at
                )
    with django_assert_max_num_queries(40) as three:
        partner_client.get(_move(known))
    assert len(one) == len(three)
