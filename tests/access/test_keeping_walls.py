"""Who is hidden from what follows every change of walls, teams, staff and dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clientela.access import queries
from clientela.access.actions import apply_wall_dates, change_wall, lift_wall, raise_wall
from clientela.access.models import Named, Wall
from clientela.accounts.actions import add_staff
from clientela.accounts.models import Team, User
from clientela.accounts.permissions import Role
from clientela.audit.models import Change, Event
from clientela.clients.actions import add_client
from clientela.clients.models import Client
from clientela.contacts.actions import add_contact
from clientela.contacts.models import Position
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import EditClash
from clientela.core.models import Exclusion

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 5, 10)
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture
def client(db: None) -> Client:
    with acting_as(SYSTEM):
        return add_client(name="Secret Holdings", by=SYSTEM)


@pytest.fixture
def partner(db: None) -> User:
    return add_staff(name="Ольга Смирнова", role=Role.PARTNER, by=SYSTEM)


def _hidden_from(client: Client) -> set[int]:
    return set(Exclusion.objects.filter(client_id=client.pk).values_list("user_id", flat=True))


def test_a_team_is_hidden_from_as_its_members_change(client: Client, managing_partner: User, lawyer: User) -> None:
    team = Team.objects.create(name="Tax")
    with acting_as(managing_partner):
        raise_wall(client=client, hidden_from=[team], reason="a rival", by=managing_partner)
    assert _hidden_from(client) == set()
    team.members.add(lawyer, managing_partner)
    assert _hidden_from(client) == {lawyer.pk}
    team.members.remove(lawyer)
    assert _hidden_from(client) == set()


def test_who_comes_after_an_all_but_wall_comes_behind_it(client: Client, managing_partner: User, partner: User) -> None:
    with acting_as(managing_partner):
        raise_wall(client=client, only_for=[partner], reason="a takeover", by=managing_partner)
        newcomer = add_staff(name="New", role=Role.LAWYER, by=managing_partner)
    assert _hidden_from(client) == {newcomer.pk}
    with acting_as(newcomer):
        assert not Client.objects.exists()
    with acting_as(partner):
        assert Client.objects.get() == client


def test_a_managing_partner_is_hidden_from_by_name_only_and_by_another_one(
    client: Client, managing_partner: User, partner: User
) -> None:
    second = add_staff(name="Second", role=Role.MANAGING_PARTNER, by=SYSTEM)
    with acting_as(partner):
        with pytest.raises(Refused, match="Only a managing partner"):
            raise_wall(client=client, hidden_from=[second], reason="x", by=partner)
        raise_wall(client=client, only_for=[partner], reason="x", by=partner)
    assert _hidden_from(client) == set()
    with acting_as(managing_partner):
        raise_wall(client=client, hidden_from=[second], reason="family", by=managing_partner)
    assert _hidden_from(client) == {second.pk}


def test_a_change_of_role_takes_effect_at_once(client: Client, managing_partner: User, lawyer: User) -> None:
    with acting_as(managing_partner):
        raise_wall(client=client, only_for=[managing_partner], reason="x", by=managing_partner)
    assert _hidden_from(client) == {lawyer.pk}
    lawyer.role = Role.MANAGING_PARTNER
    lawyer.save()
    assert _hidden_from(client) == set()
    lawyer.role = Role.LAWYER
    lawyer.save()
    assert _hidden_from(client) == {lawyer.pk}


def test_nobody_shuts_out_himself_nor_the_keeper(client: Client, managing_partner: User, partner: User) -> None:
    with acting_as(partner):
        with pytest.raises(Refused, match="from yourself"):
            raise_wall(client=client, only_for=[managing_partner], reason="x", by=partner)
        other = add_staff(name="Other", role=Role.PARTNER, by=SYSTEM)
        with pytest.raises(Refused, match="keeps the wall"):
            raise_wall(client=client, only_for=[partner], owner=other, reason="x", by=partner)
        with pytest.raises(Refused, match="before its first"):
            raise_wall(client=client, only_for=[partner], reason="x", by=partner, since=TODAY, until=TODAY - ONE_DAY)
    assert not Exclusion.objects.exists()


def test_dates_begin_and_end_a_wall_and_the_job_may_run_twice(
    client: Client, managing_partner: User, lawyer: User
) -> None:
    tomorrow = timezone.localdate() + ONE_DAY
    with acting_as(managing_partner):
        raise_wall(client=client, hidden_from=[lawyer], reason="x", by=managing_partner, since=tomorrow, until=tomorrow)
    assert _hidden_from(client) == set()
    with acting_as(SYSTEM):
        assert apply_wall_dates(today=tomorrow) == (1, 0)
        assert apply_wall_dates(today=tomorrow) == (0, 0)
        assert _hidden_from(client) == {lawyer.pk}
        assert apply_wall_dates(today=tomorrow + ONE_DAY) == (0, 1)
        assert apply_wall_dates(today=tomorrow + ONE_DAY) == (0, 0)
        assert _hidden_from(client) == set()
        verbs = list(Event.objects.filter(client_id=client.pk, verb__startswith="wall").values_list("verb", flat=True))
    assert verbs == ["wall_ended", "wall_began", "wall_raised"]


def test_the_hourly_job_acts_on_the_clock(client: Client, managing_partner: User, lawyer: User) -> None:
    from clientela.access.tasks import dates

    with acting_as(managing_partner):
        wall = raise_wall(client=client, hidden_from=[lawyer], reason="x", by=managing_partner)
        Wall.objects.filter(pk=wall.pk).update(until=timezone.localdate() - ONE_DAY)
    dates(0)
    assert _hidden_from(client) == set()


def test_a_changed_wall_hides_from_those_whom_it_then_names(
    client: Client, managing_partner: User, lawyer: User, partner: User
) -> None:
    with acting_as(managing_partner):
        wall = raise_wall(client=client, hidden_from=[lawyer], reason="x", by=managing_partner)
        change_wall(
            wall_id=wall.pk, changes={"staff": {partner.pk}}, was={"staff": frozenset({lawyer.pk})}, by=managing_partner
        )
        assert _hidden_from(client) == {partner.pk}
        change_wall(wall_id=wall.pk, changes={"scope": "all_but", "reason": "y"}, by=managing_partner)
        assert _hidden_from(client) == {lawyer.pk}
        with pytest.raises(Refused, match="at least one"):
            change_wall(wall_id=wall.pk, changes={"staff": set()}, by=managing_partner)
        with pytest.raises(EditClash) as clash:
            change_wall(wall_id=wall.pk, changes={"reason": "z"}, was={"reason": "x"}, by=managing_partner)
        assert clash.value.clashes[0].theirs == "y"


def test_a_wall_is_changed_by_its_keeper_or_a_managing_partner(
    client: Client, managing_partner: User, lawyer: User, partner: User
) -> None:
    with acting_as(managing_partner):
        wall = raise_wall(client=client, hidden_from=[lawyer], reason="x", by=managing_partner)
    with acting_as(partner):
        with pytest.raises(PermissionDenied):
            lift_wall(wall=wall, by=partner)
        with pytest.raises(PermissionDenied):
            change_wall(wall_id=wall.pk, changes={"reason": "y"}, by=lawyer)
    with acting_as(managing_partner):
        change_wall(wall_id=wall.pk, changes={"owner_id": partner.pk}, by=managing_partner)
    with acting_as(partner):
        lift_wall(wall=wall, by=partner)
        with pytest.raises(NotFound):
            lift_wall(wall=wall, by=partner)


def test_those_shut_out_see_nothing_of_the_wall_nor_of_its_history(
    client: Client, managing_partner: User, partner: User
) -> None:
    with acting_as(managing_partner):
        wall = raise_wall(client=client, hidden_from=[partner], reason="acts for the rival", by=managing_partner)
        wall_id = wall.pk
        assert [line.reason for line in queries.walls().rows] == ["acts for the rival"]
    with acting_as(partner):
        assert queries.walls().rows == []
        assert not Wall.objects.exists()
        assert not Named.objects.exists()
        assert not Change.objects.filter(table__in=["access_wall", "access_named"]).exists()
        for asked in (lambda: queries.wall(wall_id), lambda: queries.who_can_see(client.pk)):
            with pytest.raises(NotFound):
                asked()
        with pytest.raises(NotFound):
            lift_wall(wall=wall, by=partner)


def test_who_can_see_a_client_names_everybody_once(
    client: Client, managing_partner: User, lawyer: User, partner: User
) -> None:
    with acting_as(managing_partner):
        raise_wall(client=client, hidden_from=[lawyer], reason="x", by=managing_partner)
        screen = queries.who_can_see(client.pk)
    assert [person.id for person in screen.seen_by] == [managing_partner.pk, partner.pk]
    assert [person.id for person in screen.hidden_from] == [lawyer.pk]
    assert [wall.staff for wall in screen.walls] == [[(lawyer.pk, "Анна Петрова")]]


def test_screens_of_walls_take_as_many_statements_for_three_as_for_one(managing_partner: User, lawyer: User) -> None:
    def counted() -> tuple[int, int]:
        with acting_as(managing_partner):
            with CaptureQueriesContext(connection) as listing:
                queries.walls()
            with CaptureQueriesContext(connection) as one:
                queries.who_can_see(Client.objects.latest("pk").pk)
        return len(listing), len(one)

    def another() -> None:
        with acting_as(managing_partner):
            client = add_client(name="Walled", by=managing_partner)
            raise_wall(client=client, hidden_from=[lawyer], reason="x", by=managing_partner)

    another()
    at_one = counted()
    another()
    another()
    assert counted() == at_one
    assert at_one[0] == 2


def test_walls_come_in_pages(managing_partner: User, lawyer: User) -> None:
    with acting_as(managing_partner):
        for number in range(3):
            client = add_client(name=f"Client {number}", by=managing_partner)
            raise_wall(client=client, hidden_from=[lawyer], reason="x", by=managing_partner)
        first = queries.walls(limit=2)
        second = queries.walls(limit=2, after=first.next_cursor)
    assert [line.client for line in first.rows + second.rows] == ["Client 2", "Client 1", "Client 0"]
    assert second.next_cursor is None


def test_a_wall_acts_on_an_open_session_at_the_next_request(
    client: Client, managing_partner: User, lawyer: User, settings: Any
) -> None:
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    browser = Browser()
    browser.force_login(lawyer, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get(f"/clients/{client.pk}/").status_code == 200
    with acting_as(managing_partner):
        raise_wall(client=client, hidden_from=[lawyer], reason="x", by=managing_partner)
    assert browser.get(f"/clients/{client.pk}/").status_code == 404


def test_who_can_see_a_person_follows_from_all_clients_of_the_person(
    client: Client, managing_partner: User, lawyer: User, django_assert_num_queries: Any
) -> None:
    with acting_as(managing_partner):
        other = add_client(name="Open Trading", by=managing_partner)
        both = add_contact(name="At both", client_id=client.pk, by=managing_partner)
        Position.objects.create(contact=both, client=other)
        one = add_contact(name="At one", client_id=client.pk, by=managing_partner)
        raise_wall(client=client, hidden_from=[lawyer], reason="x", by=managing_partner)
        with django_assert_num_queries(5):
            hidden = queries.who_can_see_contact(one.pk).hidden_from
        assert [person.id for person in hidden] == [lawyer.pk]
        assert queries.who_can_see_contact(both.pk).hidden_from == []
    with acting_as(lawyer):
        # The other client of the person stays unsaid, and so does its wall.
        seen = queries.who_can_see_contact(both.pk)
        assert ([name for _number, name in seen.clients], seen.walls) == (["Open Trading"], [])
        with pytest.raises(NotFound):
            queries.who_can_see_contact(one.pk)
