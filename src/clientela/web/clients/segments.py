"""Keeping the list's question as a segment, changing and removing it."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clientela.accounts.permissions import Permission
from clientela.core.errors import Refused
from clientela.core.merging import EditClash
from clientela.insights.actions import change_view, delete_view, save_view
from clientela.insights.queries import segment
from clientela.web.access import StaffRequest, may, requires
from clientela.web.clashes import clash_page
from clientela.web.doing import done

from .asked import asked, question, view_address


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW_CLIENTS)
def new(request: StaffRequest) -> HttpResponseBase:
    """Give the question in the address a name."""
    error = ""
    if request.method == "POST":
        meant = _list_of(request.POST.get("list", ""))
        try:
            view = save_view(
                name=request.POST.get("name", ""),
                question=question(meant),
                columns=asked(meant).columns,
                shared="shared" in request.POST,
                by=request.user,
            )
        except Refused as refusal:
            error = str(refusal)
        else:
            done(request, _("Kept as “%(name)s”.") % {"name": view.name})
            return redirect(view_address(segment(view.pk, viewer=request.user)))
    context = {
        "error": error,
        "list": request.POST.get("list", request.GET.urlencode()),
        "name": request.POST.get("name", ""),
        "shared": "shared" in request.POST,
        "may_share": may(request.user, Permission.EDIT_CLIENTS),
    }
    return render(request, "pages/clients/segment.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW_CLIENTS)
def change(request: StaffRequest, view_id: int) -> HttpResponseBase:
    """Rename a segment of one's own, share it, or let it keep what the list asks now."""
    view = segment(view_id, viewer=request.user)
    error = ""
    if request.method == "POST":
        changes: dict[str, object] = {"name": request.POST.get("name", ""), "shared": "shared" in request.POST}
        was = {"name": request.POST.get("was_name", view.name), "shared": request.POST.get("was_shared") == "on"}
        if "renew" in request.POST:
            meant = _list_of(request.POST.get("list", ""))
            changes |= {"question": question(meant), "columns": list(asked(meant).columns)}
        try:
            change_view(view_id=view_id, changes=changes, was=was, by=request.user)
        except EditClash as clash:
            return clash_page(request, clash, labels={"name": _("Name"), "shared": _("Shared with the firm")})
        except Refused as refusal:
            error = str(refusal)
        else:
            done(request, _("The segment was changed."))
            return redirect(view_address(segment(view_id, viewer=request.user)))
    context = {
        "view": view,
        "error": error,
        "list": request.POST.get("list", request.GET.urlencode()),
        "name": request.POST.get("name", view.name),
        "shared": "shared" in request.POST if error else view.shared,
        "may_share": may(request.user, Permission.EDIT_CLIENTS),
        "own": view.owner_id == request.user.pk,
    }
    return render(request, "pages/clients/segment.html", context)


@require_POST
@requires(Permission.VIEW_CLIENTS)
def remove(request: StaffRequest, view_id: int) -> HttpResponseBase:
    """Remove a segment of one's own."""
    delete_view(view_id=view_id, by=request.user)
    done(request, _("The segment was removed."))
    return redirect("clients")


def _list_of(query: str) -> HttpRequest:
    meant = HttpRequest()
    meant.GET = QueryDict(query[:4_000])
    return meant
