"""The people of one client, as an organisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F
from django.utils import timezone

from clientela.clients.models import Client
from clientela.contacts.models import Position
from clientela.core.errors import NotFound

from .listing import Place, _ways, held_on


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One position at a client with its person. `elsewhere` has the person's other present positions that the viewer
    may see: for somebody who left, where to."""

    id: int
    position_id: int
    name: str
    latin_name: str
    form_of_address: str
    languages: str
    title: str
    department: str
    rank: int
    influence: str
    since: dt.date | None
    until: dt.date | None
    has_left: bool
    is_self: bool
    birthday: tuple[int, int] | None
    mail: str = ""
    telephone: str = ""
    elsewhere: list[Place] = field(default_factory=list)

    @property
    def initials(self) -> str:
        """One or two letters for the round picture."""
        return initials(self.name)


def people_of_client(client_id: int, *, today: dt.date | None = None) -> list[PersonLine]:
    """Everybody who is or was at a client: present ones by rank, then those who left, the latest first.

    Four statements whatever their number. Raises `NotFound` where the client is missing or hidden.
    """
    if not Client.objects.filter(pk=client_id).exists():
        raise NotFound
    day = today or timezone.localdate()
    rows = list(
        Position.objects.filter(client_id=client_id, contact__erased=None)
        .annotate(name=F("contact__name"))
        .order_by(F("until").desc(nulls_first=True), "rank", "name", "pk")
        .values(
            "pk",
            "contact_id",
            "name",
            "contact__latin_name",
            "contact__form_of_address",
            "contact__languages",
            "contact__birthday_month",
            "contact__birthday_day",
            "title",
            "department",
            "rank",
            "influence",
            "since",
            "until",
            "is_self",
        )
    )
    ids = {row["contact_id"] for row in rows}
    ways, elsewhere = _ways(ids, day), _elsewhere(ids, client_id, day)
    people = []
    for row in rows:
        contact_id, month, birth = row["contact_id"], row["contact__birthday_month"], row["contact__birthday_day"]
        people.append(
            PersonLine(
                id=contact_id,
                position_id=row["pk"],
                name=row["name"],
                latin_name=row["contact__latin_name"],
                form_of_address=row["contact__form_of_address"],
                languages=row["contact__languages"],
                title=row["title"],
                department=row["department"],
                rank=row["rank"],
                influence=row["influence"],
                since=row["since"],
                until=row["until"],
                has_left=row["until"] is not None and row["until"] <= day,
                is_self=row["is_self"],
                birthday=(month, birth) if month and birth else None,
                mail=ways.get((contact_id, True), ""),
                telephone=ways.get((contact_id, False), ""),
                elsewhere=elsewhere.get(contact_id, []),
            )
        )
    present = sorted((line for line in people if not line.has_left), key=lambda line: line.rank)
    return present + [line for line in people if line.has_left]


def responsible_of(client_ids: Iterable[int]) -> list[tuple[int, str, str]]:
    """(number, name, client) of the colleagues who are responsible for clients, for those that the viewer may see."""
    rows = Client.objects.filter(pk__in=list(client_ids), responsible__is_active=True).order_by("name", "pk")
    found = rows.values_list("responsible_id", "responsible__name", "name")
    return [(number, name, client) for number, name, client in found if number is not None]


def initials(name: str) -> str:
    """One or two letters for the round picture: of two words, or the first Chinese character."""
    words = name.replace(",", " ").split()
    if not words:
        return "?"
    if ord(words[0][0]) > 0x2E80:
        return words[0][0]
    return "".join(word[0] for word in words[:2]).upper()


def _elsewhere(ids: set[int], client_id: int, day: dt.date) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = {}
    rows = (
        Position.objects.filter(held_on(day), contact_id__in=ids)
        .exclude(client_id=client_id)
        .order_by(F("since").desc(nulls_last=True), "pk")
        .values_list("contact_id", "client_id", F("client__name"), "title", "influence")
    )
    for contact_id, other_id, client, title, influence in rows:
        found.setdefault(contact_id, []).append(Place(other_id, client, title, influence))
    return found
