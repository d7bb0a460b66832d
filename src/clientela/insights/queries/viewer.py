"""Figures that are dear to compute and the same for all who may see the same clients, remembered by this process.

What is remembered is filed under the set of clients that are hidden from the viewer, so that it can only be found by
one who may see exactly the same. Only numbers and client numbers belong here: names are read afresh, under the walls,
for each page.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

from django.db import connection

MOST_REMEMBERED = 64

Figures = TypeVar("Figures")

_memory: OrderedDict[Hashable, object] = OrderedDict()
_guard = threading.Lock()


def walls_of_viewer() -> str:
    """A digest of the clients that are hidden from the one who acts; equal for all from whom the same are hidden.

    Raises `DatabaseError` where nobody acts, as the walled tables do.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT md5(coalesce(string_agg(client_id::text, ',' ORDER BY client_id), '')) FROM access_exclusion "
            "WHERE user_id = current_setting('clientela.user')::bigint"
        )
        digest: str = cursor.fetchone()[0]
    return digest


def remembered(what: Hashable, make: Callable[[], Figures], *, walls: str) -> Figures:
    """`make()`, or what it gave before for the same `what` behind the same `walls` (see `walls_of_viewer`).

    Nothing is kept where a wall was raised or lifted while the figures were made: they may belong to either side of it.
    """
    place = (connection.settings_dict["NAME"], walls, what)
    with _guard:
        if place in _memory:
            _memory.move_to_end(place)
            return _memory[place]  # type: ignore[return-value]
    made = make()
    if walls_of_viewer() == walls:
        with _guard:
            _memory[place] = made
            while len(_memory) > MOST_REMEMBERED:
                _memory.popitem(last=False)
    return made


def forget() -> None:
    """Drop all that this process remembers."""
    with _guard:
        _memory.clear()
