"""After an act: say what was done, offer to take it back, and go where the reader came from."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clientela.accounts.permissions import Permission
from clientela.audit.undoing import undo_act
from clientela.core.acts import last_act
from clientela.core.errors import Refused
from clientela.web.access import StaffRequest, requires

ACT = "act-"


def done(request: HttpRequest, message: str) -> None:
    """Tell the reader what the last act did, with a button that takes it back."""
    act = last_act()
    messages.success(request, message, extra_tags=f"{ACT}{act}" if act is not None else "")


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Go to the page that the form names in `next`, else to the address `otherwise`."""
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return redirect(wanted)
    return redirect(otherwise)


@require_POST
@requires(Permission.VIEW_CLIENTS)
def undo(request: StaffRequest, act: int) -> HttpResponse:
    """Take back an act of the reader."""
    try:
        undo_act(number=act, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Undone."))
    return back(request, "/")
