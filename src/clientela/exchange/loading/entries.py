"""Entries as they are read become rows for the staging table: names numbered, each entry with its fingerprint."""

from __future__ import annotations

import hashlib
from typing import Final

import polars as pl

from .facts import Facts
from .registers import Register

LONGEST_DESCRIPTION: Final = 1000
LONGEST_SHORT_NAME: Final = 200
# The order is that of the staging table.
COLUMNS: Final = (
    "line",
    "client",
    "engagement",
    "service_line",
    "staff",
    "date",
    "kind",
    "amount",
    "currency",
    "description",
    "fingerprint",
)
# No key holds it, and in a description it can only stand at the end.
_BETWEEN: Final = "\x1f"


class EntryNumbering:
    """Numbers the names of one file as its batches pass, sums up what is said of them, and marks each entry."""

    def __init__(self, *, currency: str) -> None:
        self._currency = currency
        self.clients = Register("client")
        self.engagements = Register("engagement", owner="client_number", longest=LONGEST_SHORT_NAME)
        self.service_lines = Register("service_line", longest=LONGEST_SHORT_NAME)
        self.staff = Register("staff", longest=LONGEST_SHORT_NAME)
        self.facts = Facts()

    def __call__(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Turn a batch of the reading into rows for staging, in the order of `COLUMNS`.

        The currency of entries that name none is that of the file. The fingerprint is the BLAKE2b of 128 bits of date,
        kind, amount, currency, the keys of client, engagement and staff, and the description; a line break in it counts
        as a space.
        """
        rows = batch.with_columns(
            pl.col("currency").fill_null(self._currency), _on_one_line(batch["description"].fill_null(""))
        )
        for register in (self.clients, self.engagements, self.service_lines, self.staff):
            rows = register.number(rows)
        numbered = rows.select(
            "line",
            *(pl.col(f"{name}_number").alias(name) for name in ("client", "engagement", "service_line", "staff")),
            "date",
            "kind",
            "amount",
            "currency",
            pl.col("description").str.slice(0, LONGEST_DESCRIPTION),
            _fingerprints(rows),
        )
        self.facts.add(numbered)
        return numbered


def _on_one_line(texts: pl.Series) -> pl.Series:
    # The programs that write workbooks and those that write text break lines differently.
    for sign in ("\r", "\n"):
        if texts.str.contains(sign, literal=True).any():
            return texts.str.replace_all("\r\n|\r|\n", " ")
    return texts


def _fingerprints(rows: pl.DataFrame) -> pl.Series:
    texts = rows.select(
        pl.concat_str(
            pl.col("date").cast(pl.String),
            "kind",
            pl.col("amount").cast(pl.String),
            "currency",
            "client_key",
            pl.col("engagement_key").fill_null(""),
            pl.col("staff_key").fill_null(""),
            "description",
            separator=_BETWEEN,
        )
    ).to_series()
    digest = hashlib.blake2b
    digests = [digest(text.encode(), digest_size=16).hexdigest() for text in texts]
    return pl.Series("fingerprint", digests, dtype=pl.String)
