"""What a reader sees for the codes of people."""

from __future__ import annotations

from typing import Final

from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clientela.contacts.enums import ConsentAnswer, ConsentPurpose, Influence, NameOrder, ReachKind
from clientela.web import formatting
from clientela.web.words import Labels

INFLUENCES: Final[Labels] = dict(Influence.choices)
REACH_KINDS: Final[Labels] = dict(ReachKind.choices)
NAME_ORDERS: Final[Labels] = dict(NameOrder.choices)
PURPOSES: Final[Labels] = dict(ConsentPurpose.choices)
ANSWERS: Final[Labels] = dict(ConsentAnswer.choices)
RANKS: Final[dict[int, object]] = {
    1: _("Head of the organisation"),
    2: _("Management"),
    3: _("Heads of departments"),
    4: _("Specialists"),
    5: _("Clerks"),
}


def month_choices() -> list[tuple[str, str]]:
    """The months by name, for a select."""
    return [(str(number), str(name)) for number, name in MONTHS.items()]


def birthday(month: int, day: int, year: int | None = None) -> str:
    """A day of birth in the reader's language, with its year where that is known: `29 Feb`, `29 февр.`, `2月29日`."""
    how = formatting.manner(get_language())
    text = how.day.format(day=day, month=how.months[month - 1], year="" if year is None else year)
    return text if year is not None else text.replace("年", "").strip()
