"""An act: all that one deed of one person changes, in one transaction and under one number.

The number joins the event that the audit shows with the rows that the history keeps, so that an act can be shown, and
taken back, as a whole.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")

_current: ContextVar[int | None] = ContextVar("clientela_act", default=None)
_last: ContextVar[int | None] = ContextVar("clientela_last_act", default=None)


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Run an action in one transaction as one act. An action called by another belongs to the act of its caller."""

    @functools.wraps(function)
    def acting(*args: P.args, **kwargs: P.kwargs) -> R:
        if _current.get() is not None:
            with transaction.atomic():
                return function(*args, **kwargs)
        with transaction.atomic():
            number = _begin()
            token = _current.set(number)
            try:
                done = function(*args, **kwargs)
            finally:
                _current.reset(token)
        _last.set(number)
        return done

    return acting


def current_act() -> int | None:
    """The number of the act that runs now."""
    return _current.get()


def last_act() -> int | None:
    """The number of the last act that this request or job finished, None where it did none."""
    return _last.get()


def forget_last_act() -> None:
    """Begin a request or a job that has done nothing yet."""
    _last.set(None)


def _begin() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('clientela.act', nextval('core_act')::text, true)")
        (number,) = cursor.fetchone()
    return int(number)
