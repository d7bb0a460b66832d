"""Entering a person, and changing what is known of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from clientela.accounts.models import User
from clientela.audit.actions import record
from clientela.contacts.enums import usual_order
from clientela.contacts.models import Contact, Position, Reach
from clientela.contacts.search import person_search_text
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.merging import to_write

from .checking import (
    BIRTH,
    NAME_PARTS,
    check_birth,
    client_for,
    contact_to_change,
    normal_reach,
    require_editor,
    tidy_facts,
    tidy_position,
)

CHANGED_BY_ANOTHER: Final = _(
    "Somebody else has changed this person in the meantime. Nothing was written: choose what holds."
)


class NewReach(NamedTuple):
    """A way to reach a person, as given."""

    kind: str
    value: str
    label: str = ""


@act
def add_contact(
    *,
    name: str,
    client_id: int | None,
    by: User | System,
    title: str = "",
    department: str = "",
    rank: int = 3,
    influence: str = "",
    since: dt.date | None = None,
    is_self: bool = False,
    reaches: Iterable[tuple[str, ...]] = (),
    **facts: Any,
) -> Contact:
    """Enter a person, with a position at a client where one is given, and the ways to reach the person.

    `facts` are fields of `Contact`; the order of the name follows the custom of its script unless told. `is_self` says
    that the client is this very person. Raises `NotFound` for a client that is missing or hidden, `Refused` for a fact
    that cannot be.
    """
    require_editor(by)
    told = tidy_facts({"name_order": usual_order(name), **facts, "name": name})
    check_birth(*(told.get(part) for part in BIRTH))
    held = tidy_position(
        {"title": title, "department": department, "rank": rank, "influence": influence, "since": since}
    )
    client = client_for(client_id) if client_id is not None else None
    countries = [client.country] if client is not None and client.country else []
    ways = _distinct(NewReach(*reach) for reach in reaches if str(reach[1]).strip())
    kept = [(way, *normal_reach(way.kind, way.value, countries)) for way in ways]
    names = {part: told.get(part, "") for part in NAME_PARTS}
    contact = Contact.objects.create(
        **told, search=person_search_text(**names, reaches=[normal for _way, _shown, normal in kept])
    )
    if client is not None:
        Position.objects.create(contact=contact, client=client, is_self=is_self, **held)
    Reach.objects.bulk_create(
        [
            Reach(contact=contact, kind=way.kind, value=shown, normal=normal, label=way.label.strip()[:60])
            for way, shown, normal in kept
        ],
        ignore_conflicts=True,
    )
    record("contact_added", subject=contact, client_id=client_id, contact_id=contact.pk, by=by)
    return contact


@act
def change_contact(
    *, contact_id: int, changes: Mapping[str, Any], was: Mapping[str, Any] | None, by: User | System
) -> Contact:
    """Change facts of a person. `was` has what the writer saw of them.

    Raises `NotFound` for a person who is missing or hidden, `EditClash` where another has changed the same facts since,
    and `Refused` for a fact that cannot be.
    """
    require_editor(by)
    contact = contact_to_change(contact_id)
    wanted = tidy_facts(changes)
    current = {name: getattr(contact, name) for name in wanted}
    written = to_write(current, wanted, was, message=str(CHANGED_BY_ANOTHER))
    if not written:
        return contact
    for name, value in written.items():
        setattr(contact, name, value)
    if written.keys() & set(BIRTH):
        check_birth(*(getattr(contact, part) for part in BIRTH))
    fields = list(written)
    if written.keys() & set(NAME_PARTS):
        contact.search = search_of(contact)
        fields.append("search")
    contact.save(update_fields=fields)
    record("contact_changed", subject=contact, contact_id=contact.pk, by=by, data={"fields": sorted(written)})
    return contact


def search_of(contact: Contact) -> str:
    """The search text of a person as names and ways to reach stand now."""
    names = {part: getattr(contact, part) for part in NAME_PARTS}
    return person_search_text(**names, reaches=contact.reaches.values_list("normal", flat=True))


def _distinct(reaches: Iterable[NewReach]) -> list[NewReach]:
    return list(dict.fromkeys(reaches))
