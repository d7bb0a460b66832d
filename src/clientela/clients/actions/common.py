"""What every write to a file begins and ends with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.clients.enums import FactKind
from clientela.clients.facts import Fact
from clientela.clients.models import Client, FactSource
from clientela.clients.search import file_text, name_text
from clientela.core.actor import SYSTEM, System
from clientela.core.errors import NotFound, Refused


def must(by: User | System, permission: Permission) -> None:
    """Raises `PermissionDenied` unless `by` has the permission; the system has all."""
    if by is not SYSTEM and not (isinstance(by, User) and by.may(permission)):
        raise PermissionDenied


def locked(client_id: int) -> Client:
    """The client, held until the act ends, so that all writes to one file come one after another.

    Raises `NotFound` where it is missing or hidden.
    """
    client = Client.objects.select_for_update().filter(pk=client_id).first()
    if client is None:
        raise NotFound
    return client


def recorded(by: User | System, source: str) -> dict[str, Any]:
    """The columns that say who records a row now, and from where."""
    if len(source) > 200:
        raise Refused(_("Say in at most 200 characters where this is from."))
    person = by.pk if isinstance(by, User) else None
    return {"recorded_by_id": person, "recorded_at": timezone.now(), "source": source.strip()}


def name_sources(
    client: Client, facts: Iterable[str], source: str, by: User | System, *, others: Mapping[str, int] | None = None
) -> None:
    """Write who recorded the facts, now; `others` has the client that a fact names."""
    told, named = recorded(by, source), others or {}
    FactSource.objects.bulk_create(
        [FactSource(client=client, fact=key, other_id=named.get(key), **told) for key in facts],
        update_conflicts=True,
        unique_fields=["client", "fact", "other"],
        update_fields=["recorded_by", "recorded_at", "source"],
    )


def clash_message() -> str:
    """What a writer reads whom another one was quicker than."""
    return _("Somebody else has changed the same in the meantime. Nothing was written; choose what is right.")


def must_exist(fact: Fact, value: Any, *, client_id: int) -> None:
    """Refuse a member of staff or a client that there is not, or that the writer may not know of."""
    if value is None:
        return
    if fact.kind == FactKind.PERSON:
        there = User.objects.filter(pk=value).exists()
    elif fact.kind == FactKind.CLIENT:
        if value == client_id:
            raise Refused(_("%(fact)s must be another client than this one.") % {"fact": fact.label})
        there = Client.objects.filter(pk=value).exists()
    else:
        return
    if not there:
        raise Refused(_("%(fact)s takes one of its choices only.") % {"fact": fact.label})


def bring_search_in_step(client: Client) -> None:
    """Write anew by what the client, and by what its file is found."""
    names = client.names.order_by("id").values_list("name", flat=True)
    numbers = client.identifiers.order_by("id").values_list("value", flat=True)
    search, facts_search = name_text([client.name, *names], numbers), file_text(client)
    if (search, facts_search) != (client.search, client.facts_search):
        client.search, client.facts_search = search, facts_search
        client.save(update_fields=["search", "facts_search"])
