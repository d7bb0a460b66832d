"""Addresses, telephones, finances and owners: the rows of the lists in a client's file (`clients.listings`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.clients.cleaning import clean, seen
from clientela.clients.facts import known
from clientela.clients.listings import ADDRESSES, FINANCES, LISTINGS, OWNERS, PHONES, Listing
from clientela.clients.models import Client, Phone
from clientela.clients.phones import check_phone
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import to_write

from .common import bring_search_in_step, clash_message, locked, must, must_exist, recorded


@act
def add_to_file(*, client_id: int, listing: str, values: Mapping[str, Any], by: User | System) -> Any:
    """Add a row to a list of the file: `listing` is a key of `LISTINGS`, `values` has its fields, typed or as text.

    Raises `Refused` for values that make no row, and `NotFound` for a client that is missing or hidden.
    """
    must(by, Permission.EDIT_CLIENTS)
    kept = LISTINGS[listing]
    client = locked(client_id)
    given = {key: clean(fact, values.get(key)) for key, fact in kept.fields.items()}
    told = recorded(by, given["source"])
    row = kept.model(client=client, **{**_columns(kept, given), **told})
    _settle(kept, client, row)
    row.save()
    bring_search_in_step(client)
    record(f"{kept.event}_added", subject=row, client_id=client.pk, by=by)
    return row


@act
def change_in_file(
    *,
    listing: str,
    row_id: int,
    changes: Mapping[str, Any],
    was: Mapping[str, Any] | None = None,
    by: User | System,
) -> Any:
    """Change fields of a row. Raises `EditClash` with both values where somebody has changed the same since."""
    must(by, Permission.EDIT_CLIENTS)
    kept = LISTINGS[listing]
    client, row = _held(kept, row_id)
    fields = {key: kept.fields[key] for key in changes}
    wanted = {key: clean(fact, changes[key]) for key, fact in fields.items()}
    before = {key: seen(fields[key], value) for key, value in (was or {}).items() if key in fields}
    current = {key: getattr(row, fact.column) for key, fact in fields.items()}
    writing = to_write(current, wanted, before, message=clash_message())
    if not writing:
        return row
    told = recorded(by, writing.get("source", row.source))
    for column, value in {**_columns(kept, writing), **told}.items():
        setattr(row, column, value)
    _settle(kept, client, row)
    row.save()
    bring_search_in_step(client)
    record(f"{kept.event}_changed", subject=row, client_id=client.pk, by=by, data={"facts": sorted(writing)})
    return row


@act
def remove_from_file(*, listing: str, row_id: int, by: User | System) -> None:
    """Remove a row that was wrong; one that holds no longer gets an end instead."""
    must(by, Permission.EDIT_CLIENTS)
    kept = LISTINGS[listing]
    client, row = _held(kept, row_id)
    record(f"{kept.event}_removed", subject=row, client_id=client.pk, by=by)
    row.delete()
    bring_search_in_step(client)


def _held(kept: Listing, row_id: int) -> tuple[Client, Any]:
    rows = kept.model._default_manager
    client_id = rows.filter(pk=row_id).values_list("client_id", flat=True).first()
    if client_id is None:
        raise NotFound
    client = locked(client_id)
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise NotFound
    return client, row


def _columns(kept: Listing, values: Mapping[str, Any]) -> dict[str, Any]:
    return {kept.fields[key].column: value for key, value in values.items()}


def _settle(kept: Listing, client: Client, row: Any) -> None:
    """What the fields of a row must be together."""
    since, until = getattr(row, "since", None), getattr(row, "until", None)
    if since and until and until < since:
        raise Refused(_("The end lies before the beginning; mend one of the two dates."))
    if kept is ADDRESSES:
        if not any(known(fact, getattr(row, key)) for key, fact in kept.fields.items() if key in _PLACE):
            raise Refused(_("An address needs a street, a city, a region or a postal code."))
    elif kept is PHONES:
        _settle_phone(client, row)
    elif kept is FINANCES:
        if row.amount is None and not row.text:
            raise Refused(_("A financial fact needs an amount, or words."))
        if row.amount is not None and not row.currency:
            raise Refused(_("The amount needs its currency: three letters, such as CNY, RUB, EUR or USD."))
    elif kept is OWNERS:
        if bool(row.name) == bool(row.other_id):
            raise Refused(_("Give the owner's name, or choose one of the firm's clients, not both."))
        must_exist(kept.fields["other"], row.other_id, client_id=client.pk)


_PLACE = frozenset({"street", "city", "region", "postal_code"})


def _settle_phone(client: Client, row: Phone) -> None:
    value, row.normal, row.check_result = check_phone(row.value, client.country)
    row.value, row.normal = value[:60], row.normal[:60]
    twin = Phone.objects.filter(client=client, kind=row.kind, normal=row.normal).exclude(pk=row.pk)
    if twin.exists():
        raise Refused(_("The client has this number already."))
