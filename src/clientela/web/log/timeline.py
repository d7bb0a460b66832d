"""The timeline tab of a client."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from clientela.accounts.permissions import Permission
from clientela.clients.queries import client_header
from clientela.insights.queries import client_standing
from clientela.interactions.enums import Channel
from clientela.interactions.queries import TimelineEntry, colleagues_in_touch, people_to_name, timeline
from clientela.interactions.sources import SOURCES
from clientela.web.access import StaffRequest, requires, wants_fragment
from clientela.web.parameters import choice_asked, text_asked

PAGE = 50


@require_GET
@requires(Permission.VIEW_CLIENTS)
def client_timeline(request: StaffRequest, client_id: int) -> HttpResponseBase:
    """All that happened with a client, latest first; HTMX gets the next entries only."""
    kind = choice_asked(request, "kind", SOURCES) or ""
    channel = choice_asked(request, "channel", Channel.values) or ""
    who = text_asked(request, "who", longest=20)
    person, colleague = _whom(who)
    after = text_asked(request, "after") or None
    page = timeline(
        client_id,
        kinds=[kind] if kind else (),
        channel=channel,
        person=person,
        colleague=colleague,
        after=after,
        limit=PAGE,
    )
    lines = _months(page.rows, text_asked(request, "month", longest=10) if after else "")
    context: dict[str, Any] = {
        "page": page,
        "after": after,
        "lines": lines,
        "month": timezone.localdate(page.rows[-1].at).replace(day=1).isoformat() if page.rows else None,
    }
    if wants_fragment(request) and after:
        response = render(request, "pages/log/entries.html", context)
    else:
        context |= {
            "header": client_header(client_id),
            "standing": client_standing(client_id),
            "tab": "timeline",
            "sources": SOURCES.values(),
            "channels": Channel.choices,
            "people": people_to_name(client_id),
            "colleagues": colleagues_in_touch(client_id, but=0),
            "kind": kind,
            "channel": channel,
            "who": who,
        }
        response = render(request, "pages/log/timeline.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _whom(who: str) -> tuple[int | None, int | None]:
    # A person at the client is written 7, a colleague u7.
    digits = who.removeprefix("u")
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else None
    return (None, number) if who.startswith("u") else (number, None)


def _months(rows: list[TimelineEntry], before: str) -> list[tuple[TimelineEntry, dt.date | None]]:
    # Each entry with the month to write above it, where it is the first of its month; `before` is the month shown last.
    shown, lines = before, []
    for entry in rows:
        month = timezone.localdate(entry.at).replace(day=1)
        lines.append((entry, month if month.isoformat() != shown else None))
        shown = month.isoformat()
    return lines
