"""Putting an earlier value back, through the action of the app that owns the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.audit.enums import Operation
from clientela.audit.queries import change as change_of_row
from clientela.clients.actions import change_client
from clientela.clients.facts import FACTS
from clientela.clients.models import Client
from clientela.contacts.actions import change_contact
from clientela.contacts.models import Contact
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused

Writer = Callable[[int, str, Any, User], object]


def _write_client(row_id: int, column: str, value: Any, by: User) -> object:
    key = _facts_by_column()[column]
    return change_client(client_id=row_id, changes={key: value}, was=None, source=str(_("the history")), by=by)


def _write_contact(row_id: int, column: str, value: Any, by: User) -> object:
    return change_contact(contact_id=row_id, changes={column: value}, was=None, by=by)


# A table that is not here keeps its history, and its rows are put right by hand.
WRITERS: Final[Mapping[str, tuple[type[models.Model], Writer]]] = {
    Client._meta.db_table: (Client, _write_client),
    Contact._meta.db_table: (Contact, _write_contact),
}
_NOT_BY_HAND: Final = frozenset({"id", "search", "erased", "created"})


def can_be_put_back(table: str, column: str) -> bool:
    """Whether an earlier value of the column can be put back."""
    if table == Client._meta.db_table:
        return column in _facts_by_column()
    return table in WRITERS and column not in _NOT_BY_HAND


@act
def put_back(*, change_id: int, column: str, by: User) -> None:
    """Make `column` of the row what it was before the change `change_id`.

    Raises `NotFound` for a change that is missing, hidden, or of something that is not put back here, and `Refused`
    where the owner of the table does not take the value (any more).
    """
    change = change_of_row(change_id)
    if change is None or change.operation != Operation.CHANGED or column not in (change.before or {}):
        raise NotFound
    if not can_be_put_back(change.table, column):
        raise NotFound
    model, write = WRITERS[change.table]
    field = next(one for one in model._meta.concrete_fields if one.column == column)
    value = (change.before or {})[column]
    if value is None and not field.null:
        raise Refused(_("The earlier value was erased and cannot be put back."))
    write(change.row_id, column, None if value is None else field.to_python(value), by)


def _facts_by_column() -> dict[str, str]:
    columns = {field.column for field in apps.get_model("clients", "Client")._meta.concrete_fields}
    return {fact.column: fact.key for fact in FACTS.values() if fact.column in columns}
