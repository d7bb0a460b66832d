"""Conditions in words: what a reader sees of them, and the facts to choose from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.clients.cleaning import clean
from clientela.clients.enums import FactGroup, FactKind
from clientela.clients.facts import Fact
from clientela.clients.models import Client
from clientela.core.errors import Refused
from clientela.insights.queries import MEASURE_TESTS, MEASURES, TESTS, Condition, How
from clientela.web import formatting
from clientela.web.file.showing import shown


@dataclass(frozen=True, slots=True)
class Offered:
    """One fact or figure to choose."""

    key: str
    label: str


def groups(facts: Mapping[str, Fact], *, measures: bool = True) -> list[tuple[str, list[Offered]]]:
    """The facts by the groups of the file, the figures of the analysis last."""
    words = dict(FactGroup.choices)
    found: dict[str, list[Offered]] = {group: [] for group in words}
    for fact in facts.values():
        found.setdefault(fact.group, []).append(Offered(fact.key, str(fact.label)))
    offered = [(str(words.get(group, group)), entries) for group, entries in found.items() if entries]
    if measures:
        offered.append((_("Figures"), [Offered(one.key, str(one.label)) for one in MEASURES.values()]))
    return offered


def label_of(key: str, facts: Mapping[str, Fact]) -> str:
    """The word for a fact or figure; nothing where there is none."""
    found = facts.get(key) or MEASURES.get(key)
    return str(found.label) if found else ""


def ways(key: str, facts: Mapping[str, Fact]) -> list[tuple[str, str]]:
    """How a fact or figure can be asked for, with the words."""
    date = (key in MEASURES and MEASURES[key].kind == "date") or (key in facts and facts[key].kind == FactKind.DATE)
    words = {
        How.IS: _("is"),
        How.LEAST: _("on or after") if date else _("at least"),
        How.MOST: _("on or before") if date else _("at most"),
        How.HAS: _("contains"),
        How.KNOWN: _("is known"),
        How.UNKNOWN: _("is not known"),
    }
    tests = MEASURE_TESTS if key in MEASURES else TESTS[facts[key].kind] if key in facts else ()
    return [(test.value, words[test]) for test in tests]


def in_words(conditions: Iterable[Condition], facts: Mapping[str, Fact]) -> dict[str, str]:
    """The words for each condition, by its text in an address. Two statements at most."""
    asked = list(conditions)
    people, clients = _named(asked, facts)
    return {one.text: _words(one, facts, people, clients) for one in asked}


def _words(
    condition: Condition, facts: Mapping[str, Fact], people: Mapping[int, str], clients: Mapping[int, str]
) -> str:
    label = label_of(condition.key, facts)
    if not label:
        return _("a fact that is gone")
    match condition.test:
        case How.KNOWN:
            return _("%(fact)s: known") % {"fact": label}
        case How.UNKNOWN:
            return _("%(fact)s: not known") % {"fact": label}
    value = _value(condition, facts, people, clients)
    match condition.test:
        case How.LEAST:
            return f"{label} ≥ {value}"
        case How.MOST:
            return f"{label} ≤ {value}"
        case How.HAS:
            return f"{label}: “{value}”"
        case _:
            return f"{label}: {value}"


def _value(
    condition: Condition, facts: Mapping[str, Fact], people: Mapping[int, str], clients: Mapping[int, str]
) -> str:
    fact = facts.get(condition.key)
    if fact is None:
        return _figure(condition)
    try:
        value: Any = clean(fact, condition.value)
    except Refused:
        return condition.value
    if fact.kind == FactKind.PERSON:
        return people.get(value, "?")
    if fact.kind == FactKind.CLIENT:
        return clients.get(value, "?")
    return shown(fact, value)


def _figure(condition: Condition) -> str:
    if MEASURES[condition.key].kind == "date":
        try:
            return formatting.day(dt.date.fromisoformat(condition.value), get_language())
        except ValueError:
            return condition.value
    return condition.value


def _named(conditions: list[Condition], facts: Mapping[str, Fact]) -> tuple[dict[int, str], dict[int, str]]:
    numbers: dict[str, set[int]] = {FactKind.PERSON: set(), FactKind.CLIENT: set()}
    for one in conditions:
        fact = facts.get(one.key)
        if fact is not None and fact.kind in numbers and one.value.isascii() and one.value.isdecimal():
            numbers[fact.kind].add(int(one.value))
    people = User.objects.filter(pk__in=numbers[FactKind.PERSON]) if numbers[FactKind.PERSON] else ()
    clients = Client.objects.filter(pk__in=numbers[FactKind.CLIENT]) if numbers[FactKind.CLIENT] else ()
    return {user.pk: str(user) for user in people}, {client.pk: client.name for client in clients}
