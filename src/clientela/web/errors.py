"""The pages for what went wrong. They need neither a database nor a signed-in reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happened, what it means, and where to go on."""

    status: int
    title: str
    text: str


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, Trouble(400, _("This request cannot be understood"), _("Go back and try it once more.")))


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    reason = str(exception) if exception is not None and str(exception) else _("Your role does not include this.")
    return _page(
        request,
        Trouble(403, _("Not open to you"), reason + " " + _("The managing partner decides what each role may do.")),
    )


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(
        request,
        Trouble(404, _("Nothing here"), _("The address is wrong, or what was here is gone or not open to you.")),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        Trouble(500, _("Something broke"), _("Nothing was changed, and the server wrote down why. Try again.")),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        Trouble(
            403,
            _("This form is too old"),
            _("You signed in or out since it was opened, or cookies are off. Go back, reload the page, send it again."),
        ),
    )


def _page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    theme = request.COOKIES.get("theme", "auto")
    context = {"trouble": trouble, "language": get_language() or "en", "theme": theme}
    return HttpResponse(render_to_string("pages/errors/trouble.html", context), status=trouble.status)
