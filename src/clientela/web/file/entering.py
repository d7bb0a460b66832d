"""Entering a new client, with a look at those that are known by the same name or number."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.clients.actions import add_client
from clientela.clients.enums import ClientKind, FactKind, IdentifierKind, NameKind
from clientela.clients.facts import FACTS, Fact
from clientela.clients.identifiers import check_identifier
from clientela.clients.listings import SOURCE
from clientela.clients.queries import KnownClient, known_clients
from clientela.core.errors import NotFound, Refused
from clientela.matching.actions import join_check
from clientela.web.access import StaffRequest, may, requires
from clientela.web.doing import done
from clientela.web.parameters import choice_asked, number_asked, text_asked

from .forms import FactsForm
from .views import colleagues

ASKED: Final[Mapping[str, Fact]] = {
    "name": FACTS["name"],
    "kind": FACTS["kind"],
    "short": Fact(
        "short",
        gettext_lazy("Second name"),
        "",
        FactKind.TEXT,
        help_text=gettext_lazy("A short, trade or transliterated name, by which it is found too."),
    ),
    "number_kind": Fact(
        "number_kind", gettext_lazy("Kind of number"), "", FactKind.CHOICE, choices=dict(IdentifierKind.choices)
    ),
    "number": Fact("number", gettext_lazy("Number in a register"), "", FactKind.TEXT, longest=40),
    **{key: FACTS[key] for key in ("country", "industry", "client_since", "responsible")},
    "source": SOURCE,
}


class NewClientForm(FactsForm):
    """What is asked of a new client: little, so that it is entered while the visitor is still there."""

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if told.get("number") and not told.get("number_kind"):
            self.add_error("number_kind", _("Say what kind of number it is."))
        return told

    def known(self) -> list[KnownClient]:
        """Clients that go by the same."""
        told = self.cleaned_data
        return same(told["name"], told["short"], told["number_kind"], told["number"])


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def new(request: StaffRequest) -> HttpResponseBase:
    """Enter a client; those that seem to be the same are shown first."""
    start = {"name": text_asked(request, "name"), "kind": ClientKind.ORGANISATION, "responsible": request.user.pk}
    form = NewClientForm(ASKED, start, data=request.POST or None, people=colleagues())
    # The help speaks of a change, which a new name is not.
    form.fields["name"].help_text = ""
    found: list[KnownClient] = []
    error = ""
    if request.method == "POST" and form.is_valid():
        if not request.POST.get("another"):
            found = form.known()
        if not found:
            try:
                client = _enter(form.cleaned_data, request.user)
            except Refused as refusal:
                error = str(refusal)
            else:
                done(request, _("%(name)s is on file now.") % {"name": client.name})
                _join_check(request, client.pk)
                return redirect("client_file", client.pk)
    may_check = may(request.user, Permission.CHECK_CONFLICTS)
    context = {"form": form, "known": found, "error": error, "blocked": bool(found), "may_check": may_check}
    return render(request, "pages/file/new.html", context, status=422 if form.errors or found or error else 200)


@require_GET
@requires(Permission.EDIT_CLIENTS)
def known(request: StaffRequest) -> HttpResponseBase:
    """The clients that go by what has been typed so far."""
    found = same(
        text_asked(request, "name", longest=300),
        text_asked(request, "short", longest=300),
        choice_asked(request, "number_kind", IdentifierKind.values) or "",
        text_asked(request, "number", longest=60),
    )
    return render(request, "pages/file/known.html", {"known": found})


def same(name: str, short: str, number_kind: str, number: str) -> list[KnownClient]:
    """Clients known by one of the names, or by the number as its register writes it."""
    numbers = [check_identifier(IdentifierKind(number_kind), number)[0]] if number_kind and number else [number]
    return known_clients(names=[name, short], numbers=numbers)


def _join_check(request: StaffRequest, client_id: int) -> None:
    """Tell the conflict check that led here what came of it."""
    check_id = number_asked(request, "check")
    if check_id is not None and may(request.user, Permission.CHECK_CONFLICTS):
        with suppress(NotFound, Refused):
            join_check(check_id=check_id, client_id=client_id, by=request.user)


def _enter(told: dict[str, Any], by: User) -> Any:
    responsible = User.objects.filter(pk=told["responsible"]).first() if told["responsible"] else None
    return add_client(
        name=told["name"],
        kind=ClientKind(told["kind"]),
        names=[(NameKind.SHORT, told["short"])] if told["short"] else [],
        identifiers=[(IdentifierKind(told["number_kind"]), told["number"])] if told["number"] else [],
        industry=told["industry"],
        country=told["country"],
        client_since=told["client_since"],
        responsible=responsible,
        source=told["source"],
        by=by,
    )
