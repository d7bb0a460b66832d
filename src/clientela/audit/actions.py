"""The one way to write an event."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from django.db import connection, models

from clientela.core.actor import Actor, System, acting_as, current_actor
from clientela.core.acts import current_act

from .models import Event


def record(
    verb: str,
    *,
    subject: models.Model | None,
    by: Actor | System,
    client_id: int | None = None,
    contact_id: int | None = None,
    data: Mapping[str, Any] | None = None,
    final: bool = False,
) -> Event:
    """Write that `by` did `verb` to `subject`, in the transaction of the act itself.

    `client_id` puts the event behind that client's wall, `contact_id` behind the walls of that person's
    clients. A `final` act cannot be undone. Raises `RuntimeError` outside a transaction: an event must
    not survive an act that is rolled back, nor be lost by one that is kept.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"the event {verb!r} must be recorded in the transaction of its act")
    # Signing in, and setting the firm up, happen before anybody acts; the event is then written as the one it names.
    with acting_as(by) if current_actor() is None else contextlib.nullcontext():
        return Event.objects.create(
            actor_id=int(by.pk),
            actor_name=str(by)[:200],
            verb=verb,
            subject_type=subject._meta.label if subject is not None else "",
            subject_id=subject.pk if subject is not None else None,
            client_id=client_id,
            contact_id=contact_id,
            act=current_act(),
            data={**(data or {}), **({"final": True} if final else {})},
        )
