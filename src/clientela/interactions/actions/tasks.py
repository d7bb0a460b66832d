"""What somebody is to do by a day."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.models import Exclusion

from ..models import Interaction, Task
from .checks import known_staff, require, tidy, visible_client, visible_contacts


@act
def add_task(
    *,
    title: str,
    owner_id: int,
    due: dt.date,
    by: User | System,
    client_id: int | None = None,
    contact_id: int | None = None,
    interaction_id: int | None = None,
) -> Task:
    """Give `owner_id` something to do by `due`. Raises `Refused` where the owner may not know of the client."""
    require(Permission.LOG_CONTACTS, by)
    title = tidy(title, longest=300, what=_("what to do"))
    if not title:
        raise Refused(_("Say what is to be done."))
    if client_id is not None:
        visible_client(client_id)
    if contact_id is not None:
        visible_contacts([contact_id])
    if interaction_id is not None and not Interaction.objects.filter(pk=interaction_id, client=client_id).exists():
        raise NotFound
    known_staff([owner_id], client_id=client_id, active=True)
    task = Task.objects.create(
        title=title,
        owner_id=owner_id,
        due=due,
        client_id=client_id,
        contact_id=contact_id,
        interaction_id=interaction_id,
        made_by=by if isinstance(by, User) else None,
    )
    data = {"title": title, "owner": owner_id, "due": due.isoformat()}
    record("task_added", subject=task, client_id=client_id, contact_id=contact_id, by=by, data=data)
    return task


@act
def finish_task(*, task_id: int, by: User | System) -> Task:
    """Mark a task as done. One that is done already stays as it is."""
    return _settle(task_id, by, "done")


@act
def drop_task(*, task_id: int, by: User | System) -> Task:
    """Give a task up. One that is done already stays done."""
    return _settle(task_id, by, "dropped")


@act
def reopen_task(*, task_id: int, by: User | System) -> Task:
    """Take a done or dropped task up again."""
    task = _locked(task_id, by)
    if task.done or task.dropped:
        task.done = task.dropped = None
        task.save(update_fields=["done", "dropped"])
        _record("task_reopened", task, by)
    return task


@act
def reassign_task(*, task_id: int, owner_id: int, by: User | System, due: dt.date | None = None) -> Task:
    """Give a task to another colleague, and another day where `due` is given."""
    task = _locked(task_id, by)
    known_staff([owner_id], client_id=task.client_id, active=True)
    before = task.owner_id
    task.owner_id = owner_id
    task.due = due or task.due
    task.save(update_fields=["owner", "due"])
    _record("task_reassigned", task, by, before=before, owner=owner_id)
    return task


@act
def reassign_tasks(*, from_user_id: int, to_user_id: int, by: User | System, client_id: int | None = None) -> int:
    """Give the open tasks of one colleague to another, those of one client or all; how many were given.

    Tasks of clients of which the new owner may not know stay where they are.
    """
    require(Permission.LOG_CONTACTS, by)
    known_staff([to_user_id], client_id=client_id, active=True)
    tasks = Task.objects.filter(owner_id=from_user_id, done=None, dropped=None)
    if client_id is not None:
        tasks = tasks.filter(client_id=visible_client(client_id))
    else:
        hidden = Exclusion.objects.filter(user_id=to_user_id).values("client_id")
        tasks = tasks.exclude(client_id__in=hidden)
    moved = tasks.update(owner_id=to_user_id)
    if moved:
        data = {"from": from_user_id, "to": to_user_id, "tasks": moved}
        record("tasks_reassigned", subject=None, client_id=client_id, by=by, data=data)
    return moved


def _settle(task_id: int, by: User | System, how: str) -> Task:
    task = _locked(task_id, by)
    if task.done or task.dropped:
        return task
    setattr(task, how, timezone.now())
    task.save(update_fields=[how])
    _record("task_finished" if how == "done" else "task_dropped", task, by)
    return task


def _locked(task_id: int, by: User | System) -> Task:
    require(Permission.LOG_CONTACTS, by)
    task = Task.objects.select_for_update().filter(pk=task_id).first()
    if task is None:
        raise NotFound
    return task


def _record(verb: str, task: Task, by: User | System, **data: object) -> None:
    record(
        verb,
        subject=task,
        client_id=task.client_id,
        contact_id=task.contact_id,
        by=by,
        data={"title": task.title, **data},
    )
