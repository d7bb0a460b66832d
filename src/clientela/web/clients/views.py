"""The list of clients, and the page of one."""

from __future__ import annotations

from typing import Any, Final

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from clientela.accounts.permissions import Permission
from clientela.clients.queries import client_header
from clientela.engagements.queries import client_engagements, client_ledger
from clientela.insights import queries
from clientela.insights.queries import askable_facts
from clientela.web.access import StaffRequest, may, requires, wants_fragment
from clientela.web.parameters import choice_asked, date_asked, text_asked

from .asked import asked, carried, view_address
from .beside import overview
from .cells import rows_of
from .charts import client_charts
from .listing import chips, columns, filters
from .why import whys
from .wording import in_words

PAGE: Final = 50
TABS: Final = ("overview", "engagements", "ledger")
RECENT: Final = 5


@require_GET
@requires(Permission.VIEW_CLIENTS)
def clients(request: StaffRequest) -> HttpResponseBase:
    """Clients by the filters of the address; HTMX gets the found part only."""
    wanted = asked(request)
    screen = queries.client_list(**wanted.for_query(), after=wanted.after, limit=PAGE)
    offered = filters(wanted, screen.facets)
    facts = askable_facts() if wanted.where or wanted.columns else {}
    headings = columns(request, wanted, months=screen.frequency_basis == "months", facts=facts)
    kept = queries.segments(viewer=request.user)
    context = {
        "asked": wanted,
        "screen": screen,
        "rows": rows_of(screen.rows, headings, facts, currency=screen.currency),
        "filters": offered,
        "chips": chips(request, wanted, offered, in_words(wanted.where, facts)),
        "columns": headings,
        "segments": [(one, view_address(one), one.id == wanted.view) for one in kept],
        "segment": next((one for one in kept if one.id == wanted.view), None),
        "carried": carried(request.GET, "after"),
        "may_edit": may(request.user, Permission.EDIT_CLIENTS),
        "may_export": may(request.user, Permission.EXPORT_DATA),
        "may_import": may(request.user, Permission.IMPORT_DATA),
    }
    template = "pages/clients/found.html" if wants_fragment(request) else "pages/clients/page.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
@requires(Permission.VIEW_CLIENTS)
def client(request: StaffRequest, client_id: int) -> HttpResponseBase:
    """One client: the overview, its engagements, or its ledger."""
    tab = choice_asked(request, "tab", TABS) or "overview"
    as_of = date_asked(request, "as_of")
    header = client_header(client_id)
    standing = queries.client_standing(client_id, as_of=as_of)
    after = text_asked(request, "after") or None
    context: dict[str, Any] = {"header": header, "standing": standing, "tab": tab, "after": after, "as_of": as_of}
    if tab == "engagements":
        context["page"] = client_engagements(client_id, after=after, limit=PAGE)
        context["may_open"] = may(request.user, Permission.EDIT_CLIENTS)
    elif tab == "ledger":
        context["page"] = page = client_ledger(client_id, after=after, limit=PAGE)
        # A ledger that never names a matter should not show an empty column for it.
        optional = ("engagement", "staff", "description")
        context["shown"] = {name: any(getattr(row, name) for row in page.rows) for name in optional}
    else:
        context["page"] = client_engagements(client_id, after=None, limit=RECENT)
        context["charts"] = client_charts(standing) if standing else None
        context["whys"] = whys(standing) if standing else None
        context |= overview(client_id, today=timezone.localdate())
    return render(request, f"pages/client/{tab}.html", context)
