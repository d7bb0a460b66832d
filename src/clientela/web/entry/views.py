"""The ways into the pages: the first page, the sign-in link, the palette, and the reader's colours."""

from __future__ import annotations

from typing import Final

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clientela.accounts.actions import redeem_sign_in_link
from clientela.accounts.permissions import Permission
from clientela.clients.queries import quick_search
from clientela.web.access import may, requires, to_login
from clientela.web.context import THEME_COOKIE, THEMES

ONE_YEAR: Final = 365 * 24 * 3600
LOGIN_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The portfolio; the clients for those whose role has no portfolio."""
    if not request.user.is_authenticated:
        return to_login(request)
    return redirect("portfolio" if may(request.user, Permission.VIEW_PORTFOLIO) else "clients")


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a link that works once. It is spent by the button, not by a mail program that looks ahead."""
    if request.method == "POST":
        user = redeem_sign_in_link(token=token)
        if user is not None:
            login(request, user, backend=LOGIN_BACKEND)
            return redirect("home")
        return render(request, "pages/entry/enter.html", {"refused": True}, status=410)
    return render(request, "pages/entry/enter.html", {"refused": False})


@require_GET
@requires(Permission.VIEW_CLIENTS)
def search(request: HttpRequest) -> HttpResponseBase:
    """The rows of the palette: clients with a name like `q`."""
    terms = request.GET.get("q", "").strip()
    return render(request, "pages/entry/search.html", {"terms": terms, "found": quick_search(terms)})


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the reader's colours, and go back to the page."""
    chosen = request.POST.get("theme", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=ONE_YEAR, samesite="Lax", secure=request.is_secure())
    return response
