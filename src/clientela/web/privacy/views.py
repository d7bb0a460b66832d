"""All about one person: found, taken out, printed, and erased as far as the law lets it go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.contrib import messages
from django.db.models import Model
from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clientela.access.erasing import Fate, erase_person, export_person, fates
from clientela.access.persons import Kind, Section, held_of
from clientela.accounts.permissions import Permission
from clientela.accounts.queries import staff
from clientela.clients.enums import ClientKind
from clientela.clients.queries import matching_clients
from clientela.contacts.queries import quick_search_people
from clientela.core.errors import NotFound, Refused
from clientela.web.access import StaffRequest, requires
from clientela.web.parameters import text_asked
from clientela.web.tables import field_words, table_words

from .reasons import REASONS

MOST: Final = 20
PROTECT: Final = Permission.PROTECT_PRIVACY


@require_GET
@requires(PROTECT)
def privacy(request: StaffRequest) -> HttpResponseBase:
    """Find the person of whom all shall be taken out or erased."""
    terms = text_asked(request, "q")
    context: dict[str, Any] = {"terms": terms}
    if terms:
        found = [(Kind.CONTACT.value, one[0], one[1]) for one in quick_search_people(terms, MOST)]
        private = matching_clients(terms).filter(kind=ClientKind.PERSON).order_by("name", "pk")[:MOST]
        found += [(Kind.CLIENT.value, one.pk, one.name) for one in private]
        found += [
            (Kind.STAFF.value, one.id, one.name)
            for one in staff(active=False)
            if terms.casefold() in one.name.casefold()
        ][:MOST]
        context["found"] = found
    return render(request, "pages/privacy/page.html", context)


@require_GET
@requires(PROTECT)
def person(request: StaffRequest, kind: str, number: int) -> HttpResponseBase:
    """What is held of a person, and what an erasure would do to it."""
    held = held_of(_kind(kind), number)
    context = {"held": held, "kind": kind, "fates": _read(fates(held)), "sections": held.sections}
    return render(request, "pages/privacy/person.html", context)


@require_GET
@requires(PROTECT)
def data(request: StaffRequest, kind: str, number: int) -> HttpResponseBase:
    """All about a person as a file for machines."""
    found = export_person(kind=_kind(kind), number=number, by=request.user)
    answer = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind}-{number}.json"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_GET
@requires(PROTECT)
def document(request: StaffRequest, kind: str, number: int) -> HttpResponseBase:
    """All about a person as a document to read and to print."""
    held = held_of(_kind(kind), number)
    export_person(kind=_kind(kind), number=number, by=request.user)
    context = {"held": held, "parts": [(table_words(one.model), _rows(one)) for one in held.sections if one.told]}
    answer = render(request, "pages/privacy/document.html", context)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["POST"])
@requires(PROTECT)
def erase(request: StaffRequest, kind: str, number: int) -> HttpResponseBase:
    """Erase what may go, and say what stays and why."""
    held_of(_kind(kind), number)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Tick that you are sure: nothing brings the data back."))
        return redirect("privacy_person", kind, number)
    try:
        done = erase_person(kind=_kind(kind), number=number, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("privacy_person", kind, number)
    return render(request, "pages/privacy/erased.html", {"fates": _read(done)})


def _kind(code: str) -> Kind:
    if code not in Kind.__members__.values():
        raise NotFound
    return Kind(code)


def _read(found: Iterable[Fate]) -> list[dict[str, Any]]:
    return [
        {
            "what": table_words(fate.model),
            "rows": fate.rows,
            "removed": fate.removed,
            "erased": _named(fate.model, fate.erased),
            "kept": _named(fate.model, fate.kept),
            "because": REASONS.get(fate.kept_because, ""),
        }
        for fate in found
    ]


def _named(model: type[Model], fields: Iterable[str]) -> list[str]:
    words = (field_words(model._meta.get_field(name)) for name in fields)  # type: ignore[arg-type]
    return sorted(word for word in words if word)


def _rows(section: Section) -> list[list[tuple[str, str]]]:
    hidden = {"id", "password", "digest", "search", "facts_search", "name_key", "key", "normal", "token"}
    fields = [one for one in section.model._meta.concrete_fields if one.name not in hidden]
    return [
        [
            (words, str(_shown(row, one)))
            for one in fields
            if (words := field_words(one)) and one.value_from_object(row) not in (None, "", [], {})
        ]
        for row in section.rows
    ]


def _shown(row: Any, field: Any) -> Any:
    if field.is_relation:
        return getattr(row, field.name) or ""
    return getattr(row, f"get_{field.name}_display")() if field.choices else field.value_from_object(row)
