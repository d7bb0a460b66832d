"""The clients who need a decision, by the money at stake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from clientela.analytics.pyramid import TIERS

from .snapshot import Found
from .viewer import remembered


@dataclass(frozen=True)
class DecisionRules:
    """When a client needs a decision.

    - silent: was billed in this window or the one before, and the last fee is at least `silent_days` days ago and more
      than `silent_intervals` times the usual interval between fees. At stake: the greater of the two windows.
    - falling: billed less than `falling_percent` percent of the window before, yet something. At stake: the difference.
    - loss: the profit of the window is below zero. At stake: the loss.
    - slipped: on a lower active level than at the compared date. At stake: what was billed less.
    - lost_top: on one of the `lost_tiers` at the compared date, and not active now. At stake: what was billed then.

    A client with several reasons stands at the greatest of its stakes. `most` clients are shown.
    """

    silent_days: int = 92
    silent_intervals: int = 2
    falling_percent: int = 60
    lost_tiers: tuple[str, ...] = ("top", "large", "medium")
    most: int = 12


RULES = DecisionRules()


@dataclass(frozen=True)
class Reason:
    """One reason: its code in `DecisionRules`, and what a sentence about it needs (amounts in major units)."""

    code: str
    values: dict[str, Any]


@dataclass(frozen=True)
class DecisionLine:
    """One client who needs a decision, and why."""

    client_id: int
    name: str
    industry: str
    tenure_months: int | None
    tier: str
    grid: str | None
    contribution: str | None
    billed: Decimal
    profit: Decimal
    reasons: list[Reason]


# A reason's stake is null where the rule does not apply; greatest() passes over nulls.
WORST = """
    WITH judged AS (
        SELECT a.client_id, a.tier, a.grid, a.contribution, a.billed, a.previous_billed, a.profit, a.tenure_months,
               a.recency_days, a.interval_days, b.tier AS tier_before, b.billed AS billed_before,
               CASE WHEN a.recency_days >= %(silent_days)s AND a.recency_days > %(silent_intervals)s * a.interval_days
                         AND greatest(a.billed, a.previous_billed) > 0
                    THEN greatest(a.billed, a.previous_billed) END AS silent,
               CASE WHEN a.active AND a.previous_billed > 0
                         AND a.billed * 100 < %(falling_percent)s * a.previous_billed
                    THEN a.previous_billed - a.billed END AS falling,
               CASE WHEN a.profit < 0 THEN -a.profit END AS loss,
               CASE WHEN a.active AND b.active
                         AND array_position(%(tiers)s, a.tier::text) > array_position(%(tiers)s, b.tier::text)
                    THEN greatest(b.billed - a.billed, 0) END AS slipped,
               CASE WHEN NOT a.active AND b.tier = ANY (%(lost_tiers)s) THEN b.billed END AS lost_top
        FROM (SELECT * FROM insights_standing WHERE snapshot_id = %(after)s) a
        LEFT JOIN (SELECT * FROM insights_standing WHERE snapshot_id = %(before)s AND active) b USING (client_id)
    )
    SELECT client_id, tier, grid, contribution, billed, previous_billed, profit, tenure_months, recency_days,
           interval_days, tier_before, billed_before, silent, falling, loss, slipped, lost_top
    FROM judged
    WHERE greatest(silent, falling, loss, slipped, lost_top) > 0
    ORDER BY greatest(silent, falling, loss, slipped, lost_top) DESC, client_id
    LIMIT %(most)s
"""


@dataclass(frozen=True)
class Judged:
    """A client by number with its figures in minor units and the stake of each reason that applies."""

    client_id: int
    tier: str
    grid: str | None
    contribution: str | None
    billed: int
    previous_billed: int
    profit: int
    tenure_months: int | None
    recency_days: int | None
    interval_days: float | None
    tier_before: str | None
    billed_before: int | None
    silent: int | None
    falling: int | None
    loss: int | None
    slipped: int | None
    lost_top: int | None


def judged(before: Found | None, after: Found, *, walls: str) -> tuple[Judged, ...]:
    """The clients with the most at stake; one statement, or none where they are remembered."""

    def read() -> tuple[Judged, ...]:
        asked = {
            "after": after.id,
            "before": before.id if before else None,
            "silent_days": RULES.silent_days,
            "silent_intervals": RULES.silent_intervals,
            "falling_percent": RULES.falling_percent,
            "tiers": list(TIERS),
            "lost_tiers": list(RULES.lost_tiers),
            "most": RULES.most,
        }
        with connection.cursor() as cursor:
            cursor.execute(WORST, asked)
            return tuple(Judged(*row) for row in cursor.fetchall())

    return remembered(("decisions", before.id if before else None, after.id, after.computed_at), read, walls=walls)


def decision_lines(
    found: tuple[Judged, ...], snapshot: Found, names: Mapping[int, tuple[str, str]]
) -> list[DecisionLine]:
    """The lines of the screen. `names` gives (name, industry) by client; a client that it lacks is left out."""
    return [
        DecisionLine(
            client_id=one.client_id,
            name=names[one.client_id][0],
            industry=names[one.client_id][1],
            tenure_months=one.tenure_months,
            tier=one.tier,
            grid=one.grid,
            contribution=one.contribution,
            billed=snapshot.money(one.billed),
            profit=snapshot.money(one.profit),
            reasons=_reasons(one, snapshot),
        )
        for one in found
        if one.client_id in names
    ]


def _reasons(one: Judged, snapshot: Found) -> list[Reason]:
    reasons = []
    if one.lost_top is not None:
        reasons.append(
            (one.lost_top, Reason("lost_top", {"tier": one.tier_before, "billed": snapshot.money(one.lost_top)}))
        )
    if one.silent is not None:
        values = {"recency_days": one.recency_days, "interval_days": one.interval_days}
        reasons.append((one.silent, Reason("silent", values)))
    if one.falling is not None:
        percent = 100 * (one.previous_billed - one.billed) / one.previous_billed
        amounts = {"from": snapshot.money(one.previous_billed), "to": snapshot.money(one.billed)}
        reasons.append((one.falling, Reason("falling", {**amounts, "percent": percent})))
    if one.loss is not None:
        reasons.append((one.loss, Reason("loss", {"profit": snapshot.money(one.profit)})))
    if one.slipped is not None:
        reasons.append((one.slipped, Reason("slipped", {"from_tier": one.tier_before, "to_tier": one.tier})))
    return [reason for _stake, reason in sorted(reasons, key=lambda pair: -pair[0])]
