"""The methods page once more in slow plain Python: no engine, no trick, every window summed day by day."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from clientela.analytics import Policy
from tests.analytics.tables import Line, Spent

ONE_DAY = dt.timedelta(days=1)


def minus_months(day: dt.date, months: int) -> dt.date:
    """Step back one month at a time on the calendar, then take the day, or the month's last."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def in_window(date: dt.date, end: dt.date, months: int) -> bool:
    """Say whether a date is after `end - months` and not after `end`."""
    return minus_months(end, months) < date <= end


def percentile(values: Sequence[int], percent: Fraction) -> Fraction:
    """Return the percentile with linear interpolation between neighbours."""
    ordered = sorted(values)
    position = (len(ordered) - 1) * percent / 100
    low = int(position)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (position - low)


def half_even(value: Fraction) -> int:
    """Round to the nearest integer, a half to the even one."""
    return round(value)


def standings_of(
    lines: Sequence[Line],
    *,
    as_of: dt.date,
    policy: Policy,
    clients: dict[int, bool | None] | None = None,
    spent: Sequence[Spent] = (),
) -> dict[int, dict[str, Any]]:
    """Return what `standings` must return, by client."""
    past = [line for line in lines if line.date <= as_of]
    known = {line.client_id for line in past} | set(clients or {})
    rows = {client: _measures(client, past, as_of, policy, spent) for client in known}
    for client, row in rows.items():
        said = (clients or {}).get(client)
        row["in_dialogue"] = True if said is None else said
        firm = sum(other["billed"] for other in rows.values())
        row["share"] = row["billed"] / firm if firm > 0 else None
    _classify(rows, policy)
    return rows


def _measures(
    client: int, past: Sequence[Line], as_of: dt.date, policy: Policy, spent: Sequence[Spent]
) -> dict[str, Any]:
    months = policy.window_months
    mine = [line for line in past if line.client_id == client]
    start = minus_months(as_of, months)
    fees = [line for line in mine if line.kind == "fee"]
    bills = [line for line in fees if line.amount_minor > 0]
    work = [line for line in bills if in_window(line.date, as_of, months)]

    def total(kind: str, end: dt.date = as_of) -> int:
        return sum(line.amount_minor for line in mine if line.kind == kind and in_window(line.date, end, months))

    def ever(kind: str) -> int:
        return sum(line.amount_minor for line in mine if line.kind == kind)

    billed = total("fee")
    before = sum(line.amount_minor for line in fees if minus_months(as_of, 2 * months) < line.date <= start)
    if any(line.kind == "cost" for line in past):
        cost = total("cost")
    else:
        cost = half_even(Fraction(max(billed, 0)) * Fraction(policy.cost_share_percent) / 100)
    gone = [one for one in spent if one.client_id == client and in_window(one.date, as_of, months)]
    hours = Fraction(sum(one.minutes for one in gone), 60)
    invested = sum(one.amount_minor for one in gone) + half_even(hours * half_even(Fraction(policy.hour_cost) * 100))
    profit = billed - total("write_off") - total("discount") - cost - invested
    if any(line.kind == "fee" and line.engagement_id is not None for line in past):
        frequency = len({line.engagement_id for line in work})
    else:
        frequency = len({(line.date.year, line.date.month) for line in work})
    dates = sorted({line.date for line in bills})
    tenure = None
    if dates:
        tenure = 0
        while minus_months(as_of, tenure + 1) >= dates[0]:
            tenure += 1
    owed = max(0, ever("fee") + ever("disbursement") - ever("payment") - ever("write_off") - ever("discount"))
    invoiced = billed + total("disbursement")
    pays = any(line.kind == "payment" for line in past)
    return {
        "client_id": client,
        "billed": billed,
        "previous_billed": before,
        "trend": billed - before,
        "billed_total": ever("fee"),
        "collected": total("payment"),
        "disbursed": total("disbursement"),
        "written_off": total("write_off"),
        "discounted": total("discount"),
        "cost": cost,
        "invested": invested,
        "profit": profit,
        "margin": profit / billed if billed > 0 else None,
        "frequency": frequency,
        "service_lines": len({line.service_line for line in work} - {None}),
        "staff": len({line.staff_id for line in work} - {None}),
        "first_billed": dates[0] if dates else None,
        "last_billed": dates[-1] if dates else None,
        "recency_days": (as_of - dates[-1]).days if dates else None,
        "tenure_months": tenure,
        "interval_days": (dates[-1] - dates[0]).days / (len(dates) - 1) if len(dates) > 1 else None,
        "payment_days": owed * (as_of - start).days / invoiced if pays and invoiced > 0 else None,
        "active": billed > 0,
        "ever_active": _ever_active(fees, as_of, months),
    }


def _ever_active(fees: Sequence[Line], as_of: dt.date, months: int) -> bool:
    if not fees:
        return False
    end = min(line.date for line in fees)
    while end <= as_of:
        if sum(line.amount_minor for line in fees if in_window(line.date, end, months)) > 0:
            return True
        end += ONE_DAY
    return False


def _classify(rows: dict[int, dict[str, Any]], policy: Policy) -> None:
    active = [row for row in rows.values() if row["active"]]
    by_fees = sorted(active, key=lambda row: (-row["billed"], row["client_id"]))
    by_profit = sorted(active, key=lambda row: (-row["profit"], row["client_id"]))
    count = len(active)

    def up_to(percent: Any) -> int:
        exact = Fraction(percent) * count / 100
        return int(exact) if exact == int(exact) else int(exact) + 1

    steps = (("top", policy.top_percent), ("large", policy.large_percent), ("medium", policy.medium_percent))
    for row in rows.values():
        row["rank"] = row["profit_rank"] = row["grid"] = row["contribution"] = None
        if row["ever_active"]:
            row["tier"] = "inactive"
        else:
            row["tier"] = "prospect" if row["in_dialogue"] else "suspect"
    for place, row in enumerate(by_fees, start=1):
        row["rank"] = place
        row["tier"] = next((tier for tier, percent in steps if place <= up_to(percent)), "small")
    positive = sum(row["profit"] for row in active if row["profit"] > 0)
    reached = 0
    for place, row in enumerate(by_profit, start=1):
        row["profit_rank"] = place
        if row["profit"] > 0 and reached < Fraction(positive) * Fraction(policy.key_share_percent) / 100:
            row["contribution"] = "key"
            reached += row["profit"]
        else:
            row["contribution"] = "loss-making" if row["profit"] < 0 else "ordinary"
    if active:
        percent = Fraction(policy.gold_percentile)
        frequency_cut = percentile([row["frequency"] for row in active], percent)
        profit_cut = percentile([row["profit"] for row in active], percent)
    for row in active:
        frequent = row["frequency"] >= frequency_cut
        profitable = row["profit"] >= profit_cut and row["profit"] > 0
        row["grid"] = {
            (True, True): "gold",
            (False, True): "big",
            (True, False): "frequent",
            (False, False): "ordinary",
        }[frequent, profitable]
