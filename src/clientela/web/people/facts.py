"""The facts of a person that are changed where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.urls import reverse

from clientela.contacts.models import Contact
from clientela.web.clashes import as_text
from clientela.web.inline import Fact

from .forms import GROUPS, LongText


def facts_of(contact: Contact, *, may_edit: bool) -> dict[str, list[Fact]]:
    """The facts of each group. Those that are changed together only, such as a birthday, are not among them."""
    return {
        group: [fact_of(contact, name, may_edit=may_edit) for name in form.base_fields if in_place(name)]
        for group, (_title, form) in GROUPS.items()
    }


def fact_of(contact: Contact, name: str, *, may_edit: bool) -> Fact:
    """One fact as the page shows it. Raises `KeyError` for one that is not changed in place."""
    field, group = _fields()[name]
    value = getattr(contact, name)
    choices = [(code, str(word)) for code, word in _words(field).items()]
    return Fact(
        name=name,
        label=str(field.label),
        value=str(value),
        shown=(dict(choices).get(value, value) if value else "") if choices else str(value),
        post=reverse("person_fact", args=[contact.pk]),
        edit=reverse("edit_person", args=[contact.pk, group]),
        kind="choice" if choices else "long" if isinstance(field, LongText) else "text",
        choices=choices,
        hint=str(field.help_text),
        may=may_edit,
    )


def read(name: str, data: Mapping[str, Any]) -> tuple[Any, Any]:
    """The value that a form in place posted, and the one that it had shown. Raises `ValidationError`, `KeyError`."""
    field, _group = _fields()[name]
    return field.clean(data.get("value", "")), field.to_python(data.get("was", ""))


def shown(name: str, value: Any) -> str:
    """A value in a clash, as a reader sees it."""
    field, _group = _fields()[name]
    words = _words(field)
    return str(words[value]) if value in words else as_text(name, value)


def in_place(name: str) -> bool:
    """Whether the fact `name` is changed in place."""
    return name in _fields()


def _words(field: forms.Field) -> dict[str, Any]:
    return dict(cast(Any, field.choices)) if isinstance(field, forms.ChoiceField) else {}


def _fields() -> dict[str, tuple[forms.Field, str]]:
    return {
        name: (field, group)
        for group, (_title, form) in GROUPS.items()
        for name, field in form.base_fields.items()
        if not name.startswith("birth")
    }
