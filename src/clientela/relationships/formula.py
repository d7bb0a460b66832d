"""How the strength of a tie follows from the contact log: the weights, which are policy, and the arithmetic.

A tie joins one member of staff and one person at one client. Each contact that both took part in weighs

    depth of the channel / (people of the client who took part) ** crowd

and loses half of it in every half-life. What we began and what they began are summed apart; contacts by arrangement
count half for each side. Then

    weight   = rank of the person x (ours + theirs + both_ways x 2 x min(ours, theirs))
    strength = weight / (weight + half_weight)

so that strength runs from 0 to below 1, and is 1/2 where the weight is `half_weight`. Every contact loses its weight at
the same pace, so the order of ties by strength is the same on any later date, as long as no contact is added.

What such a measure has to show is how well it ranks the contacts to come: D. Liben-Nowell and J. Kleinberg (2007), The
link-prediction problem for social networks. `bench/ties.py` measures that.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

DEPTHS: Final[Mapping[str, Decimal]] = {
    "visit": Decimal("3"),
    "meeting": Decimal("3"),
    "call": Decimal("2"),
    "mail": Decimal("1"),
    "message": Decimal("1"),
    "letter": Decimal("1"),
    "fax": Decimal("0.5"),
    "event": Decimal("1.5"),
    "gift": Decimal("0.5"),
}
RANKS: Final = (Decimal("1.5"), Decimal("1.25"), Decimal("1"), Decimal("0.85"), Decimal("0.7"))
REFERENCE: Final = dt.date(2025, 1, 1)
"""The day on which a stored weight counts as it is, for the default policy."""
FADED: Final = -1000.0
"""The level of a tie of which nothing is left."""


@dataclass(frozen=True)
class TieWeights:
    """The policy of ties. `depth` is by channel, `rank` for the ranks 1 to 5; `known_from` is the least strength that
    counts as knowing a person. Raises `ValueError` for values that make no sense."""

    half_life_days: int = 90
    depth: Mapping[str, Decimal] = field(default_factory=lambda: dict(DEPTHS))
    crowd: Decimal = Decimal("0.25")
    both_ways: Decimal = Decimal("0.25")
    rank: tuple[Decimal, ...] = RANKS
    half_weight: Decimal = Decimal("4")
    known_from: Decimal = Decimal("0.1")

    def __post_init__(self) -> None:
        problems = [
            name
            for name, wrong in {
                "half_life_days": not 7 <= self.half_life_days <= 3650,
                "depth": set(self.depth) != set(DEPTHS) or any(not 0 <= each <= 100 for each in self.depth.values()),
                "crowd": not 0 <= self.crowd <= 1,
                "both_ways": not 0 <= self.both_ways <= 10,
                "rank": len(self.rank) != 5 or any(not 0 < each <= 10 for each in self.rank),
                "half_weight": not 0 < self.half_weight <= 1000,
                "known_from": not 0 < self.known_from < 1,
            }.items()
            if wrong
        ]
        if problems:
            raise ValueError(f"out of range: {', '.join(problems)}")

    def to_dict(self) -> dict[str, Any]:
        """As it is stored: numbers as JSON numbers."""
        plain = dataclasses.asdict(self)
        plain["depth"] = {name: float(each) for name, each in sorted(self.depth.items())}
        plain["rank"] = [float(each) for each in self.rank]
        return {name: float(value) if isinstance(value, Decimal) else value for name, value in plain.items()}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> TieWeights:
        """The policy as it was stored."""
        return cls(
            half_life_days=int(stored["half_life_days"]),
            depth={name: Decimal(str(each)) for name, each in stored["depth"].items()},
            crowd=Decimal(str(stored["crowd"])),
            both_ways=Decimal(str(stored["both_ways"])),
            rank=tuple(Decimal(str(each)) for each in stored["rank"]),
            half_weight=Decimal(str(stored["half_weight"])),
            known_from=Decimal(str(stored["known_from"])),
        )

    def strength_of(self, weight: float) -> float:
        """Strength from the weight on the day."""
        return weight / (weight + float(self.half_weight))

    def weight_of(self, strength: float) -> float:
        """The weight that a strength needs."""
        return float(self.half_weight) * strength / (1 - strength)


@dataclass(frozen=True)
class Formula:
    """The policy that the stored ties are computed by, and the day for which their weights stand."""

    number: int
    weights: TieWeights
    reference: dt.date

    def faded(self, as_of: dt.date) -> float:
        """How many half-lives lie between the reference and the end of `as_of`."""
        return ((as_of - self.reference).days + 1) / self.weights.half_life_days

    def strength(self, level: float, as_of: dt.date) -> float:
        """The strength at the end of `as_of` of a tie with the stored `level` (the binary logarithm of its weight)."""
        if level <= FADED:
            return 0.0
        return self.weights.strength_of(math.pow(2, min(level - self.faded(as_of), 900)))

    def level_of(self, strength: float, as_of: dt.date) -> float:
        """The least stored level that makes `strength` at the end of `as_of`."""
        return math.log2(self.weights.weight_of(strength)) + self.faded(as_of)
