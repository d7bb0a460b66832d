"""The thresholds behind every class: read by all who see the portfolio, changed by the managing partner."""

from __future__ import annotations

import dataclasses

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clientela.accounts.permissions import Permission
from clientela.core.errors import Refused
from clientela.insights import queries
from clientela.insights.actions import change_policy
from clientela.web.access import StaffRequest, may, requires

from .forms import PolicyForm


@require_GET
@requires(Permission.VIEW_PORTFOLIO)
def policy(request: StaffRequest) -> HttpResponseBase:
    """The policy in force and those before it."""
    screen = queries.policy_in_force()
    context = {
        "screen": screen,
        "form": PolicyForm(initial=dataclasses.asdict(screen.policy)),
        "versions": queries.policy_versions(),
        "may_change": may(request.user, Permission.CHANGE_POLICY),
    }
    return render(request, "pages/policy/page.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.CHANGE_POLICY)
def change(request: StaffRequest) -> HttpResponseBase:
    """Put a new version of the policy in force."""
    screen = queries.policy_in_force()
    form = PolicyForm(request.POST or None, initial=dataclasses.asdict(screen.policy))
    if request.method == "POST" and form.is_valid():
        try:
            change_policy(
                policy=form.changed_policy(screen.policy), reason=form.cleaned_data["reason"], by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except ValueError as refusal:
            form.add_problems(refusal)
        else:
            messages.success(request, _("The new policy is in force. The figures are being computed again."))
            return redirect("policy")
    status = 422 if form.errors else 200
    return render(request, "pages/policy/change.html", {"form": form, "screen": screen}, status=status)
