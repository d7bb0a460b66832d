"""What an answer to a script carries beside its fragment: the messages that wait, and the way to the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from clientela.web.access import wants_fragment

WITHIN: Final = "X-Within"
"""A script that asks for a page to show it within another (a dialog, a fact in place) says so in this header."""

GO: Final = "X-Go"
"""The address to which an answer within a page would have led the browser."""


class FragmentMiddleware:
    """Adds waiting messages to each fragment, so that a write by a script offers its undo like any other.

    A redirect in answer to a form within a page becomes an empty answer that names the address: a script that followed
    the redirect would use up the messages of the page that the reader is to see.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if WITHIN in request.headers and response.status_code in (301, 302, 303):
            going = HttpResponse(headers={GO: response.headers["Location"]})
            going.cookies = response.cookies
            return going
        if isinstance(response, HttpResponse) and wants_fragment(request) and _is_fragment(response):
            waiting = get_messages(request)
            if len(waiting):
                context = {"messages": waiting, "aside": True}
                response.content += render_to_string("components/messages.html", context, request).encode()
                if "Content-Length" in response.headers:
                    response.headers["Content-Length"] = str(len(response.content))
        return response


def page_address(request: HttpRequest) -> str:
    """The path of the page that the reader sees, also while a script asks for a part of it."""
    if not wants_fragment(request):
        return request.get_full_path()
    seen = request.headers.get("HX-Current-URL", "")
    here = request.build_absolute_uri("/")
    if seen.startswith(here) and url_has_allowed_host_and_scheme(seen, {request.get_host()}):
        return "/" + seen.removeprefix(here)
    return "/"


def _is_fragment(response: HttpResponse) -> bool:
    html = response.headers.get("Content-Type", "").startswith("text/html")
    return html and response.status_code == 200 and b"<html" not in response.content[:500]
