"""Taking out all that the firm holds of a person, and erasing what may go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.accounts.sessions import end_sessions
from clientela.audit.actions import record
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.acts import act
from clientela.core.errors import Refused

from .persons import ROOTS, Held, Kind, Section, as_data, changes_of, held_of, privacy_of, project_models


@dataclass(frozen=True)
class Fate:
    """What becomes of the rows of one table: the names of its fields that go, and of those that stay and why."""

    model: type[models.Model]
    rows: int
    removed: bool
    erased: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    kept_because: str = ""


@act
def export_person(*, kind: Kind, number: int, by: User) -> dict[str, Any]:
    """All about a person as plain data, as far as `by` may see it. Raises `NotFound` where it is missing or hidden."""
    _must_protect(by)
    held = held_of(kind, number)
    record("person_data_exported", subject=held.sections[0].rows[0], by=by, final=True, **_walls_of(held))
    return as_data(held)


@act
def export_own_data(*, by: User) -> dict[str, Any]:
    """What the firm holds of `by`, a member of staff, for that very person."""
    data = as_data(held_of(Kind.STAFF, by.pk))
    record("own_data_exported", subject=by, by=by, final=True)
    return data


def fates(held: Held) -> list[Fate]:
    """What an erasure would do, table by table."""
    return [_fate(section) for section in held.sections if section.told]


@act
def erase_person(*, kind: Kind, number: int, by: User) -> list[Fate]:
    """Erase all about a person that the law lets go, in every table, in the search texts and in the history.

    What stays, and why, is in the answer. Rows that `by` may not see are erased like the others, and counted with them.
    Raises `NotFound` for a person who is missing or hidden from `by`, and `Refused` for a member of staff who may still
    sign in.
    """
    _must_protect(by)
    seen = held_of(kind, number)
    person = seen.sections[0].rows[0]
    if isinstance(person, User) and person.is_active:
        raise Refused(_("This person may still sign in. End the access first, and hand the clients over."))
    record("person_erased", subject=person, by=by, final=True, **_walls_of(seen))
    with acting_as(SYSTEM):
        held = held_of(kind, number)
        done = fates(held)
        history = changes_of(held)
        for section in held.sections:
            if section.told:
                _erase(section)
        if isinstance(person, User):
            _forget_ways_in(person)
        _forget_history(history)
    return done


def _must_protect(by: User) -> None:
    if not by.may(Permission.PROTECT_PRIVACY):
        raise PermissionDenied


def _walls_of(held: Held) -> dict[str, Any]:
    return {
        "client_id": held.id if held.kind is Kind.CLIENT else None,
        "contact_id": held.id if held.kind is Kind.CONTACT else None,
    }


def _fate(section: Section) -> Fate:
    declared = section.privacy
    return Fate(
        model=section.model,
        rows=section.count,
        removed=_goes_whole(section),
        erased=sorted(declared.erased),
        kept=sorted(declared.kept),
        kept_because=declared.kept_because,
    )


def _goes_whole(section: Section) -> bool:
    # A row that must not point to the person, and cannot but point, has nothing left to say.
    if not section.pointer or section.pointer not in section.privacy.erased:
        return False
    return not section.model._meta.get_field(section.pointer).null


def _erase(section: Section) -> None:
    rows = section.model._default_manager.filter(pk__in=[row.pk for row in section.rows])
    if _goes_whole(section):
        rows.delete()
        return
    blank = {name: _blank(section.model, name) for name in section.privacy.erased if _is_about(section, name)}
    if section.model in ROOTS.values() and any(one.name == "erased" for one in section.model._meta.concrete_fields):
        blank["erased"] = timezone.now()
    if blank:
        rows.update(**blank)


def _is_about(section: Section, name: str) -> bool:
    # A row of this person may point to another one as well, whose business that is.
    return name == section.pointer or not section.model._meta.get_field(name).is_relation


def _blank(model: type[models.Model], name: str) -> Any:
    found = model._meta.get_field(name)
    if name == "password":
        return make_password(None)
    if found.null:
        return None
    if isinstance(found, models.CharField | models.TextField):
        return ""
    if isinstance(found, models.JSONField):
        return found.get_default()
    raise TypeError(f"{model._meta.label}.{name} is declared erased, and cannot be empty")


def _forget_ways_in(person: User) -> None:
    end_sessions(person)
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()


def _forget_history(rows: Mapping[str, Iterable[int]]) -> None:
    columns = {
        model._meta.db_table: [
            str(one.column) for one in model._meta.concrete_fields if one.name in privacy_of(model).erased
        ]
        for model in project_models()
    }
    with connection.cursor() as cursor:
        for table, numbers in rows.items():
            if columns.get(table):
                cursor.execute("SELECT audit_forget(%s, %s::bigint[], %s)", [table, list(numbers), columns[table]])
