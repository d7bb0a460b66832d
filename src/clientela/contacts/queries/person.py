"""One person: the card, the positions, the ways to reach, and what the person has agreed to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone

from clientela.contacts.birthdays import age, next_birthday
from clientela.contacts.enums import ConsentAnswer, ConsentPurpose
from clientela.contacts.greetings import greeting
from clientela.contacts.models import Consent, Contact, Position, Reach
from clientela.contacts.normal import TELEPHONES, shown_phone
from clientela.core.errors import NotFound

from .client import initials


@dataclass(frozen=True, slots=True)
class PositionLine:
    """What the person is, or was, at one client that the viewer may see."""

    id: int
    contact_id: int
    client_id: int
    client: str
    title: str
    department: str
    rank: int
    influence: str
    since: dt.date | None
    until: dt.date | None
    has_ended: bool
    is_self: bool


@dataclass(frozen=True, slots=True)
class ReachLine:
    """One way to reach the person: as typed, as compared, and as shown."""

    id: int
    contact_id: int
    kind: str
    value: str
    normal: str
    shown: str
    label: str
    valid_until: dt.date | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One answer. `holds` says that none newer was given for the same purpose and channel."""

    purpose: str
    channel: str
    answer: str
    at: dt.datetime
    source: str
    recorded_by: str
    holds: bool


@dataclass(frozen=True, slots=True)
class PersonScreen:
    """Everything on a person that the viewer may see. Positions: present ones first, then the latest ended."""

    contact: Contact
    positions: list[PositionLine]
    reaches: list[ReachLine]
    consents: list[ConsentLine]
    today: dt.date

    @property
    def initials(self) -> str:
        return initials(self.contact.name)

    @property
    def present(self) -> list[PositionLine]:
        """The positions held now."""
        return [line for line in self.positions if not line.has_ended]

    @property
    def greeting(self) -> str:
        """How to begin a letter."""
        who = self.contact
        title = self.present[0].title if self.present else ""
        return greeting(
            form_of_address=who.form_of_address,
            name=who.name,
            family_name=who.family_name,
            given_name=who.given_name,
            title=title,
        )

    @property
    def next_birthday(self) -> dt.date | None:
        """The day on which the birthday is kept next."""
        who = self.contact
        if not who.birthday_month or not who.birthday_day:
            return None
        return next_birthday(who.birthday_month, who.birthday_day, today=self.today)

    @property
    def age(self) -> int | None:
        """Full years, where the year of birth is known."""
        who = self.contact
        if who.birth_year is None:
            return None
        return age(who.birthday_month, who.birthday_day, who.birth_year, today=self.today)

    def answer(self, purpose: str, channel: str) -> ConsentLine | None:
        """The answer that holds for a purpose and a channel."""
        found = (line for line in self.consents if line.holds and (line.purpose, line.channel) == (purpose, channel))
        return next(found, None)


def person(contact_id: int, *, today: dt.date | None = None) -> PersonScreen:
    """One person in four statements. Raises `NotFound` where missing, hidden or erased."""
    day = today or timezone.localdate()
    contact = Contact.objects.filter(pk=contact_id, erased=None).first()
    if contact is None:
        raise NotFound
    positions = [_position_line(row, day) for row in _positions().filter(contact_id=contact_id)]
    reaches = [_reach_line(row, day) for row in Reach.objects.filter(contact_id=contact_id)]
    positions.sort(key=lambda line: line.has_ended)
    return PersonScreen(contact, positions, reaches, _consents(contact_id), day)


def position(position_id: int, *, contact_id: int, today: dt.date | None = None) -> PositionLine:
    """One position of a person. Raises `NotFound` where missing or hidden, or another person's."""
    row = _positions().filter(pk=position_id, contact_id=contact_id, contact__erased=None).first()
    if row is None:
        raise NotFound
    return _position_line(row, today or timezone.localdate())


def reach(reach_id: int, *, contact_id: int, today: dt.date | None = None) -> ReachLine:
    """One way to reach a person. Raises `NotFound` where missing or hidden, or another person's."""
    row = Reach.objects.filter(pk=reach_id, contact_id=contact_id, contact__erased=None).first()
    if row is None:
        raise NotFound
    return _reach_line(row, today or timezone.localdate())


def may_contact(contact_id: int, purpose: str, channel: str) -> bool:
    """Whether the firm may write or call for this purpose by this channel, by the newest answer of the person.

    Without an answer it may for the running work, and for nothing else. Never a person who is missing, hidden or
    erased.
    """
    if not Contact.objects.filter(pk=contact_id, erased=None).exists():
        return False
    answer = (
        Consent.objects.filter(contact_id=contact_id, purpose=purpose, channel=channel)
        .order_by("-at", "-id")
        .values_list("answer", flat=True)
        .first()
    )
    if answer is None:
        return purpose == ConsentPurpose.SERVICE
    return answer == ConsentAnswer.GIVEN


def _positions() -> Any:
    return Position.objects.annotate(client_name=F("client__name")).order_by(
        F("until").desc(nulls_first=True), F("since").desc(nulls_last=True), "-pk"
    )


def _position_line(row: Any, day: dt.date) -> PositionLine:
    return PositionLine(
        id=row.pk,
        contact_id=row.contact_id,
        client_id=row.client_id,
        client=row.client_name,
        title=row.title,
        department=row.department,
        rank=row.rank,
        influence=row.influence,
        since=row.since,
        until=row.until,
        has_ended=row.until is not None and row.until <= day,
        is_self=row.is_self,
    )


def _reach_line(row: Reach, day: dt.date) -> ReachLine:
    return ReachLine(
        id=row.pk,
        contact_id=row.contact_id,
        kind=row.kind,
        value=row.value,
        normal=row.normal,
        shown=shown_phone(row.normal) if row.kind in TELEPHONES else row.value,
        label=row.label,
        valid_until=row.valid_until,
        is_over=row.valid_until is not None and row.valid_until < day,
    )


def _consents(contact_id: int) -> list[ConsentLine]:
    found: list[ConsentLine] = []
    seen: set[tuple[str, str]] = set()
    rows = (
        Consent.objects.filter(contact_id=contact_id)
        .annotate(recorder=F("recorded_by__name"))
        .order_by("-at", "-id")
        .values_list("purpose", "channel", "answer", "at", "source", "recorder")
    )
    for purpose, channel, answer, at, source, recorder in rows:
        holds = (purpose, channel) not in seen
        seen.add((purpose, channel))
        found.append(ConsentLine(purpose, channel, answer, at, source, recorder or "", holds))
    return found
