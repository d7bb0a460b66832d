"""The figures of a book in words, for the screen and for the report."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from clientela.analytics.currency import minor_exponent
from clientela.web import formatting

from .book import Book


class Writer:
    """Writes the figures of a book in the language in force."""

    def __init__(self, book: Book) -> None:
        self.currency = book.policy.currency
        self._one = Decimal(10) ** -minor_exponent(self.currency)
        self._language = get_language()

    def amount(self, minor: Any) -> Decimal:
        """An amount in whole units."""
        return Decimal(minor.numerator) / minor.denominator * self._one

    def money(self, minor: int) -> str:
        return formatting.money(self.amount(minor), self.currency, self._language)

    def compact(self, minor: int) -> str:
        return formatting.compact_money(self.amount(minor), self.currency, self._language)

    def count(self, value: int | None) -> str:
        return "" if value is None else formatting.number(value, self._language)

    def percent(self, ratio: float | None, *, signed: bool = False) -> str:
        return formatting.ABSENT if ratio is None else formatting.percent(ratio, self._language, signed=signed)

    def day(self, date: Any) -> str:
        return formatting.ABSENT if date is None else formatting.day(date, self._language)


def window_sentence(book: Book) -> str:
    """Which months the figures are of."""
    months = book.policy.window_months
    return ngettext("the last month up to %(date)s", "the last %(months)s months up to %(date)s", months) % {
        "date": formatting.day(book.as_of, get_language()),
        "months": months,
    }


def cost_note(book: Book) -> str:
    """What the figures say of costs where the ledger says nothing."""
    if book.thresholds.cost_basis == "ledger":
        return ""
    percent = book.policy.cost_share_percent.normalize()
    places = max(0, -int(percent.as_tuple().exponent))
    share = formatting.percent(percent / 100, get_language(), places=places)
    return _("The ledger has no costs: %(share)s of the fees is taken for them.") % {"share": share}
