"""The portfolio: what the firm's clients are worth at a date, and how that changed."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clientela.accounts.permissions import Permission
from clientela.insights import queries
from clientela.web.access import StaffRequest, may, requires
from clientela.web.parameters import date_asked

from .charts import charts, still_and_quiet, whale_steps


@require_GET
@requires(Permission.VIEW_PORTFOLIO)
def portfolio(request: StaffRequest) -> HttpResponseBase:
    """Headline figures, the charts with a table of each, and the clients who need a decision."""
    screen = queries.portfolio(as_of=date_asked(request, "as_of"), compare_to=date_asked(request, "compare_to"))
    computation = queries.computation()
    if screen is None:
        may_import = may(request.user, Permission.IMPORT_DATA)
        return render(request, "pages/portfolio/nothing.html", {"computation": computation, "may_import": may_import})
    as_of = None if screen.snapshot.as_of == max(screen.available) else screen.snapshot.as_of
    context = {
        "screen": screen,
        "computation": computation,
        "charts": charts(screen, as_of=as_of),
        "whale_steps": whale_steps(screen),
        "quiet": still_and_quiet(screen),
        "as_of": as_of,
    }
    return render(request, "pages/portfolio/page.html", context)


@require_GET
@requires(Permission.VIEW_CLIENTS)
def figures(request: StaffRequest) -> HttpResponseBase:
    """How far the analysis is; when it has ended the page that asks is loaded again, with the new figures."""
    computation = queries.computation()
    response = render(request, "components/computation.html", {"computation": computation})
    if computation is None or not computation.running:
        response.headers["HX-Refresh"] = "true"
    return response
