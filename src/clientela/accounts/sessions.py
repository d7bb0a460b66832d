"""The browsers in which a person is signed in."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from .models import User


def remember_session(request: HttpRequest, user: User, **_signal: Any) -> None:
    """Put the session on the list of its owner, whichever way in was taken (a signal receiver)."""
    # Without an address there is no browser: a script signs in, as tests do.
    if request.META.get("REMOTE_ADDR"):
        UserSession.objects.create_from_request(request)


def end_sessions(user: User, *, but: str | None = None) -> int:
    """End the sessions of `user`, all but the one with the key `but`. Gives how many."""
    found = UserSession.objects.filter(user=user).exclude(session_key=but or "")
    for session in found:
        session.end()
    return len(found)
