"""Every component in every state, on one page, for those who change them and for the tests that look at them."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clientela.accounts.permissions import Permission
from clientela.web import labels
from clientela.web.access import StaffRequest, requires

from . import samples


@require_GET
@requires(Permission.VIEW_CLIENTS)
def gallery(request: StaffRequest) -> HttpResponseBase:
    """The components with invented values."""
    context = {
        "tiers": list(labels.MOVES),
        "grids": list(labels.GRIDS),
        "contributions": list(labels.CONTRIBUTIONS),
        "batch_states": list(labels.BATCH_STATES),
        "levels": ["info", "success", "warning", "error"],
        "amounts": samples.AMOUNTS,
        "form": samples.form(),
        "charts": samples.charts(),
        "bare": samples.bare_charts(),
        "facts": samples.facts(),
        "clash": samples.clash(),
        "why": samples.why(),
        "icons": samples.icons(),
    }
    return render(request, "pages/gallery/page.html", context)
