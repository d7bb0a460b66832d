"""Who acts. The database shows walled records according to it, and refuses to show any when nobody acts."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Final, Protocol

from django.db import connection
from psycopg.pq import TransactionStatus

APP_ROLE: Final = "clientela_app"


class Actor(Protocol):
    """Anything with the number of a member of staff."""

    @property
    def pk(self) -> int: ...


class System:
    """The firm's own jobs. No wall names it, so it sees all."""

    pk: Final = 0

    def __str__(self) -> str:
        return "system"


SYSTEM: Final = System()

_actor: ContextVar[int | None] = ContextVar("clientela_actor", default=None)
_as_owner: ContextVar[bool] = ContextVar("clientela_as_owner", default=False)


def current_actor() -> int | None:
    """The number of the one who acts, 0 for the system, None for nobody."""
    return _actor.get()


@contextlib.contextmanager
def acting_as(actor: Actor | System) -> Iterator[None]:
    """Run the block as `actor`: walled tables show what that person may see. Blocks may be nested."""
    before = _actor.set(int(actor.pk))
    _tell(int(actor.pk))
    try:
        yield
    finally:
        _actor.reset(before)
        _tell(_actor.get())


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Run the block as the owner of the tables, past every wall: for migrations and for tests' set-up only."""
    connection.close()
    before = _as_owner.set(True)
    try:
        yield
    finally:
        _as_owner.reset(before)
        connection.close()


def enter_role(*, connection: object, **_signal: object) -> None:
    """Leave the owner's rights as soon as a connection opens, and tell the database who acts (a signal receiver)."""
    if _as_owner.get():
        return
    actor = _actor.get()
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(
            "SELECT set_config('role', %s, false), set_config('clientela.user', %s, false)",
            [APP_ROLE, "" if actor is None else str(actor)],
        )


def _tell(actor: int | None) -> None:
    link = connection.connection
    if link is None or link.closed or link.info.transaction_status == TransactionStatus.INERROR:
        # An unopened connection is told when it opens; a failed transaction takes the setting back as it rolls back.
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('clientela.user', %s, false)", ["" if actor is None else str(actor)])
