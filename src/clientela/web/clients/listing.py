"""The parts of the list around its rows: filters to choose from, filters chosen, headings to sort by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clientela.clients.enums import FactKind
from clientela.clients.facts import Fact
from clientela.web import formatting, labels
from clientela.web.parameters import changed

from .asked import UPWARD_AT_FIRST, Asked

DEFAULT_COLUMNS: Final = ("tier", "class", "billed", "profit", "frequency", "last_billed", "responsible")
NUMERIC: Final = frozenset(
    {FactKind.WHOLE, FactKind.NUMBER, FactKind.STEPS, FactKind.MONEY, FactKind.DATE, FactKind.ROWS}
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a drop-down: its value, its label, and how many clients stand behind it."""

    value: str
    label: str
    clients: str


@dataclass(frozen=True, slots=True)
class Filter:
    """One drop-down: what it is called, what it offers, what is chosen."""

    name: str
    label: str
    choices: list[Choice]
    chosen: str


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is in force, and the address without it."""

    label: str
    without: str


@dataclass(frozen=True, slots=True)
class Column:
    """One heading; `sorted` is the word for `aria-sort`, or empty."""

    label: str
    address: str = ""
    sorted: str = ""
    numeric: bool = False


def filters(asked: Asked, facets: Mapping[str, Sequence[tuple[Any, str, int]]]) -> list[Filter]:
    """The drop-downs, each choice with its number of clients; one that offers no choice is left out."""
    offered: list[tuple[str, str, labels.Labels, Any]] = [
        ("tier", _("Level"), labels.TIERS, asked.tier),
        ("grid", _("Gold grid"), labels.GRIDS, asked.grid),
        ("contribution", _("Contribution"), labels.CONTRIBUTIONS, asked.contribution),
        ("responsible", _("Responsible"), {}, asked.responsible),
        ("industry", _("Industry"), {}, asked.industry),
        ("country", _("Country"), {}, asked.country),
    ]
    return [
        Filter(name, label, _choices(facets.get(name, ()), words), "" if chosen is None else str(chosen))
        for name, label, words, chosen in offered
        if len(facets.get(name, ())) > 1 or chosen is not None
    ]


def chips(
    request: HttpRequest, asked: Asked, offered: list[Filter], conditions: Mapping[str, str] | None = None
) -> list[Chip]:
    """The filters in force. `conditions` has the words for each condition."""
    found = [Chip(f"“{asked.terms}”", _changed(request, q=None, after=None))] if asked.terms else []
    if asked.was and asked.since:
        words = {"level": labels.label(labels.MOVES, asked.was), "date": formatting.day(asked.since, get_language())}
        label = _("new since %(date)s") if asked.was == "new" else _("%(level)s on %(date)s")
        found.append(Chip(label % words, _changed(request, was=None, since=None, after=None)))
    for filter_ in offered:
        if filter_.chosen:
            label = next((choice.label for choice in filter_.choices if choice.value == filter_.chosen), filter_.chosen)
            found.append(Chip(label, _changed(request, **{filter_.name: None, "after": None})))
    for text, said in (conditions or {}).items():
        without = request.GET.copy()
        without.setlist("where", [other for other in without.getlist("where") if other.strip() != text])
        found.append(Chip(said, changed(without, request.path, after=None)))
    return found


def columns(
    request: HttpRequest, asked: Asked, *, months: bool, facts: Mapping[str, Fact] | None = None
) -> dict[str, Column]:
    """The headings of the columns that are shown, with the address that sorts by each."""
    every = every_column(request, asked, months=months)
    for key, fact in (facts or {}).items():
        every.setdefault(key, Column(str(fact.label), numeric=fact.kind in NUMERIC))
    wanted = asked.columns or DEFAULT_COLUMNS
    return {"name": every["name"], **{key: every[key] for key in wanted if key in every}}


def every_column(request: HttpRequest, asked: Asked, *, months: bool) -> dict[str, Column]:
    """The columns that are no facts of the file."""
    return {
        "name": _sortable(request, asked, "name", _("Client")),
        "tier": Column(_("Level")),
        "class": Column(_("Class")),
        "billed": _sortable(request, asked, "billed", _("Billed"), numeric=True),
        "profit": _sortable(request, asked, "profit", _("Profit"), numeric=True),
        "frequency": _sortable(
            request, asked, "frequency", _("Months with a fee") if months else _("Engagements"), numeric=True
        ),
        "last_billed": _sortable(request, asked, "last_billed", _("Last fee"), numeric=True),
        "rank": _sortable(request, asked, "rank", _("Place"), numeric=True),
        "responsible": Column(_("Responsible")),
        "industry": Column(_("Industry")),
        "country": Column(_("Country")),
    }


def _sortable(request: HttpRequest, asked: Asked, sort: str, label: str, *, numeric: bool = False) -> Column:
    here = asked.sort == sort
    descending = not asked.descending if here else sort not in UPWARD_AT_FIRST
    address = _changed(request, sort=sort, order="down" if descending else "up", after=None)
    now = ("descending" if asked.descending else "ascending") if here else ""
    return Column(label, address, now, numeric)


def _changed(request: HttpRequest, **changes: str | None) -> str:
    return changed(request.GET, request.path, **changes)


def _choices(facet: Sequence[tuple[Any, str, int]], words: labels.Labels) -> list[Choice]:
    language = get_language()
    return [
        Choice(str(value), str(words.get(label, label)), formatting.number(clients, language))
        for value, label, clients in facet
    ]
