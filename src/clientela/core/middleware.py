"""Binds each request to the person who made it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .actor import acting_as
from .acts import forget_last_act


class ActorMiddleware:
    """Runs the view as the signed-in member of staff. Without one, walled tables refuse to answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        forget_last_act()
        with acting_as(request.user):
            return self.get_response(request)
