"""The page of an engagement, entering one, and what is changed on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clientela.accounts.permissions import Permission
from clientela.clients.queries import client_header
from clientela.core.errors import Refused
from clientela.core.merging import EditClash
from clientela.engagements import actions, queries
from clientela.engagements.enums import EngagementStatus, PartyKind
from clientela.interactions.queries import engagement_log
from clientela.web.access import StaffRequest, may, requires
from clientela.web.clashes import as_text, clash_page
from clientela.web.doing import back, done
from clientela.web.people.forms import PeopleForm

from .forms import CloseForm, DeadlineForm, EngagementForm, MemberForm, NewEngagementForm, PartyForm

# What the form calls by its name, the record keeps by its number.
COLUMNS: Final = {"service_line": "service_line_id", "responsible": "responsible_id"}
FIELDS: Final = {column: name for name, column in COLUMNS.items()}


@require_GET
@requires(Permission.VIEW_CLIENTS)
def engagement(request: StaffRequest, engagement_id: int) -> HttpResponseBase:
    """One engagement."""
    return _page(request, engagement_id)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def new(request: StaffRequest, client_id: int) -> HttpResponseBase:
    """Open an engagement of a client."""
    header = client_header(client_id)
    initial = {"responsible": request.user.pk, "opened": timezone.localdate()}
    form = NewEngagementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.add_engagement(
                client_id=client_id,
                reference=said["reference"],
                title=said["title"],
                service_line=said["service_line"],
                responsible_id=said["responsible"],
                opened=said["opened"],
                instruction=said["instruction"],
                parties=form.parties(),
                by=request.user,
            )
        except Refused as refusal:
            form.add_error("reference", str(refusal))
        else:
            done(request, _("The engagement is open."))
            return redirect("engagement", made.pk)
    context = {
        "header": header,
        "form": form,
        "lines": [name for _number, name in queries.service_lines()],
        "may_check": may(request.user, Permission.CHECK_CONFLICTS),
    }
    return render(request, "pages/engagement/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def edit(request: StaffRequest, engagement_id: int) -> HttpResponseBase:
    """The facts of an engagement."""
    screen = queries.engagement(engagement_id)
    names = list(EngagementForm.base_fields)
    initial = {name: getattr(screen, COLUMNS.get(name, name)) for name in names}
    form = EngagementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_engagement(
                engagement_id=engagement_id,
                changes=_by_column(form.cleaned_data),
                was=_by_column(form.was()),
                by=request.user,
            )
        except EditClash as clash:
            labels = {COLUMNS.get(name, name): field.label for name, field in form.fields.items()}
            return clash_page(request, clash, labels=labels, names=_posted_as, shown=_shown(form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("The engagement is changed."))
            return back(request, _address(engagement_id))
    context = {"screen": screen, "form": form}
    return render(request, "pages/engagement/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def close(request: StaffRequest, engagement_id: int) -> HttpResponseBase:
    """End an engagement."""
    screen = queries.engagement(engagement_id)
    form = CloseForm(request.POST or None, initial={"on": timezone.localdate(), "result": screen.result})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        status = EngagementStatus.LOST if said["lost"] else EngagementStatus.CLOSED
        try:
            actions.close_engagement(
                engagement_id=engagement_id, on=said["on"], result=said["result"], status=status, by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("The engagement is closed."))
            return redirect(_address(engagement_id))
    context = {"screen": screen, "form": form}
    return render(request, "pages/engagement/close.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.EDIT_CLIENTS)
def add_party(request: StaffRequest, engagement_id: int) -> HttpResponseBase:
    """Name somebody else whom the engagement concerns."""

    def write(said: dict[str, Any]) -> None:
        actions.add_party(engagement_id=engagement_id, name=said["name"], kind=PartyKind(said["kind"]), by=request.user)

    return _added(request, engagement_id, "party", PartyForm(request.POST), write, _("The party is named."))


@require_POST
@requires(Permission.EDIT_CLIENTS)
def join(request: StaffRequest, engagement_id: int) -> HttpResponseBase:
    """Put one of our people on the team."""

    def write(said: dict[str, Any]) -> None:
        actions.join_engagement(
            engagement_id=engagement_id, user_id=said["user"], since=timezone.localdate(), by=request.user
        )

    return _added(request, engagement_id, "member", MemberForm(request.POST), write, _("Put on the team."))


@require_POST
@requires(Permission.EDIT_CLIENTS)
def add_deadline(request: StaffRequest, engagement_id: int) -> HttpResponseBase:
    """Note what is due."""

    def write(said: dict[str, Any]) -> None:
        actions.add_deadline(engagement_id=engagement_id, title=said["title"], due=said["due"], by=request.user)

    return _added(request, engagement_id, "deadline", DeadlineForm(request.POST), write, _("The deadline is noted."))


@require_POST
@requires(Permission.EDIT_CLIENTS)
def remove_party(request: StaffRequest, engagement_id: int, party_id: int) -> HttpResponseBase:
    """Take out a party."""
    _of(party_id, [party.id for party in queries.engagement(engagement_id).parties])
    actions.remove_party(party_id=party_id, by=request.user)
    done(request, _("The party is taken out."))
    return back(request, _address(engagement_id))


@require_POST
@requires(Permission.EDIT_CLIENTS)
def leave(request: StaffRequest, engagement_id: int, member_id: int) -> HttpResponseBase:
    """End the part of one of our people."""
    _of(member_id, [member.id for member in queries.engagement(engagement_id).team])
    actions.leave_engagement(member_id=member_id, on=timezone.localdate(), by=request.user)
    done(request, _("Taken off the team."))
    return back(request, _address(engagement_id))


@require_POST
@requires(Permission.EDIT_CLIENTS)
def meet(request: StaffRequest, engagement_id: int, deadline_id: int) -> HttpResponseBase:
    """Mark a deadline as met today."""
    _of(deadline_id, [deadline.id for deadline in queries.engagement(engagement_id).deadlines])
    actions.meet_deadline(deadline_id=deadline_id, on=timezone.localdate(), by=request.user)
    done(request, _("Met."))
    return back(request, _address(engagement_id))


@require_POST
@requires(Permission.EDIT_CLIENTS)
def remove_deadline(request: StaffRequest, engagement_id: int, deadline_id: int) -> HttpResponseBase:
    """Take out a deadline."""
    _of(deadline_id, [deadline.id for deadline in queries.engagement(engagement_id).deadlines])
    actions.remove_deadline(deadline_id=deadline_id, by=request.user)
    done(request, _("The deadline is taken out."))
    return back(request, _address(engagement_id))


def _page(request: StaffRequest, engagement_id: int, **forms: PeopleForm) -> HttpResponseBase:
    screen = queries.engagement(engagement_id)
    on_team = {member.user_id for member in screen.team if member.until is None}
    member_form = forms.get("member") or MemberForm(prefix=None)
    choices = member_form.fields["user"].choices  # type: ignore[attr-defined]
    member_form.fields["user"].choices = [one for one in choices if one[0] not in on_team]  # type: ignore[attr-defined]
    context = {
        "screen": screen,
        "log": engagement_log(engagement_id),
        "today": timezone.localdate(),
        "may_edit": may(request.user, Permission.EDIT_CLIENTS),
        "may_check": may(request.user, Permission.CHECK_CONFLICTS),
        "may_log_contact": may(request.user, Permission.LOG_CONTACTS),
        "party_form": forms.get("party") or PartyForm(auto_id="party_%s"),
        "member_form": member_form,
        "deadline_form": forms.get("deadline") or DeadlineForm(auto_id="deadline_%s"),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "pages/engagement/page.html", context, status=status)


def _added(
    request: StaffRequest,
    engagement_id: int,
    name: str,
    form: PeopleForm,
    write: Callable[[dict[str, Any]], None],
    said: str,
) -> HttpResponseBase:
    queries.engagement(engagement_id)
    if not form.is_valid():
        return _page(request, engagement_id, **{name: form})
    try:
        write(form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done(request, said)
    return back(request, _address(engagement_id))


def _of(number: int, numbers: list[int]) -> None:
    if number not in numbers:
        raise Http404


def _by_column(said: dict[str, Any]) -> dict[str, Any]:
    return {COLUMNS.get(name, name): value for name, value in said.items()}


def _posted_as(column: str) -> tuple[str, str]:
    name = FIELDS.get(column, column)
    return name, f"was_{name}"


def _shown(form: EngagementForm) -> Callable[[str, Any], str]:
    def shown(column: str, value: Any) -> str:
        field = form.fields[FIELDS.get(column, column)]
        words = {str(code): str(word) for code, word in getattr(field, "choices", ())}
        return words.get(str(value)) or as_text(column, value)

    return shown


def _address(engagement_id: int) -> str:
    return reverse("engagement", args=[engagement_id])
