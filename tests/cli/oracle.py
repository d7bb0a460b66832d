"""What a ledger of fees should come to, worked out once more with pandas in lines that the product does not know."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass
class Expected:
    """One row per client that is or was active, and the sums."""

    clients: pd.DataFrame
    never_billed: set[str]

    @property
    def active(self) -> pd.DataFrame:
        return self.clients[self.clients["tier"] != "inactive"]

    def sums(self, column: str) -> dict[str, tuple[int, int, int]]:
        """class -> (clients, billed, profit), the amounts in cents."""
        groups = self.active.groupby(column)
        return {str(name): (len(rows), int(rows["billed"].sum()), int(rows["profit"].sum())) for name, rows in groups}


def meeting(name: str) -> str:
    """What is left of a name when case, width, spaces and punctuation are taken away."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LMNS")


def expected(lines: pd.DataFrame, as_of: str, months: int = 12) -> Expected:
    """`lines` has a date, a client as written, and cents; every line is a fee, no engagements are named."""
    end = pd.Timestamp(as_of)
    start = end - pd.DateOffset(months=months)
    lines = lines.assign(key=lines["client"].map(meeting))
    spellings = lines.groupby("key")["client"].agg(lambda names: names.value_counts().sort_index().idxmax())
    lines = lines[lines["date"] <= end]
    window = lines[lines["date"] > start]
    billed = window.groupby("key")["cents"].sum()
    active = billed[billed > 0].index
    paid = window[window["cents"] > 0]
    frequency = paid.groupby(paid["key"])["date"].agg(lambda dates: dates.dt.to_period("M").nunique())
    earlier = {key: was_active(own, end, months) for key, own in lines.groupby("key")}

    rows = pd.DataFrame({"key": active})
    rows["client"] = rows["key"].map(spellings)
    rows["billed"] = rows["profit"] = rows["key"].map(billed)
    rows["frequency"] = rows["key"].map(frequency)
    rows = rows.sort_values(["billed", "client"], ascending=[False, True], ignore_index=True)
    count = len(rows)
    rows["rank"] = range(1, count + 1)
    rows["tier"] = "small"
    for tier, percent in (("medium", 20), ("large", 5), ("top", 1)):
        rows.loc[rows["rank"] <= math.ceil(count * percent / 100), "tier"] = tier
    if count:
        often = rows["frequency"] >= rows["frequency"].quantile(0.75)
        earns = (rows["profit"] >= rows["profit"].quantile(0.75)) & (rows["profit"] > 0)
        rows["grid"] = [
            {(True, True): "gold", (False, True): "big", (True, False): "frequent"}.get(pair, "ordinary")
            for pair in zip(often, earns, strict=True)
        ]
        rows["contribution"] = contributions(rows)
        rows["share"] = rows["billed"] / rows["billed"].sum()

    gone = [key for key, was in earlier.items() if was and key not in set(active)]
    inactive = pd.DataFrame({"key": gone, "client": [spellings[key] for key in gone], "tier": "inactive"})
    inactive["billed"] = inactive["profit"] = inactive["key"].map(billed).fillna(0).astype(int)
    inactive["frequency"] = inactive["key"].map(frequency).fillna(0).astype(int)
    rows = pd.concat([rows, inactive.sort_values("client")], ignore_index=True)
    fees = lines[lines["cents"] > 0].groupby("key")["date"]
    rows["first_billed"] = rows["key"].map(fees.min())
    rows["last_billed"] = rows["key"].map(fees.max())
    rows["recency_days"] = (end - rows["last_billed"]).dt.days
    never = set(spellings[[key for key in lines["key"].unique() if key not in set(rows["key"])]])
    return Expected(rows, never)


def was_active(own: pd.DataFrame, end: pd.Timestamp, months: int) -> bool:
    """Whether the fees of any window up to `end` came to more than nothing; each change is a line's coming or going."""
    if (own["cents"] >= 0).all():
        return bool((own["cents"] > 0).any())
    length = pd.DateOffset(months=months)
    days = [day for date in own["date"].unique() for day in (date, date + length) if day <= end]
    return any(own.loc[(own["date"] <= day) & (own["date"] > day - length), "cents"].sum() > 0 for day in days)


def contributions(rows: pd.DataFrame) -> list[str]:
    """key, ordinary or loss-making, for rows in the order of their billing."""
    needed = rows.loc[rows["profit"] > 0, "profit"].sum() * 80
    classes: dict[Any, str] = {}
    running = 0
    for _, row in rows.sort_values(["profit", "client"], ascending=[False, True]).iterrows():
        if row["profit"] < 0:
            classes[row["key"]] = "loss-making"
        else:
            classes[row["key"]] = "key" if running * 100 < needed else "ordinary"
        running += row["profit"]
    return [classes[key] for key in rows["key"]]
