"""Which clients a reader asks for: the filters, the order and the place in a list, read from an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from clientela.insights.queries import ANSWERS, Condition, SegmentLine, read_conditions
from clientela.web import labels
from clientela.web.parameters import choice_asked, date_asked, number_asked, text_asked

SORTS: Final = ("billed", "profit", "name", "last_billed", "rank", "frequency")
UPWARD_AT_FIRST: Final = frozenset({"name", "rank"})
MOST_COLUMNS: Final = 14


@dataclass(frozen=True, slots=True)
class Asked:
    """One list of clients as an address describes it."""

    terms: str
    tier: str | None
    grid: str | None
    contribution: str | None
    was: str | None
    since: dt.date | None
    responsible: int | None
    industry: str | None
    country: str | None
    where: tuple[Condition, ...]
    sort: str
    descending: bool
    after: str | None
    as_of: dt.date | None
    columns: tuple[str, ...]
    view: int | None

    def for_query(self) -> dict[str, Any]:
        """The arguments of `client_list`, but for the place and the length of the page."""
        return {name: getattr(self, name) for name in self.__slots__ if name not in ("after", "columns", "view")}

    def narrowing(self) -> dict[str, Any]:
        """What leaves clients out, or shows an earlier date, by name."""
        left_out = ("sort", "descending", "after", "columns", "view")
        values = {name: getattr(self, name) for name in self.__slots__ if name not in left_out}
        values["where"] = [condition.text for condition in self.where]
        return {name: value for name, value in values.items() if value}

    @property
    def filtered(self) -> bool:
        """Whether the list leaves anybody out."""
        chosen = (self.tier, self.grid, self.contribution, self.was, self.responsible, self.industry, self.country)
        return bool(self.terms) or bool(self.where) or any(value is not None for value in chosen)


def asked(request: HttpRequest) -> Asked:
    """Read the parameters of a request; those that make no sense are left out."""
    sort = choice_asked(request, "sort", SORTS) or "billed"
    order = choice_asked(request, "order", ("up", "down"))
    since = date_asked(request, "since")
    return Asked(
        terms=text_asked(request, "q"),
        tier=choice_asked(request, "tier", labels.TIERS),
        grid=choice_asked(request, "grid", labels.GRIDS),
        contribution=choice_asked(request, "contribution", labels.CONTRIBUTIONS),
        was=choice_asked(request, "was", labels.MOVES) if since else None,
        since=since,
        responsible=number_asked(request, "responsible"),
        industry=text_asked(request, "industry") or None,
        country=text_asked(request, "country", longest=2) or None,
        where=tuple(read_conditions(request.GET.getlist("where"))),
        sort=sort,
        descending=order == "down" if order else sort not in UPWARD_AT_FIRST,
        after=text_asked(request, "after") or None,
        as_of=date_asked(request, "as_of"),
        columns=tuple(filter(None, text_asked(request, "columns", longest=1_000).split(".")))[:MOST_COLUMNS],
        view=number_asked(request, "view"),
    )


def question(request: HttpRequest) -> dict[str, Any]:
    """The question of an address, as a segment keeps it."""
    found: dict[str, Any] = {name: request.GET.get(name, "") for name in ANSWERS if name != "where"}
    found["where"] = request.GET.getlist("where")
    return {name: value for name, value in found.items() if value}


def carried(query: QueryDict, *without: str) -> list[tuple[str, str]]:
    """The parameters of an address, for a form that goes on from it: all but those named."""
    return [(name, text) for name, texts in query.lists() if name not in without for text in texts if text]


def list_address(parameters: Iterable[tuple[str, str]]) -> str:
    """The address of the list with these parameters."""
    return f"{reverse('clients')}?{urlencode(list(parameters))}".rstrip("?")


def view_address(view: SegmentLine) -> str:
    """The address of the list as a segment asks for it."""
    parts = [(name, text) for name in ANSWERS if name != "where" and (text := view.question.get(name))]
    parts += [("where", text) for text in view.question.get("where", [])]
    parts += [("columns", ".".join(view.columns))] if view.columns else []
    return list_address([*parts, ("view", str(view.id))])
