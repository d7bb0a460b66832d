"""Logging a contact: a page, and the same page in a dialog."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clientela.accounts.permissions import Permission
from clientela.accounts.queries import staff
from clientela.clients.queries import client_header, completeness
from clientela.core.errors import Refused
from clientela.insights.queries import policy_in_force
from clientela.interactions.actions import log_interaction
from clientela.interactions.enums import Reaction
from clientela.interactions.models import Interaction
from clientela.interactions.queries import Choice, colleagues_in_touch, open_engagements, people_to_name
from clientela.web.access import StaffRequest, requires
from clientela.web.choosing import Unclear, chosen_client
from clientela.web.doing import back, done
from clientela.web.parameters import address, number_asked

from .forms import LogForm, Numbers, empty_form

LOGGED_COOKIE: Final = "logged"
"""The token of the form that was saved last: its draft in the browser has served its purpose."""


@require_http_methods(["GET", "POST"])
@requires(Permission.LOG_CONTACTS)
def log(request: StaffRequest) -> HttpResponseBase:
    """The form to log a contact, for the client of the address where it names one."""
    if request.method == "GET":
        client_id = number_asked(request, "client")
        shown = client_header(client_id).name if client_id is not None else ""
        return _page(request, empty_form(client_id=client_id, shown=shown, owner=request.user.pk), client_id)
    if "look" in request.POST:
        client_id = _client_typed(request)
        return _page(request, _as_typed(request, client_id), client_id)
    form = LogForm(request.POST)
    if form.is_valid():
        try:
            interaction = _save(form, request)
        except (Refused, ValueError) as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("Logged: %(subject)s") % {"subject": interaction.subject})
            response = back(request, address("client_timeline", interaction.client_id))
            response.set_cookie(LOGGED_COOKIE, str(interaction.token), max_age=600, samesite="Lax", httponly=False)
            return response
    return _page(request, form, form.cleaned_data.get("client") or _client_typed(request), status=422)


@require_GET
@requires(Permission.LOG_CONTACTS)
def about(request: StaffRequest) -> HttpResponseBase:
    """The parts of the form that depend on the client: its people, mandates, and what to ask next."""
    client_id = number_asked(request, "client")
    if client_id is None:
        return HttpResponse(status=204)
    form = empty_form(client_id=client_id, shown=client_header(client_id).name, owner=request.user.pk)
    return render(request, "pages/log/about.html", _context(request, form, client_id))


def _save(form: LogForm, request: StaffRequest) -> Interaction:
    return log_interaction(
        client_id=form.cleaned_data["client"],
        contacts=form.people_there(),
        new_people=[form.cleaned_data["new_person"]],
        staff=form.people_here(request.user.pk),
        next_step=form.next_step(request.user.pk),
        files=request.FILES.getlist("files"),
        token=form.cleaned_data["token"],
        by=request.user,
        **form.facts(),
    )


def _as_typed(request: StaffRequest, client_id: int | None) -> LogForm:
    # What was typed before the client was known, without complaints about what is still to come.
    sent = request.POST
    initial = {
        name: sent.getlist(name) if isinstance(field, Numbers) else sent.get(name)
        for name, field in LogForm.base_fields.items()
        if name in sent and name not in ("client", "another_person")
    }
    form = LogForm(initial=initial | {"client": client_id, "unfolded": any(sent.get(name) for name in LogForm.TYPED)})
    form.fields["client"].widget.shown = client_header(client_id).name if client_id else ""
    return form


def _client_typed(request: StaffRequest) -> int | None:
    try:
        return chosen_client(request.POST, "client")
    except Unclear:
        return None


def _page(request: StaffRequest, form: LogForm, client_id: int | None, *, status: int = 200) -> HttpResponse:
    return render(request, "pages/log/page.html", _context(request, form, client_id), status=status)


def _context(request: StaffRequest, form: LogForm, client_id: int | None) -> dict[str, Any]:
    chosen = _numbers(form, "engagement")
    colleagues = colleagues_in_touch(client_id, but=request.user.pk) if client_id else []
    return {
        "form": form,
        "client_id": client_id,
        "theirs": _ticked(people_to_name(client_id), _numbers(form, "theirs")) if client_id else [],
        "ours": _ticked([Choice(request.user.pk, str(request.user), _("you")), *colleagues], _numbers(form, "ours")),
        "engagements": open_engagements(client_id, but_also=next(iter(chosen), None)) if client_id else [],
        "engagement": next(iter(chosen), None),
        "ask_next": completeness(client_id).ask_next if client_id else [],
        "staff": staff(),
        "step_owner": next(iter(_numbers(form, "step_owner")), request.user.pk),
        "another_colleague": next(iter(_numbers(form, "another_colleague")), None),
        "reactions": Reaction.choices,
        "today": timezone.localdate(),
        "tomorrow": timezone.localdate() + dt.timedelta(days=1),
        "usual_currency": policy_in_force().policy.currency,
    }


def _ticked(choices: list[Choice], chosen: list[int]) -> list[dict[str, Any]]:
    return [{"id": one.id, "name": one.name, "note": one.note, "ticked": one.id in chosen} for one in choices]


def _numbers(form: LogForm, name: str) -> list[int]:
    values = form[name].value() or []
    texts = [str(value) for value in (values if isinstance(values, list | tuple) else [values])]
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19]
