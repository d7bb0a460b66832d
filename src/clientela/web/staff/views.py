"""The firm's people: who they are, what their roles allow, their teams and their way in."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clientela.accounts import queries
from clientela.accounts.actions import (
    add_staff,
    change_staff,
    end_access,
    give_access,
    remove_team,
    reset_second_factors,
    set_team,
)
from clientela.accounts.models import User
from clientela.accounts.permissions import LABELS, PERMISSIONS, Permission, Role
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import EditClash
from clientela.web.access import StaffRequest, requires
from clientela.web.doing import done
from clientela.web.parameters import choice_asked

from .forms import StaffForm, TeamForm

MANAGE: Final = Permission.MANAGE_STAFF


@require_GET
@requires(MANAGE)
def staff(request: StaffRequest) -> HttpResponseBase:
    """Those who may sign in; with `?show=others` those who left or are known to the ledger only."""
    others = choice_asked(request, "show", ("others",)) is not None
    context = {"people": queries.staff_lines(active=not others), "others": others}
    return render(request, "pages/staff/page.html", context)


@require_http_methods(["GET", "POST"])
@requires(MANAGE)
def new(request: StaffRequest) -> HttpResponseBase:
    """Enter somebody, who then gets a sign-in link."""
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            user = add_staff(name=told["name"], role=Role(told["role"]), email=told["email"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("%(name)s is entered. Make a sign-in link to let the person in.") % {"name": user.name})
            return redirect("staff_member", user.pk)
    return render(request, "pages/staff/member.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(MANAGE)
def member(request: StaffRequest, user_id: int) -> HttpResponseBase:
    """One member of staff: facts, role, way in."""
    person = queries.staff_line(user_id)
    initial = {"name": person.name, "email": person.email, "role": person.role}
    form = StaffForm(request.POST or None, initial=initial)
    clashes: list[tuple[Any, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            change_staff(user_id=user_id, changes=form.cleaned_data, was=form.was(), by=request.user)
        except EditClash as clash:
            form.add_error(None, str(clash))
            clashes = [(form[one.field].label, one.theirs) for one in clash.clashes]
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("Saved."))
            return redirect("staff_member", user_id)
    context = {"form": form, "person": person, "clashes": clashes, "may": _allowed(person.role)}
    return render(request, "pages/staff/member.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@requires(MANAGE)
def invite(request: StaffRequest, user_id: int) -> HttpResponseBase:
    """Make a link that signs the person in once. It is shown this one time: the database keeps its digest only."""
    user = _user(user_id)
    token = give_access(user=user, by=request.user)
    link = request.build_absolute_uri(f"/enter/{token}/")
    return render(request, "pages/staff/link.html", {"person": user, "link": link})


@require_POST
@requires(MANAGE)
def end(request: StaffRequest, user_id: int) -> HttpResponseBase:
    """Let the person in no more, from this moment on."""
    try:
        end_access(user=_user(user_id), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Access has ended, and with it every session."))
    return redirect("staff_member", user_id)


@require_POST
@requires(MANAGE)
def factors(request: StaffRequest, user_id: int) -> HttpResponseBase:
    """Take off the second factors of one who has lost them."""
    reset_second_factors(user=_user(user_id), by=request.user)
    messages.success(request, _("The second factors are taken off."))
    return redirect("staff_member", user_id)


@require_GET
@requires(Permission.VIEW_CLIENTS)
def roles(request: StaffRequest) -> HttpResponseBase:
    """What each role may do."""
    rows = [(LABELS[one], [one in PERMISSIONS[role] for role in Role]) for one in Permission]
    context = {"roles": [role.label for role in Role], "rows": rows, "mine": Role(request.user.role).label}
    return render(request, "pages/staff/roles.html", context)


@require_http_methods(["GET", "POST"])
@requires(MANAGE)
def teams(request: StaffRequest) -> HttpResponseBase:
    """The teams, and a form for one more."""
    return _team(request, None)


@require_http_methods(["GET", "POST"])
@requires(MANAGE)
def team(request: StaffRequest, team_id: int) -> HttpResponseBase:
    """One team: its name and its members."""
    found = next((one for one in queries.team_lines() if one.id == team_id), None)
    if found is None:
        raise NotFound
    return _team(request, found)


@require_POST
@requires(MANAGE)
def dissolve(request: StaffRequest, team_id: int) -> HttpResponseBase:
    """Dissolve a team."""
    try:
        remove_team(team_id=team_id, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("team", team_id)
    done(request, _("The team is dissolved."))
    return redirect("teams")


def _team(request: StaffRequest, found: queries.TeamLine | None) -> HttpResponseBase:
    initial = {"name": found.name, "members": [number for number, _name in found.members]} if found else {}
    form = TeamForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        number = found.id if found else None
        try:
            set_team(name=told["name"], members=frozenset(told["members"]), team_id=number, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("Saved."))
            return redirect("teams")
    context = {"form": form, "team": found, "teams": [] if found else queries.team_lines()}
    return render(request, "pages/staff/teams.html", context, status=422 if form.errors else 200)


def _user(user_id: int) -> User:
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        raise NotFound
    return found


def _allowed(role: str) -> list[Any]:
    return [LABELS[one] for one in Permission if one in PERMISSIONS[Role(role)]]
