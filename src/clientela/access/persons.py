"""All that the firm holds of one person, found from the models themselves.

What belongs to a person follows from the models: the record of the person, every row that points to it, and what the
`privacy` of the models says of each field. A new table is found because it points; nothing here names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any, Final, cast

from django.apps import apps
from django.db import models
from django.db.models import Q

from clientela.accounts.models import User
from clientela.audit.models import Change, Event
from clientela.clients.enums import ClientKind
from clientela.clients.models import Client
from clientela.contacts.models import Contact, Position
from clientela.core.errors import NotFound
from clientela.core.privacy import Personal, Privacy

Model = type[models.Model]
MOST_ROWS: Final = 50_000


class Kind(StrEnum):
    """Which of the firm's records a person is."""

    CONTACT = "contact"
    CLIENT = "client"
    STAFF = "staff"


ROOTS: Final[Mapping[Kind, Model]] = {Kind.CONTACT: Contact, Kind.CLIENT: Client, Kind.STAFF: User}


@dataclass(frozen=True)
class Section:
    """The rows of one table that belong to a person, under its words; `pointer` is the field that points to the person.

    `told` says whether the rows are shown, rather than counted: of a member of staff, only what is about the person.
    """

    model: Model
    pointer: str
    rows: list[models.Model] = field(default_factory=list)
    count: int = 0
    told: bool = True

    @property
    def privacy(self) -> Privacy:
        """What the model declares of its fields."""
        return privacy_of(self.model)


@dataclass(frozen=True)
class Held:
    """All of one person: the record itself first, then every table that points to it."""

    kind: Kind
    id: int
    name: str
    sections: list[Section]


def held_of(kind: Kind, number: int) -> Held:
    """All that the firm holds of a person, as far as the one who acts may see it.

    Raises `NotFound` where there is no such person, or it is hidden. Of a private person who is a client, the records
    of that very person as a contact belong to it.
    """
    root = ROOTS[kind]._default_manager.filter(pk=number)
    person = root.filter(kind=ClientKind.PERSON).first() if kind is Kind.CLIENT else root.first()
    if person is None:
        raise NotFound
    sections = [Section(ROOTS[kind], "", [person], 1), *_pointing(ROOTS[kind], number)]
    if kind is Kind.CLIENT:
        # What ties somebody to the client is about that somebody: the person's own ties come with the contact below.
        sections = [section for section in sections if not _is_about_a_contact(section)]
        selves = Contact.objects.filter(positions__in=Position.objects.filter(client_id=number, is_self=True))
        for contact in selves.distinct():
            sections += [Section(Contact, "", [contact], 1), *_pointing(Contact, contact.pk)]
    return Held(kind, number, str(person), [section for section in sections if section.count])


def project_models() -> list[Model]:
    """The models of the project's own apps, in the order of the apps."""
    ours = [config for config in apps.get_app_configs() if config.name.startswith("clientela.")]
    return [model for config in ours for model in config.get_models()]


def privacy_of(model: Model) -> Privacy:
    """What a model of the project declares of its fields. Raises `AttributeError` where it declares nothing."""
    return cast("Privacy", model.privacy)  # type: ignore[attr-defined]


def as_data(held: Held) -> dict[str, Any]:
    """What is held, as plain data for a file: by table, each row by its fields, and what was done about the person."""
    return {
        "kind": held.kind.value,
        "name": held.name,
        "records": [
            {
                "table": section.model._meta.db_table,
                "rows": [_row(row) for row in section.rows] if section.told else section.count,
            }
            for section in held.sections
        ],
        "events": [
            {"at": at.isoformat(), "by": actor, "verb": verb, "data": data}
            for at, actor, verb, data in _events(held).values_list("at", "actor_name", "verb", "data")
        ],
    }


def changes_of(held: Held) -> dict[str, set[int]]:
    """The rows, by table, whose history may hold facts about the person, those that are gone included."""
    rows: dict[str, set[int]] = {}
    for section in held.sections:
        rows.setdefault(section.model._meta.db_table, set()).update(cast(int, row.pk) for row in section.rows)
    contacts = [row.pk for section in held.sections if section.model is Contact for row in section.rows]
    about = Q(contact_id__in=contacts)
    if held.kind is Kind.CLIENT:
        about |= Q(client_id=held.id)
    for table, row_id in Change.objects.filter(about).values_list("table", "row_id").distinct():
        rows.setdefault(table, set()).add(row_id)
    return rows


def _is_about_a_contact(section: Section) -> bool:
    return any(
        isinstance(one, models.ForeignKey) and one.related_model is Contact and one.name in section.privacy.erased
        for one in section.model._meta.concrete_fields
        if not one.null
    )


def _events(held: Held) -> models.QuerySet[Event]:
    about = {
        Kind.CONTACT: Q(contact_id=held.id),
        Kind.CLIENT: Q(client_id=held.id),
        Kind.STAFF: Q(actor_id=held.id) | Q(subject_type=User._meta.label, subject_id=held.id),
    }
    return Event.objects.filter(about[held.kind]).order_by("-pk")[:MOST_ROWS]


@cache
def _pointers(root: Model) -> list[tuple[Model, str]]:
    return [
        (model, one.name)
        for model in project_models()
        for one in model._meta.concrete_fields
        if isinstance(one, models.ForeignKey) and one.related_model is root
    ]


def _pointing(root: Model, number: int) -> Iterator[Section]:
    for model, pointer in _pointers(root):
        # What a member of staff did for clients is the clients' file; what is about the person is personal.
        told = root is not User or privacy_of(model).of(pointer) is not Personal.NO
        rows = model._default_manager.filter(**{pointer: number})
        if told:
            found = list(rows.order_by("pk")[:MOST_ROWS])
            yield Section(model, pointer, found, len(found))
        else:
            yield Section(model, pointer, [], rows.count(), told=False)


def _row(row: models.Model) -> dict[str, Any]:
    facts = {one.attname: _plain(one.value_from_object(row)) for one in _told(row)}
    for one in row._meta.concrete_fields:
        # What a row is a part of belongs to it: the contact in the log of which somebody was a participant.
        if isinstance(one, models.ForeignKey) and _is_part_of(one):
            whole = getattr(row, one.name)
            if whole is not None:
                facts[one.name] = {part.attname: _plain(part.value_from_object(whole)) for part in _told(whole)}
    return facts


def _is_part_of(one: models.ForeignKey[Any, Any]) -> bool:
    related = one.related_model
    return (
        one.remote_field.on_delete is models.CASCADE
        and related not in ROOTS.values()
        and bool(getattr(related, "privacy", None) and (privacy_of(related).kept))
    )


def _told(row: models.Model) -> Iterable[models.Field[Any, Any]]:
    hidden = {"password", "digest"}
    return (one for one in row._meta.concrete_fields if one.name not in hidden)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str | list | dict) else str(value)
