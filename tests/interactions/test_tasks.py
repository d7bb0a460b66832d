"""Tasks: given, done, dropped, passed on."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from clientela.access.actions import raise_wall
from clientela.accounts.models import User
from clientela.audit.undoing import undo_act
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.acts import last_act
from clientela.core.errors import NotFound, Refused
from clientela.interactions.actions import (
    add_task,
    drop_task,
    finish_task,
    reassign_task,
    reassign_tasks,
    reopen_task,
)
from clientela.interactions.models import Task
from clientela.interactions.queries import count_open_tasks, open_tasks, tasks

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 4, 1)


def _task(owner: User, by: User, client: Client | None = None, *, days: int = 0, title: str = "Call back") -> Task:
    return add_task(
        title=title, owner_id=owner.pk, due=DAY + dt.timedelta(days=days), client_id=client and client.pk, by=by
    )


def test_the_most_urgent_task_comes_first_and_a_done_one_leaves(lawyer: User, acme: Client) -> None:
    with acting_as(lawyer):
        late, soon = _task(lawyer, lawyer, acme, days=2), _task(lawyer, lawyer, days=1)
        assert [line.id for line in open_tasks(lawyer.pk)] == [soon.pk, late.pk]
        assert count_open_tasks(lawyer.pk, until=DAY + dt.timedelta(days=1)) == 1
        finish_task(task_id=soon.pk, by=lawyer)
        assert [line.client for line in open_tasks(lawyer.pk)] == ["Acme Holdings"]
        drop_task(task_id=late.pk, by=lawyer)
        assert [line.id for line in tasks(settled=True).rows] == [late.pk, soon.pk]
        reopen_task(task_id=soon.pk, by=lawyer)
        assert [line.id for line in open_tasks(lawyer.pk)] == [soon.pk]


def test_a_finished_task_can_be_taken_back(lawyer: User) -> None:
    with acting_as(lawyer):
        task = _task(lawyer, lawyer)
        finish_task(task_id=task.pk, by=lawyer)
        act = last_act()
        assert act is not None
        undo_act(number=act, by=lawyer, now=timezone.now())
        assert [line.id for line in open_tasks(lawyer.pk)] == [task.pk]


def test_tasks_come_in_pages_without_gaps(lawyer: User) -> None:
    with acting_as(lawyer):
        made = [_task(lawyer, lawyer, days=number // 2).pk for number in range(7)]
        seen, after = [], None
        while True:
            page = tasks(owner_id=lawyer.pk, after=after, limit=3)
            seen += [line.id for line in page.rows]
            after = page.next_cursor
            if after is None:
                break
        assert seen == made
        assert tasks(after="nonsense").rows == []


def test_tasks_of_one_colleague_pass_to_another_but_for_walled_clients(
    lawyer: User, partner: User, managing_partner: User, acme: Client, beta: Client
) -> None:
    with acting_as(managing_partner):
        raise_wall(client=acme, hidden_from=[partner], reason="other side", by=managing_partner)
        walled, free = _task(lawyer, managing_partner, acme), _task(lawyer, managing_partner, beta)
        with pytest.raises(Refused):
            reassign_task(task_id=walled.pk, owner_id=partner.pk, by=managing_partner)
        with pytest.raises(Refused):
            reassign_tasks(from_user_id=lawyer.pk, to_user_id=partner.pk, client_id=acme.pk, by=managing_partner)
        assert reassign_tasks(from_user_id=lawyer.pk, to_user_id=partner.pk, by=managing_partner) == 1
        assert Task.objects.get(pk=free.pk).owner == partner
        assert Task.objects.get(pk=walled.pk).owner == lawyer


def test_a_task_of_a_hidden_client_is_missing(lawyer: User, managing_partner: User, acme: Client) -> None:
    with acting_as(managing_partner):
        task = _task(managing_partner, managing_partner, acme)
        raise_wall(client=acme, hidden_from=[lawyer], reason="other side", by=managing_partner)
    with acting_as(lawyer):
        assert tasks().rows == []
        with pytest.raises(NotFound):
            finish_task(task_id=task.pk, by=lawyer)


def test_nobody_who_left_gets_a_task(lawyer: User, partner: User) -> None:
    User.objects.filter(pk=partner.pk).update(is_active=False)
    with acting_as(lawyer), pytest.raises(NotFound):
        _task(partner, lawyer)


def test_an_empty_task_is_refused(lawyer: User) -> None:
    with acting_as(SYSTEM), pytest.raises(Refused, match="what is to be done"):
        _task(lawyer, lawyer, title="  ")
