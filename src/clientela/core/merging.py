"""When two people change one record: what each meant is kept, and where both changed one fact, a person chooses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import Refused


@dataclass(frozen=True, slots=True)
class Clash:
    """One fact that somebody else has changed since it was shown. `was` is what the writer had before him."""

    field: str
    was: Any
    theirs: Any
    yours: Any


class EditClash(Refused):
    """Somebody else changed the same facts in the meantime; nothing was written. `clashes` has both values of each."""

    def __init__(self, message: str, clashes: list[Clash]) -> None:
        super().__init__(message)
        self.clashes = clashes


def to_write(
    current: Mapping[str, Any], wanted: Mapping[str, Any], was: Mapping[str, Any] | None, *, message: str
) -> dict[str, Any]:
    """The fields of `wanted` that differ from `current`, read under a lock.

    `was` has what the writer saw; a field that it does not name is taken as seen. Raises `EditClash` with `message`
    where a field is no longer as it was seen, unless it already is as wanted.
    """
    changed = {field: value for field, value in wanted.items() if current[field] != value}
    seen = was or {}
    clashes = [
        Clash(field, seen[field], current[field], value)
        for field, value in changed.items()
        if field in seen and seen[field] != current[field] and seen[field] != value
    ]
    if clashes:
        raise EditClash(message, clashes)
    # A field that the writer left as it was seen must not undo what somebody else has written since.
    return {field: value for field, value in changed.items() if field not in seen or seen[field] != value}
