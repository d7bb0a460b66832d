"""A made-up firm's ledger of any size: the same seed gives the same lines.

The shape follows what real firms' books look like: a few clients bring most of the fees (heavy tail), clients come
and leave over eight years, work is bundled in engagements with one service line and a small team, bills come
monthly, payments follow weeks later, some bills are discounted, written off or refunded.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

FIRST_DAY = dt.date(2017, 1, 1)
LAST_DAY = dt.date(2024, 12, 31)
SERVICE_LINES = (
    "Banking and finance",
    "Competition",
    "Corporate",
    "Customs and trade",
    "Employment",
    "Energy",
    "Insolvency",
    "Intellectual property",
    "Litigation and arbitration",
    "Private clients",
    "Real estate",
    "Tax",
)
STAFF = 600
LINES_PER_ENGAGEMENT = 14
KINDS = ("fee", "disbursement", "payment", "write_off", "discount", "cost")
KIND_SHARES = (0.60, 0.08, 0.20, 0.03, 0.03, 0.06)
REFUND_SHARE = 0.004
SCHEMA = pl.Schema(
    {
        "client_id": pl.Int64,
        "date": pl.Date,
        "kind": pl.String,
        "amount_minor": pl.Int64,
        "engagement_id": pl.Int64,
        "service_line": pl.String,
        "staff_id": pl.Int64,
    }
)


def generate_ledger(path: str | Path, clients: int = 100_000, lines: int = 5_000_000, seed: int = 1) -> Path:
    """Write a ledger of `lines` rows for `clients` clients to a Parquet file at `path`, and return the path.

    The rows have the columns of the analytics' input (amounts in minor units), run from 2017-01-01 to 2024-12-31, and
    are in order of date, as a ledger is kept. Every client has at least one line. Raises ValueError where there are
    fewer lines than clients.
    """
    if clients < 1 or lines < clients:
        raise ValueError(f"{lines} lines cannot give each of {clients} clients a line: ask for more lines.")
    ledger = ledger_frame(clients=clients, lines=lines, seed=seed)
    target = Path(path)
    ledger.write_parquet(target, compression="zstd", statistics=True, row_group_size=262_144)
    return target


def ledger_frame(*, clients: int, lines: int, seed: int) -> pl.DataFrame:
    """Return the generated ledger as a Polars frame; see `generate_ledger`."""
    rng = np.random.default_rng(seed)
    span = (LAST_DAY - FIRST_DAY).days + 1

    arrival = (span * rng.beta(0.7, 1.3, clients)).astype(np.int64)
    leaves = rng.random(clients) < 0.35
    stay = np.where(leaves, rng.exponential(700.0, clients), float(span)).astype(np.int64) + 1
    departure = np.minimum(arrival + stay, span)
    appetite = rng.pareto(1.6, clients) + 0.2
    rate = np.exp(rng.normal(10.8, 0.9, clients))

    weight = appetite * (departure - arrival)
    extra = rng.choice(clients, size=lines - clients, p=weight / weight.sum())
    client = np.concatenate([np.arange(clients), extra])

    slots = np.maximum(1, np.bincount(client, minlength=clients) // LINES_PER_ENGAGEMENT)
    first_engagement = np.concatenate([[0], np.cumsum(slots)[:-1]])
    place = rng.random(lines)
    slot = (place * slots[client]).astype(np.int64)
    engagement = first_engagement[client] + slot

    within = np.clip((slot + rng.random(lines)) / slots[client], 0, 1)
    day = arrival[client] + (within * (departure - arrival)[client]).astype(np.int64)
    kind = rng.choice(len(KINDS), size=lines, p=KIND_SHARES)
    kind[:clients] = np.where(rng.random(clients) < 0.97, 0, kind[:clients])
    # Bills are dated at the end of a month three times in four, as firms send them.
    dates = np.datetime64(FIRST_DAY) + day
    month_end = (dates.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    billed_monthly = (kind == 0) & (rng.random(lines) < 0.75)
    dates = np.where(billed_monthly, month_end, dates)
    dates = np.where(kind == 2, dates + rng.gamma(3.0, 14.0, lines).astype(np.int64), dates)
    dates = np.minimum(dates, np.datetime64(LAST_DAY))

    scale = np.array([1.0, 0.08, 0.9, 0.12, 0.10, 0.55])[kind]
    amount = np.maximum(1, rate[client] * scale * np.exp(rng.normal(0.0, 0.7, lines))).astype(np.int64)
    refund = (kind == 0) & (rng.random(lines) < REFUND_SHARE)
    amount = np.where(refund, -amount, amount)

    count = int(slots.sum())
    line_of = rng.choice(len(SERVICE_LINES), size=count, p=rng.dirichlet(np.full(len(SERVICE_LINES), 3.0)))
    leader = rng.integers(1, STAFF + 1, count)
    helper = rng.integers(0, 4, lines)
    staff = (leader[engagement] + helper * (helper > 1)) % STAFF + 1
    loose = rng.random(lines) < 0.02

    frame = pl.DataFrame(
        {
            "client_id": client + 1,
            "date": dates,
            "kind": pl.Series(np.array(KINDS)[kind]),
            "amount_minor": amount,
            "engagement_id": pl.Series(engagement + 1),
            "service_line": pl.Series(np.array(SERVICE_LINES)[line_of[engagement]]),
            "staff_id": staff,
        },
        schema=SCHEMA,
    )
    frame = frame.with_columns(
        pl.when(pl.Series(loose)).then(None).otherwise(pl.col(name)).alias(name)
        for name in ("engagement_id", "service_line")
    )
    return frame.sort("date", "client_id", maintain_order=True)
