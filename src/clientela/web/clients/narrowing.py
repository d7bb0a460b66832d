"""Narrowing the list by any fact or figure, and choosing its columns. Each is a form that leads back to the list."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from clientela.accounts.permissions import Permission
from clientela.accounts.queries import staff
from clientela.clients.enums import FactKind
from clientela.clients.facts import Fact
from clientela.core.errors import Refused
from clientela.insights.queries import MEASURES, Condition, How, askable_facts, check
from clientela.web.access import StaffRequest, requires
from clientela.web.choosing import Unclear, chosen_client
from clientela.web.file.forms import FactsForm
from clientela.web.parameters import text_asked

from .asked import asked, carried, list_address
from .listing import DEFAULT_COLUMNS, every_column
from .wording import groups, label_of, ways

OWN = ("fact", "how", "value", "value_text", "value_was", "value_pick", "add", "after")


@require_GET
@requires(Permission.VIEW_CLIENTS)
def narrow(request: StaffRequest) -> HttpResponseBase:
    """Choose a fact, say what is asked of it, and go to the list that is narrowed by it."""
    facts = askable_facts()
    key = text_asked(request, "fact")
    going = carried(request.GET, *OWN)
    if not key:
        return render(request, "pages/clients/facts.html", {"groups": groups(facts), "going": going, "page": "narrow"})
    if not label_of(key, facts):
        raise Http404
    error = ""
    if "add" in request.GET:
        try:
            condition = _condition(request, key, facts)
            check(condition, facts)
        except Refused as refusal:
            error = str(refusal)
        else:
            return redirect(list_address([*going, ("where", condition.text)]))
    context = {
        "key": key,
        "label": label_of(key, facts),
        "ways": ways(key, facts),
        "field": value_field(key, facts, request),
        "how": request.GET.get("how", ""),
        "error": error,
        "going": going,
    }
    return render(request, "pages/clients/narrow.html", context)


def value_field(key: str, facts: dict[str, Fact], request: StaffRequest) -> Any:
    """The field for a value of a fact, or of a figure, called `value`."""
    fact = facts.get(key)
    if fact is None:
        figure = {"date": FactKind.DATE, "whole": FactKind.WHOLE}.get(MEASURES[key].kind, FactKind.NUMBER)
        fact = Fact(key="value", label=MEASURES[key].label, group="", kind=figure)
    elif fact.kind == FactKind.ROWS:
        return None
    kind = FactKind.TEXT if fact.kind in (FactKind.LONG, FactKind.MONEY) else fact.kind
    named = Fact(key="value", label=_("Value"), group="", kind=kind, choices=fact.choices, least=fact.least)
    people = [(str(one.id), one.name) for one in staff(active=False)] if kind == FactKind.PERSON else []
    form = FactsForm({"value": named}, {}, data=request.GET if "add" in request.GET else None, people=people)
    return form["value"]


def _condition(request: StaffRequest, key: str, facts: dict[str, Fact]) -> Condition:
    how = request.GET.get("how", "")
    if how not in dict(ways(key, facts)):
        raise Refused(_("Choose what is asked of it."))
    if how in (How.KNOWN, How.UNKNOWN):
        return Condition(key, How(how))
    value = text_asked(request, "value")
    if key in facts and facts[key].kind == FactKind.CLIENT:
        try:
            value = str(chosen_client(request.GET, "value") or "")
        except Unclear as unclear:
            names = ", ".join(name for _number, name, _more in unclear.candidates)
            raise Refused(f"{unclear} {names}") from unclear
    if not value:
        raise Refused(_("Give a value."))
    return Condition(key, How(how), value)


@require_GET
@requires(Permission.VIEW_CLIENTS)
def columns(request: StaffRequest) -> HttpResponseBase:
    """Choose the columns of the list, and go to the list that shows them."""
    facts = askable_facts()
    going = carried(request.GET, "columns", "column", "choose", "after")
    if "choose" in request.GET:
        chosen = list(dict.fromkeys(request.GET.getlist("column")))
        kept = [key for key in asked(request).columns or DEFAULT_COLUMNS if key in chosen]
        ordered = [*kept, *(key for key in chosen if key not in kept)]
        parts = [] if ordered == list(DEFAULT_COLUMNS) else [("columns", ".".join(ordered))]
        return redirect(list_address([*going, *parts]))
    figures = every_column(request, asked(request), months=False)
    offered = [(_("Figures and classes"), [(key, one.label) for key, one in figures.items() if key != "name"])]
    offered += [
        (name, [(one.key, one.label) for one in entries if one.key not in figures])
        for name, entries in groups(facts, measures=False)
    ]
    context = {
        "offered": offered,
        "chosen": asked(request).columns or DEFAULT_COLUMNS,
        "going": carried(request.GET, "column", "choose", "after"),
    }
    return render(request, "pages/clients/columns.html", context)
