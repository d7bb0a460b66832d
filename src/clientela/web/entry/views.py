"""The ways into the pages: the first page, the sign-in link, the palette, and the reader's colours."""

from __future__ import annotations

from typing import Final

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language

from clientela.accounts.actions import choose_language, redeem_sign_in_link
from clientela.accounts.permissions import Permission
from clientela.insights.queries import engagements_called
from clientela.web.access import may, requires, to_login
from clientela.web.choosing import find_clients, find_people
from clientela.web.commands import Command, commands_of, matching
from clientela.web.context import THEME_COOKIE, THEMES
from clientela.web.parameters import text_asked

ONE_YEAR: Final = 365 * 24 * 3600
MOST_FOUND: Final = 6


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
            # The link stands for the password: a second factor is asked for all the same.
            record_authentication(request, user, method="link")
            return perform_login(request, Login(user=user, redirect_url=reverse("home")))
        return render(request, "pages/entry/enter.html", {"refused": True}, status=410)
    return render(request, "pages/entry/enter.html", {"refused": False})


@require_GET
@requires(Permission.VIEW_CLIENTS)
def search(request: HttpRequest) -> HttpResponseBase:
    """The rows of the palette for `q`: what to do, where to go, whom and what it names."""
    terms = text_asked(request, "q")
    go, do = commands_of(request.user)
    context = {
        "terms": terms,
        "do": matching(do, terms),
        "go": matching(go, terms),
        "clients": find_clients(terms, MOST_FOUND),
        "people": find_people(terms, MOST_FOUND) if terms else [],
        "engagements": engagements_called(terms, MOST_FOUND),
    }
    return render(request, "pages/entry/search.html", context)


@require_GET
@requires(Permission.VIEW_CLIENTS)
def shortcuts(request: HttpRequest) -> HttpResponseBase:
    """The keys, by what they do."""
    go, do = commands_of(request.user)
    groups = [
        (_("Anywhere"), [(_("Find, go, do"), ("Ctrl", "K")), (_("Find a client"), ("/",)), *_keys(do)]),
        (_("Go to"), _keys(go)),
        (
            _("Changing a fact"),
            [
                (_("Open"), ("Enter",)),
                (_("Save"), ("Enter",)),
                (_("Save, and on to the next"), ("Tab",)),
                (_("Leave it as it was"), ("Esc",)),
                (_("Undo what was just done"), ("Ctrl", "Z")),
            ],
        ),
    ]
    return render(request, "pages/entry/shortcuts.html", {"groups": groups})


def _keys(commands: list[Command]) -> list[tuple[str, tuple[str, ...]]]:
    return [(str(one.label), tuple(one.key.split())) for one in commands if one.key]


@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Switch the language of the pages; one who is signed in finds it again at every place."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        choose_language(language=chosen, by=request.user)
    return set_language(request)


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
