"""The pages of the network. Sums and lists are over what the reader may see."""

from __future__ import annotations

from typing import Any, Final

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clientela.accounts.permissions import Permission
from clientela.clients.queries import quick_search
from clientela.contacts.queries import quick_search_people
from clientela.insights.queries import network as worth
from clientela.relationships import queries
from clientela.web.access import StaffRequest, may, requires
from clientela.web.parameters import date_asked, text_asked

from .drawing import drawing

MOST_FOUND: Final = 8


@require_GET
@requires(Permission.VIEW_NETWORK)
def network(request: StaffRequest) -> HttpResponseBase:
    """Single threads first, then how much hangs on each member of staff."""
    after = text_asked(request, "after") or None
    context = {
        "screen": worth.network(after=after),
        "after": after,
        "formula": queries.formula_in_force(),
        "may_hand_over": may(request.user, Permission.HAND_OVER),
    }
    return render(request, "pages/network/page.html", context)


@require_GET
@requires(Permission.VIEW_CLIENTS)
def who(request: StaffRequest) -> HttpResponseBase:
    """Who knows the people and clients of some name, and who can introduce the reader."""
    terms = text_asked(request, "q")
    people = quick_search_people(terms, MOST_FOUND)
    clients = quick_search(terms, MOST_FOUND)
    steps = queries.introductions(asker=request.user.pk, contacts=[each[0] for each in people]) if people else []
    by_person: dict[int, list[queries.Introduction]] = {}
    for step in steps:
        by_person.setdefault(step.contact_id, []).append(step)
    at_clients = queries.introductions_to_clients(asker=request.user.pk, clients=[each[0] for each in clients])
    context: dict[str, Any] = {
        "terms": terms,
        "people": [
            {"id": number, "name": name, "client": client, "title": title, "steps": by_person.get(number, [])}
            for number, name, _latin, client, title in people
        ],
        "clients": [
            {"id": each[0], "name": each[1], "sub": each[3], "steps": at_clients.get(each[0], [])} for each in clients
        ],
        "may_see_network": may(request.user, Permission.VIEW_NETWORK),
    }
    return render(request, "pages/network/who.html", context)


@require_GET
@requires(Permission.VIEW_NETWORK)
def staff(request: StaffRequest, user_id: int) -> HttpResponseBase:
    """Whom one member of staff knows, and what hangs on that alone."""
    as_of = date_asked(request, "as_of")
    screen = queries.staff_ties(user_id, as_of=as_of)
    lines, single, billed, currency = worth.threads_of(user_id)
    context = {
        "screen": screen,
        "lines": lines,
        "single": single,
        "billed": billed,
        "currency": currency,
        "as_of": as_of,
        "may_hand_over": may(request.user, Permission.HAND_OVER),
    }
    return render(request, "pages/network/staff.html", context)


@require_GET
@requires(Permission.VIEW_CLIENTS)
def client(request: StaffRequest, client_id: int) -> HttpResponseBase:
    """Who at the firm knows whom at one client."""
    as_of = date_asked(request, "as_of")
    screen = queries.who_knows(client_id, as_of=as_of)
    context = {
        "screen": screen,
        "rows": [
            (person, [(number, person.by_user.get(number)) for number, _name in screen.staff])
            for person in screen.people
        ],
        "drawing": drawing(screen),
        "as_of": as_of,
        "may_see_network": may(request.user, Permission.VIEW_NETWORK),
    }
    return render(request, "pages/network/client.html", context)


@require_GET
@requires(Permission.VIEW_CLIENTS)
def why(request: StaffRequest, user_id: int, contact_id: int, client_id: int) -> HttpResponseBase:
    """The inputs and the arithmetic of one tie."""
    as_of = date_asked(request, "as_of")
    screen = queries.why_tie(user_id, contact_id, client_id, as_of=as_of)
    return render(request, "pages/network/why.html", {"screen": screen, "as_of": as_of})
