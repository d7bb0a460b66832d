"""The weights behind the strength of ties: read by all who see the network, changed by the managing partner."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clientela.accounts.permissions import Permission
from clientela.core.errors import Refused
from clientela.relationships import queries
from clientela.relationships.actions import change_tie_policy
from clientela.web.access import StaffRequest, may, requires
from clientela.web.doing import done

from .forms import TiePolicyForm


@require_GET
@requires(Permission.VIEW_CLIENTS)
def policy(request: StaffRequest) -> HttpResponseBase:
    """The weights in force, the formula, and the versions before."""
    formula = queries.formula_in_force()
    versions = queries.tie_policy_versions()
    context = {
        "formula": formula,
        "form": TiePolicyForm(weights=formula.weights),
        "versions": versions,
        "waiting": next((each for each in versions if each.number > formula.number), None),
        "may_change": may(request.user, Permission.CHANGE_POLICY),
    }
    return render(request, "pages/network/policy.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.CHANGE_POLICY)
def change(request: StaffRequest) -> HttpResponseBase:
    """Store new weights; the ties are computed anew."""
    versions = queries.tie_policy_versions()
    newest = versions[0].weights if versions else queries.formula_in_force().weights
    form = TiePolicyForm(request.POST or None, weights=newest)
    if request.method == "POST" and form.is_valid():
        try:
            change_tie_policy(weights=form.weights(), reason=form.cleaned_data["reason"], by=request.user)
        except (Refused, ValueError) as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("The new weights are stored. The ties are being computed again."))
            return redirect("tie_policy")
    return render(request, "pages/network/policy_change.html", {"form": form}, status=422 if form.errors else 200)
