"""The card of one person, and the people of one client."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clientela.accounts.permissions import Permission
from clientela.clients.queries import client_header
from clientela.contacts.queries import ConsentLine, PersonScreen, people_of_client
from clientela.contacts.queries import person as person_screen
from clientela.insights.queries import client_standing
from clientela.interactions.queries import contact_log
from clientela.relationships.queries import client_ties
from clientela.web.access import StaffRequest, may, requires
from clientela.web.parameters import text_asked

from .facts import facts_of
from .forms import ReachForm
from .words import PURPOSES, RANKS, REACH_KINDS, birthday

LOGGED: Final = 10


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One purpose with the answer that holds for each of the channels, in their order."""

    purpose: str
    label: Any
    answers: list[tuple[str, ConsentLine | None]]


@require_GET
@requires(Permission.VIEW_CLIENTS)
def person(request: StaffRequest, contact_id: int) -> HttpResponseBase:
    """Everything on one person that the reader may see."""
    screen = person_screen(contact_id)
    may_edit = may(request.user, Permission.EDIT_CLIENTS)
    after = text_asked(request, "after") or None
    channels = _channels(screen)
    who, coming = screen.contact, screen.next_birthday
    month, day = who.birthday_month, who.birthday_day
    context = {
        "screen": screen,
        "who": who,
        "facts": facts_of(screen.contact, may_edit=may_edit),
        "channels": [(channel, REACH_KINDS[channel]) for channel in channels],
        "consents": [
            ConsentRow(purpose, label, [(channel, screen.answer(purpose, channel)) for channel in channels])
            for purpose, label in PURPOSES.items()
        ],
        "reach_form": ReachForm(auto_id="reach_%s"),
        "birthday": birthday(month, day) if month and day else "",
        "born": birthday(month, day, who.birth_year) if month and day else "",
        "days_to_birthday": (coming - screen.today).days if coming else None,
        "log": contact_log(contact_id, after=after, limit=LOGGED),
        "after": after,
        "may_edit": may_edit,
        "may_log": may(request.user, Permission.LOG_CONTACTS),
        "may_protect": may(request.user, Permission.PROTECT_PRIVACY),
    }
    return render(request, "pages/people/person.html", context)


@require_GET
@requires(Permission.VIEW_CLIENTS)
def client_people(request: StaffRequest, client_id: int) -> HttpResponseBase:
    """The people of a client as an organisation by rank, and those who left."""
    header = client_header(client_id)
    lines = people_of_client(client_id)
    present = [line for line in lines if not line.has_left]
    context = {
        "header": header,
        "standing": client_standing(client_id, as_of=None),
        "tab": "people",
        "ranks": [(rank, RANKS[rank], list(group)) for rank, group in groupby(present, key=lambda line: line.rank)],
        "left": [line for line in lines if line.has_left],
        "present": len({line.id for line in present}),
        "ties": client_ties(client_id),
        "may_edit": may(request.user, Permission.EDIT_CLIENTS),
    }
    return render(request, "pages/people/client.html", context)


def _channels(screen: PersonScreen) -> list[str]:
    """The channels by which the person can be reached or has answered, in the order of the kinds; mail at least."""
    known = {line.kind for line in screen.reaches} | {line.channel for line in screen.consents} | {"mail"}
    return [kind for kind in REACH_KINDS if kind in known]
