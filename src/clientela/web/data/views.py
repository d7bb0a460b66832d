"""Files that come in: given, looked at before they count, watched, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clientela.accounts.permissions import Permission
from clientela.core.errors import NotFound, Refused
from clientela.exchange import actions, queries
from clientela.exchange.describing import worded
from clientela.exchange.models import Batch
from clientela.insights.queries import computation
from clientela.web.access import StaffRequest, may, requires, wants_fragment
from clientela.web.parameters import text_asked

from .forms import ColumnsForm, MannerForm, UploadForm

PAGE: Final = 25
UNDER_WAY: Final = frozenset({"queued", "running"})


@require_GET
@requires(Permission.IMPORT_DATA)
def data(request: StaffRequest) -> HttpResponseBase:
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


@require_POST
@requires(Permission.IMPORT_DATA)
def upload(request: StaffRequest) -> HttpResponseBase:
    """Keep the file and lead to what was understood of it."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            received = actions.receive_file(file=file, name=file.name, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("batch", received.pk)
    for error in form.errors.get("file", []):
        messages.error(request, str(error))
    return redirect("data")


@require_GET
@requires(Permission.IMPORT_DATA)
def batch(request: StaffRequest, batch_id: int) -> HttpResponseBase:
    """One import: what was understood, how far it is, or what became of it; HTMX gets the progress only."""
    screen = queries.batch(batch_id)
    if wants_fragment(request):
        response = render(request, "pages/data/progress.html", {"batch": screen})
        if screen.status not in UNDER_WAY:
            response.headers["HX-Refresh"] = "true"
        return response
    if screen.status == "received" and not screen.content_hidden:
        found = screen.understanding
        return _preview(request, screen, MannerForm(found=found), ColumnsForm(found=found), found)
    context = {"batch": screen, "computation": computation(), "may_undo": _may_undo(request, screen)}
    return render(request, "pages/data/batch.html", context)


@require_POST
@requires(Permission.IMPORT_DATA)
def start(request: StaffRequest, batch_id: int) -> HttpResponseBase:
    """Look at the file again with the corrections of the form, or start the import with them."""
    screen = queries.batch(batch_id)
    if not screen.can_start:
        return redirect("batch", batch_id)
    kept = _kept(batch_id)
    manner = MannerForm(request.POST, found=screen.understanding)
    columns = ColumnsForm(found=screen.understanding)
    found = screen.understanding
    if manner.is_valid():
        try:
            options = manner.options(said=screen.options)
            found = actions.preview(kept, options=options)
            columns = ColumnsForm(request.POST, found=found)
            if columns.is_valid():
                options = columns.added_to(options)
                if "look" not in request.POST:
                    actions.start_import(batch=kept, options=options, by=request.user)
                    return redirect("batch", batch_id)
                found = actions.preview(kept, options=options)
        except Refused as refusal:
            manner.add_error(None, str(refusal))
    wrong = bool(manner.errors or columns.errors)
    return _preview(request, screen, manner, columns, found, status=422 if wrong else 200)


@require_POST
@requires(Permission.IMPORT_DATA)
def cancel(request: StaffRequest, batch_id: int) -> HttpResponseBase:
    """Stop an import, or put a file aside that was only looked at."""
    try:
        actions.cancel_import(batch=_kept(batch_id), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("batch", batch_id)


@require_http_methods(["GET", "POST"])
@requires(Permission.UNDO_IMPORT)
def undo(request: StaffRequest, batch_id: int) -> HttpResponseBase:
    """Ask, and then take back all that an import brought."""
    screen = queries.batch(batch_id)
    if request.method == "POST":
        try:
            actions.undo_import(batch=_kept(batch_id), by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The import was undone."))
        return redirect("batch", batch_id)
    if not screen.can_undo:
        return redirect("batch", batch_id)
    return render(request, "pages/data/undo.html", {"batch": screen})


@require_GET
@requires(Permission.IMPORT_DATA)
def rejected(request: StaffRequest, batch_id: int) -> HttpResponseBase:
    """The rows that were not taken, as a file."""
    path = actions.rejects_csv(_kept(batch_id))
    name = f"{batch_id}.rejected.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def _preview(
    request: StaffRequest,
    screen: queries.BatchScreen,
    manner: MannerForm,
    columns: ColumnsForm,
    found: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponseBase:
    context = {"batch": screen, "manner": manner, "columns": columns, "found": worded(found)}
    return render(request, "pages/data/preview.html", context, status=status)


def _kept(batch_id: int) -> Batch:
    found = Batch.objects.filter(pk=batch_id).first()
    if found is None:
        raise NotFound
    return found


def _may_undo(request: StaffRequest, screen: queries.BatchScreen) -> bool:
    return screen.can_undo and may(request.user, Permission.UNDO_IMPORT)
