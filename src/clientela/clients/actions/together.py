"""One fact of many clients at once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.clients.cleaning import clean, written
from clientela.clients.enums import FactKind
from clientela.clients.facts import Fact
from clientela.clients.models import Client, CustomValue, FactSource
from clientela.clients.queries.facts import all_facts, value_of
from clientela.clients.search import file_text
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import Refused

from .changing import change_client
from .common import must, must_exist, recorded

MOST_AT_ONCE: Final = 2_000


def can_change_together(fact: Fact) -> bool:
    """Whether many clients can be given one value of a fact: not its name, nor what has a list of its own."""
    return fact.kind not in (FactKind.ROWS, FactKind.CLIENT) and fact.key not in ("name", "kind")


def values_now(client_ids: Collection[int], fact: Fact, *, lock: bool = False) -> dict[int, Any]:
    """The value of a fact of each client that the one who acts may see and that the fact is asked of, by number."""
    clients = Client.objects.filter(pk__in=client_ids, kind__in=fact.fits).order_by("pk")
    if lock:
        clients = clients.select_for_update()
    if fact.field_id is None:
        return dict(clients.values_list("pk", fact.column))
    numbers = list(clients.values_list("pk", flat=True))
    rows = CustomValue.objects.filter(client__in=numbers, field_id=fact.field_id).select_related("field")
    held = {row.client_id: value_of(row) for row in rows}
    return {number: held.get(number, fact.nothing) for number in numbers}


def digest(fact: Fact, values: Mapping[int, Any]) -> str:
    """What a preview showed, in short; other clients or other values give another one."""
    text = "\n".join(f"{number} {written(fact, value)}" for number, value in sorted(values.items()))
    return hashlib.sha256(f"{fact.key}\n{text}".encode()).hexdigest()


@act
def change_clients(*, client_ids: Collection[int], key: str, value: Any, seen: str, by: User | System) -> int:
    """Give all these clients one value of the fact `key`, in one act that is undone as a whole; how many have changed.

    `seen` is the `digest` of what the writer was shown: where a value has changed since, nothing is written. Raises
    `Refused` then, for more than `MOST_AT_ONCE` clients, and for a value that the fact does not take.
    """
    must(by, Permission.EDIT_CLIENTS)
    fact = all_facts().get(key)
    if fact is None or not can_change_together(fact):
        raise Refused(_("This fact cannot be changed for many clients at once."))
    if len(client_ids) > MOST_AT_ONCE:
        raise Refused(_("At most %(most)s clients can be changed at once; narrow the list.") % {"most": MOST_AT_ONCE})
    wanted = clean(fact, value)
    must_exist(fact, wanted, client_id=0)
    now = values_now(client_ids, fact, lock=True)
    if digest(fact, now) != seen:
        raise Refused(_("Some of these clients have changed since you looked. Look once more, then change them."))
    changing = [number for number, held in now.items() if held != wanted]
    if fact.field_id:
        for number in changing:
            change_client(client_id=number, changes={key: wanted}, by=by)
        return len(changing)
    Client.objects.filter(pk__in=changing).update(**{fact.column: wanted})
    told = recorded(by, "")
    FactSource.objects.bulk_create(
        [FactSource(client_id=number, fact=key, **told) for number in changing],
        update_conflicts=True,
        unique_fields=["client", "fact", "other"],
        update_fields=["recorded_by", "recorded_at", "source"],
    )
    if fact.is_text:
        _bring_texts_in_step(changing)
    for number in changing:
        record(
            "client_changed", subject=None, client_id=number, by=by, data={"facts": [key], "together": len(changing)}
        )
    return len(changing)


def _bring_texts_in_step(numbers: Collection[int]) -> None:
    clients = list(Client.objects.filter(pk__in=numbers))
    for client in clients:
        client.facts_search = file_text(client)
    Client.objects.bulk_update(clients, ["facts_search"], batch_size=500)
