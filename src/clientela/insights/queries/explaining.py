"""Why a client has its classes, as far as the viewer may be told.

An explanation names places and sums of the whole firm. For a viewer from whom clients are hidden the places count only
those who may be seen; a sum over all clients, and a figure of a hidden client that stands at a border, would give that
client's figures away, and are left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from clientela.analytics.contribution import KEY
from clientela.analytics.explain import Explanation as Reasoning
from clientela.analytics.explain import explain_contribution, explain_grid, explain_tier
from clientela.analytics.pyramid import PROSPECT
from clientela.analytics.thresholds import Place

from .shape import HiddenRanks
from .snapshot import Found

Figure: TypeAlias = int | float | Decimal | None

MONEY = frozenset(
    {"billed", "profit", "lowest_billed", "profit_cut", "positive_profit", "key_cut", "lowest_key_profit"}
)
PLACES_BY_BILLED = frozenset({"rank", "active", "top_places", "large_places", "medium_places"})
PLACES_BY_PROFIT = frozenset({"profit_rank", "key_clients"})
SUMS_OF_ALL = frozenset({"positive_profit", "key_cut"})


@dataclass(frozen=True)
class Change:
    """What would move the client to the class `to`: each measure in `needs` greater by so much (less, where negative).

    Amounts in major units, frequency in engagements or months. `least` says that no smaller change does it.
    """

    to: str
    needs: dict[str, int | Decimal]
    least: bool


@dataclass(frozen=True)
class Explanation:
    """Why a client has the class `value` of `subject` ("tier", "grid" or "contribution").

    `rule`, and the names in `inputs` and `thresholds`, are the codes of `clientela.analytics.explain`; amounts in major
    units. What the viewer must not be told is missing.
    """

    subject: str
    value: str | None
    rule: str
    inputs: dict[str, Figure]
    thresholds: dict[str, Figure]
    changes: list[Change]


def explanations(client_id: int, row: Mapping[str, Any], snapshot: Found, hidden: HiddenRanks) -> list[Explanation]:
    """The explanations of the three classes. `row` is a standing, amounts in minor units and ranks of the firm."""
    thresholds = snapshot.thresholds
    standing = {**row, "client_id": client_id, "in_dialogue": row["tier"] == PROSPECT}
    tier = _told(explain_tier(standing, thresholds), snapshot, hidden)
    grid = _told(explain_grid(standing, thresholds), snapshot, hidden)
    contribution = _told(explain_contribution(standing, thresholds), snapshot, hidden)
    if _stand_at(thresholds.billed_places, hidden.by_billed):
        tier = _without_border(tier, "lowest_billed")
    if _stand_at(thresholds.profit_places, hidden.by_profit):
        contribution = _without_border(contribution, "lowest_key_profit")
    elif hidden.by_profit:
        contribution = replace(
            contribution, changes=[one for one in contribution.changes if KEY not in (one.to, row["contribution"])]
        )
    return [tier, grid, contribution]


def _stand_at(places: tuple[Place, ...], hidden: tuple[int, ...]) -> bool:
    return bool({place.place for place in places} & set(hidden))


def _without_border(explanation: Explanation, figure: str) -> Explanation:
    thresholds = {name: value for name, value in explanation.thresholds.items() if name != figure}
    return replace(explanation, thresholds=thresholds, changes=[])


def _told(reasoning: Reasoning, snapshot: Found, hidden: HiddenRanks) -> Explanation:
    def figure(name: str, value: int | Fraction | None) -> Figure:
        if value is None:
            return None
        if name in PLACES_BY_BILLED:
            return int(value) - bisect_right(hidden.by_billed, value)
        if name in PLACES_BY_PROFIT:
            return int(value) - bisect_right(hidden.by_profit, value)
        return _amount(value, snapshot) if name in MONEY else _plain(value)

    left_out = SUMS_OF_ALL if hidden.by_billed else frozenset[str]()
    return Explanation(
        subject=reasoning.subject,
        value=reasoning.value,
        rule=reasoning.rule,
        inputs={name: figure(name, value) for name, value in reasoning.inputs.items()},
        thresholds={name: figure(name, value) for name, value in reasoning.cuts.items() if name not in left_out},
        changes=[
            Change(
                to=change.to,
                needs={change.measure: snapshot.money(change.by) if change.measure in MONEY else change.by},
                least=change.least,
            )
            for change in reasoning.changes
        ],
    )


def _amount(value: int | Fraction, snapshot: Found) -> Decimal:
    exact = Fraction(value) / 10**snapshot.minor_digits
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def _plain(value: int | Fraction) -> int | float:
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else float(exact)
