"""Changes of rows as a reader understands them: the words of the models, and names in place of numbers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clientela.audit.enums import Operation
from clientela.audit.queries import Deed, RowChange
from clientela.web import formatting
from clientela.web.tables import field_words, table_words

from .earlier import can_be_put_back

# Columns for machines: what they hold stands in another column in words.
_UNTOLD: Final = frozenset({"id", "search", "facts_search", "batch", "client", "contact", "token"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one row: its name, and its value before and after in words."""

    column: str
    label: str
    before: str
    after: str
    can_be_put_back: bool


@dataclass(frozen=True, slots=True)
class RowWords:
    """What happened to one row."""

    id: int
    what: str
    operation: str
    fields: list[FieldChange]


def in_words(deeds: Iterable[Deed], *, may_change: bool) -> dict[int, list[RowWords]]:
    """The changes of each deed by the place of the deed in the list; one statement for each kind of record named.

    With `may_change`, a field says whether its earlier value can be put back. Records that are hidden from the reader
    stay numbers of nothing: their names are read under the walls.
    """
    listed = list(deeds)
    names = _names_of(change for deed in listed for change in deed.changes)
    return {
        place: [words for change in deed.changes if (words := _row(change, names, may_change=may_change)) is not None]
        for place, deed in enumerate(listed)
    }


def _row(change: RowChange, names: Mapping[tuple[str, int], str], *, may_change: bool) -> RowWords | None:
    model = model_of(change.table)
    if model is None:
        return None
    fields = []
    for column in change.before if change.operation != Operation.ADDED else ():
        field = field_of(model, column)
        label = field_words(field) if field is not None and field.name not in _UNTOLD and field.editable else None
        if field is None or label is None:
            continue
        after = change.after.get(column) if change.operation == Operation.CHANGED else None
        before_words, after_words = (_value(field, value, names) for value in (change.before[column], after))
        if change.operation == Operation.REMOVED and change.before[column] in (None, "", [], {}):
            continue
        restorable = may_change and change.operation == Operation.CHANGED and can_be_put_back(change.table, column)
        fields.append(FieldChange(column, label, before_words, after_words, restorable))
    if change.operation == Operation.CHANGED and not fields:
        return None
    operation = str(Operation(change.operation).label)
    return RowWords(change.id, table_words(model), operation, fields)


@cache
def _models() -> Mapping[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def model_of(table: str) -> type[models.Model] | None:
    """The model of a table; None for a table of an earlier version."""
    return _models().get(table)


def field_of(model: type[models.Model], column: str) -> models.Field[Any, Any] | None:
    """The field of a column; None for a column of an earlier version."""
    return next((field for field in model._meta.concrete_fields if field.column == column), None)


def _names_of(changes: Iterable[RowChange]) -> dict[tuple[str, int], str]:
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for change in changes:
        model = model_of(change.table)
        for column in {*change.before, *change.after} if model else ():
            field = field_of(model, column) if model else None
            if isinstance(field, models.ForeignKey):
                related = field.related_model
                numbers = (change.before.get(column), change.after.get(column))
                wanted[related].update(number for number in numbers if isinstance(number, int))
    return {
        (model._meta.label, one.pk): str(one)
        for model, numbers in wanted.items()
        for one in model._default_manager.filter(pk__in=numbers)
    }


def _value(field: models.Field[Any, Any], value: Any, names: Mapping[tuple[str, int], str]) -> str:
    if value is None or value == "":
        return formatting.ABSENT
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model._meta.label, value), formatting.ABSENT)
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(str(value))
        return formatting.day(moment.date(), get_language()) if moment else str(value)
    if isinstance(field, models.DateField):
        day: dt.date | None = parse_date(str(value))
        return formatting.day(day, get_language()) if day else str(value)
    return str(value)
