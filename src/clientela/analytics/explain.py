"""Why a client has its class: the figures, the cut, the rule, and the least that would change it.

Nothing here is prose: codes and integers, for a page to put into words in any language. A change says what would
happen if this one figure of this one client were different and everything else stayed as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from clientela.analytics.contribution import KEY, LOSS_MAKING, ORDINARY
from clientela.analytics.grid import BIG, FREQUENT, GOLD
from clientela.analytics.grid import ORDINARY as NEITHER
from clientela.analytics.policy import ceil_share
from clientela.analytics.pyramid import INACTIVE, LARGE, MEDIUM, SMALL, TOP
from clientela.analytics.thresholds import Place, Thresholds


@dataclass(frozen=True)
class Change:
    """What would move a client: `measure` greater by `by` (less, where negative) gives the class `to`.

    Money is in minor units, frequency in engagements or months. `least` says that no smaller change does it; where it
    is False this one is enough, and a smaller one may be.
    """

    measure: str
    by: int
    to: str
    least: bool = True


@dataclass(frozen=True)
class Explanation:
    """Why a client has a class: the rule's code, its inputs and cuts, and what would change it."""

    subject: str
    value: str | None
    rule: str
    inputs: Mapping[str, int | None]
    cuts: Mapping[str, int | Fraction | None]
    changes: tuple[Change, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as JSON can hold it; an exact fraction becomes text such as "7/2"."""
        values = asdict(self)
        values["cuts"] = {name: str(cut) if isinstance(cut, Fraction) else cut for name, cut in self.cuts.items()}
        return values


def explain_tier(row: Mapping[str, Any], thresholds: Thresholds) -> Explanation:
    """Return why a standing has its level of the pyramid.

    `row` is a row of the standings that the thresholds belong to. Rules: `place-to` (the place is within the level's
    last one), `below-places` (small), `was-active`, `in-dialogue`, `no-dialogue`.
    """
    tier, billed = row["tier"], row["billed"]
    if row["active"]:
        up = _tier_up(row, thresholds)
        changes = (_tier_down(row, thresholds),) if up is None else (up, _tier_down(row, thresholds))
        rule = "below-places" if tier == SMALL else "place-to"
    else:
        changes = (_tier_on_entry(row, thresholds),)
        never = "in-dialogue" if row["in_dialogue"] else "no-dialogue"
        rule = "was-active" if tier == INACTIVE else never
    return Explanation(
        subject="tier",
        value=tier,
        rule=rule,
        inputs={"billed": billed, "rank": row["rank"], "active": thresholds.active},
        cuts={
            "top_places": thresholds.top_places,
            "large_places": thresholds.large_places,
            "medium_places": thresholds.medium_places,
            "lowest_billed": thresholds.lowest_billed.get(tier),
        },
        changes=changes,
    )


def explain_grid(row: Mapping[str, Any], thresholds: Thresholds) -> Explanation:
    """Return why a standing has its field of the gold grid.

    Rules: `frequent-and-profitable`, `profitable`, `frequent`, `neither`, `not-active`. A changed figure moves the
    percentile as well; the changes reckon with it.
    """
    frequency, profit = row["frequency"], row["profit"]
    inputs = {"frequency": frequency, "profit": profit, "active": thresholds.active}
    cuts = {"frequency_cut": thresholds.frequency_cut, "profit_cut": thresholds.profit_cut}
    frequency_at, profit_at = thresholds.frequency_at, thresholds.profit_at
    if not row["active"] or frequency_at is None or profit_at is None:
        return Explanation("grid", None, "not-active", inputs, cuts, ())
    frequent = frequency >= frequency_at
    profitable = profit >= profit_at and profit > 0
    changes = []
    often = _needed(frequency, thresholds.frequency_below, frequency_at, lowest=1)
    if often is not None:
        changes.append(Change("frequency", often - frequency, _field(not frequent, profitable)))
    if profitable:
        # Without profit nobody is profitable, so this change always exists.
        floor = 0 if thresholds.profit_below is None else max(thresholds.profit_below - 1, 0)
        changes.append(Change("profit", floor - profit, _field(frequent, False)))
    else:
        changes.append(Change("profit", max(profit_at, 1) - profit, _field(frequent, True)))
    rule = {
        GOLD: "frequent-and-profitable",
        BIG: "profitable",
        FREQUENT: "frequent",
        NEITHER: "neither",
    }[row["grid"]]
    return Explanation("grid", row["grid"], rule, inputs, cuts, tuple(changes))


def explain_contribution(row: Mapping[str, Any], thresholds: Thresholds) -> Explanation:
    """Return why a standing is key, ordinary or loss-making.

    Rules: `within-share`, `beyond-share`, `no-profit` (zero), `loss`, `not-active`. A changed profit moves the sum
    that the share is taken of and the order; the changes reckon with it.
    """
    profit, kind = row["profit"], row["contribution"]
    inputs = {"profit": profit, "profit_rank": row["profit_rank"], "active": thresholds.active}
    cuts: dict[str, int | Fraction | None] = {
        "positive_profit": thresholds.positive_profit,
        "key_cut": thresholds.key_cut,
        "key_clients": thresholds.key_clients,
        "lowest_key_profit": thresholds.lowest_key_profit,
    }
    if kind is None:
        return Explanation("contribution", None, "not-active", inputs, cuts, ())
    to_loss = Change("profit", -1 - profit, LOSS_MAKING)
    if kind == KEY:
        return Explanation("contribution", kind, "within-share", inputs, cuts, (_leave_key(row, thresholds), to_loss))
    into_key = Change("profit", _key_from(row, thresholds) - profit, KEY)
    if kind == LOSS_MAKING:
        return Explanation("contribution", kind, "loss", inputs, cuts, (Change("profit", -profit, ORDINARY), into_key))
    rule = "beyond-share" if profit > 0 else "no-profit"
    return Explanation("contribution", kind, rule, inputs, cuts, (into_key, to_loss))


def _ends(thresholds: Thresholds, active: int) -> tuple[int, int, int]:
    """Return the last places of top, large and medium among so many active clients."""
    policy = thresholds.policy
    points = (policy.top_basis_points, policy.large_basis_points, policy.medium_basis_points)
    top, large, medium = (int(ceil_share(active, share)) for share in points)
    return top, large, medium


def _first_tier(ends: tuple[int, int, int], reaches: Callable[[int], bool]) -> str:
    """Return the highest level whose last place is one that the client reaches."""
    return next((tier for tier, end in zip((TOP, LARGE, MEDIUM), ends, strict=True) if reaches(end)), SMALL)


def _held(places: tuple[Place, ...], number: int) -> Place | None:
    return next((place for place in places if place.place == number), None)


def _is_before(amount: int, client_id: int, holder: Place) -> bool:
    return (-amount, client_id) < (-holder.amount, holder.client_id)


def _beat(holder: Place, client_id: int) -> int:
    """Return the least amount that puts a client before the holder of a place."""
    return holder.amount if client_id < holder.client_id else holder.amount + 1


def _tier_up(row: Mapping[str, Any], thresholds: Thresholds) -> Change | None:
    ends, client, rank = _ends(thresholds, thresholds.active), row["client_id"], row["rank"]
    above = [end for end in ends if end < rank]
    holder = _held(thresholds.billed_places, max(above)) if above else None
    if holder is None:
        return None
    billed = _beat(holder, client)

    def reaches(end: int) -> bool:
        place = _held(thresholds.billed_places, end)
        return end >= rank or (place is not None and _is_before(billed, client, place))

    return Change("billed", billed - row["billed"], _first_tier(ends, reaches))


def _tier_down(row: Mapping[str, Any], thresholds: Thresholds) -> Change:
    ends, client, rank = _ends(thresholds, thresholds.active), row["client_id"], row["rank"]
    below = [end + 1 for end in ends if end >= rank]
    successor = _held(thresholds.billed_places, min(below)) if below else None
    billed = 0 if successor is None else _beat(successor, client) - 1
    if billed <= 0:
        return Change("billed", -row["billed"], INACTIVE)

    def keeps(end: int) -> bool:
        place = _held(thresholds.billed_places, end + 1)
        return end >= rank and (place is None or _is_before(billed, client, place))

    return Change("billed", billed - row["billed"], _first_tier(ends, keeps))


def _tier_on_entry(row: Mapping[str, Any], thresholds: Thresholds) -> Change:
    """Return what the first minor unit billed does to the idle; one more active client moves the ends of the levels."""
    ends, client = _ends(thresholds, thresholds.active + 1), row["client_id"]

    def reaches(end: int) -> bool:
        place = _held(thresholds.billed_places, end)
        return end > thresholds.active or (place is not None and _is_before(1, client, place))

    return Change("billed", 1 - row["billed"], _first_tier(ends, reaches))


def _needed(value: int, below: int | None, at: int, *, lowest: int) -> int | None:
    """Return the nearest value on the other side of a percentile that moves with it; None where none is possible."""
    if value < at:
        return at
    return below - 1 if below is not None and below - 1 >= lowest else None


def _field(frequent: bool, profitable: bool) -> str:
    if profitable:
        return GOLD if frequent else BIG
    return FREQUENT if frequent else NEITHER


def _key_from(row: Mapping[str, Any], thresholds: Thresholds) -> int:
    """Return the least profit that makes a client key who is not.

    Either it takes the last key client's place, or it comes next after the key clients and is so large that they no
    longer reach the share of the greater sum. Further down it cannot: what those before it add always exceeds what it
    adds itself.
    """
    client, gain, share = row["client_id"], max(int(row["profit"]), 0), thresholds.policy.key_basis_points
    next_after = thresholds.key_profit * 10_000 // share - thresholds.positive_profit + 1 + gain
    successor = _held(thresholds.profit_places, thresholds.key_clients + 1)
    if successor is not None and successor.client_id != client:
        next_after = max(next_after, _beat(successor, client))
    last = _held(thresholds.profit_places, thresholds.key_clients)
    return next_after if last is None else min(next_after, _beat(last, client))


def _leave_key(row: Mapping[str, Any], thresholds: Thresholds) -> Change:
    """Return a change that makes a key client ordinary.

    With less profit the sum that the share is taken of shrinks too. Kept before the first who is not key, the client
    leaves when the others of the run reach the share alone; placed after that one, when they and that one do. Where
    neither holds, the answer lies further down among clients whose profits are not at hand; with no profit the client
    is ordinary in any case.
    """
    client, profit, share = row["client_id"], row["profit"], thresholds.policy.key_basis_points
    others = thresholds.positive_profit - profit
    before = thresholds.key_profit - profit
    target = max(0, before * 10_000 // share - others)
    successor = _held(thresholds.profit_places, thresholds.key_clients + 1)
    if successor is None or successor.amount <= 0:
        return Change("profit", target - profit, ORDINARY)
    after = _beat(successor, client) - 1
    if (before + successor.amount) * 10_000 >= (others + after) * share:
        return Change("profit", max(target, after) - profit, ORDINARY)
    return Change("profit", target - profit, ORDINARY, least=target == profit - 1)
