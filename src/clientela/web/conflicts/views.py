"""Conflict checks: the list, a new one, its result and the decision."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clientela.accounts.permissions import Permission
from clientela.clients.queries import client_header
from clientela.core.errors import Refused
from clientela.engagements.queries import engagement
from clientela.matching import actions, queries
from clientela.matching.enums import Decision, Part
from clientela.web.access import StaffRequest, may, requires
from clientela.web.doing import done
from clientela.web.parameters import choice_asked, number_asked, text_asked

from .forms import CheckForm, DecisionForm, as_initial

PAGE: Final = 50
LONGEST: Final = 4_000
# The fields of other forms whose names are to be checked, and what each is.
NAMES: Final = {
    "name": Part.CLIENT,
    "short": Part.CLIENT,
    "owner": Part.OWNER,
    "related": Part.RELATED,
    "co_party": Part.RELATED,
    "adverse": Part.ADVERSE,
    "counsel": Part.ADVERSE,
}
CARRIED: Final = frozenset({*NAMES, "client", "engagement", "subject", "title"})


@require_GET
@requires(Permission.CHECK_CONFLICTS)
def checks(request: StaffRequest) -> HttpResponseBase:
    """The checks that the reader may see, newest first."""
    after = text_asked(request, "after") or None
    state = choice_asked(request, "state", ("open",))
    page = queries.conflict_checks(after=after, limit=PAGE, undecided=state is not None)
    return render(request, "pages/conflicts/page.html", {"page": page, "after": after, "state": state})


@require_http_methods(["GET", "POST"])
@requires(Permission.CHECK_CONFLICTS)
def new(request: StaffRequest) -> HttpResponseBase:
    """Ask for a check. The address may carry names, or a client and an engagement whose names the file has."""
    if "csrfmiddlewaretoken" in request.GET:
        # A button of another form led here with all that it holds; what is not for here does not stay in the address.
        kept = {name: request.GET.getlist(name) for name in request.GET if name in CARRIED and request.GET[name]}
        return redirect(f"{request.path}?{urlencode(kept, doseq=True)}")
    client_id, engagement_id = number_asked(request, "client"), number_asked(request, "engagement")
    header = client_header(client_id) if client_id is not None else None
    mandate = engagement(engagement_id) if engagement_id is not None and client_id is not None else None
    form = CheckForm(request.POST or None, initial=_initial(request, client_id, engagement_id))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.check_conflicts(
                subject=form.cleaned_data["subject"],
                names=form.names(),
                at=timezone.now(),
                client_id=client_id,
                engagement_id=mandate.id if mandate else None,
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("conflict_check", made.pk)
    context = {"form": form, "header": header, "mandate": mandate}
    return render(request, "pages/conflicts/new.html", context, status=422 if form.errors else 200)


@require_GET
@requires(Permission.CHECK_CONFLICTS)
def check(request: StaffRequest, check_id: int) -> HttpResponseBase:
    """What was searched, what was found, what was decided."""
    return _page(request, check_id, DecisionForm())


@require_POST
@requires(Permission.DECIDE_CONFLICTS)
def decide(request: StaffRequest, check_id: int) -> HttpResponseBase:
    """Decide on a check."""
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            actions.decide_conflict(
                check_id=check_id,
                decision=Decision(form.cleaned_data["decision"]),
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
                by=request.user,
            )
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            done(request, _("The decision is kept with the check."))
            return redirect("conflict_check", check_id)
    return _page(request, check_id, form)


def _page(request: StaffRequest, check_id: int, form: DecisionForm) -> HttpResponseBase:
    screen = queries.conflict_check(check_id)
    context = {
        "screen": screen,
        "form": form,
        "may_decide": may(request.user, Permission.DECIDE_CONFLICTS) and not screen.decision and not screen.hidden,
        "may_edit": may(request.user, Permission.EDIT_CLIENTS),
    }
    return render(request, "pages/conflicts/check.html", context, status=422 if form.errors else 200)


def _initial(request: StaffRequest, client_id: int | None, engagement_id: int | None) -> dict[str, Any]:
    """The names that the address carries, after those that the file has."""
    known: list[tuple[Part, str]] = []
    subject = text_asked(request, "subject", longest=300) or text_asked(request, "title", longest=300)
    if client_id is not None:
        known += queries.names_to_check(client_id=client_id, engagement_id=engagement_id)
        subject = subject or known[0][1]
    for field, part in NAMES.items():
        for text in request.GET.getlist(field):
            known += [(part, name.strip()) for name in text[:LONGEST].replace("\0", "").splitlines() if name.strip()]
    return {"subject": subject, **as_initial(known)}
