"""Entering many people at once, in a few statements whatever their number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.audit.actions import record
from clientela.clients.models import Client
from clientela.contacts.enums import usual_order
from clientela.contacts.models import Consent, Contact, Position, Reach
from clientela.contacts.search import person_search_text
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused

from .checking import (
    BIRTH,
    NAME_PARTS,
    check_birth,
    check_dates,
    normal_reach,
    require_editor,
    tidy_facts,
    tidy_position,
)
from .people import NewReach

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class PositionRow:
    """What a person is, or was, at one client."""

    client_id: int
    title: str = ""
    department: str = ""
    rank: int = 3
    influence: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    is_self: bool = False


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with positions, ways to reach the person, and answers (purpose, channel, answer, source, when).

    `facts` are fields of `Contact` other than the name.
    """

    name: str
    positions: Sequence[PositionRow] = ()
    reaches: Sequence[tuple[str, ...]] = ()
    consents: Sequence[tuple[str, str, str, str, dt.datetime]] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@act
def add_contacts_in_bulk(rows: Iterable[PersonRow], by: User | System) -> list[int]:
    """Enter people with their positions and ways. Gives their numbers in the order of the rows.

    One statement for each kind of record and 5,000 rows. All or none: raises `Refused` with the name of the first
    person who has a fact that cannot be, and `NotFound` where a client is missing or hidden. A way given twice for the
    same person is kept once.
    """
    require_editor(by)
    people = list(rows)
    countries = _countries({position.client_id for person in people for position in person.positions})
    contacts: list[Contact] = []
    positions: list[Position] = []
    reaches: list[Reach] = []
    consents: list[Consent] = []
    recorder = None if isinstance(by, System) else by
    for person in people:
        contact = Contact()
        try:
            _fill(contact, person)
            mine = _reaches(contact, person, countries)
            positions += _positions(contact, person)
        except Refused as refusal:
            raise Refused(_("%(name)s: %(trouble)s") % {"name": person.name, "trouble": refusal}) from refusal
        contact.search = person_search_text(
            **{part: getattr(contact, part) for part in NAME_PARTS}, reaches=[reach.normal for reach in mine]
        )
        contacts.append(contact)
        reaches += mine
        consents += [
            Consent(contact=contact, purpose=purpose, channel=channel, answer=answer, source=source[:200], at=at,
                    recorded_by=recorder)
            for purpose, channel, answer, source, at in person.consents
        ]  # fmt: skip
    Contact.objects.bulk_create(contacts, batch_size=CHUNK)
    _write_with_contacts(positions, reaches, consents)
    record("contacts_added", subject=None, by=by, data={"people": len(contacts)})
    return [contact.pk for contact in contacts]


def _write_with_contacts(positions: list[Position], reaches: list[Reach], consents: list[Consent]) -> None:
    # The number came with the insert of the person, after these records were made.
    for position in positions:
        position.contact_id = position.contact.pk
    for reach in reaches:
        reach.contact_id = reach.contact.pk
    for consent in consents:
        consent.contact_id = consent.contact.pk
    Position.objects.bulk_create(positions, batch_size=CHUNK)
    Reach.objects.bulk_create(reaches, batch_size=CHUNK)
    Consent.objects.bulk_create(consents, batch_size=CHUNK)


def _countries(client_ids: set[int]) -> dict[int, str]:
    found = dict(Client.objects.filter(pk__in=client_ids).values_list("pk", "country"))
    if len(found) != len(client_ids):
        raise NotFound
    return found


def _fill(contact: Contact, person: PersonRow) -> None:
    facts = tidy_facts({"name_order": usual_order(person.name), **person.facts, "name": person.name})
    check_birth(*(facts.get(part) for part in BIRTH))
    for name, value in facts.items():
        setattr(contact, name, value)
    contact.created = timezone.now()


def _positions(contact: Contact, person: PersonRow) -> list[Position]:
    found = []
    for row in person.positions:
        facts = tidy_position(
            {name: getattr(row, name) for name in ("title", "department", "rank", "influence", "since", "until")}
        )
        check_dates(row.since, row.until)
        found.append(Position(contact=contact, client_id=row.client_id, is_self=row.is_self, **facts))
    return found


def _reaches(contact: Contact, person: PersonRow, countries: Mapping[int, str]) -> list[Reach]:
    own = [countries[position.client_id] for position in person.positions if countries[position.client_id]]
    found: dict[tuple[str, str], Reach] = {}
    for given in person.reaches:
        way = NewReach(*given)
        shown, normal = normal_reach(way.kind, way.value, own)
        reach = Reach(contact=contact, kind=way.kind, value=shown, normal=normal, label=way.label.strip()[:60])
        found.setdefault((way.kind, normal), reach)
    return list(found.values())
