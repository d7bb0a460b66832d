"""Relations between clients: one row, seen from both sides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.clients.cleaning import clean, seen
from clientela.clients.enums import INVERSE, STORED_RELATIONS, RelationKind
from clientela.clients.listings import RELATION_FIELDS
from clientela.clients.models import Client, Relation
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import to_write

from .common import clash_message, must, recorded


@act
def relate_clients(
    *,
    client_id: int,
    other_id: int,
    kind: RelationKind,
    since: dt.date | None = None,
    until: dt.date | None = None,
    note: str = "",
    source: str = "",
    by: User | System,
) -> Relation:
    """Enter that the client `other_id` is the `kind` of the client `client_id` (its parent, its supplier, …).

    Raises `NotFound` where either is missing or hidden, `Refused` where the same relation runs already.
    """
    must(by, Permission.EDIT_CLIENTS)
    if client_id == other_id:
        raise Refused(_("A client cannot be related to itself; choose another one."))
    kind = RelationKind(kind)
    values = {"since": since, "until": until, "note": note, "source": source}
    given = {key: clean(fact, values[key]) for key, fact in RELATION_FIELDS.items()}
    _hold(client_id, other_id)
    first, second, stored = _canonical(client_id, other_id, kind)
    row = Relation(client_id=first, other_id=second, kind=stored, **{**given, **recorded(by, given["source"])})
    _settle(row)
    row.save()
    _tell("clients_related", row, by)
    return row


@act
def change_relation(
    *, relation_id: int, changes: Mapping[str, Any], was: Mapping[str, Any] | None = None, by: User | System
) -> Relation:
    """Change `since`, `until`, `note` or `source`. Raises `EditClash` where somebody has changed the same since."""
    must(by, Permission.EDIT_CLIENTS)
    row = _held(relation_id)
    fields = {key: RELATION_FIELDS[key] for key in changes}
    wanted = {key: clean(fact, changes[key]) for key, fact in fields.items()}
    before = {key: seen(fields[key], value) for key, value in (was or {}).items() if key in fields}
    writing = to_write({key: getattr(row, key) for key in fields}, wanted, before, message=clash_message())
    if not writing:
        return row
    for column, value in {**writing, **recorded(by, writing.get("source", row.source))}.items():
        setattr(row, column, value)
    _settle(row)
    row.save()
    _tell("relation_changed", row, by)
    return row


@act
def remove_relation(*, relation_id: int, by: User | System) -> None:
    """Remove a relation that never was; one that has ended gets its end instead."""
    must(by, Permission.EDIT_CLIENTS)
    row = _held(relation_id)
    _tell("relation_removed", row, by)
    row.delete()


def _canonical(client_id: int, other_id: int, kind: RelationKind) -> tuple[int, int, RelationKind]:
    symmetric = INVERSE[kind] == kind
    if (symmetric and client_id > other_id) or (not symmetric and kind not in STORED_RELATIONS):
        return other_id, client_id, INVERSE[kind]
    return client_id, other_id, kind


def _hold(*numbers: int) -> None:
    # In the order of their numbers, so that two people who relate the same two clients do not wait for one another.
    held = Client.objects.select_for_update().filter(pk__in=numbers).order_by("pk").values_list("pk", flat=True)
    if len(held) != len(numbers):
        raise NotFound


def _held(relation_id: int) -> Relation:
    row = Relation.objects.filter(pk=relation_id).first()
    if row is None:
        raise NotFound
    _hold(row.client_id, row.other_id)
    again = Relation.objects.filter(pk=relation_id).first()
    if again is None:
        raise NotFound
    return again


def _settle(row: Relation) -> None:
    if row.since and row.until and row.until < row.since:
        raise Refused(_("The end lies before the beginning; mend one of the two dates."))
    same = Relation.objects.filter(client_id=row.client_id, other_id=row.other_id, kind=row.kind, until=None)
    if row.until is None and same.exclude(pk=row.pk).exists():
        raise Refused(_("The two clients are related so already."))


def _tell(verb: str, row: Relation, by: User | System) -> None:
    for client_id, kind in ((row.client_id, row.kind), (row.other_id, INVERSE[RelationKind(row.kind)])):
        record(verb, subject=row, client_id=client_id, by=by, data={"kind": str(kind)})
