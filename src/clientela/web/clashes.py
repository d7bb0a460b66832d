"""Two people changed one fact: the second sees both values and chooses (`components/clash.html`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clientela.core.merging import EditClash
from clientela.web import formatting

Shown: TypeAlias = Callable[[str, Any], str]
Names: TypeAlias = Callable[[str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ClashFact:
    """One fact in two versions: what a reader sees of each, and the values that a form posts for them."""

    label: str
    name: str
    was_name: str
    was: str
    theirs: str
    yours: str
    theirs_values: list[str]
    yours_values: list[str]


@dataclass(frozen=True, slots=True)
class ClashForm:
    """The form to choose in: `rest` is all else that was posted, which is posted again as it was."""

    message: str
    address: str
    facts: list[ClashFact]
    rest: list[tuple[str, str]]


def as_text(_field: str, value: Any) -> str:
    """A value as a reader sees it, where its page knows no better."""
    if value is None or value == "" or value == []:
        return formatting.ABSENT
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.date):
        return formatting.day(value, get_language())
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(as_text(_field, one) for one in value)
    return str(value)


def posted(value: Any) -> list[str]:
    """The texts that a form posts for a value; none for none."""
    if value is None or value == "" or value is False:
        return [""]
    if value is True:
        return ["on"]
    if isinstance(value, dt.date):
        return [value.isoformat()]
    if isinstance(value, list | tuple | set | frozenset):
        return [text for one in value for text in posted(one)]
    return [str(getattr(value, "pk", value))]


def clash_form(
    request: HttpRequest,
    clash: EditClash,
    *,
    labels: Mapping[str, Any],
    names: Names = lambda field: (field, f"was_{field}"),
    shown: Shown = as_text,
    address: str = "",
) -> ClashForm:
    """The form for `clash`, raised while the form in `request` was written.

    `labels` has the word for each field; `names` the names under which the form posts a field and what it was.
    """
    facts = []
    for one in clash.clashes:
        name, was_name = names(one.field)
        facts.append(
            ClashFact(
                label=str(labels.get(one.field, one.field)),
                name=name,
                was_name=was_name,
                was=shown(one.field, one.was),
                theirs=shown(one.field, one.theirs),
                yours=shown(one.field, one.yours),
                theirs_values=posted(one.theirs),
                yours_values=request.POST.getlist(name) or [""],
            )
        )
    asked_again = {"csrfmiddlewaretoken"} | {name for fact in facts for name in (fact.name, fact.was_name)}
    rest = [(name, text) for name, texts in request.POST.lists() if name not in asked_again for text in texts]
    return ClashForm(str(clash), address or request.path, facts, rest)


def clash_page(request: HttpRequest, clash: EditClash, **options: Any) -> HttpResponse:
    """The whole page to choose on, for a form that is a page of its own; `options` as for `clash_form`."""
    return render(request, "pages/clash.html", {"clash": clash_form(request, clash, **options)}, status=409)
