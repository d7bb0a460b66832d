"""Who should take over what: by the ties that exist, the work they share, the load they carry and their languages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count, Q

from clientela.accounts.models import Team, User
from clientela.accounts.permissions import Role
from clientela.clients.models import Client
from clientela.contacts.models import Position
from clientela.core.models import Exclusion
from clientela.engagements.enums import EngagementStatus
from clientela.engagements.models import Engagement, TeamMember
from clientela.relationships.enums import ItemKind

from .book import Subject
from .ties import ties

LEADERS: Final = frozenset({Role.MANAGING_PARTNER, Role.PARTNER, Role.CLIENT_MANAGER, Role.LAWYER})
HELPERS: Final = LEADERS | {Role.ASSISTANT}
ON_TEAM, HEIR, SAME_TEAM, SPEAKS, LOAD = 0.3, 0.5, 0.15, 0.1, 0.25
"""What counts beside the strength of the tie (0 to 1): a place in the team of the client's engagements, being the one
who has the client, a team in common with the leaver, a language of the people there; and the load, which counts
against, in full for the one who carries most."""
MOST: Final = 5

_LANGUAGES: Final = {
    "zh": re.compile(r"\bzh|chin|中文|汉语|китай", re.IGNORECASE),
    "ru": re.compile(r"\bru|росси|русск|俄", re.IGNORECASE),
    "en": re.compile(r"\ben|англ|英", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could take a thing over, and why. `load` counts clients and engagements led, those proposed in the
    same handover among them."""

    user_id: int
    name: str
    score: float
    strength: float
    people: int
    on_team: bool
    same_team: bool
    speaks: bool
    load: int

    def why(self) -> dict[str, object]:
        """The inputs of the score, to be kept with the proposal."""
        return {
            "strength": round(self.strength, 4),
            "people": self.people,
            "on_team": self.on_team,
            "same_team": self.same_team,
            "speaks": self.speaks,
            "load": self.load,
        }


@dataclass
class Market:
    """All that proposals rest on, read once for a set of clients."""

    users: dict[int, tuple[str, Role, str]]
    load: Counter[int]
    excluded: set[tuple[int, int]]
    leads: dict[int, int]
    colleagues: set[int]
    strength: dict[tuple[int, int], float] = field(default_factory=dict)
    people: Counter[tuple[int, int]] = field(default_factory=Counter)
    to_person: dict[tuple[int, int], float] = field(default_factory=dict)
    teams: dict[int, set[int]] = field(default_factory=dict)
    languages: dict[int, set[str]] = field(default_factory=dict)

    def may_take(self, user_id: int, client_id: int | None) -> bool:
        """Whether no wall keeps the person from the client."""
        return client_id is None or (user_id, client_id) not in self.excluded


def market_for(leaver_id: int, clients: Collection[int]) -> Market:
    """Read what proposals rest on, in a constant number of statements."""
    users = {
        user.pk: (user.name, Role(user.role), user.language[:2])
        for user in User.objects.filter(is_active=True, role__in=HELPERS).exclude(pk=leaver_id)
    }
    led = Client.objects.filter(responsible__isnull=False).values_list("responsible_id").annotate(n=Count("pk"))
    mandates = Engagement.objects.filter(status=EngagementStatus.OPEN, responsible__isnull=False)
    load: Counter[int] = Counter(dict(led.order_by()))
    load.update(dict(mandates.values_list("responsible_id").annotate(n=Count("pk")).order_by()))
    market = Market(
        users=users,
        load=load,
        excluded=set(Exclusion.objects.filter(client_id__in=clients).values_list("user_id", "client_id")),
        leads=dict(Client.objects.filter(pk__in=clients).values_list("pk", "responsible_id")),
        colleagues=set(
            User.objects.filter(teams__in=Team.objects.filter(members=leaver_id)).values_list("pk", flat=True)
        ),
    )
    for row in ties(clients=clients):
        key = (row.user_id, row.client_id)
        market.strength[key] = max(market.strength.get(key, 0.0), row.strength)
        market.people[key] += 1
        person = (row.user_id, row.contact_id)
        market.to_person[person] = max(market.to_person.get(person, 0.0), row.strength)
    working: dict[int, set[int]] = defaultdict(set)
    for client_id, user_id in TeamMember.objects.filter(client_id__in=clients, until=None).values_list(
        "client_id", "user_id"
    ):
        working[client_id].add(user_id)
    spoken: dict[int, set[str]] = defaultdict(set)
    present = Position.objects.filter(Q(until=None), client_id__in=clients).exclude(contact__languages="")
    for client_id, text in present.values_list("client_id", "contact__languages"):
        spoken[client_id] |= {code for code, pattern in _LANGUAGES.items() if pattern.search(text)}
    market.teams, market.languages = dict(working), dict(spoken)
    return market


def candidates(subject: Subject, market: Market, *, heir: int | None, most: int = MOST) -> list[Candidate]:
    """Those who could take a thing over, the best first. `heir` has, or is to have, the client. Nobody whom a wall
    keeps from the client is among them."""
    roles = HELPERS if subject.kind in (ItemKind.TASK, ItemKind.INQUIRY) else LEADERS
    heaviest = max((market.load[user_id] for user_id in market.users), default=0) or 1
    found = []
    for user_id, (name, role, language) in market.users.items():
        if role not in roles or not market.may_take(user_id, subject.client_id):
            continue
        key = (user_id, subject.client_id or 0)
        strength = market.strength.get(key, 0.0)
        if subject.kind == ItemKind.CONTACT:
            strength = market.to_person.get((user_id, subject.contact_id or 0), 0.0)
        on_team = user_id in market.teams.get(subject.client_id or 0, ())
        same_team = user_id in market.colleagues
        speaks = bool(language) and language in market.languages.get(subject.client_id or 0, ())
        score = strength + ON_TEAM * on_team + SAME_TEAM * same_team + SPEAKS * speaks + HEIR * (user_id == heir)
        score -= LOAD * market.load[user_id] / heaviest
        found.append(
            Candidate(
                user_id, name, score, strength, market.people[key], on_team, same_team, speaks, market.load[user_id]
            )
        )
    return sorted(found, key=lambda one: (-one.score, one.name, one.user_id))[:most]


def proposals(book: Iterable[Subject], market: Market, *, leaver_id: int) -> list[tuple[Subject, Candidate | None]]:
    """The best candidate for each thing. What is proposed for a client weighs on the load of the ones after it, and
    whoever is to have a client is preferred for all that belongs to it."""
    found: list[tuple[Subject, Candidate | None]] = []
    heirs: dict[int | None, int] = {
        client: lead for client, lead in market.leads.items() if lead is not None and lead != leaver_id
    }
    for subject in book:
        best = next(iter(candidates(subject, market, heir=heirs.get(subject.client_id), most=1)), None)
        found.append((subject, best))
        if best is not None and subject.kind in (ItemKind.CLIENT, ItemKind.ENGAGEMENT):
            market.load[best.user_id] += 1
        if best is not None and subject.kind == ItemKind.CLIENT:
            heirs[subject.client_id] = best.user_id
    return found
