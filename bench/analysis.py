"""(a) `analyse` on a Parquet ledger against the floor, and against the same measures in pandas."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from .measuring import in_turn, python

FLOOR = """
import sys, polars as pl
pl.scan_parquet({path!r}).group_by("client").agg(pl.col("amount").sum()).collect(engine="streaming")
"""

# The measures, tiers, grid and contribution that `analyse` gives, as an analyst would write them in pandas.
PANDAS = """
import pandas as pd, numpy as np, math
ledger = pd.read_parquet({path!r})
ledger["date"] = pd.to_datetime(ledger["date"])
ledger["amount"] = ledger["amount"].astype("float64")
as_of = ledger["date"].max()
def book(as_of):
    known = ledger[ledger["date"] <= as_of]
    start = as_of - pd.DateOffset(months=12)
    inside = known[known["date"] > start]
    sums = inside.pivot_table(index="client", columns="kind", values="amount", aggfunc="sum", fill_value=0.0)
    fees = inside[(inside["kind"] == "fee") & (inside["amount"] > 0)]
    frequency = fees.groupby("client")["engagement"].nunique()
    paid = known[(known["kind"] == "fee") & (known["amount"] > 0)].groupby("client")["date"].agg(["min", "max"])
    out = paid.join(sums, how="left").fillna(0.0)
    out["frequency"] = frequency
    out["profit"] = out["fee"] - out["write_off"] - out["discount"] - out["cost"]
    out["services"] = fees.groupby("client")["service_line"].nunique()
    out["staff"] = fees.groupby("client")["staff"].nunique()
    earlier = (known["date"] <= start) & (known["date"] > start - pd.DateOffset(months=12))
    before = known[earlier & (known["kind"] == "fee")]
    out["previous"] = before.groupby("client")["amount"].sum()
    fee_days = known[(known["kind"] == "fee") & (known["amount"] > 0)].drop_duplicates(["client", "date"])
    days = fee_days.groupby("client").size()
    out["interval"] = (out["max"] - out["min"]).dt.days / (days - 1)
    active = out[out["fee"] > 0].sort_values("fee", ascending=False)
    n = len(active)
    cuts = [math.ceil(n * share) for share in (0.01, 0.05, 0.20)]
    active["tier"] = np.select([np.arange(n) < c for c in cuts], ["top", "large", "medium"], "small")
    f, p = active["frequency"].quantile(0.75), active["profit"].quantile(0.75)
    active["gold"] = (active["frequency"] >= f) & (active["profit"] >= p) & (active["profit"] > 0)
    ranked = active.sort_values("profit", ascending=False)["profit"]
    active["key"] = ranked.cumsum() - ranked < 0.8 * ranked[ranked > 0].sum()
    return active
now, then = book(as_of), book(as_of - pd.DateOffset(months=12))
either = now.index.union(then.index)
movement = pd.crosstab(then["tier"].reindex(either), now["tier"].reindex(either))
"""


def measure(ledger: Path, out: Path, *, rows: int, runs: int) -> dict[str, Any]:
    """Times of the whole processes on `ledger` (columns client, date, kind, amount, …), in turn, `runs` times each."""
    floor = FLOOR.format(path=str(ledger))
    commands = {
        "polars floor": python(floor),
        "clientela analyse": [sys.executable, "-m", "clientela", "analyse", str(ledger), "--out", str(out)],
    }
    taken = in_turn(commands, runs=runs)
    taken |= in_turn({"pandas": python(PANDAS.format(path=str(ledger)))}, runs=1)
    ours = taken["clientela analyse"].median
    return {
        "rows": rows,
        "figures": {name: each.as_dict(rows=rows) for name, each in taken.items()},
        "times_the_floor": round(ours / taken["polars floor"].median, 2),
        "faster_than_pandas": round(taken["pandas"].median / ours, 2),
    }
