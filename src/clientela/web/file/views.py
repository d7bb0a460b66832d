"""The client's file: the page of all facts, and the forms that change them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib.messages import get_messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clientela.accounts.permissions import Permission
from clientela.accounts.queries import staff
from clientela.clients.actions import change_client
from clientela.clients.enums import FactGroup, FactKind
from clientela.clients.facts import Fact
from clientela.clients.listings import SOURCE
from clientela.clients.queries import FactLine, FileScreen, client_file, client_header
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import EditClash
from clientela.web.access import StaffRequest, may, requires
from clientela.web.clashes import clash_page
from clientela.web.doing import back, done
from clientela.web.inline import change_in_place

from .forms import FactsForm, Names
from .graph import graph
from .showing import Choices, in_place, in_writing, lines, reader, with_clients

GROUPS: Final = tuple(FactGroup)


@require_GET
@requires(Permission.VIEW_CLIENTS)
def file(request: StaffRequest, client_id: int) -> HttpResponseBase:
    """The whole file of a client."""
    try:
        screen = client_file(client_id)
    except NotFound:
        # Whoever has just taken back that the client was entered comes back to a page that is gone.
        if len(get_messages(request)):
            return redirect("clients")
        raise
    may_edit = may(request.user, Permission.EDIT_CLIENTS)
    people = colleagues()
    today = timezone.localdate()
    running = [one for one in screen.relations if one.running(today)]
    context: dict[str, Any] = {
        "header": client_header(client_id),
        "tab": "file",
        "screen": screen,
        "groups": {group.value: lines(screen, group, people, may=may_edit) for group in GROUPS},
        "labels": {group.value: group.label for group in GROUPS},
        "may_edit": may_edit,
        "may_weigh": may(request.user, Permission.CHANGE_POLICY),
        "today": today,
        "graph": graph(screen, running) if running else None,
    }
    return render(request, "pages/file/page.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def group(request: StaffRequest, client_id: int, group: str) -> HttpResponseBase:
    """One group of facts as a form."""
    if group not in FactGroup.values:
        raise Http404
    screen = client_file(client_id)
    shown = screen.group(group).facts
    facts = {line.fact.key: line.fact for line in shown}
    names = {line.fact.key: line.names for line in shown}
    form = FactsForm(
        facts,
        {line.fact.key: line.value for line in shown},
        data=request.POST if request.method == "POST" else None,
        people=colleagues(),
        names=names,
    )
    here = f"{reverse('client_file', args=[client_id])}#{group}"
    source = request.POST.get("source", "")
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            change_client(client_id=client_id, changes=form.changes(), was=form.was(), source=source, by=request.user)
        except EditClash as clash:
            return _choose(request, in_writing(clash, facts), form, facts, names)
        except Refused as refusal:
            error = str(refusal)
        else:
            done(request, _("Saved: %(fact)s.") % {"fact": FactGroup(group).label})
            return back(request, here)
    context = {
        "form": form,
        "header": client_header(client_id),
        "tab": "file",
        "title": FactGroup(group).label,
        "source": source,
        "source_label": SOURCE.label,
        "error": error,
        "here": here,
        "long": [key for key, fact in facts.items() if fact.kind == FactKind.LONG],
    }
    return render(request, "pages/file/change.html", context, status=422 if form.errors or error else 200)


@require_POST
@requires(Permission.EDIT_CLIENTS)
def fact(request: StaffRequest, client_id: int) -> HttpResponseBase:
    """One fact, changed where it stands."""
    key = request.POST.get("field", "")
    asked = _line(client_file(client_id), key)
    facts = {key: asked.fact}
    names: dict[str, Mapping[int, str]] = {key: asked.names}
    form = FactsForm({"value": asked.fact}, {}, data=request.POST, people=colleagues(), names={"value": asked.names})

    def write() -> None:
        if not form.is_valid():
            raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
        value = form.cleaned_data["value"]
        try:
            change_client(
                client_id=client_id, changes={key: value}, was={key: request.POST.get("was", "")}, by=request.user
            )
        except EditClash as clash:
            request.POST = form.sent_plainly()  # type: ignore[assignment]
            two = in_writing(clash, facts)
            names.update(with_clients(two, facts, names))
            raise two from clash

    return change_in_place(
        request,
        fact=lambda: in_place(client_id, _line(client_file(client_id), key), colleagues(), may=True),
        write=write,
        otherwise=reverse("client_file", args=[client_id]),
        shown=lambda field, text: reader(facts, named(facts, names))(field, text),
    )


def colleagues() -> Choices:
    """Those of the firm's people who work there now."""
    return [(str(one.id), one.name) for one in staff()]


def named(facts: Mapping[str, Fact], names: Names) -> Names:
    """The names behind the numbers of facts, as `names` has them, and those of all whom somebody may have chosen."""
    people = {int(number): str(name) for number, name in colleagues()}
    return {
        key: {**(people if fact.kind == FactKind.PERSON else {}), **names.get(key, {})} for key, fact in facts.items()
    }


def _line(screen: FileScreen, key: str) -> FactLine:
    found = next((line for group in screen.groups for line in group.facts if line.fact.key == key), None)
    if found is None:
        raise Http404
    return found


def _choose(
    request: StaffRequest, clash: EditClash, form: FactsForm, facts: Mapping[str, Fact], names: Names
) -> HttpResponseBase:
    request.POST = form.sent_plainly()  # type: ignore[assignment]
    labels = {key: fact.label for key, fact in facts.items()}
    return clash_page(
        request, clash, labels=labels, shown=reader(facts, named(facts, with_clients(clash, facts, names)))
    )
