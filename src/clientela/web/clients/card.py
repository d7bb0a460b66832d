"""A client's card on paper: a page or two to take into a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from clientela.accounts.permissions import Permission
from clientela.accounts.queries import staff
from clientela.clients.actions.printing import note_card
from clientela.clients.enums import RelationKind
from clientela.clients.queries import FileScreen, client_file
from clientela.contacts.queries import people_of_client
from clientela.insights import queries
from clientela.interactions.queries import latest
from clientela.web import formatting, labels
from clientela.web.access import StaffRequest, requires
from clientela.web.clients.cells import fact_text
from clientela.web.documents.typesetting import pdf
from clientela.web.templatetags.people import influence_label

LOGGED: Final = 8
MOST_PEOPLE: Final = 15
RELATIONS: Final[Mapping[str, Any]] = dict(RelationKind.choices)
LANGUAGES: Final = {"zh-hans": "zh", "ru": "ru", "en": "en"}


@require_GET
@requires(Permission.VIEW_CLIENTS)
def card(request: StaffRequest, client_id: int) -> HttpResponseBase:
    """What the firm knows of a client as a PDF; whoever takes one is written down."""
    file = client_file(client_id)
    now = timezone.localtime()
    said = {"name": str(request.user), "date": formatting.day(now.date(), get_language())}
    made = pdf(
        "card",
        at=now,
        card={
            "lang": LANGUAGES.get(get_language() or "en", "en"),
            "firm": "Clientela",
            "name": file.name,
            "names": [one.name for one in file.names if one.name != file.name],
            "confidential": _("Confidential. Printed by %(name)s on %(date)s; not to leave the firm.") % said,
            "groups": _groups(file),
            "people": _people(client_id),
            "log": _log(client_id),
            "words": {"people": _("People"), "log": _("Contact log")},
            **_standing(client_id),
        },
    )
    note_card(client_id=client_id, by=request.user)
    answer = HttpResponse(made, content_type="application/pdf")
    name = slugify(file.name) or f"client-{client_id}"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _standing(client_id: int) -> dict[str, Any]:
    standing = queries.client_standing(client_id)
    if standing is None:
        return {"classes": [], "figures": []}
    language, now, currency = get_language(), standing.now, standing.currency
    classes = [labels.label(labels.TIERS, now.tier), labels.label(labels.GRIDS, now.grid)]
    if now.contribution != "ordinary":
        classes.append(labels.label(labels.CONTRIBUTIONS, now.contribution))
    return {
        "classes": [str(one) for one in classes if one],
        "figures": [
            [_("As of"), formatting.day(standing.snapshot.as_of, language)],
            [_("Billed"), formatting.money(now.billed, currency, language)],
            [_("Profit"), formatting.money(now.profit, currency, language)],
            [_("Last fee"), formatting.day(now.last_billed, language) if now.last_billed else formatting.ABSENT],
        ],
    }


def _groups(file: FileScreen) -> list[list[Any]]:
    people = {one.id: one.name for one in staff(active=False)}
    words: Mapping[str, Any] = labels.IDENTIFIER_KINDS
    found: list[list[Any]] = []
    for place, group in enumerate(file.groups):
        lines = []
        if place == 0:
            lines += [[str(words.get(one.kind, one.kind)), one.value] for one in file.identifiers]
        for line in group.facts:
            if line.fact.key == "name":
                continue
            if line.fact.kind in ("person", "client"):
                text = ", ".join(line.names.values()) or people.get(line.value, "")
            else:
                text = fact_text(line.fact, line.value)
            if text:
                lines.append([str(line.fact.label), text])
        if place == 0:
            lines += [[_("Address"), str(one)] for one in file.addresses]
            lines += [[_("Telephone"), one.value] for one in file.phones]
        if lines:
            found.append([str(group.label), lines])
    related = [[str(RELATIONS.get(one.kind, one.kind)), one.name] for one in file.relations if one.until is None]
    if related:
        found.append([_("Related clients"), related])
    return found


def _people(client_id: int) -> list[list[str]]:
    found = []
    for line in people_of_client(client_id):
        if not line.has_left:
            place = ", ".join(filter(None, (line.title, line.department)))
            found.append([line.name, place, str(influence_label(line.influence)) if line.influence else ""])
    return found[:MOST_PEOPLE]


def _log(client_id: int) -> list[list[str]]:
    language = get_language()
    found = []
    for one in latest(client_id, LOGGED):
        channel = str(labels.label(labels.CHANNELS, one.channel))
        who = ", ".join(part.name for part in one.people)
        day = formatting.day(timezone.localtime(one.at).date(), language)
        found.append([day, one.subject, " · ".join(filter(None, (channel, who, one.promised)))])
    return found
