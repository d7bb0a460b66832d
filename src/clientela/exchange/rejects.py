"""The rows of a file that were not taken, kept for the person who gave it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from .exporting import write_csv

if TYPE_CHECKING:
    from .reading import Reject

SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class KeptRejects:
    """How many rows were not taken, and the first hundred: line, column, value and reason of each."""

    count: int
    first: list[dict[str, int | str]]


def keep_rejects(path: Path, rejects: Iterable[Reject]) -> KeptRejects:
    """Write the rejects as CSV to `path`, whole or not at all; where there are none, no file is left there.

    The reasons are in the language in force.
    """
    first: list[dict[str, int | str]] = []

    def rows() -> Iterator[tuple[int, str, str, str]]:
        for reject in rejects:
            row = (reject.line, reject.column, reject.value, reject.reason)
            if len(first) < SHOWN:
                first.append(dict(zip(("line", "column", "value", "reason"), row, strict=True)))
            yield row

    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as into:
        count = write_csv(into, [_("Line"), _("Column"), _("Value"), _("Reason")], rows())
    if count:
        os.replace(unfinished, path)
    else:
        unfinished.unlink()
        path.unlink(missing_ok=True)
    return KeptRejects(count, first)
