"""The thresholds of every classification, as one value that can be stored, versioned and read from a file."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

LONGEST_MONTHS = 1200
DEAREST_HOUR = 1_000_000


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a policy: the field, a code for translators, and a sentence that says how to mend it."""

    field: str
    code: str
    message: str


class PolicyError(ValueError):
    """A policy cannot be used as it stands; `problems` has one entry for each thing to mend."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{problem.field}: {problem.message}" for problem in problems))


def ceil_share(amount: Any, basis_points: int) -> Any:
    """Return the smallest integer that is not below `basis_points` / 10,000 of `amount`, which must not be negative.

    Takes a Python integer or a Narwhals expression of integers. The amount is split first, so that no product grows
    beyond 64 bits where the result does not.
    """
    return (amount // 10_000) * basis_points + ((amount % 10_000) * basis_points + 9_999) // 10_000


@dataclass(frozen=True)
class Policy:
    """The firm's thresholds; the defaults are those of the methods page.

    Months are whole numbers. Percentages are `Decimal` with at most two decimals, so that each is a whole number of
    basis points and a share of a count is exact. `hour_cost` is what an hour of work that is not billed costs the firm,
    in whole units of `currency`, its own (ISO 4217), with at most two decimals. Raises `PolicyError`.

    >>> Policy(top_percent=Decimal("0.5")).top_basis_points
    50
    """

    window_months: int = 12
    trend_months: int = 36
    gold_percentile: Decimal = Decimal(75)
    top_percent: Decimal = Decimal(1)
    large_percent: Decimal = Decimal(5)
    medium_percent: Decimal = Decimal(20)
    key_share_percent: Decimal = Decimal(80)
    cost_share_percent: Decimal = Decimal(0)
    hour_cost: Decimal = Decimal(0)
    currency: str = "USD"

    def __post_init__(self) -> None:
        problems = []
        for name in _MONTHS:
            problems += _months_problems(name, getattr(self, name))
        for name in _PERCENTAGES:
            value = _as_decimal(getattr(self, name))
            if value is not None:
                object.__setattr__(self, name, value)
            problems += _percentage_problems(name, value, getattr(self, name))
        hour_cost = _as_decimal(self.hour_cost)
        if hour_cost is not None:
            object.__setattr__(self, "hour_cost", hour_cost)
        problems += _hour_cost_problems(hour_cost, self.hour_cost)
        problems += _currency_problems(self.currency)
        if not problems:
            problems += self._order_problems()
        if problems:
            raise PolicyError(tuple(problems))

    def _order_problems(self) -> list[Problem]:
        steps = ("top_percent", "large_percent", "medium_percent")
        return [
            Problem(
                lower,
                "order",
                f"{getattr(self, lower)} is below {upper} ({getattr(self, upper)}), but a lower level of the pyramid "
                f"includes the one above it. Write a number from {getattr(self, upper)} to 100.",
            )
            for upper, lower in pairwise(steps)
            if getattr(self, lower) < getattr(self, upper)
        ]

    @property
    def gold_basis_points(self) -> int:
        """The percentile of the gold grid's cuts, in hundredths of a percent."""
        return _basis_points(self.gold_percentile)

    @property
    def top_basis_points(self) -> int:
        """The share of active clients who are top, in hundredths of a percent."""
        return _basis_points(self.top_percent)

    @property
    def large_basis_points(self) -> int:
        """The share of active clients who are top or large, in hundredths of a percent."""
        return _basis_points(self.large_percent)

    @property
    def medium_basis_points(self) -> int:
        """The share of active clients who are top, large or medium, in hundredths of a percent."""
        return _basis_points(self.medium_percent)

    @property
    def key_basis_points(self) -> int:
        """The share of all positive profit that the key clients bring together, in hundredths of a percent."""
        return _basis_points(self.key_share_percent)

    @property
    def cost_basis_points(self) -> int:
        """The share of fees taken as cost where the ledger has no costs, in hundredths of a percent."""
        return _basis_points(self.cost_share_percent)

    def to_dict(self) -> dict[str, int | str]:
        """Return the fields as JSON can hold them: percentages as text, so that 0.1 stays 0.1."""
        values: dict[str, int | str] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            values[field.name] = format(value.normalize(), "f") if isinstance(value, Decimal) else value
        return values

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Policy:
        """Return the policy with these fields, the others at their defaults.

        Percentages may be numbers or text. Raises `PolicyError`, also for a name that is not a field.
        """
        known = [field.name for field in fields(cls)]
        strange = [_unknown_problem(str(name), known) for name in values if name not in known]
        if strange:
            raise PolicyError(tuple(strange))
        return cls(**values)

    @classmethod
    def from_toml(cls, text: str) -> Policy:
        """Return the policy that a TOML document writes as `name = value` lines. Raises `PolicyError`.

        >>> Policy.from_toml("window_months = 24").window_months
        24
        """
        try:
            values = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            problem = Problem(
                "TOML", "syntax", f"{error}. Write one line for each threshold, such as: window_months = 12"
            )
            raise PolicyError((problem,)) from error
        return cls.from_dict(values)


_MONTHS = ("window_months", "trend_months")
_PERCENTAGES = (
    "gold_percentile",
    "top_percent",
    "large_percent",
    "medium_percent",
    "key_share_percent",
    "cost_share_percent",
)


def _basis_points(percentage: Decimal) -> int:
    return int(percentage * 100)


def _as_decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _months_problems(name: str, value: Any) -> list[Problem]:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LONGEST_MONTHS:
        return []
    return [
        Problem(
            name, "months", f"{value!r} is not a number of months. Write a whole number from 1 to {LONGEST_MONTHS}."
        )
    ]


def _percentage_problems(name: str, value: Decimal | None, written: Any) -> list[Problem]:
    if value is None:
        return [Problem(name, "percentage", f"{written!r} is not a percentage. Write a number from 0 to 100.")]
    if not 0 <= value <= 100:
        return [Problem(name, "range", f"{written} is outside 0 to 100. Write a number from 0 to 100.")]
    if value * 100 != int(value * 100):
        return [Problem(name, "decimals", f"{written} has more than two decimals. Write {round(value, 2)} or another.")]
    if value == 0 and name == "key_share_percent":
        return [Problem(name, "range", "0 would leave no key client. Write a number above 0, such as 80.")]
    return []


def _hour_cost_problems(value: Decimal | None, written: Any) -> list[Problem]:
    if value is not None and 0 <= value <= DEAREST_HOUR and value * 100 == int(value * 100):
        return []
    message = (
        f"{written!r} is not the cost of an hour. Write an amount from 0 to {DEAREST_HOUR} with up to two decimals."
    )
    return [Problem("hour_cost", "amount", message)]


def _currency_problems(value: Any) -> list[Problem]:
    if isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha() and value.isupper():
        return []
    message = f"{value!r} is not a currency code. Write the three capital letters of ISO 4217, such as USD, CNY or RUB."
    return [Problem("currency", "currency", message)]


def _unknown_problem(name: str, known: list[str]) -> Problem:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean {close[0]}?" if close else f"Use one of: {', '.join(known)}."
    return Problem(name, "unknown", f"there is no such threshold. {hint}")
