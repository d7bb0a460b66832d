"""The files of the sample firm's clients and of the people at them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random
from typing import Any, Final

from clientela.accounts.models import User
from clientela.clients.actions import add_client, add_custom_field, add_to_file, relate_clients
from clientela.clients.enums import ClientKind, CustomKind, FactGroup, RelationKind
from clientela.clients.facts import FACTS
from clientela.contacts.actions import PersonRow, PositionRow, add_contacts_in_bulk
from clientela.core.actor import SYSTEM

from .contacts import Known
from .people import person
from .story import Plan, Relation

LAWS: Final = ("PRC law", "Russian law", "English law")
PHILOSOPHY: Final = {
    "zh": ("稳健经营，重视长期合作", "快速扩张，先占市场", "家族企业，决策集中"),
    "ru": ("Осторожный рост, долгие отношения", "Быстрый рост любой ценой", "Семейное дело, решает основатель"),
    "en": ("Slow growth, long relations", "Growth first", "A family firm, the founder decides"),
}
DIRECTION: Final = {
    "zh": ("拓展俄罗斯市场", "数字化转型", "海外并购"),
    "ru": ("Выход в Китай", "Новый завод", "Покупка конкурентов"),
    "en": ("Entry into Asia", "Automation", "Acquisitions"),
}


def enter_clients(plan: Plan, random: Random, staff: list[User]) -> list[int]:
    """Enter every client with what the firm knows of it; their numbers in the order of the plan."""
    law = add_custom_field(
        label="Law of its contracts", kind=CustomKind.CHOICE, choices=LAWS, group=FactGroup.BASIC, weight=2, by=SYSTEM
    )
    audit = add_custom_field(
        label="Last compliance audit", kind=CustomKind.DATE, group=FactGroup.BASIC, weight=1, by=SYSTEM
    )
    numbers = []
    for one in plan.clients:
        company = one.company
        client = add_client(
            name=company.name,
            kind=company.kind,
            names=company.names,
            identifiers=company.identifiers,
            industry=company.industry,
            country=company.country,
            client_since=one.since if one.course not in ("suspect", "prospect") else None,
            responsible=staff[one.lead] if one.course != "suspect" else None,
            facts=_facts(random, one) | _own_facts(random, plan, one, law.key, audit.key),
            source="The file before Clientela",
            by=SYSTEM,
        )
        numbers.append(client.pk)
        _add_lists(random, plan, one, client.pk)
    _relate(plan, random, numbers)
    return numbers


def _facts(random: Random, one: Relation) -> dict[str, Any]:
    """The more a client brings, the more the firm has asked."""
    company = one.company
    if company.kind == ClientKind.PERSON:
        return {}
    knows = min(0.25 + (one.level / 400_000) ** 0.5, 0.95)
    people = max(8, int(one.level**0.5 * random.uniform(0.5, 3)))
    choices: dict[str, Any] = {
        "legal_representative": person(random, company.language, country=company.country).name,
        "founded": one.since - dt.timedelta(days=random.randint(400, 9000)),
        "employees": people,
        "size": "large" if people > 1000 else "medium" if people > 250 else "small",
        "ownership": random.choice(("private", "private", "private", "state", "foreign", "joint")),
        "potential": random.randint(1, 5),
        "competitiveness": random.randint(1, 5),
        "invests_abroad": random.random() < 0.3,
        "diversified": random.random() < 0.4,
        "website": f"https://client-{one.place + 1}.example",
        "philosophy": random.choice(PHILOSOPHY[company.language]),
        "direction": random.choice(DIRECTION[company.language]),
        "market_share": Decimal(random.randint(1, 400)) / 10,
    }
    return {key: value for key, value in choices.items() if random.random() < knows and _possible(key, value)}


def _own_facts(random: Random, plan: Plan, one: Relation, law: str, audit: str) -> dict[str, Any]:
    """The two facts that this firm has added to those that every firm has."""
    facts: dict[str, Any] = {}
    if one.place % 4 == 0:
        facts[law] = {"CN": LAWS[0], "RU": LAWS[1]}.get(one.company.country, LAWS[2])
    if one.place % 9 == 0:
        facts[audit] = plan.as_of - dt.timedelta(days=random.randint(60, 900))
    return facts


def _possible(key: str, value: Any) -> bool:
    fact = FACTS.get(key)
    return fact is not None and (not fact.choices or value in fact.choices)


def _add_lists(random: Random, plan: Plan, one: Relation, client_id: int) -> None:
    company = one.company
    if one.place % 4 == 0:
        values = {"kind": "office", "city": company.city, "country": company.country}
        add_to_file(client_id=client_id, listing="addresses", values=values, by=SYSTEM)
    if one.place % 8 == 0 and company.kind == ClientKind.ORGANISATION:
        owner = person(random, company.language, country=company.country).name
        values = {"kind": "owner", "name": owner, "share": str(random.choice((51, 60, 75, 100)))}
        add_to_file(client_id=client_id, listing="owners", values=values, by=SYSTEM)
    if one.place < 120 and company.kind == ClientKind.ORGANISATION:
        figures: dict[str, Any] = {
            "kind": "revenue",
            "as_of": dt.date(plan.as_of.year - 1, 12, 31),
            "amount": str(round(one.level * random.uniform(40, 400), -4)),
            "currency": one.currency,
        }
        add_to_file(client_id=client_id, listing="finances", values=figures, by=SYSTEM)


def _relate(plan: Plan, random: Random, numbers: list[int]) -> None:
    for one in plan.clients:
        if one.parent is not None:
            relate_clients(
                client_id=numbers[one.place], other_id=numbers[one.parent], kind=RelationKind.PARENT, by=SYSTEM
            )
    organisations = [one.place for one in plan.clients if one.company.kind == ClientKind.ORGANISATION]
    kinds = (RelationKind.SUPPLIER, RelationKind.PARTNER, RelationKind.COMPETITOR, RelationKind.INVESTOR)
    pairs: set[frozenset[int]] = set()
    for _pair in range(len(organisations) // 10):
        first, second = random.sample(organisations, 2)
        if frozenset((first, second)) not in pairs:
            pairs.add(frozenset((first, second)))
            kind = random.choice(kinds)
            relate_clients(client_id=numbers[first], other_id=numbers[second], kind=kind, by=SYSTEM)


def enter_people(plan: Plan, known: list[Known], numbers: list[int]) -> list[int]:
    """Enter the people at clients; their numbers in the order of `known`."""
    rows = [
        PersonRow(
            name=one.who.name,
            positions=[
                PositionRow(
                    client_id=numbers[place.client],
                    title=place.title,
                    rank=place.rank,
                    influence=place.influence,
                    since=place.since,
                    until=place.until,
                    is_self=place.is_self,
                )
                for place in one.places
            ],
            reaches=one.reaches,
            consents=one.consents,
            facts=one.facts,
        )
        for one in known
    ]
    return add_contacts_in_bulk(rows, SYSTEM)
