"""Ties follow the log: whatever is written, they are what they would be if computed from scratch."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients.models import Client
from clientela.contacts.models import Contact, Position
from clientela.core.actor import SYSTEM, acting_as
from clientela.interactions.actions import import_interactions
from clientela.interactions.actions.importing import ImportedInteraction
from clientela.interactions.models import Interaction, Participant
from clientela.relationships.actions.policies import mend_ties
from clientela.relationships.formula import TieWeights
from clientela.relationships.models import Tie
from clientela.relationships.queries.formula import formula_in_force
from tests.relationships.oracle import strengths

pytestmark = pytest.mark.django_db

START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
AS_OF = dt.date(2025, 3, 1)
CHANNELS = ("visit", "call", "mail", "fax")
DIRECTIONS = ("ours", "theirs", "both")


@pytest.fixture
def people(db: None) -> Any:
    with acting_as(SYSTEM):
        users = [add_staff(name=f"Staff {n}", role=Role.LAWYER, by=SYSTEM).pk for n in range(2)]
        clients = [Client.objects.create(name=f"Client {n}").pk for n in range(2)]
        contacts = [Contact.objects.create(name=f"Person {n}").pk for n in range(3)]
        Position.objects.create(contact_id=contacts[0], client_id=clients[0], rank=1)
        return users, clients, contacts


def rows_of_ties() -> list[tuple[Any, ...]]:
    names = ("user_id", "contact_id", "client_id", "ours", "theirs", "contacts", "rank", "level")
    return sorted(Tie.objects.values_list(*names))


def recompute() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relationships_recompute(NULL)")


def log(client: int, day: int, users: list[int], contacts: list[int], channel: str, direction: str) -> Interaction:
    made = Interaction.objects.create(
        client_id=client, at=START + dt.timedelta(days=day), channel=channel, direction=direction, subject="x"
    )
    parts = [{"user_id": user} for user in users] + [{"contact_id": contact} for contact in contacts]
    Participant.objects.bulk_create(
        [Participant(interaction=made, client_id=client, at=made.at, **part) for part in parts]
    )
    return made


place = st.integers(0, 9)
days = st.integers(0, 420)
subset = st.sets(st.integers(0, 2), min_size=1, max_size=3)
steps = st.one_of(
    st.tuples(st.just("log"), place, days, subset, st.sampled_from(CHANNELS), st.sampled_from(DIRECTIONS)),
    st.tuples(st.just("channel"), place, st.sampled_from(CHANNELS), st.sampled_from(DIRECTIONS)),
    st.tuples(st.just("date"), place, days),
    st.tuples(st.just("client"), place, place),
    st.tuples(st.just("leave"), place),
    st.tuples(st.just("join"), place, place),
    st.tuples(st.just("swap"), place, place),
    st.tuples(st.just("delete"), place),
    st.tuples(st.just("delete first"), place),
    st.tuples(st.just("position"), place, st.integers(1, 5), st.booleans()),
    st.tuples(st.just("all"), days),
)


def step_done(step: tuple[Any, ...], users: list[int], clients: list[int], contacts: list[int]) -> None:
    kind, first, *rest = step
    logged = list(Interaction.objects.order_by("pk"))
    one = logged[first % len(logged)] if logged else None
    if kind == "log":
        day, which, channel, direction = rest
        chosen = [contacts[n] for n in sorted(which)]
        log(clients[first % 2], day, users[: 1 + first % 2], chosen, channel, direction)
    elif kind == "position":
        rank, ended = rest
        where = {"contact_id": contacts[first % 3], "client_id": clients[first % 2]}
        Position.objects.create(**where, rank=rank, until=AS_OF if ended else None)
        if first > 6:
            Position.objects.filter(**where).first().delete()
        elif first > 4:
            Position.objects.filter(**where).update(contact_id=contacts[(first + 1) % 3])
    elif kind == "all":
        Interaction.objects.update(at=START + dt.timedelta(days=first))
    elif one is None:
        return
    elif kind == "channel":
        Interaction.objects.filter(pk=one.pk).update(channel=rest[0], direction=rest[1])
    elif kind == "date":
        Interaction.objects.filter(pk=one.pk).update(at=START + dt.timedelta(days=rest[0]))
    elif kind == "client":
        wanted = clients[rest[0] % 2]
        Interaction.objects.filter(pk=one.pk).update(client_id=wanted)
        one.participants.update(client_id=wanted)
    elif kind == "leave":
        one.participants.order_by("pk").first() and one.participants.order_by("pk").first().delete()
    elif kind == "join":
        part = {"contact_id": contacts[rest[0] % 3]} if rest[0] > 3 else {"user_id": users[rest[0] % 2]}
        one.participants.get_or_create(**part, defaults={"client_id": one.client_id, "at": one.at})
    elif kind == "swap":
        free = [c for c in contacts if not one.participants.filter(contact_id=c).exists()]
        part = one.participants.exclude(contact=None).first()
        if free and part:
            Participant.objects.filter(pk=part.pk).update(contact_id=free[rest[0] % len(free)])
    elif kind == "delete":
        one.delete()
    else:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM interactions_interaction WHERE id = %s", [one.pk])
            cursor.execute("DELETE FROM interactions_participant WHERE interaction_id = %s", [one.pk])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=1, max_size=9))
def test_ties_kept_up_step_by_step_equal_ties_computed_anew_and_the_oracle(
    people: Any, done: list[tuple[Any, ...]]
) -> None:
    users, clients, contacts = people
    with acting_as(SYSTEM), transaction.atomic():
        point = transaction.savepoint()
        for step in done:
            step_done(step, users, clients, contacts)
        kept = rows_of_ties()
        recompute()
        assert kept == rows_of_ties()
        formula = formula_in_force()
        found = {(t[0], t[1], t[2]): formula.strength(t[7], AS_OF) for t in kept}
        assert found == pytest.approx(strengths(TieWeights(), as_of=AS_OF), abs=1e-9)
        transaction.savepoint_rollback(point)


def test_a_bulk_of_contacts_in_one_statement_gives_the_same_ties(people: Any) -> None:
    users, clients, contacts = people
    with acting_as(SYSTEM):
        made = Interaction.objects.bulk_create(
            [
                Interaction(client_id=clients[n % 2], at=START, channel="call", direction="ours", subject="x")
                for n in range(60)
            ]
        )
        parts = []
        for n, one in enumerate(made):
            common = {"interaction": one, "client_id": one.client_id, "at": one.at}
            parts.append(Participant(user_id=users[n % 2], **common))
            parts += [Participant(contact_id=contact, **common) for contact in contacts[: 1 + n % 3]]
        Participant.objects.bulk_create(parts)
        kept = rows_of_ties()
        assert len(kept) == 6
        recompute()
        assert rows_of_ties() == kept


def test_an_import_that_adds_contacts_and_their_people_in_one_statement_counts_each_once(people: Any) -> None:
    users, clients, contacts = people
    with acting_as(SYSTEM):
        rows = [
            ImportedInteraction(
                client_id=clients[n % 2], channel="mail", at=START + dt.timedelta(days=n), subject="x",
                staff=tuple(users), contacts=tuple(contacts[: 1 + n % 3]), direction=DIRECTIONS[n % 3],
            )
            for n in range(20)
        ]  # fmt: skip
        assert import_interactions(rows, by=SYSTEM) == 20
        kept = rows_of_ties()
        assert sum(row[5] for row in kept) == 2 * sum(1 + n % 3 for n in range(20))
        recompute()
        assert rows_of_ties() == kept


def test_ties_that_went_astray_are_mended_in_the_night(people: Any) -> None:
    users, clients, contacts = people
    with acting_as(SYSTEM):
        made = log(clients[0], 0, users, contacts, "call", "ours")
        assert mend_ties(by=SYSTEM) == 0
        with connection.cursor() as cursor:
            cursor.execute(
                """WITH people AS (DELETE FROM interactions_participant WHERE interaction_id = %s)
                   DELETE FROM interactions_interaction WHERE id = %s""",
                [made.pk, made.pk],
            )
        assert mend_ties(by=SYSTEM) == 6
        assert rows_of_ties() == []
        assert mend_ties(by=SYSTEM) == 0


def test_an_undone_contact_leaves_nothing_behind(people: Any, managing_partner: User) -> None:
    from django.utils import timezone

    from clientela.audit.undoing import undo_act
    from clientela.core.acts import act, last_act

    users, clients, contacts = people
    with acting_as(managing_partner):
        log(clients[0], 3, users, contacts, "visit", "both")
        before = rows_of_ties()
        act(log)(clients[0], 400, users, contacts, "call", "theirs")
        assert rows_of_ties() != before
        undo_act(number=last_act(), by=managing_partner, now=timezone.now())
        assert rows_of_ties() == before


def test_a_contact_written_down_for_a_later_day_counts_from_the_day_it_was_logged(people: Any) -> None:
    users, clients, contacts = people
    with acting_as(SYSTEM):
        made = log(clients[0], 0, users[:1], contacts[:1], "call", "ours")
        Interaction.objects.filter(pk=made.pk).update(at=dt.datetime(2150, 1, 1, tzinfo=dt.UTC))
        today = made.logged_at.date()
        assert formula_in_force().strength(rows_of_ties()[0][7], today) < 0.5


def test_the_default_policy_is_the_same_in_sql_and_python() -> None:
    formula = formula_in_force()
    assert (formula.number, formula.weights) == (0, TieWeights())


def test_nobody_writes_ties_by_hand(people: Any, managing_partner: User) -> None:
    users, clients, contacts = people
    with acting_as(managing_partner), transaction.atomic(), pytest.raises(DatabaseError, match="permission denied"):
        Tie.objects.create(
            user_id=users[0],
            contact_id=contacts[0],
            client_id=clients[0],
            ours=1,
            theirs=1,
            contacts=1,
            rank=3,
            level=1,
        )


def test_the_same_token_is_one_contact(people: Any) -> None:
    users, clients, contacts = people
    token = uuid.uuid4()
    with acting_as(SYSTEM):
        log(clients[0], 0, users[:1], contacts[:1], "call", "ours")
        before = rows_of_ties()
        Interaction.objects.filter(client_id=clients[0]).update(token=token, subject="another subject", text="more")
        assert rows_of_ties() == before
