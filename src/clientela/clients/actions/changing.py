"""Changing the facts of a client, its own and those that the firm added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.clients.cleaning import clean, seen
from clientela.clients.enums import FactKind, NameKind
from clientela.clients.facts import FACTS, Fact, Money
from clientela.clients.models import Client, ClientName, CustomValue
from clientela.clients.queries.facts import custom_facts, value_of
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import Refused
from clientela.core.merging import to_write
from clientela.core.names import client_key

from .common import bring_search_in_step, clash_message, locked, must, must_exist, name_sources


@act
def change_client(
    *,
    client_id: int,
    changes: Mapping[str, Any],
    was: Mapping[str, Any] | None = None,
    source: str = "",
    by: User | System,
) -> Client:
    """Change facts by their keys in the register (`clients.facts`), custom ones included, in one act.

    Values may be typed or the text that a person wrote. `was` has what the writer saw of each; a fact that somebody has
    changed since raises `EditClash` with both values, and nothing is written. `source` says where the writer has it
    from. Facts that are as wanted already are left alone, and so is who recorded them. Raises `NotFound` for a client
    that is missing or hidden, and `Refused` for a value that its fact does not take.
    """
    must(by, Permission.EDIT_CLIENTS)
    facts = _facts(changes)
    wanted = {key: clean(fact, changes[key]) for key, fact in facts.items()}
    before = {key: seen(facts[key], value) for key, value in (was or {}).items() if key in facts}
    client = locked(client_id)
    custom = _custom_values(client, facts.values())
    current = {
        key: custom.get(key, fact.nothing) if fact.field_id else getattr(client, fact.column)
        for key, fact in facts.items()
    }
    writing = to_write(current, wanted, before, message=clash_message())
    if not writing:
        return client
    for key, value in writing.items():
        must_exist(facts[key], value, client_id=client.pk)
    columns = {facts[key].column: value for key, value in writing.items() if not facts[key].field_id}
    if "name" in columns:
        _rename(client, columns["name"])
    for column, value in columns.items():
        setattr(client, column, value)
    if columns:
        client.save(update_fields=[*columns, "other_name"])
    ours = {key: facts[key] for key in writing}
    for key, fact in ours.items():
        if fact.field_id:
            _write_custom(client, fact, writing[key], source, by)
    others = {key: value for key, value in writing.items() if ours[key].kind == FactKind.CLIENT and value}
    name_sources(client, writing, source, by, others=others)
    bring_search_in_step(client)
    plain = sorted(key for key, fact in ours.items() if not (fact.field_id and fact.kind == FactKind.CLIENT))
    if plain:
        record("client_changed", subject=client, client_id=client.pk, by=by, data={"facts": plain, "source": source})
    return client


@act
def set_custom_value(
    *, client_id: int, field_id: int, value: Any, was: Any = None, source: str = "", by: User | System
) -> Client:
    """Write one fact that the firm added itself; an empty value removes it. `was` is what the writer saw, if known."""
    key = f"custom_{field_id}"
    shown = None if was is None else {key: was}
    return change_client(client_id=client_id, changes={key: value}, was=shown, source=source, by=by)


def _facts(keys: Iterable[str]) -> dict[str, Fact]:
    asked = list(keys)
    own = {key: FACTS[key] for key in asked if key in FACTS and FACTS[key].column}
    others = [key for key in asked if key not in own]
    custom = custom_facts() if others else {}
    unknown = [key for key in others if key not in custom]
    if unknown:
        raise Refused(_("There is no fact “%(key)s” in the file.") % {"key": unknown[0][:60]})
    return {key: own.get(key) or custom[key] for key in asked}


def _custom_values(client: Client, facts: Iterable[Fact]) -> dict[str, Any]:
    fields = [fact.field_id for fact in facts if fact.field_id]
    rows = CustomValue.objects.filter(client=client, field__in=fields).select_related("field") if fields else ()
    return {row.field.key: value_of(row) for row in rows}


def _write_custom(client: Client, fact: Fact, value: Any, source: str, by: User | System) -> None:
    held = CustomValue.objects.filter(client=client, field_id=fact.field_id)
    names_client = fact.kind == FactKind.CLIENT
    if value is None or value == "":
        for row in held:
            if names_client:
                _tell_of(row, client, by)
            row.delete()
        return
    columns = _columns(fact, value)
    if names_client:
        held.exclude(other_id=value).delete()
        row, _new = CustomValue.objects.get_or_create(client=client, field_id=fact.field_id, other_id=value)
        _tell_of(row, client, by)
    else:
        CustomValue.objects.update_or_create(client=client, field_id=fact.field_id, defaults=columns)


def _tell_of(row: CustomValue, client: Client, by: User | System) -> None:
    # An event of its own, because it hides with the other client.
    data = {"facts": [row.field.key]}
    record("client_changed", subject=row, client_id=client.pk, by=by, data=data)


def _columns(fact: Fact, value: Any) -> dict[str, Any]:
    match fact.kind:
        case FactKind.NUMBER:
            return {"number": value}
        case FactKind.DATE:
            return {"date": value}
        case FactKind.MONEY:
            money = Money(*value)
            return {"number": money.amount, "currency": money.currency}
        case FactKind.PERSON:
            return {"user_id": value}
        case _:
            return {"text": value}


def _rename(client: Client, name: str) -> None:
    """The old name stays as a former one, so that the client is still found, and known to an import, by it."""
    ClientName.objects.filter(client=client, kind=NameKind.FORMER, name=name).delete()
    for old in ClientName.objects.filter(client=client, kind=NameKind.LEGAL, name=client.name):
        if ClientName.objects.filter(client=client, kind=NameKind.FORMER, name=old.name).exists():
            old.delete()
        else:
            old.kind = NameKind.FORMER
            old.save(update_fields=["kind"])
    ClientName.objects.get_or_create(
        client=client, kind=NameKind.LEGAL, name=name, defaults={"key": client_key(name)[:300]}
    )
    if client.other_name == name:
        others = client.names.exclude(name=name).exclude(kind=NameKind.FORMER).order_by("id")
        client.other_name = others.values_list("name", flat=True).first() or ""
