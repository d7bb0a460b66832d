"""The ways to reach a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.audit.actions import record
from clientela.contacts.models import Contact, Reach
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import to_write

from .checking import contact_to_change, countries_of, normal_reach, require_editor
from .people import CHANGED_BY_ANOTHER, search_of

REACH_FACTS: Final = frozenset({"kind", "value", "label", "valid_until"})


@act
def add_reach(*, contact_id: int, kind: str, value: str, by: User | System, label: str = "") -> Reach:
    """Enter one way more to reach a person. Raises `Refused` where it is not of its kind, or is there already."""
    require_editor(by)
    contact = contact_to_change(contact_id)
    shown, normal = normal_reach(kind, value, countries_of(contact.pk))
    _refuse_twice(contact, kind, normal, but=None)
    reach = Reach.objects.create(contact=contact, kind=kind, value=shown, normal=normal, label=label.strip()[:60])
    _follow(contact)
    record("reach_added", subject=reach, contact_id=contact.pk, by=by, data={"kind": kind})
    return reach


@act
def change_reach(
    *, reach_id: int, changes: Mapping[str, Any], was: Mapping[str, Any] | None, by: User | System
) -> Reach:
    """Change a way to reach a person: kind, value, label, valid_until. `was` has what the writer saw.

    Raises `NotFound`, `EditClash` where another has changed the same since, `Refused` for what cannot be.
    """
    require_editor(by)
    if set(changes) - REACH_FACTS:
        raise TypeError("no such facts of a way to reach a person")
    contact, reach = _to_change(reach_id)
    wanted = {name: value.strip() if isinstance(value, str) else value for name, value in changes.items()}
    current = {name: getattr(reach, name) for name in wanted}
    written = to_write(current, wanted, was, message=str(CHANGED_BY_ANOTHER))
    if not written:
        return reach
    for name, value in written.items():
        setattr(reach, name, value)
    reach.value, reach.normal = normal_reach(reach.kind, reach.value, countries_of(contact.pk))
    reach.label = reach.label[:60]
    _refuse_twice(contact, reach.kind, reach.normal, but=reach.pk)
    reach.save(update_fields=["kind", "value", "normal", "label", "valid_until"])
    _follow(contact)
    record("reach_changed", subject=reach, contact_id=contact.pk, by=by, data={"fields": sorted(written)})
    return reach


@act
def remove_reach(*, reach_id: int, by: User | System) -> None:
    """Take out a way that does not reach the person. Raises `NotFound` for one that is missing or hidden."""
    require_editor(by)
    contact, reach = _to_change(reach_id)
    record("reach_removed", subject=reach, contact_id=contact.pk, by=by, data={"kind": reach.kind})
    reach.delete()
    _follow(contact)


def _to_change(reach_id: int) -> tuple[Contact, Reach]:
    contact_id = Reach.objects.filter(pk=reach_id).values_list("contact_id", flat=True).first()
    if contact_id is None:
        raise NotFound
    contact = contact_to_change(contact_id)
    reach = Reach.objects.select_for_update().filter(pk=reach_id).first()
    if reach is None:
        raise NotFound
    return contact, reach


def _refuse_twice(contact: Contact, kind: str, normal: str, *, but: int | None) -> None:
    others = Reach.objects.filter(contact=contact, kind=kind, normal=normal)
    if (others if but is None else others.exclude(pk=but)).exists():
        raise Refused(_("This is on the person's card already."))


def _follow(contact: Contact) -> None:
    contact.search = search_of(contact)
    contact.save(update_fields=["search"])
