"""Positions: entering, changing, and moving on to the next one, with those who know the person told of it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.clients.queries import client_header
from clientela.contacts import actions, queries
from clientela.core.acts import act
from clientela.core.errors import Refused
from clientela.core.merging import EditClash
from clientela.interactions.actions import add_task
from clientela.interactions.queries.knowing import colleagues_who_know, who_may_know
from clientela.web.access import StaffRequest, requires
from clientela.web.clashes import clash_page
from clientela.web.doing import back, done
from clientela.web.parameters import number_asked

from .forms import MoveForm, NewPositionForm, PositionForm

KNOWN_FOR: Final = dt.timedelta(days=3 * 365)
TO_CALL_WITHIN: Final = dt.timedelta(days=7)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def new_position(request: StaffRequest, contact_id: int) -> HttpResponseBase:
    """What the person is at one client more."""
    screen = queries.person(contact_id)
    client_id = number_asked(request, "client")
    form = NewPositionForm(request.POST or None, initial={"client": client_id, "rank": 3})
    if client_id is not None:
        form.fields["client"].widget.shown = client_header(client_id).name
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            actions.add_position(contact_id=contact_id, client_id=told.pop("client"), by=request.user, **told)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("The position is entered."))
            return back(request, reverse("person", args=[contact_id]))
    return _form(request, form, screen, _("A position of %(name)s") % {"name": screen.contact.name})


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def position(request: StaffRequest, contact_id: int, position_id: int) -> HttpResponseBase:
    """Put a position right. Who moves on gets a new one instead: see `move`."""
    screen, line = queries.person(contact_id), queries.position(position_id, contact_id=contact_id)
    form = PositionForm(request.POST or None, initial={name: getattr(line, name) for name in PositionForm.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_position(position_id=position_id, changes=form.cleaned_data, was=form.was(), by=request.user)
        except EditClash as clash:
            return clash_page(request, clash, labels=form.labels)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("The position is saved."))
            return back(request, reverse("person", args=[contact_id]))
    more = {
        "removal": reverse("remove_position", args=[contact_id, position_id]),
        "removed": _("It never was so: take it out"),
    }
    return _form(request, form, screen, _("Position at %(client)s") % {"client": line.client}, **more)


@require_POST
@requires(Permission.EDIT_CLIENTS)
def remove_position(request: StaffRequest, contact_id: int, position_id: int) -> HttpResponseBase:
    """Take out a position that was entered by mistake."""
    line = queries.position(position_id, contact_id=contact_id)
    actions.remove_position(position_id=position_id, by=request.user)
    done(request, _("The position at %(client)s is taken out.") % {"client": line.client})
    return redirect("client_people", line.client_id)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def move(request: StaffRequest, contact_id: int, position_id: int) -> HttpResponseBase:
    """End a position, begin the next, and tell those who know the person."""
    screen, line = queries.person(contact_id), queries.position(position_id, contact_id=contact_id)
    knowing = whom_to_tell(screen, but=request.user)
    form = MoveForm(
        request.POST or None,
        staff=[(str(number), name) for number, name, _why in knowing],
        initial={
            "on": timezone.localdate(),
            "rank": line.rank,
            "tell": [str(number) for number, _name, _why in knowing],
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            told = move_and_tell(screen=screen, position=line, asked=form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            who = {"name": screen.contact.name, "told": told}
            done(request, _("%(name)s has moved. Colleagues told: %(told)s.") % who)
            return back(request, reverse("person", args=[contact_id]))
    chosen = form.data.getlist("tell") if form.is_bound else form.initial["tell"]  # type: ignore[attr-defined]
    context = {
        "form": form,
        "screen": screen,
        "who": screen.contact,
        "line": line,
        "knowing": [(number, name, why, str(number) in chosen) for number, name, why in knowing],
    }
    return render(request, "pages/people/move.html", context, status=422 if form.errors else 200)


def whom_to_tell(screen: queries.PersonScreen, *, but: User) -> list[tuple[int, str, str]]:
    """(number, name, why) of colleagues who know the person, without `but`: those responsible for a client at which the
    person is now, then those who were in touch in the last three years."""
    found: dict[int, tuple[str, str]] = {}
    for number, name, client in queries.responsible_of([line.client_id for line in screen.present]):
        found.setdefault(number, (name, _("responsible for %(client)s") % {"client": client}))
    for one in colleagues_who_know(screen.contact.pk, since=timezone.now() - KNOWN_FOR):
        found.setdefault(one.user_id, (one.name, _("contacts in three years: %(number)s") % {"number": one.contacts}))
    return [(number, name, why) for number, (name, why) in found.items() if number != but.pk]


@act
def move_and_tell(
    *, screen: queries.PersonScreen, position: queries.PositionLine, asked: dict[str, Any], by: User
) -> int:
    """Move the person and give each chosen colleague a task to get in touch, as one act. Gives how many were told.

    Each task stands behind the wall of the one client that it names.
    """
    new = actions.move_contact(
        contact_id=screen.contact.pk,
        from_position=position.id,
        to_client_id=asked["client"],
        title=asked["title"],
        on=asked["on"],
        by=by,
        department=asked["department"],
        rank=asked["rank"],
        influence=asked["influence"],
    )
    told = {int(number) for number in asked["tell"]}
    if new is not None and asked["tell_responsible"]:
        told |= {number for number, _name, _client in queries.responsible_of([new.client_id])} - {by.pk}
    where = client_header(new.client_id if new is not None else position.client_id)
    words = {"name": screen.contact.name, "client": where.name, "title": new.title if new is not None else ""}
    if new is None:
        text = _("%(name)s has left %(client)s: find out where to, and who follows")
    elif new.title:
        text = _("%(name)s is now %(title)s at %(client)s: get in touch")
    else:
        text = _("%(name)s is now at %(client)s: get in touch")
    # A task would tell of the client, so a colleague on the other side of a wall gets none.
    told = who_may_know(told, where.id)
    for number in sorted(told):
        add_task(
            title=(text % words)[:300],
            owner_id=number,
            due=timezone.localdate() + TO_CALL_WITHIN,
            client_id=where.id,
            contact_id=screen.contact.pk,
            by=by,
        )
    return len(told)


def _form(request: StaffRequest, form: Any, screen: queries.PersonScreen, title: Any, **more: Any) -> HttpResponseBase:
    context = {"form": form, "screen": screen, "who": screen.contact, "title": title, **more}
    return render(request, "pages/people/form.html", context, status=422 if form.errors else 200)
