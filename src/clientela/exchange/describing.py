"""What a person said about a file and what was found in it, in the form in which a batch keeps them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

# Files are read in jobs and previews only: the other processes need not load what that takes.
if TYPE_CHECKING:
    from .reading import ColumnsMissing, ReadOptions, Understanding

_PLAIN = ("encoding", "delimiter", "quote", "header_row", "sheet", "decimal_mark", "currency")


def options_as_json(options: ReadOptions) -> dict[str, Any]:
    """Only what was said; `options_from_json` reads it back."""
    said: dict[str, Any] = {name: getattr(options, name) for name in _PLAIN if getattr(options, name) is not None}
    if options.columns:
        said["columns"] = [[field.value, heading] for field, heading in options.columns]
    if options.date_order is not None:
        said["date_order"] = options.date_order.value
    if options.negative_kinds is not None:
        said["negative_kinds"] = sorted(options.negative_kinds)
    return said


def options_from_json(said: Mapping[str, Any]) -> ReadOptions:
    """The options that `options_as_json` wrote. Raises CannotRead where a value is not possible."""
    from .reading import DateOrder, Field, ReadOptions

    order, kinds = said.get("date_order"), said.get("negative_kinds")
    return ReadOptions(
        **{name: said[name] for name in _PLAIN if name in said},
        columns=tuple((Field(field), heading) for field, heading in said.get("columns", ())),
        date_order=DateOrder(order) if order else None,
        negative_kinds=None if kinds is None else frozenset(kinds),
    )


def understand(path: Path, options: ReadOptions) -> dict[str, Any]:
    """What is found in a file, as JSON can hold it; where it cannot be read, `problem` is a sentence why.

    Where it lacks only that somebody says which columns are what, `missing` names the fields, and the headings and
    the first rows are there to choose from; of any other file that cannot be read there is nothing but the problem.
    """
    from .reading import CannotRead, ColumnsMissing, read_ledger

    try:
        with read_ledger(path, options=options) as reading:
            return understanding_as_json(reading.understanding)
    except ColumnsMissing as error:
        return _lacking(error)
    except CannotRead as error:
        return {"problem": str(error), "questions": []}


def worded(found: Mapping[str, Any]) -> dict[str, Any]:
    """What was found, with what it asks in the language in force: it may be kept in that of another reader."""
    asked = {
        "date_order": _("Does the day or the month come first in the dates?"),
        "decimal_mark": _("Does the point or the comma begin the decimals?"),
        "currency": _("Which currency does ¥ stand for?"),
    }
    questions = [{**one, "text": asked.get(one["option"], one["text"])} for one in found.get("questions") or ()]
    problem = _lacking_sentence(found["missing"]) if found.get("missing") else found.get("problem", "")
    return {**found, "questions": questions, "problem": problem}


def _lacking_sentence(missing: Iterable[str]) -> str:
    names = {"date": _("the date"), "client": _("the client"), "amount": _("the amount")}
    return _("No column was recognised for: %(missing)s. Choose it below, over the first rows of the file.") % {
        "missing": ", ".join(names[field] for field in missing)
    }


def _lacking(error: ColumnsMissing) -> dict[str, Any]:
    parts = ("missing", "headings", "header_row", "columns", "sample")
    found: dict[str, Any] = _plain({name: getattr(error, name) for name in parts})
    if error.description is not None:
        found |= _plain(dataclasses.asdict(error.description))
    return found | {"problem": _lacking_sentence(error.missing), "questions": []}


def understanding_as_json(understanding: Understanding) -> dict[str, Any]:
    """Every part of it, with an empty `problem`, or the sentence that asks what the file leaves open."""
    from .reading import NeedsAnswer

    found: dict[str, Any] = _plain(dataclasses.asdict(understanding))
    found["problem"] = str(NeedsAnswer(understanding.questions)) if understanding.questions else ""
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        # PostgreSQL keeps no zero bytes in text, nor halves of characters.
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, frozenset):
        return sorted(_plain(part) for part in value)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
