"""The rows of the lists in a file: names, numbers, addresses, telephones, finances, owners, relations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.clients import actions
from clientela.clients.enums import FactKind, IdentifierKind, NameKind, RelationKind
from clientela.clients.facts import Fact
from clientela.clients.listings import LISTINGS, RELATION_FIELDS, Listing
from clientela.clients.models import Client
from clientela.clients.queries import FileScreen, client_file, client_header
from clientela.core.errors import Refused
from clientela.core.merging import EditClash
from clientela.web.access import StaffRequest, requires
from clientela.web.clashes import clash_page
from clientela.web.doing import back, done

from .forms import FactsForm
from .showing import in_writing, reader, with_clients

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """One list of the page: what a row is called, what is asked of a new one and of one that is changed."""

    key: str
    one: Any
    fields: Mapping[str, Fact]
    changeable: Mapping[str, Fact]
    add: Callable[[int, Values, User], Any]
    change: Callable[[int, Values, Values, User], Any]
    remove: Callable[[int, User], None]


def _field(key: str, label: Any, kind: FactKind, **more: Any) -> Fact:
    return Fact(key=key, label=label, group="", kind=kind, required=True, **more)


def _listed(listing: Listing) -> Section:
    return Section(
        key=listing.key,
        one=listing.one,
        fields=listing.fields,
        changeable=listing.fields,
        add=lambda client_id, values, by: actions.add_to_file(
            client_id=client_id, listing=listing.key, values=values, by=by
        ),
        change=lambda row_id, changes, was, by: actions.change_in_file(
            listing=listing.key, row_id=row_id, changes=changes, was=was, by=by
        ),
        remove=lambda row_id, by: actions.remove_from_file(listing=listing.key, row_id=row_id, by=by),
    )


def _add_identifier(client_id: int, values: Values, by: User) -> None:
    actions.add_identifier(client=Client(pk=client_id), by=by, **values)


_NAME = {
    "kind": _field("kind", gettext_lazy("Kind"), FactKind.CHOICE, choices=dict(NameKind.choices)),
    "name": _field("name", gettext_lazy("Name"), FactKind.TEXT),
}
_NUMBER = {
    "kind": _field("kind", gettext_lazy("Kind"), FactKind.CHOICE, choices=dict(IdentifierKind.choices)),
    "value": _field("value", gettext_lazy("Number"), FactKind.TEXT, longest=60),
}
_RELATION = {
    "kind": _field("kind", gettext_lazy("To this client it is"), FactKind.CHOICE, choices=dict(RelationKind.choices)),
    "other_id": _field("other_id", gettext_lazy("The other client"), FactKind.CLIENT),
    **RELATION_FIELDS,
}

SECTIONS: Final[Mapping[str, Section]] = {
    **{key: _listed(listing) for key, listing in LISTINGS.items()},
    "names": Section(
        key="names",
        one=gettext_lazy("Name"),
        fields=_NAME,
        changeable=_NAME,
        add=lambda client_id, values, by: actions.add_name(client_id=client_id, by=by, **values),
        change=lambda row_id, changes, was, by: actions.change_name(name_id=row_id, changes=changes, was=was, by=by),
        remove=lambda row_id, by: actions.remove_name(name_id=row_id, by=by),
    ),
    "identifiers": Section(
        key="identifiers",
        one=gettext_lazy("Number in a register"),
        fields=_NUMBER,
        changeable=_NUMBER,
        add=_add_identifier,
        change=lambda row_id, changes, was, by: actions.change_identifier(
            identifier_id=row_id, changes=changes, was=was, by=by
        ),
        remove=lambda row_id, by: actions.remove_identifier(identifier_id=row_id, by=by),
    ),
    "relations": Section(
        key="relations",
        one=gettext_lazy("Relation"),
        fields=_RELATION,
        changeable=RELATION_FIELDS,
        add=lambda client_id, values, by: actions.relate_clients(client_id=client_id, by=by, **values),
        change=lambda row_id, changes, was, by: actions.change_relation(
            relation_id=row_id, changes=changes, was=was, by=by
        ),
        remove=lambda row_id, by: actions.remove_relation(relation_id=row_id, by=by),
    ),
}


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def new(request: StaffRequest, client_id: int, section: str) -> HttpResponseBase:
    """Add a row to one of the lists."""
    kept = _section(section)
    first = next(iter(kept.fields["kind"].choices)) if section != "names" else NameKind.SHORT.value
    form = FactsForm(kept.fields, {"kind": first}, data=request.POST if request.method == "POST" else None)
    header = client_header(client_id)
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            kept.add(client_id, form.changes(), request.user)
        except Refused as refusal:
            error = str(refusal)
        else:
            done(request, _("Added: %(what)s.") % {"what": kept.one})
            return back(request, _place(client_id, section))
    return _form(request, form, kept, header, error)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLIENTS)
def change(request: StaffRequest, client_id: int, section: str, row_id: int) -> HttpResponseBase:
    """Change a row."""
    kept = _section(section)
    row = _row(client_file(client_id), section, row_id)
    other = getattr(row, "other", None)
    form = FactsForm(
        kept.changeable,
        {key: getattr(row, fact.column or key) for key, fact in kept.changeable.items()},
        data=request.POST if request.method == "POST" else None,
        names={"other": {other.pk: other.name}} if other is not None else {},
    )
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            kept.change(row_id, form.changes(), form.was(), request.user)
        except EditClash as clash:
            return _choose(request, clash, form)
        except Refused as refusal:
            error = str(refusal)
        else:
            done(request, _("Saved: %(fact)s.") % {"fact": kept.one})
            return back(request, _place(client_id, section))
    return _form(request, form, kept, client_header(client_id), error, row_id=row_id)


@require_POST
@requires(Permission.EDIT_CLIENTS)
def remove(request: StaffRequest, client_id: int, section: str, row_id: int) -> HttpResponseBase:
    """Remove a row; the message offers to take it back."""
    kept = _section(section)
    _row(client_file(client_id), section, row_id)
    try:
        kept.remove(row_id, request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done(request, _("Removed: %(what)s.") % {"what": kept.one})
    return back(request, _place(client_id, section))


def _section(key: str) -> Section:
    if key not in SECTIONS:
        raise Http404
    return SECTIONS[key]


def _row(screen: FileScreen, section: str, row_id: int) -> Any:
    rows = getattr(screen, section)
    number = (lambda row: row.relation) if section == "relations" else (lambda row: row.pk)
    found = next((row for row in rows if number(row) == row_id), None)
    if found is None:
        raise Http404
    return found


def _place(client_id: int, section: str) -> str:
    return f"{reverse('client_file', args=[client_id])}#{section}"


def _choose(request: StaffRequest, clash: EditClash, form: FactsForm) -> HttpResponseBase:
    clash = in_writing(clash, form.facts)
    request.POST = form.sent_plainly()  # type: ignore[assignment]
    labels = {key: fact.label for key, fact in form.facts.items()}
    return clash_page(request, clash, labels=labels, shown=reader(form.facts, with_clients(clash, form.facts, {})))


def _form(
    request: StaffRequest, form: FactsForm, kept: Section, header: Any, error: str, *, row_id: int | None = None
) -> HttpResponseBase:
    context = {
        "form": form,
        "header": header,
        "tab": "file",
        "title": kept.one,
        "section": kept.key,
        "row_id": row_id,
        "error": error,
        "here": _place(header.id, kept.key),
    }
    return render(request, "pages/file/row.html", context, status=422 if form.errors or error else 200)
