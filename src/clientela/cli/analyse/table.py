"""How lines are kept in memory while they are analysed: a few bytes for each, whatever the files hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

import polars as pl

from clientela.exchange.reading.columns import AMOUNT

KINDS: Final = pl.Enum(["fee", "disbursement", "payment", "write_off", "discount", "cost"])
UNITS: Final = 10_000
_BREAKS: Final = r"[\r\n\t\v\f]+"


@dataclass(frozen=True, slots=True)
class Types:
    """The types of the columns, of which two hold words that are kept once for a whole run.

    `spelling` is a client's name as written, `date`, `kind` one of `KINDS`, `units` the amount in 1/10,000 of the
    currency's unit, `currency` null where none is named, `engagement_id` a number that tells engagements apart.
    """

    spelling: pl.Categorical
    currency: pl.Categorical

    @classmethod
    def fresh(cls) -> Self:
        """Types for one run, which forget their words with it."""
        return cls(pl.Categorical(pl.Categories.random()), pl.Categorical(pl.Categories.random()))

    def columns(self, headings: Mapping[str, str]) -> dict[str, pl.Expr]:
        """The columns as expressions over a table whose columns for each field are named by `headings`.

        Words have no spaces around them. Kinds that are none of `KINDS` and amounts out of range become null.
        """
        nothing = pl.lit(None, dtype=pl.String)
        currency = pl.col(headings["currency"]) if "currency" in headings else nothing
        engagement = pl.col(headings["engagement"]) if "engagement" in headings else nothing
        kind = pl.col(headings["kind"]) if "kind" in headings else pl.lit("fee")
        # Sixty-four bits: it would take ten billion ledgers to see two of one client's engagements share a number.
        number = pl.when(engagement != "").then(engagement.hash().reinterpret(signed=True))
        return {
            "spelling": pl.col(headings["client"]).cast(self.spelling),
            # The day where the entry was made, not the day in Greenwich.
            "date": pl.col(headings["date"]).dt.date(),
            "kind": kind.cast(KINDS, strict=False),
            "units": pl.col(headings["amount"]).cast(AMOUNT, strict=False).to_physical().cast(pl.Int64),
            "currency": currency.cast(self.currency),
            "engagement_id": number,
        }

    def empty(self) -> pl.DataFrame:
        """A table without lines."""
        schema: dict[str, pl.DataType | type[pl.DataType]] = {
            "spelling": self.spelling,
            "date": pl.Date,
            "kind": KINDS,
            "units": pl.Int64,
            "currency": self.currency,
            "engagement_id": pl.Int64,
        }
        return pl.DataFrame(schema=schema)


def spellings_in(table: pl.DataFrame) -> pl.DataFrame:
    """How often each spelling of a client occurs: `spelling` (its code), `name` (without spaces around it), `count`."""
    return (
        table.lazy()
        .group_by(pl.col("spelling").to_physical())
        .agg(name=pl.col("spelling").first(), count=pl.len())
        .with_columns(pl.col("name").cast(pl.String).str.replace_all(_BREAKS, " ").str.strip_chars())
        .collect(engine="streaming")
    )
