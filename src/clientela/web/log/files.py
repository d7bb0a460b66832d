"""Files of contacts: added to a contact, handed out as downloads, removed."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from clientela.accounts.permissions import Permission
from clientela.core.content import open_content
from clientela.core.errors import Refused
from clientela.interactions.actions import attach_files, remove_attachment
from clientela.interactions.queries import attached_file
from clientela.web.access import StaffRequest, requires
from clientela.web.doing import back, done
from clientela.web.parameters import address


@require_GET
@requires(Permission.VIEW_CLIENTS)
def file(request: StaffRequest, attachment_id: int) -> HttpResponseBase:
    """A file as a download: no browser shows it as a page of this site, whatever it holds."""
    found = attached_file(attachment_id)
    try:
        content = open_content(found.sha256)
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
@requires(Permission.LOG_CONTACTS)
def add(request: StaffRequest, interaction_id: int) -> HttpResponseBase:
    """Add files to a contact that is logged already."""
    try:
        kept = attach_files(interaction_id=interaction_id, files=request.FILES.getlist("files"), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if kept:
            said = ngettext("%(count)d file was added.", "%(count)d files were added.", len(kept))
            done(request, said % {"count": len(kept)})
    return redirect("logged", interaction_id)


@require_POST
@requires(Permission.LOG_CONTACTS)
def remove(request: StaffRequest, attachment_id: int) -> HttpResponseBase:
    """Take a file away."""
    removed = remove_attachment(attachment_id=attachment_id, by=request.user)
    done(request, _("The file was removed."))
    return back(request, address("logged", removed.interaction_id))
