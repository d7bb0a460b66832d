"""Why a client has its classes, in words: the rule, the figures that went into it, and what would change it.

The codes of rules and the names of figures are those of `clientela.insights.queries`. A figure that the viewer may
not be told is missing there, and its line is left out here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from clientela.web import formatting
from clientela.web import words as labels

PLACES: Final = {"top": "top_places", "large": "large_places", "medium": "medium_places"}


@dataclass(frozen=True, slots=True)
class Why:
    """The explanation of one class, in words."""

    subject: str
    value: str
    rule: str
    facts: list[tuple[str, str]]
    changes: list[str]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the figures of one standing in the reader's language."""

    currency: str
    months: bool

    def money(self, amount: Decimal) -> str:
        return formatting.money(amount, self.currency, get_language())

    def number(self, value: float) -> str:
        places = 0 if float(value).is_integer() else 2
        return formatting.number(value, get_language(), places=places)

    def times(self, value: float) -> str:
        """A frequency with its unit."""
        whole = int(value) if float(value).is_integer() else 5
        if self.months:
            words = ngettext("%(count)s month with a fee", "%(count)s months with a fee", whole)
        else:
            words = ngettext("%(count)s engagement", "%(count)s engagements", whole)
        return words % {"count": self.number(value)}


def whys(standing: Any) -> list[Why]:
    """One explanation for each class that the standing has."""
    writer = Writer(standing.currency, standing.frequency_basis == "months")
    tell: dict[str, Callable[[Any, Writer], Why]] = {"tier": _tier, "grid": _grid, "contribution": _contribution}
    return [tell[why.subject](why, writer) for why in standing.explanations if why.value is not None]


def _tier(why: Any, writer: Writer) -> Why:
    known: Mapping[str, Any] = {**why.inputs, **why.thresholds}
    level = str(labels.label(labels.TIERS, why.value))
    match why.rule:
        case "place-to":
            rule = _("%(level)s goes down to place %(last)s of the active clients in the order of fees.") % {
                "level": level,
                "last": writer.number(known[PLACES[why.value]]),
            }
        case "below-places":
            rule = _("%(level)s are all active clients after place %(last)s in the order of fees.") % {
                "level": level,
                "last": writer.number(known["medium_places"]),
            }
        case "was-active":
            rule = _("Billed at an earlier time, and not in this window.")
        case "in-dialogue":
            rule = _("Never billed; we are in dialogue.")
        case "no-dialogue":
            rule = _("Never billed, and there is no dialogue yet.")
        case code:
            raise LookupError(f"no words for the rule {code}")
    facts = [(_("Billed"), writer.money(known["billed"]))]
    if known.get("rank") is not None:
        facts.append((_("Place by fees"), _place(known["rank"], known["active"], writer)))
    if known.get("lowest_billed") is not None:
        facts.append((_("Lowest fees on this level"), writer.money(known["lowest_billed"])))
    return Why(_("Level"), level, rule, facts, _changes(why, labels.TIERS, writer))


def _grid(why: Any, writer: Writer) -> Why:
    known: Mapping[str, Any] = {**why.inputs, **why.thresholds}
    rules = {
        "frequent-and-profitable": _("Comes as often and earns as much as the cuts ask, or more."),
        "profitable": _("Earns as much as its cut asks, but comes less often than the other."),
        "frequent": _("Comes as often as its cut asks, but earns less than the other."),
        "neither": _("Stays below both cuts."),
    }
    facts = [(_("Frequency"), writer.times(known["frequency"]))]
    if known.get("frequency_cut") is not None:
        facts.append((_("Frequent from"), writer.number(known["frequency_cut"])))
    facts.append((_("Profit"), writer.money(known["profit"])))
    if known.get("profit_cut") is not None:
        facts.append((_("Profitable from"), writer.money(known["profit_cut"])))
    value = str(labels.label(labels.GRIDS, why.value))
    return Why(_("Gold grid"), value, rules[why.rule], facts, _changes(why, labels.GRIDS, writer))


def _contribution(why: Any, writer: Writer) -> Why:
    known: Mapping[str, Any] = {**why.inputs, **why.thresholds}
    rules = {
        "within-share": _("One of the few who together earn the key share of all positive profit."),
        "beyond-share": _("Earns, but the key share is reached before its place."),
        "no-profit": _("Neither earns nor loses."),
        "loss": _("Its costs, write-offs and discounts exceed its fees."),
    }
    facts = [(_("Profit"), writer.money(known["profit"]))]
    if known.get("profit_rank") is not None:
        facts.append((_("Place by profit"), _place(known["profit_rank"], known["active"], writer)))
    if known.get("key_clients"):
        facts.append((_("Key clients"), writer.number(known["key_clients"])))
    if known.get("lowest_key_profit") is not None:
        facts.append((_("Lowest profit among them"), writer.money(known["lowest_key_profit"])))
    if known.get("key_cut") is not None:
        facts.append((_("Profit they reach together"), writer.money(known["key_cut"])))
    value = str(labels.label(labels.CONTRIBUTIONS, why.value))
    return Why(_("Contribution"), value, rules[why.rule], facts, _changes(why, labels.CONTRIBUTIONS, writer))


def _place(rank: int, active: int, writer: Writer) -> str:
    return _("%(rank)s of %(active)s") % {"rank": writer.number(rank), "active": writer.number(active)}


def _changes(why: Any, words: labels.Labels, writer: Writer) -> list[str]:
    return [
        _sentence(measure, by, str(labels.label(words, change.to)), change.least, writer)
        for change in why.changes
        for measure, by in change.needs.items()
    ]


def _sentence(measure: str, by: Any, to: str, least: bool, writer: Writer) -> str:
    size = abs(by)
    if measure == "frequency":
        much = writer.times(size)
        words = _("%(to)s with %(much)s more") if by > 0 else _("%(to)s with %(much)s less")
    elif measure == "billed":
        much = writer.money(size) if size >= 1 else formatting.exact_money(size, writer.currency, get_language())
        words = _("%(to)s with fees higher by %(much)s") if by > 0 else _("%(to)s with fees lower by %(much)s")
    else:
        much = writer.money(size) if size >= 1 else formatting.exact_money(size, writer.currency, get_language())
        words = _("%(to)s with a profit higher by %(much)s") if by > 0 else _("%(to)s with a profit lower by %(much)s")
    sentence = words % {"to": to, "much": much}
    return sentence if least else _("%(sentence)s, perhaps less") % {"sentence": sentence}
