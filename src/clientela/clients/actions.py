"""Writes concerning clients."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.core.actor import SYSTEM, System
from clientela.core.acts import act
from clientela.core.errors import Refused
from clientela.core.names import client_key

from .enums import ClientKind, IdentifierKind, NameKind
from .identifiers import check_identifier
from .models import Client, ClientName, Identifier
from .search import search_text


@act
def add_client(
    *,
    name: str,
    by: User | System,
    kind: ClientKind = ClientKind.ORGANISATION,
    names: Iterable[tuple[NameKind, str]] = (),
    identifiers: Iterable[tuple[IdentifierKind, str]] = (),
    industry: str = "",
    country: str = "",
    client_since: dt.date | None = None,
    responsible: User | None = None,
) -> Client:
    """Enter a client with its names and identifiers."""
    _require_editor(by)
    name = name.strip()
    if not name:
        raise Refused(_("A client needs a name."))
    others = list(names)
    client = Client.objects.create(
        name=name[:300],
        other_name=next((text.strip()[:300] for _kind, text in others if text.strip() != name), ""),
        kind=kind,
        industry=industry.strip(),
        country=country.strip().upper(),
        client_since=client_since,
        responsible=responsible,
        search=search_text([name, *(text for _kind, text in others)]),
    )
    every = dict.fromkeys([(NameKind.LEGAL, name), *((name_kind, text.strip()) for name_kind, text in others)])
    ClientName.objects.bulk_create(
        ClientName(client=client, kind=name_kind, name=text[:300], key=client_key(text)[:300])
        for name_kind, text in every
    )
    for identifier_kind, value in identifiers:
        _add_identifier(client, identifier_kind, value)
    record("client_added", subject=client, client_id=client.pk, by=by, data={"name": name})
    return client


@act
def add_identifier(*, client: Client, kind: IdentifierKind, value: str, by: User | System) -> Identifier:
    """Enter a number by which a register knows the client; a wrong check digit is kept and shown, not refused."""
    _require_editor(by)
    identifier = _add_identifier(client, kind, value)
    data = {"kind": kind.value, "value": identifier.value}
    record("identifier_added", subject=identifier, client_id=client.pk, by=by, data=data)
    return identifier


def _add_identifier(client: Client, kind: IdentifierKind, value: str) -> Identifier:
    tidy, result = check_identifier(kind, value)
    if not tidy or len(tidy) > 40:
        raise Refused(_("“%(value)s” cannot be an identifier: give 1 to 40 characters.") % {"value": value[:60]})
    identifier, _new = Identifier.objects.get_or_create(
        client=client, kind=kind, value=tidy, defaults={"check_result": result}
    )
    return identifier


def _require_editor(by: User | System) -> None:
    if by is not SYSTEM and not (isinstance(by, User) and by.may(Permission.EDIT_CLIENTS)):
        raise PermissionDenied
