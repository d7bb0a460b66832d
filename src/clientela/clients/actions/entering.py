"""Entering a client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.clients.enums import ClientKind, IdentifierKind, NameKind
from clientela.clients.models import Client, ClientName
from clientela.clients.search import name_text
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import Refused
from clientela.core.names import client_key

from .changing import change_client
from .common import must
from .naming import enter_identifier


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
    facts: Mapping[str, Any] | None = None,
    source: str = "",
) -> Client:
    """Enter a client with its names and identifiers, and with further facts by their keys (as `change_client`)."""
    must(by, Permission.EDIT_CLIENTS)
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
        search=name_text([name, *(text for _kind, text in others)], ()),
    )
    every = dict.fromkeys([(NameKind.LEGAL, name), *((name_kind, text.strip()) for name_kind, text in others)])
    ClientName.objects.bulk_create(
        ClientName(client=client, kind=name_kind, name=text[:300], key=client_key(text)[:300])
        for name_kind, text in every
    )
    numbers = [enter_identifier(client, identifier_kind, value).value for identifier_kind, value in identifiers]
    if numbers:
        client.search = name_text([name, *(text for _kind, text in others)], numbers)
        client.save(update_fields=["search"])
    record(
        "client_added",
        subject=client,
        client_id=client.pk,
        by=by,
        data={"name": name, "source": source} if source else {"name": name},
    )
    if facts:
        return change_client(client_id=client.pk, changes=facts, source=source, by=by)
    return client
