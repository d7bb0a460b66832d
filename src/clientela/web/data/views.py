"""Files that come in: given, looked at before they count, watched, and taken back."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clientela.accounts.permissions import Permission
from clientela.core.errors import Refused
from clientela.exchange import actions, queries
from clientela.insights.queries import computation
from clientela.web.access import may, requires, wants_fragment
from clientela.web.parameters import text_asked

from .forms import UnderstandingForm, UploadForm

PAGE: Final = 25
UNDER_WAY: Final = frozenset({"queued", "running"})


@require_GET
@requires(Permission.IMPORT_DATA)
def data(request: HttpRequest) -> HttpResponseBase:
    """The place for a new file, and the imports so far; HTMX gets the imports only."""
    after = text_asked(request, "after") or None
    page = queries.batches(after=after, limit=PAGE)
    context = {
        "form": UploadForm(),
        "page": page,
        "after": after,
        "computation": computation(),
        "under_way": any(batch.status in UNDER_WAY for batch in page.rows),
    }
    template = "pages/data/batches.html" if wants_fragment(request) else "pages/data/page.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
@requires(Permission.IMPORT_DATA)
def figures(request: HttpRequest) -> HttpResponseBase:
    """How far the figures are that follow from an import."""
    now = computation()
    response = render(request, "pages/data/computation.html", {"computation": now})
    if now is None or not now.running:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@requires(Permission.IMPORT_DATA)
def upload(request: HttpRequest) -> HttpResponseBase:
    """Keep the file and lead to what was understood of it."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = actions.receive_file(file=file, name=file.name, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("batch", batch.pk)
    for error in form.errors.get("file", []):
        messages.error(request, error)
    return redirect("data")


@require_GET
@requires(Permission.IMPORT_DATA)
def batch(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """One import: what was understood, how far it is, or what became of it; HTMX gets the progress only."""
    screen = queries.batch(batch_id)
    if wants_fragment(request):
        response = render(request, "pages/data/progress.html", {"batch": screen, "computation": computation()})
        if screen.status not in UNDER_WAY:
            response.headers["HX-Refresh"] = "true"
        return response
    if screen.status == "received":
        form = UnderstandingForm(
            initial=UnderstandingForm.found_in(screen.understanding), understanding=screen.understanding
        )
        return _preview(request, screen, form)
    context = {"batch": screen, "computation": computation(), "may_undo": _may_undo(request, screen)}
    return render(request, "pages/data/batch.html", context)


@require_POST
@requires(Permission.IMPORT_DATA)
def start(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """Read the file again with the corrections of the form, or start the import with them."""
    screen = queries.batch(batch_id)
    if screen.status != "received":
        return redirect("batch", batch_id)
    form = UnderstandingForm(request.POST, understanding=screen.understanding)
    if form.is_valid():
        try:
            if "look" in request.POST:
                actions.preview(batch=batch_id, options=form.options(), by=request.user)
            else:
                actions.start_import(batch=batch_id, options=form.options(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("batch", batch_id)
    return _preview(request, screen, form, status=422)


@require_POST
@requires(Permission.IMPORT_DATA)
def cancel(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """Stop an import, or put a file aside that was only looked at."""
    try:
        actions.cancel_import(batch=batch_id, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("batch", batch_id)


@require_http_methods(["GET", "POST"])
@requires(Permission.UNDO_IMPORT)
def undo(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """Ask, and then take back all that an import brought."""
    screen = queries.batch(batch_id)
    if request.method == "POST":
        try:
            actions.undo_import(batch=batch_id, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The import was undone."))
        return redirect("batch", batch_id)
    return render(request, "pages/data/undo.html", {"batch": screen})


@require_GET
@requires(Permission.IMPORT_DATA)
def rejected(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """The rows that were not taken, as a file."""
    file = actions.rejects_csv(batch=batch_id)
    return FileResponse(file, as_attachment=True, filename=f"rejected-{batch_id}.csv", content_type="text/csv")


def _preview(request: HttpRequest, screen: Any, form: UnderstandingForm, *, status: int = 200) -> HttpResponseBase:
    return render(request, "pages/data/preview.html", {"batch": screen, "form": form}, status=status)


def _may_undo(request: HttpRequest, screen: Any) -> bool:
    return bool(screen.can_undo) and may(request.user, Permission.UNDO_IMPORT)
