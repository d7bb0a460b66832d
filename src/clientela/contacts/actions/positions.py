"""What a person is at which client: entering, changing, ending, and moving on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.audit.actions import record
from clientela.contacts.models import Contact, Position
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import to_write

from .checking import check_dates, client_for, contact_to_change, require_editor, tidy_position
from .people import CHANGED_BY_ANOTHER


@act
def add_position(
    *,
    contact_id: int,
    client_id: int,
    by: User | System,
    title: str = "",
    department: str = "",
    rank: int = 3,
    influence: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
    is_self: bool = False,
) -> Position:
    """Enter what a person is, or was, at one client more.

    Raises `NotFound` for a person or a client that is missing or hidden, `Refused` for a fact that cannot be.
    """
    require_editor(by)
    contact = contact_to_change(contact_id)
    facts = {"title": title, "department": department, "rank": rank, "influence": influence}
    return _begin(contact, client_id, {**facts, "since": since, "until": until}, is_self=is_self, by=by)


@act
def change_position(
    *, position_id: int, changes: Mapping[str, Any], was: Mapping[str, Any] | None, by: User | System
) -> Position:
    """Put facts of a position right, or end it by `until`. `was` has what the writer saw of them.

    A position that gives way to another is not changed but ended: see `move_contact`. Raises `NotFound` for one that is
    missing or hidden, `EditClash` where another has changed the same facts since, `Refused` for a fact that cannot be.
    """
    require_editor(by)
    position = _position_to_change(position_id)
    wanted = tidy_position(changes)
    current = {name: getattr(position, name) for name in wanted}
    written = to_write(current, wanted, was, message=str(CHANGED_BY_ANOTHER))
    if not written:
        return position
    for name, value in written.items():
        setattr(position, name, value)
    check_dates(position.since, position.until)
    position.save(update_fields=list(written))
    ended = written.get("until") is not None
    _record("position_ended" if ended else "position_changed", position, by, {"fields": sorted(written)})
    return position


@act
def move_contact(
    *,
    contact_id: int,
    from_position: int | None,
    to_client_id: int | None,
    title: str,
    on: dt.date,
    by: User | System,
    department: str = "",
    rank: int | None = None,
    influence: str = "",
) -> Position | None:
    """End a position on a day and begin the next one, at another client or the same. Gives the new position.

    Without `to_client_id` the person leaves for nobody knows where, and there is no new position; without
    `from_position` nothing ends. Rank is kept unless given. Each of the two clients has an event of its own, so that
    nobody learns of a client behind a wall. Raises `NotFound` for what is missing or hidden, `Refused` for a position
    that has ended already, or a day before it began.
    """
    require_editor(by)
    contact = contact_to_change(contact_id)
    held = None
    if from_position is not None:
        held = _position_to_change(from_position)
        if held.contact_id != contact.pk:
            raise NotFound
        if held.until is not None and held.until <= on:
            raise Refused(_("This position has ended already; add the new one beside it."))
        check_dates(held.since, on)
        held.until = on
        held.save(update_fields=["until"])
        _record("position_ended", held, by, {"fields": ["until"]})
    if to_client_id is None:
        if held is None:
            raise Refused(_("Say which position ends, or at which client a new one begins."))
        return None
    if rank is None:
        rank = held.rank if held is not None else 3
    facts = {"title": title, "department": department, "rank": rank, "influence": influence, "since": on}
    return _begin(contact, to_client_id, facts, is_self=False, by=by)


@act
def remove_position(*, position_id: int, by: User | System) -> None:
    """Take out a position that was entered by mistake. One that was true once is ended instead."""
    require_editor(by)
    position = _position_to_change(position_id)
    _record("position_removed", position, by, {})
    position.delete()


def _begin(contact: Contact, client_id: int, facts: Mapping[str, Any], *, is_self: bool, by: User | System) -> Position:
    client = client_for(client_id)
    told = tidy_position(facts)
    check_dates(told.get("since"), told.get("until"))
    position = Position.objects.create(contact=contact, client=client, is_self=is_self, **told)
    _record("position_added", position, by, {})
    return position


def _position_to_change(position_id: int) -> Position:
    # The person first, as every other write does, so that two writers wait for each other and never for good.
    contact_id = Position.objects.filter(pk=position_id).values_list("contact_id", flat=True).first()
    if contact_id is None:
        raise NotFound
    contact_to_change(contact_id)
    position = Position.objects.select_for_update().filter(pk=position_id).first()
    if position is None:
        raise NotFound
    return position


def _record(verb: str, position: Position, by: User | System, data: Mapping[str, Any]) -> None:
    record(verb, subject=position, client_id=position.client_id, contact_id=position.contact_id, by=by, data=data)
