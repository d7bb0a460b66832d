"""Why an analysis was not possible: kept as data with the computation, put into words for whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clientela.analytics import MissingRate


def of_missing_rates(missing: MissingRate, *, into: str) -> dict[str, Any]:
    """The problem of lines in currencies without a rate, as JSON can hold it."""
    gaps = [
        {"currency": gap.currency, "dates": gap.dates, "first": gap.first.isoformat(), "last": gap.last.isoformat()}
        for gap in missing.gaps
    ]
    return {"code": "missing_rate", "into": into, "gaps": gaps}


def sentence(problem: Mapping[str, Any]) -> str:
    """What is missing and how to mend it, in the language in force; empty where nothing is."""
    match problem.get("code"):
        case "missing_rate":
            gaps = "; ".join(_gap(gap) for gap in problem["gaps"])
            return _(
                "The ledger has amounts in other currencies for which no recent exchange rate into %(into)s is known: "
                "%(gaps)s. Enter a rate for each, dated on the day or shortly before."
            ) % {"into": problem["into"], "gaps": gaps}
        case "failed":
            return _("The computation broke off: %(reason)s") % {"reason": problem["reason"]}
        case "vanished":
            return _("The computation was cut off; the next one starts with the next import, or at night.")
        case _unknown:
            return ""


def _gap(gap: Mapping[str, Any]) -> str:
    if gap["dates"] == 1:
        return _("%(currency)s on %(first)s") % dict(gap)
    # Where several days are meant a language may still want its own form for 21 of them.
    return ngettext(
        "%(currency)s on %(dates)s day from %(first)s to %(last)s",
        "%(currency)s on %(dates)s days from %(first)s to %(last)s",
        gap["dates"],
    ) % dict(gap)
