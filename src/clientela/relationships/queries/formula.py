"""The weights of ties in force, and those before them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F

from clientela.relationships.formula import Formula, TieWeights
from clientela.relationships.models import TiePolicy


@dataclass(frozen=True)
class TiePolicyScreen:
    """One version of the weights. Version 0 is the default; `computed` is None while the ties are being computed."""

    number: int
    weights: TieWeights
    by: str
    at: dt.datetime | None
    reason: str
    computed: dt.datetime | None


def formula_in_force() -> Formula:
    """What the stored ties are computed by."""
    stored = stored_policy()
    return Formula(
        number=int(stored["number"]),
        weights=TieWeights.from_dict(stored),
        reference=dt.date.fromisoformat(stored["reference"]),
    )


def stored_policy() -> dict[str, Any]:
    """The policy in force as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relationships_policy()::text")
        return dict(json.loads(cursor.fetchone()[0]))


def tie_policy_versions() -> list[TiePolicyScreen]:
    """All stored versions, the newest first; empty while the default holds."""
    rows = TiePolicy.objects.annotate(by_name=F("by__name")).order_by("-number")
    return [
        TiePolicyScreen(
            row.number,
            TieWeights.from_dict(row.data),
            row.by_name or "",
            row.at,
            row.reason,
            row.computed,
        )
        for row in rows
    ]
