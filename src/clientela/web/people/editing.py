"""Changing what is known of a person: facts by group or in place, ways to reach, consents."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clientela.accounts.permissions import Permission
from clientela.contacts import actions, queries
from clientela.core.errors import Refused
from clientela.core.merging import EditClash
from clientela.web.access import StaffRequest, requires
from clientela.web.clashes import clash_page
from clientela.web.doing import back, done
from clientela.web.inline import change_in_place

from . import facts
from .forms import GROUPS, ConsentForm, PeopleForm, ReachChangeForm, ReachForm


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def edit(request: StaffRequest, contact_id: int, group: str) -> HttpResponseBase:
    """One group of facts of a person."""
    if group not in GROUPS:
        raise Http404
    screen = queries.person(contact_id)
    title, kind = GROUPS[group]
    form = kind(request.POST or None, initial={name: getattr(screen.contact, name) for name in kind.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_contact(contact_id=contact_id, changes=form.cleaned_data, was=form.was(), by=request.user)
        except EditClash as clash:
            return clash_page(request, clash, labels=form.labels)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("Saved: %(fact)s.") % {"fact": title})
            return back(request, _card(contact_id))
    return _form(request, form, screen, title)


@require_POST
@requires(Permission.EDIT_CLIENTS)
def fact(request: StaffRequest, contact_id: int) -> HttpResponseBase:
    """One fact where it stands."""
    name = request.POST.get("field", "")
    if not facts.in_place(name):
        raise Http404

    def write() -> None:
        try:
            value, was = facts.read(name, request.POST)
        except ValidationError as wrong:
            raise Refused(" ".join(wrong.messages)) from wrong
        actions.change_contact(contact_id=contact_id, changes={name: value}, was={name: was}, by=request.user)

    return change_in_place(
        request,
        fact=lambda: facts.fact_of(queries.person(contact_id).contact, name, may_edit=True),
        write=write,
        otherwise=_card(contact_id),
        shown=facts.shown,
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def new_reach(request: StaffRequest, contact_id: int) -> HttpResponseBase:
    """One way more to reach a person."""
    screen = queries.person(contact_id)
    form = ReachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            way = actions.add_reach(contact_id=contact_id, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("value", str(refusal))
        else:
            done(request, _("Added: %(way)s.") % {"way": way.value})
            return back(request, _card(contact_id))
    return _form(request, form, screen, _("A way to reach %(name)s") % {"name": screen.contact.name})


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def reach(request: StaffRequest, contact_id: int, reach_id: int) -> HttpResponseBase:
    """Change a way to reach a person, or take it out."""
    screen, line = queries.person(contact_id), queries.reach(reach_id, contact_id=contact_id)
    initial = {"kind": line.kind, "value": line.value, "label": line.label, "valid_until": line.valid_until}
    form = ReachChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_reach(reach_id=reach_id, changes=form.cleaned_data, was=form.was(), by=request.user)
        except EditClash as clash:
            return clash_page(request, clash, labels=form.labels)
        except Refused as refusal:
            form.add_error("value", str(refusal))
        else:
            done(request, _("Saved: %(fact)s.") % {"fact": line.value})
            return back(request, _card(contact_id))
    removal = reverse("remove_reach", args=[contact_id, reach_id])
    return _form(request, form, screen, line.value, removal=removal, removed=_("Take it out"))


@require_POST
@requires(Permission.EDIT_CLIENTS)
def remove_reach(request: StaffRequest, contact_id: int, reach_id: int) -> HttpResponseBase:
    """Take out a way that does not reach the person."""
    line = queries.reach(reach_id, contact_id=contact_id)
    actions.remove_reach(reach_id=reach_id, by=request.user)
    done(request, _("Taken out: %(way)s.") % {"way": line.value})
    return back(request, _card(contact_id))


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def consent(request: StaffRequest, contact_id: int) -> HttpResponseBase:
    """Write down an answer of a person; the address may choose purpose, channel and answer."""
    screen = queries.person(contact_id)
    asked = {name: request.GET[name] for name in ("purpose", "channel", "answer") if name in request.GET}
    form = ConsentForm(request.POST or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = dict(form.cleaned_data)
        try:
            actions.record_consent(contact_id=contact_id, at=_moment(told.pop("on")), by=request.user, **told)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("The answer is recorded and holds from now on."))
            return back(request, _card(contact_id))
    return _form(request, form, screen, _("An answer of %(name)s") % {"name": screen.contact.name})


def _moment(day: dt.date | None) -> dt.datetime | None:
    # The last moment of an earlier day, so that an answer of the same day that was noted at its hour comes before it.
    if day is None or day >= timezone.localdate():
        return None
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))


def _form(
    request: StaffRequest, form: PeopleForm, screen: queries.PersonScreen, title: Any, **more: Any
) -> HttpResponseBase:
    context = {"form": form, "screen": screen, "who": screen.contact, "title": title, **more}
    return render(request, "pages/people/form.html", context, status=422 if form.errors else 200)


def _card(contact_id: int) -> str:
    return reverse("person", args=[contact_id])
