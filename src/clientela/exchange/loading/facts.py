"""What the entries of a file say of its clients and engagements: since when, of which service line, whose work."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

_AMOUNT: Final = pl.Decimal(38, 4)
# Sums are put together when this many have gathered, so that they grow with the names of the file, not with its lines.
_MOST_GATHERED: Final = 500_000
_NEVER: Final = np.iinfo(np.int32).max


class Facts:
    """Sums over the numbered entries of one file, taken as its batches pass."""

    def __init__(self) -> None:
        self._fees_by_client = _PairSums("client", "staff")
        self._fees_by_engagement = _PairSums("engagement", "staff")
        self._entries_by_engagement = _PairSums("engagement", "service_line")
        self._first_fee = _Earliest("client")
        self._first_entry = _Earliest("engagement")

    def add(self, entries: pl.DataFrame) -> None:
        """Count a batch of rows for staging in."""
        fees = entries.filter(pl.col("kind") == "fee")
        self._fees_by_client.add(fees, pl.col("amount"))
        self._fees_by_engagement.add(fees, pl.col("amount"))
        self._entries_by_engagement.add(entries, pl.lit(1))
        self._first_fee.add(fees.filter(pl.col("amount") > 0))
        self._first_entry.add(entries)

    def of_clients(self) -> pl.DataFrame:
        """Of clients, by number: since (the first fee above zero), staff (with the most fees); null where unknown."""
        dated = self._first_fee.dates()
        return dated.join(self._fees_by_client.highest(), on="number", how="full", coalesce=True).select(
            "number", "since", "staff", service_line=pl.lit(None, dtype=pl.Int32)
        )

    def of_engagements(self) -> pl.DataFrame:
        """Of engagements, by number: since (the first entry), staff (most fees), service_line (most entries)."""
        return (
            self._first_entry.dates()
            .join(self._fees_by_engagement.highest(), on="number", how="left")
            .join(self._entries_by_engagement.highest(), on="number", how="left")
            .select("number", "since", "staff", "service_line")
        )


class _PairSums:
    """Sums by two numbers, kept in one."""

    def __init__(self, of: str, by: str) -> None:
        self._of, self._by = of, by
        self._parts = [pl.DataFrame(schema={"pair": pl.Int64, "sum": _AMOUNT})]
        self._gathered = 0

    def add(self, entries: pl.DataFrame, weight: pl.Expr) -> None:
        pair = pl.col(self._of).cast(pl.Int64) * 2**32 + pl.col(self._by)
        part = entries.select(pair=pair, weight=weight.cast(_AMOUNT)).filter(pl.col("pair").is_not_null())
        self._parts.append(part.group_by("pair").agg(sum=pl.col("weight").sum()))
        self._gathered += self._parts[-1].height
        if self._gathered > _MOST_GATHERED:
            self._put_together()

    def highest(self) -> pl.DataFrame:
        """For each of the first numbers the second one with the highest sum above zero; among equals, the lowest."""
        self._put_together()
        return (
            self._parts[0]
            .filter(pl.col("sum") > 0)
            .sort(pl.col("pair") // 2**32, "sum", "pair", descending=[False, True, False])
            .select(
                (pl.col("pair") // 2**32).cast(pl.Int32).alias("number"),
                (pl.col("pair") % 2**32).cast(pl.Int32).alias(self._by),
            )
            .unique("number", keep="first", maintain_order=True)
        )

    def _put_together(self) -> None:
        sums = pl.concat(self._parts).group_by("pair").agg(pl.col("sum").sum())
        self._parts, self._gathered = [sums.cast({"sum": _AMOUNT})], 0


class _Earliest:
    """The earliest date for each number."""

    def __init__(self, of: str) -> None:
        self._of = of
        self._days = np.zeros(0, dtype=np.int32)

    def add(self, entries: pl.DataFrame) -> None:
        first = (
            entries.filter(pl.col(self._of).is_not_null())
            .group_by(self._of)
            .agg(day=pl.col("date").min().cast(pl.Int32))
        )
        if not first.height:
            return
        numbers, days = first[self._of].to_numpy(), first["day"].to_numpy()
        missing = int(numbers.max()) + 1 - self._days.size
        if missing > 0:
            self._days = np.append(self._days, np.full(missing, _NEVER, dtype=np.int32))
        self._days[numbers] = np.minimum(self._days[numbers], days)

    def dates(self) -> pl.DataFrame:
        """Columns number and since, for the numbers that have a date."""
        met = np.flatnonzero(self._days != _NEVER)
        return pl.DataFrame(
            {
                "number": pl.Series(met, dtype=pl.Int32),
                "since": pl.Series(self._days[met], dtype=pl.Int32).cast(pl.Date),
            }
        )
