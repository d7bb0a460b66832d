"""Facts as a reader sees them, and as the parts of a page take them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clientela.clients.cleaning import seen, written
from clientela.clients.enums import FactKind
from clientela.clients.facts import Fact, known
from clientela.clients.queries import FactLine, FileScreen, Provenance, client_names
from clientela.core.merging import EditClash
from clientela.web import formatting
from clientela.web.inline import Fact as InPlace

Choices = Sequence[tuple[str, Any]]

IN_PLACE_KINDS: Mapping[str, str] = {
    FactKind.LONG: "long",
    FactKind.DATE: "date",
    FactKind.CHOICE: "choice",
    FactKind.STEPS: "choice",
    FactKind.YES_NO: "choice",
    FactKind.PERSON: "choice",
    FactKind.CLIENT: "client",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One known fact on the page: what is seen, how it is changed, and where it is from."""

    key: str
    label: str
    in_place: InPlace
    origin: str
    long: bool
    link: str
    clients: list[tuple[int, str]]


def shown(fact: Fact, value: Any, names: Mapping[int, str] | None = None) -> str:
    """A value in the reader's language; empty for none. `names` has the names behind numbers."""
    language = get_language()
    if not known(fact, value):
        return ""
    match fact.kind:
        case FactKind.CHOICE:
            return str(fact.choices.get(value, value))
        case FactKind.YES_NO:
            return _("yes") if value else _("no")
        case FactKind.DATE:
            return formatting.day(value, language)
        case FactKind.MONEY:
            return formatting.exact_money(value.amount, value.currency, language)
        case FactKind.WHOLE:
            return formatting.number(value, language)
        case FactKind.STEPS:
            return _("%(step)s of 5") % {"step": value}
        case FactKind.NUMBER:
            return formatting.number(value, language, places=places_of(value))
        case FactKind.PERSON | FactKind.CLIENT:
            return ", ".join((names or {}).values()) or str(value)
        case _:
            return str(value)


def places_of(number: Decimal) -> int:
    """How many decimals a number has, idle zeros left out."""
    return max(0, -int(number.normalize().as_tuple().exponent))


def origin(provenance: Provenance | None) -> str:
    """Who recorded a fact, when, and from where, in one line."""
    if provenance is None:
        return ""
    language = get_language()
    parts = [provenance.by] if provenance.by else []
    if provenance.batch and not provenance.by:
        parts.append(_("import %(number)s") % {"number": provenance.batch})
    parts.append(formatting.day(provenance.at.date(), language))
    if provenance.source:
        parts.append(provenance.source)
    return " · ".join(parts)


def choices_of(fact: Fact, people: Choices) -> Choices:
    """What a list to choose from offers for a fact; nothing where it is typed."""
    match fact.kind:
        case FactKind.CHOICE:
            choices = [(key, str(label)) for key, label in fact.choices.items()]
            return choices if fact.required else [("", "–"), *choices]
        case FactKind.YES_NO:
            return [("", "–"), ("1", _("yes")), ("0", _("no"))]
        case FactKind.STEPS:
            low, high = int(fact.least or 1), int(fact.most or 5)
            return [("", "–"), *((str(step), str(step)) for step in range(low, high + 1))]
        case FactKind.PERSON:
            return [("", "–"), *people]
        case _:
            return []


def in_place(client_id: int, line: FactLine, people: Choices, *, may: bool) -> InPlace:
    """A fact that is changed where it stands."""
    fact = line.fact
    offered = list(choices_of(fact, people))
    value = written(fact, line.value)
    if offered and value not in {code for code, _label in offered}:
        # A colleague who has left, or a choice that the firm no longer offers, stays until somebody changes it.
        offered.append((value, shown(fact, line.value, line.names)))
    return InPlace(
        name=fact.key,
        label=str(fact.label),
        value=value,
        shown=shown(fact, line.value, line.names),
        post=reverse("client_fact", args=[client_id]),
        edit=f"{reverse('client_facts', args=[client_id, fact.group])}#id_{fact.key}",
        kind=IN_PLACE_KINDS.get(fact.kind, "text"),
        choices=offered,
        hint=str(fact.help_text),
        may=may,
    )


def lines(screen: FileScreen, group: str, people: Choices, *, may: bool) -> tuple[list[Shown], list[Fact]]:
    """The known facts of a group as the page shows them, and those that are not known."""
    there, missing = [], []
    for line in screen.group(group).facts:
        if not known(line.fact, line.value):
            missing.append(line.fact)
            continue
        there.append(
            Shown(
                key=line.fact.key,
                label=str(line.fact.label),
                in_place=in_place(screen.id, line, people, may=may),
                origin=origin(line.provenance),
                long=line.fact.kind == FactKind.LONG or len(str(line.value)) > 60,
                link=line.value if line.fact.form == "website" else "",
                clients=list(line.names.items()) if line.fact.kind == FactKind.CLIENT else [],
            )
        )
    return there, missing


def in_writing(clash: EditClash, facts: Mapping[str, Fact]) -> EditClash:
    """The clash with the texts that a form posts for its values."""
    return EditClash(
        str(clash),
        [
            replace(
                one,
                was=written(facts[one.field], one.was),
                theirs=written(facts[one.field], one.theirs),
                yours=written(facts[one.field], one.yours),
            )
            for one in clash.clashes
        ],
    )


def reader(facts: Mapping[str, Fact], names: Mapping[str, Mapping[int, str]]) -> Callable[[str, Any], str]:
    """How the page of a clash shows a text that a form posts for a fact; `names` are those of numbers, by fact."""

    def read(key: str, text: Any) -> str:
        return shown(facts[key], seen(facts[key], text), one_of(names.get(key, {}), text)) or formatting.ABSENT

    return read


def one_of(names: Mapping[int, str], text: Any) -> dict[int, str]:
    """The name behind the number that a form posts."""
    return {number: name for number, name in names.items() if str(number) == str(text)}


def with_clients(
    clash: EditClash, facts: Mapping[str, Fact], names: Mapping[str, Mapping[int, str]]
) -> dict[str, Mapping[int, str]]:
    """`names` with those of the clients between whom a reader is to choose."""
    asked = {
        one.field: [int(text) for text in (one.was, one.theirs, one.yours) if str(text).isdecimal()]
        for one in clash.clashes
        if facts[one.field].kind == FactKind.CLIENT
    }
    found = client_names({number for numbers in asked.values() for number in numbers})
    return {**names, **{key: {**names.get(key, {}), **found} for key in asked}}
