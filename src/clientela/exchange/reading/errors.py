"""Why a file was not read, in a sentence for the person who gave it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from clientela.core.errors import Refused

if TYPE_CHECKING:
    from .source import Description


class CannotRead(Refused):
    """The file cannot be read. The message is translated and says what, where and how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that the whole file leaves open.

    `option` names the field of `ReadOptions` that answers it, `choices` are the values it may take, `examples`
    cells that could mean either.
    """

    option: str
    text: str
    choices: tuple[str, ...]
    examples: tuple[str, ...]


class ColumnsMissing(CannotRead):
    """Columns that a ledger must have were not found among those that it has.

    `missing` names the fields, `headings` and `sample` are what stands in the file, `columns` maps the fields that
    were found to their headings, `header_row` is the line of the headings.
    """

    def __init__(
        self,
        message: str,
        *,
        missing: Sequence[str],
        headings: Sequence[str],
        header_row: int,
        columns: Mapping[str, str],
        sample: Sequence[Sequence[str]],
    ) -> None:
        super().__init__(message)
        self.missing = tuple(missing)
        self.headings = tuple(headings)
        self.header_row = header_row
        self.columns = dict(columns)
        self.sample = tuple(tuple(row) for row in sample)
        self.description: Description | None = None


class NeedsAnswer(CannotRead):
    """The file can be read once its `questions` are answered through `ReadOptions`."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        super().__init__(" ".join(_sentence(question) for question in self.questions))


def _sentence(question: Question) -> str:
    return _("%(question)s Seen: %(examples)s. Give %(option)s as one of: %(choices)s.") % {
        "question": question.text,
        "examples": ", ".join(question.examples),
        "option": question.option,
        "choices": ", ".join(question.choices),
    }
