"""What a list of clients is narrowed to: conditions on any fact of the file and any figure of the analysis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clientela.clients.cleaning import clean
from clientela.clients.enums import FactKind
from clientela.clients.facts import FACTS, Fact
from clientela.clients.queries import custom_facts, having_fact
from clientela.core.errors import Refused

MEASURE: Final = "measure_"
MOST_CONDITIONS: Final = 12


class How(StrEnum):
    """How a condition compares."""

    IS = "is"
    LEAST = "least"
    MOST = "most"
    HAS = "has"
    KNOWN = "known"
    UNKNOWN = "unknown"


_NAMES: Final = frozenset(how.value for how in How)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of the standing that clients can be narrowed by. `kind` is money, whole, share or date."""

    key: str
    column: str
    label: Any
    kind: str


def _measure(column: str, label: Any, kind: str) -> tuple[str, Measure]:
    return f"{MEASURE}{column}", Measure(f"{MEASURE}{column}", column, label, kind)


MEASURES: Final[Mapping[str, Measure]] = dict(
    (
        _measure("billed", _("Billed"), "money"),
        _measure("previous_billed", _("Billed in the window before"), "money"),
        _measure("profit", _("Profit"), "money"),
        _measure("billed_total", _("Billed in all"), "money"),
        _measure("written_off", _("Written off"), "money"),
        _measure("discounted", _("Discounted"), "money"),
        _measure("margin", _("Margin, %"), "share"),
        _measure("frequency", _("Frequency"), "whole"),
        _measure("rank", _("Place"), "whole"),
        _measure("service_lines", _("Service lines"), "whole"),
        _measure("staff", _("Our people at work for it"), "whole"),
        _measure("tenure_months", _("Billed for, months"), "whole"),
        _measure("recency_days", _("Days since the last fee"), "whole"),
        _measure("payment_days", _("Pays after, days"), "whole"),
        _measure("first_billed", _("First fee"), "date"),
        _measure("last_billed", _("Last fee"), "date"),
    )
)

# What each kind can be asked for. A test that finds no index is still bounded by the number of clients.
TESTS: Final[Mapping[str, tuple[How, ...]]] = {
    **dict.fromkeys((FactKind.TEXT, FactKind.LONG), (How.HAS, How.IS, How.KNOWN, How.UNKNOWN)),
    **dict.fromkeys(
        (FactKind.WHOLE, FactKind.NUMBER, FactKind.STEPS, FactKind.DATE, FactKind.MONEY),
        (How.LEAST, How.MOST, How.IS, How.KNOWN, How.UNKNOWN),
    ),
    **dict.fromkeys(
        (FactKind.CHOICE, FactKind.YES_NO, FactKind.PERSON, FactKind.CLIENT), (How.IS, How.KNOWN, How.UNKNOWN)
    ),
    FactKind.ROWS: (How.KNOWN, How.UNKNOWN),
}
MEASURE_TESTS: Final = (How.LEAST, How.MOST)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: the fact or figure by its key, the test, and the value as it was written.

    An address carries it as `key:test:value` (see `text`).
    """

    key: str
    test: How
    value: str = ""

    @property
    def text(self) -> str:
        return f"{self.key}:{self.test}:{self.value}" if self.value else f"{self.key}:{self.test}"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Conditions as the database asks them: on clients, and on their standings in amounts of `digits` minor digits."""

    clients: Q
    standings: Mapping[str, Any]

    @property
    def by_facts(self) -> bool:
        return bool(self.clients)

    @property
    def by_figures(self) -> bool:
        return bool(self.standings)


def askable_facts() -> dict[str, Fact]:
    """Every fact that clients can be narrowed by, by key: those that every firm has, then the firm's own."""
    return {**FACTS, **custom_facts(active_only=True)}


def read_conditions(texts: Iterable[str]) -> list[Condition]:
    """The conditions of an address; those that make no sense at all are left out."""
    found: dict[str, Condition] = {}
    for text in texts:
        key, _colon, rest = text.partition(":")
        name, _colon, value = rest.partition(":")
        if name in _NAMES and key and len(value) <= 200:
            condition = Condition(key, How(name), value.strip())
            found[condition.text] = condition
    return list(found.values())[:MOST_CONDITIONS]


def check(condition: Condition, facts: Mapping[str, Fact]) -> None:
    """Raises `Refused` where nothing is called so, or where the value is none of its kind."""
    if condition.key in MEASURES:
        _figure(MEASURES[condition.key], condition, digits=2)
    elif condition.key in facts:
        _on_fact(facts[condition.key], condition)
    else:
        raise Refused(str(_("There is nothing of this name to look for.")))


def narrowed(conditions: Iterable[Condition], *, digits: int, facts: Mapping[str, Fact] | None = None) -> Narrowed:
    """The conditions together. Those that do not fit their fact, such as one that the firm gave up, hold for nobody."""
    asked = list(conditions)
    known = facts if facts is not None else askable_facts() if asked else {}
    clients, standings = Q(), {}
    for condition in asked:
        try:
            if condition.key in MEASURES:
                standings.update(_figure(MEASURES[condition.key], condition, digits=digits))
            elif condition.key in known:
                clients &= _on_fact(known[condition.key], condition)
            else:
                clients &= Q(pk__in=())
        except Refused:
            clients &= Q(pk__in=())
    return Narrowed(clients, standings)


def _on_fact(fact: Fact, condition: Condition) -> Q:
    if condition.test not in TESTS[fact.kind]:
        raise Refused(str(_("This cannot be asked of %(fact)s.")) % {"fact": fact.label})
    match condition.test:
        case How.KNOWN | How.UNKNOWN:
            return having_fact(fact, is_known=condition.test == How.KNOWN)
        case How.HAS:
            return having_fact(fact, contains=condition.value)
        case _:
            value = clean(fact, condition.value)
            if value is None or value == "":
                raise Refused(str(_("Give a value for %(fact)s.")) % {"fact": fact.label})
    match condition.test:
        case How.LEAST:
            return having_fact(fact, least=_amount(value))
        case How.MOST:
            return having_fact(fact, most=_amount(value))
        case _:
            return having_fact(fact, equal=value)


def _amount(value: Any) -> Any:
    return value[0] if isinstance(value, tuple) else value


def _figure(measure: Measure, condition: Condition, *, digits: int) -> dict[str, Any]:
    if condition.test not in MEASURE_TESTS:
        raise Refused(str(_("This cannot be asked of %(fact)s.")) % {"fact": measure.label})
    name = f"{measure.column}__{'gte' if condition.test == How.LEAST else 'lte'}"
    try:
        if measure.kind == "date":
            return {name: dt.date.fromisoformat(condition.value)}
        number = Decimal(condition.value.replace(" ", "").replace("\xa0", "").replace(",", "."))
        if not number.is_finite() or abs(number) > 10**15:
            raise InvalidOperation
    except (ValueError, InvalidOperation):
        raise Refused(str(_("%(fact)s takes another kind of value.")) % {"fact": measure.label}) from None
    match measure.kind:
        case "money":
            return {name: int(number.scaleb(digits).to_integral_value(ROUND_HALF_UP))}
        case "share":
            return {name: float(number / 100)}
        case _:
            return {name: min(int(number), 2**31 - 1)}
