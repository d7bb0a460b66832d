"""The list of people, and entering one."""

from __future__ import annotations

from typing import Any, Final

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clientela.accounts.permissions import Permission
from clientela.clients.queries import client_header
from clientela.contacts.actions import add_contact
from clientela.contacts.queries import likely_duplicates, people_list
from clientela.core.errors import NotFound, Refused
from clientela.web.access import StaffRequest, may, requires, wants_fragment
from clientela.web.choosing import Unclear, chosen_client
from clientela.web.doing import done
from clientela.web.parameters import changed, choice_asked, number_asked, text_asked

from .forms import NewPersonForm
from .words import INFLUENCES, month_choices

PAGE: Final = 50
NO_CONSENT: Final = "none"


@require_GET
@requires(Permission.VIEW_CLIENTS)
def people(request: StaffRequest) -> HttpResponseBase:
    """People by the filters of the address; HTMX gets the found part only."""
    months = month_choices()
    terms = text_asked(request, "q")
    influence = choice_asked(request, "influence", INFLUENCES)
    month = choice_asked(request, "birthday", dict(months))
    consent = choice_asked(request, "consent", (NO_CONSENT,))
    client_id, client, unclear = _client_asked(request)
    after = text_asked(request, "after", longest=2_000) or None
    page = people_list(
        terms=terms,
        influence=influence,
        client_id=client_id,
        birthday_month=int(month) if month else None,
        without_consent=consent is not None,
        after=after,
        limit=PAGE,
    )
    this_month = str(timezone.localdate().month)
    context: dict[str, Any] = {
        "page": page,
        "after": after,
        "terms": terms,
        "influence": influence,
        "month": month,
        "consent": consent,
        "client_id": client_id,
        "client": client,
        "unclear": unclear,
        "influences": INFLUENCES,
        "months": [(value, name, value == this_month) for value, name in months],
        "chips": _chips(request, terms, influence, client, dict(months).get(month or ""), consent),
        "may_edit": may(request.user, Permission.EDIT_CLIENTS),
    }
    template = "pages/people/found.html" if wants_fragment(request) else "pages/people/page.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def new(request: StaffRequest) -> HttpResponseBase:
    """Enter a person; one who seems to be on file is shown first."""
    client_id = number_asked(request, "client")
    header = client_header(client_id) if client_id is not None else None
    form = NewPersonForm(request.POST or None, initial={"client": client_id, "name": text_asked(request, "name")})
    if header is not None:
        form.fields["client"].widget.shown = header.name
    likely: list[Any] = []
    if request.method == "POST" and form.is_valid():
        told = form.facts()
        if not request.POST.get("merely_like"):
            likely = likely_duplicates(
                name=told["name"], latin_name=told["latin_name"], reaches=form.reaches(), client_id=told["client_id"]
            )
        if not likely:
            try:
                contact = add_contact(reaches=form.reaches(), by=request.user, **told)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                done(request, _("%(name)s is on file now.") % {"name": contact.name})
                return redirect("person", contact.pk)
    context = {"form": form, "header": header, "likely": likely, "client_id": client_id}
    return render(request, "pages/people/new.html", context, status=422 if form.errors or likely else 200)


def _client_asked(request: StaffRequest) -> tuple[int | None, str, Unclear | None]:
    try:
        client_id = chosen_client(request.GET, "client")
    except Unclear as unclear:
        return None, "", unclear
    if client_id is None:
        return None, "", None
    try:
        return client_id, client_header(client_id).name, None
    except NotFound:
        return None, "", None


def _chips(
    request: StaffRequest, terms: str, influence: str | None, client: str, month: str | None, consent: str | None
) -> list[tuple[str, str]]:
    """The filters in force, each with the address without it."""

    def without(*names: str) -> str:
        return changed(request.GET, request.path, after=None, **dict.fromkeys(names))

    chips = [(f"“{terms}”", without("q"))] if terms else []
    if influence:
        chips.append((str(INFLUENCES[influence]), without("influence")))
    if client:
        chips.append((client, without("client", "client_text", "client_was", "client_pick")))
    if month:
        chips.append((_("birthday in %(month)s") % {"month": month}, without("birthday")))
    if consent:
        chips.append((_("no consent recorded"), without("consent")))
    return chips
