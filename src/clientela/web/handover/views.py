"""The pages of handovers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from clientela.accounts.permissions import Permission
from clientela.accounts.queries import staff
from clientela.core.errors import Refused
from clientela.core.merging import EditClash
from clientela.relationships import actions, queries
from clientela.relationships.enums import HandoverReason, ItemKind
from clientela.web.access import StaffRequest, requires
from clientela.web.doing import done
from clientela.web.parameters import number_asked, text_asked

from .forms import WAS, StartForm, chosen

KINDS = {
    ItemKind.CLIENT: gettext_lazy("Clients"),
    ItemKind.CONTACT: gettext_lazy("People"),
    ItemKind.ENGAGEMENT: gettext_lazy("Engagements"),
    ItemKind.INQUIRY: gettext_lazy("Inquiries"),
    ItemKind.TASK: gettext_lazy("Tasks"),
}
REASONS = dict(HandoverReason.choices)


@require_http_methods(["GET", "POST"])
@requires(Permission.HAND_OVER)
def handovers(request: StaffRequest) -> HttpResponseBase:
    """All handovers, and the start of a new one."""
    form = StartForm(request.POST or None, initial={"leaver": number_asked(request, "leaver")})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start_handover(
                leaver_id=form.cleaned_data["leaver"],
                reason=HandoverReason(form.cleaned_data["reason"]),
                last_day=form.cleaned_data["last_day"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            # Undoing it would leave the reader on a page that is gone; the plan has its own way to be given up.
            messages.success(request, _("The plan is made. Look through the successors, then confirm."))
            return redirect("handover", made.pk)
    context = {"form": form, "lines": queries.handovers(), "reasons": REASONS}
    return render(request, "pages/handover/list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.HAND_OVER)
def handover(request: StaffRequest, handover_id: int) -> HttpResponseBase:
    """One handover; a post keeps the successors that were chosen on the page."""
    after = text_asked(request, "after") or None
    clashes: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        data = request.POST.dict()
        try:
            changed = actions.choose_successors(
                handover_id=handover_id, chosen=chosen(data), was=chosen(data, WAS), by=request.user
            )
        except EditClash as clash:
            clashes = {one.field: one for one in clash.clashes}
            messages.error(request, str(clash))
            status = 409
        except Refused as refusal:
            messages.error(request, str(refusal))
            status = 422
        else:
            if changed:
                said = ngettext("%(count)d successor kept.", "%(count)d successors kept.", changed)
                done(request, said % {"count": changed})
            if data.get("then") == "confirm":
                return confirm(request, handover_id)
            return redirect(request.get_full_path())
    screen = queries.handover(handover_id, after=after)
    people = [one for one in staff() if one.id != screen.leaver_id]
    context = {
        "screen": screen,
        "after": after,
        "people": people,
        "clashes": clashes,
        "names": {one.id: one.name for one in people},
        "retention": queries.retention(handover_id) if screen.confirmed else None,
        "counts": [(KINDS[kind], screen.counts[kind]) for kind in ItemKind if screen.counts.get(kind)],
        "reason": REASONS[HandoverReason(screen.reason)],
        "may_end": screen.leaver_active and screen.leaver_id != request.user.pk,
    }
    return render(request, "pages/handover/page.html", context, status=status)


@require_POST
@requires(Permission.HAND_OVER)
def confirm(request: StaffRequest, handover_id: int) -> HttpResponseBase:
    """Give everything over."""
    return _do(
        request,
        handover_id,
        lambda: actions.confirm_handover(handover_id=handover_id, by=request.user),
        _("Everything with a successor has passed on. Introductions and visits are planned as tasks."),
    )


@require_POST
@requires(Permission.HAND_OVER)
def refresh(request: StaffRequest, handover_id: int) -> HttpResponseBase:
    """Add what the person has taken on since."""
    try:
        added = actions.refresh_handover(handover_id=handover_id, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if added:
            said = ngettext("%(count)d thing more is in the plan.", "%(count)d things more are in the plan.", added)
            done(request, said % {"count": added})
        else:
            messages.info(request, _("The plan has all that this person has now."))
    return redirect("handover", handover_id)


@require_POST
@requires(Permission.HAND_OVER)
def give_up(request: StaffRequest, handover_id: int) -> HttpResponseBase:
    """Give the plan up."""
    return _do(
        request,
        handover_id,
        lambda: actions.give_up_handover(handover_id=handover_id, by=request.user),
        _("The plan is given up; nothing has passed."),
    )


@require_POST
@requires(Permission.HAND_OVER)
def end_access(request: StaffRequest, handover_id: int) -> HttpResponseBase:
    """Let the one who hands over in no more."""
    return _do(
        request,
        handover_id,
        lambda: actions.end_leavers_access(handover_id=handover_id, by=request.user),
        _("Access has ended, and every session with it."),
    )


def _do(request: StaffRequest, handover_id: int, action: Callable[[], object], said: str) -> HttpResponseBase:
    try:
        action()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done(request, said)
    return redirect("handover", handover_id)
