"""Walls: who may not know of which client, and who can see what."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clientela.access import queries
from clientela.access.actions import change_wall, lift_wall, raise_wall
from clientela.access.models import Wall
from clientela.accounts.models import User
from clientela.accounts.permissions import Permission, Role
from clientela.clients.models import Client
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import EditClash
from clientela.web.access import StaffRequest, may, requires
from clientela.web.parameters import choice_asked, number_asked

from .forms import WallForm, facts_of

PAGE: Final = 50


@require_GET
@requires(Permission.RAISE_WALLS)
def walls(request: StaffRequest) -> HttpResponseBase:
    """The walls that the reader may know of; with `?show=lifted` those that are over."""
    lifted = choice_asked(request, "show", ("lifted",)) is not None
    after = number_asked(request, "after")
    context = {"page": queries.walls(after=after, limit=PAGE, lifted=lifted), "lifted": lifted, "after": after}
    return render(request, "pages/walls/page.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RAISE_WALLS)
def new(request: StaffRequest, client_id: int) -> HttpResponseBase:
    """Raise a wall around a client."""
    client = Client.objects.filter(pk=client_id).first()
    if client is None:
        raise NotFound
    form = WallForm(request.POST or None, initial={"owner_id": request.user.pk, "scope": "named"})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        side = "hidden_from" if told["scope"] == "named" else "only_for"
        try:
            raise_wall(
                client=client,
                reason=told["reason"],
                since=told["since"],
                until=told["until"],
                owner=User.objects.get(pk=told["owner_id"]),
                by=request.user,
                **{side: form.named()},
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The wall stands."))
            return redirect("client_access", client_id)
    context = {"form": form, "client_id": client_id, "name": client.name}
    return render(request, "pages/walls/change.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.RAISE_WALLS)
def change(request: StaffRequest, wall_id: int) -> HttpResponseBase:
    """Change a wall that the reader keeps."""
    wall = queries.wall(wall_id)
    form = WallForm(request.POST or None, initial=facts_of(wall))
    clashes: list[tuple[Any, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            change_wall(wall_id=wall_id, changes=form.changes(), was=form.was(), by=request.user)
        except EditClash as clash:
            form.add_error(None, str(clash))
            clashes = [(form[one.field].label, _said(form, one.field, one.theirs)) for one in clash.clashes]
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The wall is changed."))
            return redirect("client_access", wall.client_id)
    context = {
        "form": form,
        "wall": wall,
        "client_id": wall.client_id,
        "name": wall.client,
        "clashes": clashes,
        "may_change": _may_change(request, wall),
    }
    return render(request, "pages/walls/change.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.RAISE_WALLS)
def lift(request: StaffRequest, wall_id: int) -> HttpResponseBase:
    """End a wall that the reader keeps."""
    found = Wall.objects.filter(pk=wall_id).first()
    if found is None:
        raise NotFound
    lift_wall(wall=found, by=request.user)
    messages.success(request, _("The wall is lifted."))
    return redirect("client_access", found.client_id)


@require_GET
@requires(Permission.VIEW_CLIENTS)
def client_access(request: StaffRequest, client_id: int) -> HttpResponseBase:
    """Who can see a client, and why the others cannot."""
    return _who(request, queries.who_can_see(client_id), person=False)


@require_GET
@requires(Permission.VIEW_CLIENTS)
def person_access(request: StaffRequest, contact_id: int) -> HttpResponseBase:
    """Who can see a person."""
    return _who(request, queries.who_can_see_contact(contact_id), person=True)


def _who(request: StaffRequest, screen: queries.WhoCanSee, *, person: bool) -> HttpResponseBase:
    keeps = may(request.user, Permission.RAISE_WALLS)
    context = {
        "screen": screen,
        "person": person,
        "sides": [
            {"title": _("Can see it"), "people": screen.seen_by},
            {"title": _("Cannot see it"), "people": screen.hidden_from},
        ],
        "keeps": keeps,
        "reads_reasons": keeps or may(request.user, Permission.VIEW_AUDIT),
        "changeable": {wall.id for wall in screen.walls if _may_change(request, wall)},
    }
    return render(request, "pages/walls/who.html", context)


def _may_change(request: StaffRequest, wall: queries.WallLine) -> bool:
    keeps = may(request.user, Permission.RAISE_WALLS)
    return keeps and (wall.owner_id == request.user.pk or request.user.role == Role.MANAGING_PARTNER)


def _said(form: WallForm, name: str, value: Any) -> str:
    choices = dict(getattr(form.fields[name], "choices", ()))
    if isinstance(value, frozenset):
        return ", ".join(str(choices.get(number, number)) for number in sorted(value)) or "–"
    return str(choices.get(value, value)) if value not in (None, "") else "–"
