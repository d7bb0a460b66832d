"""Choosing a client or a person by typing (`components/client_select.html`, `components/person_select.html`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from clientela.accounts.permissions import Permission
from clientela.clients.models import Client
from clientela.clients.queries import quick_search
from clientela.contacts.models import Contact
from clientela.contacts.queries import matching_contacts, quick_search_people
from clientela.core.errors import Refused
from clientela.web.access import StaffRequest, requires
from clientela.web.parameters import number_asked, text_asked

Candidate: TypeAlias = tuple[int, str, str]
MOST = 8


class Unclear(Refused):
    """What was typed names nobody, or several; `candidates` has (number, name, more) of those."""

    def __init__(self, message: str, candidates: list[Candidate]) -> None:
        super().__init__(message)
        self.candidates = candidates


@dataclass(frozen=True, slots=True)
class Typed:
    """What the three inputs of a select sent."""

    value: str
    text: str
    was: str
    pick: str


def typed(data: Mapping[str, Any], name: str) -> Typed:
    """What a select called `name` sent."""
    value, text, was, pick = (str(data.get(name + part) or "").strip() for part in ("", "_text", "_was", "_pick"))
    return Typed(value, text, was, pick)


def find_clients(terms: str, limit: int = MOST) -> list[Candidate]:
    """(number, name, more) of clients with a name like `terms`."""
    return [
        (number, name, " · ".join(filter(None, (other, industry))))
        for number, name, other, industry in quick_search(terms, limit)
    ]


def find_people(terms: str, limit: int = MOST) -> list[Candidate]:
    """(number, name, more) of people with a name like `terms`."""
    return [
        (number, name, " · ".join(filter(None, (latin if latin != name else "", title, client))))
        for number, name, latin, client, title in quick_search_people(terms, limit)
    ]


def chosen_client(data: Mapping[str, Any], name: str) -> int | None:
    """The number of the client chosen in the select `name`; None where the field is empty. Raises `Unclear`."""
    return _chosen(data, name, find_clients, lambda number: Client.objects.filter(pk=number).exists())


def chosen_person(data: Mapping[str, Any], name: str) -> int | None:
    """The number of the person chosen in the select `name`; None where the field is empty. Raises `Unclear`."""
    return _chosen(data, name, find_people, lambda number: Contact.objects.filter(pk=number).exists())


def _chosen(
    data: Mapping[str, Any], name: str, find: Callable[[str], list[Candidate]], exists: Callable[[int], bool]
) -> int | None:
    sent = typed(data, name)
    # A script keeps number and text together. Without one the text is all that a reader can change, so the number
    # counts only while the text is the one that came with it. A form that has the number alone sends no text.
    number = sent.pick or (sent.value if sent.text == sent.was or f"{name}_text" not in data else "")
    if number.isascii() and number.isdecimal() and len(number) < 19 and exists(int(number)):
        return int(number)
    if not sent.text:
        return None
    found = find(sent.text)
    exact = [one for one in found if one[1].casefold() == sent.text.casefold()]
    if len(found) == 1 or len(exact) == 1:
        return (exact or found)[0][0]
    if not found:
        raise Unclear(_("Nobody is called “%(name)s”. Type another part of the name.") % {"name": sent.text[:60]}, [])
    raise Unclear(_("Several are called so. Choose one of them."), found)


class Select(forms.Widget):
    """The widget of `ClientField` and `PersonField`: the component without label and errors, which are the form's."""

    component = "components/client_select.html"
    input_type = "select"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.candidates: list[Candidate] = []
        self.shown = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Mapping[str, Any]:
        return {part: data[part] for part in (name, f"{name}_text", f"{name}_was", f"{name}_pick") if part in data}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_text" not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        sent = typed(value, name) if isinstance(value, Mapping) else Typed(str(value or ""), "", self.shown, "")
        context = {
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "value": sent.value,
            "shown": sent.was or self.shown,
            "typed": sent.text,
            "required": self.is_required and self.use_required_attribute(None),
            "candidates": self.candidates,
        }
        return SafeString(render_to_string(self.component, context))


class PersonSelect(Select):
    component = "components/person_select.html"


class ClientField(forms.Field):
    """A form field whose value is the number of a client, or None. Set `widget.shown` to the name of its initial."""

    widget = Select
    choose: ClassVar[Callable[[Mapping[str, Any], str], int | None]] = staticmethod(chosen_client)

    def clean(self, value: Any) -> int | None:
        if isinstance(value, int):
            return value
        sent = dict(value or {})
        # The shortest of the names that the widget took from the form is that of the field.
        name = min((key.removesuffix("_text") for key in sent), key=len, default="")
        try:
            number = type(self).choose(sent, name)
        except Unclear as unclear:
            cast(Select, self.widget).candidates = unclear.candidates
            raise ValidationError(str(unclear)) from unclear
        if number is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return number


class PersonField(ClientField):
    """A form field whose value is the number of a person at a client, or None."""

    widget = PersonSelect
    choose: ClassVar[Callable[[Mapping[str, Any], str], int | None]] = staticmethod(chosen_person)


@require_GET
@requires(Permission.VIEW_CLIENTS)
def choose_client(request: StaffRequest) -> HttpResponseBase:
    """The options of a client select for `q`."""
    terms = text_asked(request, "q")
    context = {"terms": terms, "found": find_clients(terms), "prefix": "client"}
    return render(request, "components/select_options.html", context)


@require_GET
@requires(Permission.VIEW_CLIENTS)
def choose_person(request: StaffRequest) -> HttpResponseBase:
    """The options of a person select for `q`; with `client` that client's people only, and all of them without `q`."""
    terms, client_id = text_asked(request, "q"), number_asked(request, "client")
    found = find_people(terms) if client_id is None else people_at(client_id, terms)
    return render(request, "components/select_options.html", {"terms": terms, "found": found, "prefix": "person"})


def people_at(client_id: int, terms: str) -> list[Candidate]:
    """(number, name, more) of the people now at a client, those with `terms` in their name."""
    people = matching_contacts(terms).filter(positions__client_id=client_id, positions__until=None)
    rows = people.order_by("positions__rank", "name", "id").values_list("id", "name", "positions__title")
    return [(number, name, title) for number, name, title in rows[:MOST]]
