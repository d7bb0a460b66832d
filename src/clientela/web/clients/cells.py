"""The rows of the list as its table draws them: one cell for each column that is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from clientela.clients.facts import Fact
from clientela.clients.queries import facts_of
from clientela.web.file.showing import shown
from clientela.web.templatetags import clientela as tags

from .listing import NUMERIC, Column


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what it shows, and its classes. `head` is its heading on a narrow screen, where no class has it."""

    text: SafeString
    css: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One client of the list."""

    client: Any
    cells: list[Cell]


FIGURES: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "tier": lambda row, _currency: tags.tier(row.tier, row.previous_tier),
    "class": lambda row, _currency: tags.classes(row.grid, row.contribution),
    "billed": lambda row, currency: tags.money(row.billed, currency),
    "profit": lambda row, currency: tags.signed_money(row.profit, currency),
    "frequency": lambda row, _currency: tags.count(row.frequency),
    "last_billed": lambda row, _currency: tags.day(row.last_billed),
    "rank": lambda row, _currency: tags.count(row.rank) if row.rank else "",
    "responsible": lambda row, _currency: escape(row.responsible),
    "industry": lambda row, _currency: escape(row.industry),
    "country": lambda row, _currency: escape(row.country),
}
HEADED: Final = frozenset({"billed", "profit", "frequency", "last_billed", "responsible"})
"""Columns whose heading on a narrow screen comes from the style sheet, once for the table instead of in each cell."""


def rows_of(
    clients: Iterable[Any], columns: Mapping[str, Column], facts: Mapping[str, Fact], *, currency: str
) -> list[Row]:
    """The rows for `columns` (by key, the name first, which the template draws itself). Facts take a constant number of
    statements, none where no column is one."""
    listed = list(clients)
    asked = [key for key in columns if key in facts]
    known = facts_of([one.client_id for one in listed], asked) if asked else {}
    rows = []
    for one in listed:
        cells = []
        for key, column in columns.items():
            if key == "name":
                continue
            css = "num " if column.numeric else ""
            if key in FIGURES:
                text = mark_safe(FIGURES[key](one, currency))
                cells.append(
                    Cell(text, f"{css}head-{key}") if key in HEADED else Cell(text, css, _head(key, column.label))
                )
            else:
                fact, value = facts[key], known.get(one.client_id, {}).get(key)
                cells.append(Cell(mark_safe(escape(fact_text(fact, value))), f"{css}fact", column.label))
        rows.append(Row(one, cells))
    return rows


def fact_text(fact: Fact, value: Any) -> str:
    """A fact of a list in the reader's language; people and clients come by name."""
    if isinstance(value, str) and fact.kind in ("person", "client"):
        return value
    if fact.kind == "rows":
        return str(value) if value else ""
    text = shown(fact, value)
    return text if len(text) <= 160 else text[:159] + "…"


def _head(key: str, label: str) -> str:
    return "" if key in ("tier", "class") else label


__all__ = ["NUMERIC", "Cell", "Row", "fact_text", "rows_of"]
