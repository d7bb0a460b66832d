"""What a reader sees for codes that no enum of the domain names. It loads without the library of the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Labels = Mapping[str, Any]

TIERS: Final[Labels] = {
    "top": pgettext_lazy("tier", "Top"),
    "large": pgettext_lazy("tier", "Large"),
    "medium": pgettext_lazy("tier", "Medium"),
    "small": pgettext_lazy("tier", "Small"),
    "inactive": pgettext_lazy("tier", "Inactive"),
    "prospect": pgettext_lazy("tier", "Prospect"),
    "suspect": pgettext_lazy("tier", "Suspect"),
}

TIER_MEANINGS: Final[Labels] = {
    "top": _("The very first of the active clients by fees."),
    "large": _("The next of the active clients by fees."),
    "medium": _("The middle of the active clients by fees."),
    "small": _("All other active clients."),
    "inactive": _("Billed before, not in the window."),
    "prospect": _("In dialogue with us, never billed."),
    "suspect": _("Could be served, no dialogue yet."),
}

MOVES: Final[Labels] = {
    **TIERS,
    "new": pgettext_lazy("movement", "New"),
    "gone": pgettext_lazy("movement", "Gone"),
}

GRIDS: Final[Labels] = {
    "gold": pgettext_lazy("gold grid", "Gold"),
    "big": pgettext_lazy("gold grid", "Big"),
    "frequent": pgettext_lazy("gold grid", "Frequent"),
    "ordinary": pgettext_lazy("gold grid", "Ordinary"),
}

GRID_MEANINGS: Final[Labels] = {
    "gold": _("Frequent and profitable."),
    "big": _("Profitable, comes seldom."),
    "frequent": _("Comes often, earns little."),
    "ordinary": _("Neither frequent nor very profitable."),
}

CONTRIBUTIONS: Final[Labels] = {
    "key": pgettext_lazy("contribution", "Key"),
    "ordinary": pgettext_lazy("contribution", "Ordinary"),
    "loss-making": pgettext_lazy("contribution", "Loss-making"),
}

CONTRIBUTION_MEANINGS: Final[Labels] = {
    "key": _("The few who together earn most of the profit."),
    "ordinary": _("Earns, but is not among the few."),
    "loss-making": _("Costs more than it pays."),
}

FIELDS: Final[Labels] = {
    "date": _("Date"),
    "client": _("Client"),
    "amount": _("Amount"),
    "kind": _("Kind of entry"),
    "currency": _("Currency"),
    "engagement": _("Engagement"),
    "service_line": _("Service line"),
    "staff": _("Staff"),
    "description": _("Description"),
    "fee": _("Amount: fee"),
    "disbursement": _("Amount: disbursement"),
    "payment": _("Amount: payment"),
    "write_off": _("Amount: write-off"),
    "discount": _("Amount: discount"),
    "cost": _("Amount: cost"),
}

DATE_ORDERS: Final[Labels] = {
    "ymd": _("year, month, day"),
    "dmy": _("day, month, year"),
    "mdy": _("month, day, year"),
}

DECIMAL_MARKS: Final[Labels] = {".": _("point: 1,234.50"), ",": _("comma: 1.234,50")}

DELIMITERS: Final[Labels] = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("vertical bar")}

ENCODINGS: Final[Labels] = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "gb18030": "GBK, GB18030",
    "windows-1251": "Windows-1251",
    "windows-1252": "Windows-1252",
}


def label(labels: Labels, code: str | None) -> Any:
    """The word for a code; the code itself where it is new to this page; nothing for none."""
    if code is None:
        return ""
    return labels.get(code, code)
