"""What was done, by whom and when: of a client, of a person, and in the whole firm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clientela.accounts.permissions import Permission
from clientela.accounts.queries import names_of, staff
from clientela.audit import queries
from clientela.clients.models import Client
from clientela.clients.queries import client_header
from clientela.contacts.models import Contact
from clientela.core.errors import NotFound, Refused
from clientela.insights.queries import client_standing
from clientela.web.access import StaffRequest, may, requires, wants_fragment
from clientela.web.doing import back, done
from clientela.web.parameters import address, choice_asked, date_asked, number_asked, text_asked

from .changes import RowWords, in_words
from .earlier import put_back
from .sentences import IMPORTED, details, sentence

PAGE: Final = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One deed as the page shows it."""

    deed: queries.Deed
    actor: str
    what: Any
    details: str
    rows: list[RowWords]


@require_GET
@requires(Permission.VIEW_CLIENTS)
def client_history(request: StaffRequest, client_id: int) -> HttpResponseBase:
    """The history of a client; HTMX gets the next page of it only."""
    header = client_header(client_id)
    page = queries.history_of_client(client_id, after=text_asked(request, "after") or None, limit=PAGE)
    imported = Client.objects.filter(pk=client_id, batch__isnull=False).exists()
    context = {"header": header, "tab": "history", "imported": imported}
    return _history(request, page, context, "pages/history/client.html")


@require_GET
@requires(Permission.VIEW_CLIENTS)
def person_history(request: StaffRequest, contact_id: int) -> HttpResponseBase:
    """The history of a person; HTMX gets the next page of it only."""
    name = Contact.objects.filter(pk=contact_id).values_list("name", flat=True).first()
    if name is None:
        raise NotFound
    page = queries.history_of_contact(contact_id, after=text_asked(request, "after") or None, limit=PAGE)
    return _history(request, page, {"name": name, "contact_id": contact_id}, "pages/history/person.html")


@require_GET
@requires(Permission.VIEW_AUDIT)
def audit(request: StaffRequest) -> HttpResponseBase:
    """Every event that the reader may know of, by person, deed, client and day."""
    asked = {
        "actor_id": number_asked(request, "person"),
        "verb": choice_asked(request, "verb", queries.verbs()),
        "client_id": number_asked(request, "client"),
        "since": date_asked(request, "since"),
        "until": date_asked(request, "until"),
    }
    after = number_asked(request, "after")
    page = queries.events(**asked, after=after, limit=PAGE)  # type: ignore[arg-type]
    known = sorted(((verb, sentence(verb)) for verb in queries.verbs()), key=lambda pair: str(pair[1]))
    context = {
        "page": page,
        "lines": _lines(page.rows, may_change=False),
        "asked": asked,
        "after": after,
        "people": staff(active=False),
        "verbs": known,
        "filtered": any(value is not None for value in asked.values()),
    }
    return render(request, "pages/history/audit.html", context)


@require_POST
@requires(Permission.EDIT_CLIENTS)
def earlier(request: StaffRequest, change_id: int, column: str) -> HttpResponseBase:
    """Put an earlier value back."""
    try:
        put_back(change_id=change_id, column=column, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done(request, _("The earlier value holds again."))
    return back(request, address("home"))


def _history(request: StaffRequest, page: queries.DeedPage, context: dict[str, Any], template: str) -> HttpResponseBase:
    may_change = may(request.user, Permission.EDIT_CLIENTS)
    lines = _lines(page.rows, may_change=may_change, imported=bool(context.get("imported")))
    context |= {"page": page, "lines": lines}
    if wants_fragment(request):
        return render(request, "pages/history/lines.html", context)
    if "header" in context:
        context["standing"] = client_standing(context["header"].id)
    return render(request, template, context)


def _lines(deeds: Iterable[queries.Deed], *, may_change: bool, imported: bool = False) -> list[Line]:
    listed = list(deeds)
    names = names_of(deed.actor_id for deed in listed if deed.actor_id)
    words = in_words(listed, may_change=may_change)
    return [
        Line(
            deed,
            names.get(deed.actor_id or 0) or (_("the system") if deed.actor_id in (0, None) else deed.actor),
            IMPORTED if imported and _enters_client(deed) else sentence(deed.verb),
            details(deed.data),
            words[place],
        )
        for place, deed in enumerate(listed)
    ]


def _enters_client(deed: queries.Deed) -> bool:
    # An import writes thousands of clients in acts of its own, and one event for them all.
    return not deed.verb and any(one.table == Client._meta.db_table and one.operation == "I" for one in deed.changes)
