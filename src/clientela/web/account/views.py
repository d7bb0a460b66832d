"""A reader's own page: what the role allows, where the reader is signed in, and what the firm holds of the person."""

from __future__ import annotations

from django.contrib import messages
from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clientela.access.erasing import export_own_data
from clientela.accounts.actions import end_other_sessions
from clientela.accounts.permissions import LABELS, PERMISSIONS, Permission, Role
from clientela.accounts.queries import sessions_of, staff_line
from clientela.web.access import StaffRequest, requires


@require_GET
@requires(Permission.VIEW_CLIENTS)
def me(request: StaffRequest) -> HttpResponseBase:
    """The reader's own page."""
    role = Role(request.user.role)
    context = {
        "person": staff_line(request.user.pk),
        "role": role.label,
        "may": [LABELS[one] for one in Permission if one in PERMISSIONS[role]],
        "may_not": [LABELS[one] for one in Permission if one not in PERMISSIONS[role]],
        "sessions": sessions_of(request.user.pk),
        "current": request.session.session_key,
        "has_password": request.user.has_usable_password(),
    }
    return render(request, "pages/account/me.html", context)


@require_POST
@requires(Permission.VIEW_CLIENTS)
def end_sessions(request: StaffRequest) -> HttpResponseBase:
    """Sign the reader out everywhere else."""
    end_other_sessions(keep=request.session.session_key, by=request.user)
    messages.success(request, _("You are signed in here only."))
    return redirect("me")


@require_GET
@requires(Permission.VIEW_CLIENTS)
def data(request: StaffRequest) -> HttpResponseBase:
    """What the firm holds of the reader, as a file."""
    answer = JsonResponse(export_own_data(by=request.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
