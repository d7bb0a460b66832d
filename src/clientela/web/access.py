"""Who may open a page."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.core.errors import NotFound

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request of a signed-in member of staff: what a view behind `requires` gets."""

    user: User


View = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
Door = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def wants_fragment(request: HttpRequest) -> bool:
    """Whether HTMX asks for a part of the page, rather than the browser for all of it."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def requires(permission: Permission) -> Callable[[View[P]], Door[P]]:
    """Open the view to signed-in staff whose role has `permission`.

    One who is not signed in is led to the login page and back; one without the permission gets the 403 page. A record
    that is missing, or hidden from the viewer, answers 404 either way.
    """

    def decorate(view: View[P]) -> Door[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_login(request)
            if not may(request.user, permission):
                raise PermissionDenied(_("Your role does not include this page."))
            try:
                return view(cast(StaffRequest, request), *args, **kwargs)
            except NotFound as missing:
                raise Http404(str(missing)) from missing

        return guarded

    return decorate


def may(user: Any, permission: Permission) -> bool:
    """Whether the user's role has the permission; nobody's has it when not signed in."""
    return bool(user.is_authenticated and user.may(permission))


def to_login(request: HttpRequest) -> HttpResponse:
    """The way to the login page and back to the page that the reader sees, for a browser and for HTMX alike."""
    if request.headers.get("HX-Request") == "true":
        seen = request.headers.get("HX-Current-URL", "")
        here = request.build_absolute_uri("/")
        back = "/" + seen.removeprefix(here) if seen.startswith(here) else "/"
        # HTMX follows a redirect by itself and would put the login form inside the page.
        return HttpResponse(status=401, headers={"HX-Redirect": _login_address(back)})
    back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    return redirect(_login_address(back))


def _login_address(back: str) -> str:
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
