"""One client's figures as the charts take them. The shapes are described at the head of `charts.js`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clientela.web import formatting, labels
from clientela.web.portfolio.charts import ORDER


def client_charts(standing: Any) -> dict[str, Any]:
    """The fees by quarter, oldest first, and the levels over the snapshots; with the rows of the quarters' table."""
    language = get_language() or "en"
    common = {"language": language, "currency": standing.currency}
    rows = [(quarter(date), billed, reduced) for date, billed, reduced in standing.quarters]
    quarters = {
        **common,
        "periods": [label for label, _billed, _reduced in rows],
        "billed": [float(billed) for _label, billed, _reduced in rows],
        "reduced": [float(reduced) for _label, _billed, reduced in rows],
    }
    past = sorted(standing.history, key=lambda point: point.as_of)
    history = {
        **common,
        "order": list(ORDER),
        "labels": {code: str(label) for code, label in labels.TIERS.items()},
        "points": [
            {
                "label": formatting.day(point.as_of, language),
                "code": point.tier,
                "title": formatting.money(point.billed, standing.currency, language),
            }
            for point in past
        ],
    }
    words = {
        "billed": _("Billed"),
        "reduced": _("Written off and discounted"),
        "empty": _("Nothing was billed in these three years."),
    }
    return {
        "quarters": {"data": quarters, "strings": words},
        "history": {"data": history, "strings": {}},
        "quarter_rows": rows,
    }


def quarter(date: dt.date) -> str:
    """The calendar quarter of a date in short: `Q3 17`."""
    return _("Q%(quarter)s %(year)s") % {"quarter": (date.month + 2) // 3, "year": f"{date.year % 100:02d}"}
