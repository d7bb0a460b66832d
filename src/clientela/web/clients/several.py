"""Giving many clients of the list one value of a fact: choose the fact, give the value, look, do it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from clientela.accounts.permissions import Permission
from clientela.accounts.queries import staff
from clientela.clients.actions.together import MOST_AT_ONCE, can_change_together, change_clients, digest, values_now
from clientela.clients.cleaning import clean, written
from clientela.clients.enums import FactKind
from clientela.clients.facts import Fact
from clientela.clients.models import Client
from clientela.clients.queries import all_facts
from clientela.core.errors import Refused
from clientela.insights.queries import clients_asked
from clientela.web.access import StaffRequest, requires
from clientela.web.doing import done
from clientela.web.file.forms import FactsForm
from clientela.web.file.showing import shown
from clientela.web.parameters import text_asked

from .asked import asked, carried, list_address, question
from .wording import groups

OWN: Final = ("fact", "look", "new", "id", "after", "seen")
SHOWN: Final = 25


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def several(request: StaffRequest) -> HttpResponseBase:
    """The clients of the list, or those of them that were ticked: one fact, one value, a preview, one act."""
    numbers = _numbers(request)
    facts = {key: fact for key, fact in all_facts().items() if can_change_together(fact)}
    key = text_asked(request, "fact")
    context: dict[str, Any] = {
        "clients": len(numbers),
        "too_many": len(numbers) > MOST_AT_ONCE,
        "most": MOST_AT_ONCE,
        "back": list_address(carried(request.GET, *OWN)),
        "going": carried(request.GET, *(one for one in OWN if one != "id")),
    }
    if not key:
        offered = {"groups": groups(facts, measures=False), "page": "several"}
        return render(request, "pages/clients/facts.html", context | offered)
    if key not in facts:
        raise Http404
    fact = facts[key]
    people = {one.id: one.name for one in staff(active=False)} if fact.kind == FactKind.PERSON else {}
    data = request.GET if "look" in request.GET else None
    asked_for = Fact(
        key="new", label=fact.label, group="", kind=fact.kind, choices=fact.choices, longest=fact.longest,
        least=fact.least, most=fact.most, places=fact.places, form=fact.form, help_text=fact.help_text,
    )  # fmt: skip
    form = FactsForm({"new": asked_for}, {}, data=data, people=[(str(pk), name) for pk, name in people.items()])
    context |= {"fact": fact, "form": form}
    if data is None or not form.is_valid() or len(numbers) > MOST_AT_ONCE:
        return render(request, "pages/clients/several.html", context)
    wanted = form.cleaned_data["new"]
    if request.method == "POST":
        try:
            changed = change_clients(
                client_ids=numbers, key=key, value=wanted, seen=request.POST.get("seen", ""), by=request.user
            )
        except Refused as refusal:
            context["error"] = str(refusal)
        else:
            said = ngettext("%(fact)s: changed for %(n)s client.", "%(fact)s: changed for %(n)s clients.", changed)
            done(request, said % {"fact": fact.label, "n": changed})
            return redirect(context["back"])
    return render(request, "pages/clients/several.html", context | _preview(fact, numbers, wanted, people))


def _preview(fact: Fact, numbers: list[int], wanted: Any, people: Mapping[int, str]) -> dict[str, Any]:
    now = values_now(numbers, fact)
    changing = [number for number, value in now.items() if value != wanted]
    names = dict(Client.objects.filter(pk__in=changing[:SHOWN]).values_list("pk", "name"))

    def read(value: Any) -> str:
        return people.get(value, "") if fact.kind == FactKind.PERSON else shown(fact, value)

    return {
        "preview": True,
        "lines": [(number, names[number], read(now[number])) for number in changing[:SHOWN] if number in names],
        "changing": len(changing),
        "more": max(0, len(changing) - SHOWN),
        "same": len(now) - len(changing),
        "unfit": len(numbers) - len(now),
        "wanted": read(wanted),
        "value": written(fact, clean(fact, wanted)),
        "seen": digest(fact, now),
    }


def _numbers(request: StaffRequest) -> list[int]:
    ticked = [int(text) for text in request.GET.getlist("id") if text.isascii() and text.isdecimal() and len(text) < 19]
    if ticked:
        return sorted(Client.objects.filter(pk__in=ticked).values_list("pk", flat=True))
    found = clients_asked(question(request), as_of=asked(request).as_of)
    return sorted(found.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
