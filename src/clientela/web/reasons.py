"""Why a client needs a decision, as a sentence."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from clientela.web import formatting, labels


def sentence(reason: Any, currency: str) -> str:
    """The sentence for one reason of a decision line: its code and the values that belong to it."""
    language = get_language()
    values = reason.values

    def money(name: str) -> str:
        return formatting.money(values[name], currency, language)

    match reason.code:
        case "silent":
            return _("%(silence)s without a fee; usually one every %(interval)s") % {
                "silence": days(values["recency_days"]),
                "interval": days(values["interval_days"]),
            }
        case "falling":
            return _("Billed %(percent)s less than in the window before: %(after)s instead of %(before)s") % {
                "percent": formatting.percent(abs(values["percent"]) / 100, language, places=0),
                "before": money("from"),
                "after": money("to"),
            }
        case "loss":
            return _("Costs more than it pays: %(profit)s") % {"profit": money("profit")}
        case "slipped":
            return _("Slipped from %(before)s to %(after)s") % {
                "before": labels.label(labels.TIERS, values["from_tier"]),
                "after": labels.label(labels.TIERS, values["to_tier"]),
            }
        case "lost_top":
            return _("Was %(tier)s with %(billed)s, and has not been billed since") % {
                "tier": labels.label(labels.TIERS, values["tier"]),
                "billed": money("billed"),
            }
        case code:
            raise LookupError(f"no sentence for the reason {code}")


def days(number: float) -> str:
    """A stretch of time in the unit that a person would use: days, then months, then years."""
    language = get_language()
    if number < 45:
        whole = round(number)
        return ngettext("%(count)s day", "%(count)s days", whole) % {"count": formatting.number(whole, language)}
    if number < 700:
        whole = round(number / 30.44)
        return ngettext("%(count)s month", "%(count)s months", whole) % {"count": formatting.number(whole, language)}
    return _("%(count)s years") % {"count": formatting.number(number / 365.25, language, places=1)}


def months(number: int) -> str:
    """Whole months as a person would say them: months in the first two years, then whole years."""
    language = get_language()
    if number < 24:
        return ngettext("%(count)s month", "%(count)s months", number) % {"count": formatting.number(number, language)}
    years = number // 12
    return ngettext("%(count)s year", "%(count)s years", years) % {"count": formatting.number(years, language)}
