"""One analysis: from the extract to a table of standings. Everything that needs Polars and Arrow is imported from here.

They cost a second and a hundred megabytes when a process starts, so the processes that only show pages go without.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from typing import NamedTuple, cast

import polars as pl

from clientela.analytics import Policy, Thresholds, standings

from .extract import Facts, facts
from .investing import investment
from .storing import spans_of, store_standings, with_places

__all__ = [
    "Analysis",
    "Facts",
    "analyse",
    "facts",
    "identity",
    "investment",
    "known_clients",
    "spans_of",
    "store_standings",
]


class Analysis(NamedTuple):
    """One row per client with the columns of `Standing`, amounts in minor units, and what the classes were cut by."""

    table: pl.DataFrame
    thresholds: Thresholds


def analyse(known: Facts, clients: pl.DataFrame, spent: pl.DataFrame, *, as_of: dt.date, policy: Policy) -> Analysis:
    """Measure and classify all `clients` and all who are in the ledger, as of a date; `spent` as of `investment`."""
    rows, thresholds = standings(
        known.ledger(until=as_of), clients=clients.lazy(), as_of=as_of, policy=policy, investment=spent.lazy()
    )
    return Analysis(with_places(cast(pl.LazyFrame, rows.to_native()).collect()), thresholds)


def known_clients(known: Facts, as_of: dt.date) -> pl.DataFrame:
    """`client_id` and `in_dialogue` of the clients that count at a date.

    Everybody, where the ledger ends by `as_of`; for a date in its past those of whom there was a sign by then, so
    that a client who came later is new in between, and was no suspect before.
    """
    dialogue = pl.col("dialogue").is_not_null()
    if known.newest is None or known.newest <= as_of:
        return known.clients.select("client_id", in_dialogue=dialogue)
    return known.clients.filter(pl.col("known") <= as_of).select(
        "client_id", in_dialogue=dialogue & (pl.col("dialogue") <= as_of)
    )


def identity(known: Facts, clients: pl.DataFrame, spent: pl.DataFrame, *, as_of: dt.date) -> str:
    """65 letters that change when anything has changed of what an analysis reads; the first 32 are the ledger's."""
    written = io.BytesIO()
    clients.write_ipc(written, compression="uncompressed")
    if spent.height:
        spent.write_ipc(written, compression="uncompressed")
    return f"{known.identity(until=as_of)}:{hashlib.sha256(written.getvalue()).hexdigest()[:32]}"
