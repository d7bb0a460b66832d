"""The names and register numbers of a client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.clients.enums import IdentifierKind, NameKind
from clientela.clients.identifiers import check_identifier
from clientela.clients.models import Client, ClientName, Identifier
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import to_write
from clientela.core.names import client_key

from .common import bring_search_in_step, clash_message, locked, must

Row = TypeVar("Row", ClientName, Identifier)


@act
def add_name(*, client_id: int, kind: NameKind, name: str, by: User | System) -> ClientName:
    """Enter a further name of the client; one that is there already is left as it is."""
    must(by, Permission.EDIT_CLIENTS)
    client = locked(client_id)
    text = _name(name)
    row, new = ClientName.objects.get_or_create(
        client=client, kind=NameKind(kind), name=text, defaults={"key": client_key(text)[:300]}
    )
    if new:
        _settle_names(client)
        data = {"kind": row.kind, "name": row.name}
        record("name_added", subject=row, client_id=client.pk, by=by, data=data)
    return row


@act
def change_name(
    *, name_id: int, changes: Mapping[str, Any], was: Mapping[str, Any] | None = None, by: User | System
) -> ClientName:
    """Correct a name or its kind (`name`, `kind`). Correcting the name that the client goes by corrects it everywhere.

    Nothing is kept of the wrong one but its history; a client that renames itself is `change_client`. Raises
    `EditClash` where somebody has changed it since.
    """
    must(by, Permission.EDIT_CLIENTS)
    client, row = _held(ClientName, name_id)
    wanted = {key: _name(value) if key == "name" else NameKind(value).value for key, value in changes.items()}
    current = {"name": row.name, "kind": row.kind}
    writing = to_write(current, wanted, was, message=clash_message())
    if not writing:
        return row
    main = _is_main(client, row)
    new = {**current, **writing}
    if main and new["kind"] != NameKind.LEGAL:
        raise Refused(_("The name that the client goes by stays its legal name; add the other one beside it."))
    if ClientName.objects.filter(client=client, **new).exclude(pk=row.pk).exists():
        raise Refused(_("The client has this name already."))
    row.name, row.kind, row.key = new["name"], new["kind"], client_key(new["name"])[:300]
    row.save(update_fields=["name", "kind", "key"])
    if main:
        client.name = row.name
        client.save(update_fields=["name"])
    _settle_names(client)
    record("name_changed", subject=row, client_id=client.pk, by=by, data={**new, "was": current["name"]})
    return row


@act
def remove_name(*, name_id: int, by: User | System) -> None:
    """Remove a further name. The one that the client goes by is changed, not removed."""
    must(by, Permission.EDIT_CLIENTS)
    client, row = _held(ClientName, name_id)
    if _is_main(client, row):
        raise Refused(_("The client goes by this name; change it instead of removing it."))
    record("name_removed", subject=row, client_id=client.pk, by=by, data={"kind": row.kind, "name": row.name})
    row.delete()
    _settle_names(client)


@act
def add_identifier(*, client: Client, kind: IdentifierKind, value: str, by: User | System) -> Identifier:
    """Enter a number by which a register knows the client; a wrong check digit is kept and shown, not refused."""
    must(by, Permission.EDIT_CLIENTS)
    held = locked(client.pk)
    identifier = enter_identifier(held, kind, value)
    bring_search_in_step(held)
    data = {"kind": identifier.kind, "value": identifier.value}
    record("identifier_added", subject=identifier, client_id=held.pk, by=by, data=data)
    return identifier


@act
def change_identifier(
    *, identifier_id: int, changes: Mapping[str, Any], was: Mapping[str, Any] | None = None, by: User | System
) -> Identifier:
    """Correct a number or its kind (`value`, `kind`). Raises `EditClash` where somebody has changed it since."""
    must(by, Permission.EDIT_CLIENTS)
    client, row = _held(Identifier, identifier_id)
    current = {"kind": row.kind, "value": row.value}
    kind = IdentifierKind(changes.get("kind", row.kind))
    tidy, result = _number(kind, str(changes.get("value", row.value)))
    wanted = {key: {"kind": kind.value, "value": tidy}[key] for key in changes}
    writing = to_write(current, wanted, was, message=clash_message())
    if not writing:
        return row
    new = {**current, **writing}
    if Identifier.objects.filter(client=client, **new).exclude(pk=row.pk).exists():
        raise Refused(_("The client has this number already."))
    row.kind, row.value = new["kind"], new["value"]
    row.check_result = (
        result if (kind.value, tidy) == (row.kind, row.value) else _number(IdentifierKind(row.kind), row.value)[1]
    )
    row.save(update_fields=["kind", "value", "check_result"])
    bring_search_in_step(client)
    record("identifier_changed", subject=row, client_id=client.pk, by=by, data={**new, "was": current["value"]})
    return row


@act
def remove_identifier(*, identifier_id: int, by: User | System) -> None:
    """Remove a number that is not the client's."""
    must(by, Permission.EDIT_CLIENTS)
    client, row = _held(Identifier, identifier_id)
    data = {"kind": row.kind, "value": row.value}
    record("identifier_removed", subject=row, client_id=client.pk, by=by, data=data)
    row.delete()
    bring_search_in_step(client)


def enter_identifier(client: Client, kind: IdentifierKind, value: str) -> Identifier:
    """The number of the client, entered where it is not known yet."""
    tidy, result = _number(kind, value)
    identifier, _new = Identifier.objects.get_or_create(
        client=client, kind=IdentifierKind(kind), value=tidy, defaults={"check_result": result}
    )
    return identifier


def _number(kind: IdentifierKind, value: str) -> tuple[str, Any]:
    tidy, result = check_identifier(IdentifierKind(kind), value)
    if not tidy or len(tidy) > 40:
        raise Refused(_("“%(value)s” cannot be an identifier: give 1 to 40 characters.") % {"value": value[:60]})
    return tidy, result


def _name(text: str) -> str:
    name = " ".join(str(text).replace("\0", "").split())
    if not name:
        raise Refused(_("A client needs a name."))
    if len(name) > 300:
        raise Refused(
            _("%(fact)s is too long: give at most %(longest)s characters.") % {"fact": _("Name"), "longest": 300}
        )
    return name


def _held(model: type[Row], row_id: int) -> tuple[Client, Row]:
    rows = model._default_manager
    client_id = rows.filter(pk=row_id).values_list("client_id", flat=True).first()
    if client_id is None:
        raise NotFound
    client = locked(client_id)
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise NotFound
    return client, row


def _is_main(client: Client, row: ClientName) -> bool:
    return row.kind == NameKind.LEGAL and row.name == client.name


def _settle_names(client: Client) -> None:
    """The second name for lists is the first of the others that is not a thing of the past."""
    others = client.names.exclude(name=client.name).exclude(kind=NameKind.FORMER).order_by("id")
    other = others.values_list("name", flat=True).first() or ""
    if other != client.other_name:
        client.other_name = other
        client.save(update_fields=["other_name"])
    bring_search_in_step(client)
