"""What the entries of a file say of its clients and engagements: since when, of which service line, whose work."""

from __future__ import annotations

from typing import Final

import polars as pl

_NAMES: Final = ("client", "engagement", "service_line", "staff")
_MONEY: Final = pl.Decimal(38, 4)
_SUMS: Final = pl.Schema(
    {
        **dict.fromkeys(_NAMES, pl.Int32()),
        "entries": pl.Int64(),
        "fees": _MONEY,
        "first": pl.Date(),
        "first_fee": pl.Date(),
    }
)
# Sums are put together again when this many have gathered, so that they do not grow with the file but with its names.
_MOST_PARTS: Final = 250_000


class Facts:
    """Sums over the numbered entries of one file, taken as its batches pass."""

    def __init__(self) -> None:
        self._parts = [pl.DataFrame(schema=_SUMS)]
        self._gathered = 0

    def add(self, entries: pl.DataFrame) -> None:
        """Count a batch of rows for staging in."""
        fee = pl.col("kind") == "fee"
        part = entries.group_by(_NAMES).agg(
            entries=pl.len().cast(pl.Int64),
            fees=pl.col("amount").filter(fee).sum().cast(_MONEY),
            first=pl.col("date").min(),
            first_fee=pl.col("date").filter(fee & (pl.col("amount") > 0)).min(),
        )
        self._parts.append(part)
        self._gathered += part.height
        if self._gathered > 2 * max(_MOST_PARTS, self._parts[0].height):
            self._put_together()

    def of_clients(self) -> pl.DataFrame:
        """One row per client: number, since (its first fee above zero), staff (most fees), service_line (null)."""
        sums = self._put_together()
        return _with_most(
            sums.group_by(number=pl.col("client")).agg(since=pl.col("first_fee").min()),
            staff=_most(sums, "client", "staff", "fees"),
            service_line=None,
        )

    def of_engagements(self) -> pl.DataFrame:
        """One row per engagement: number, since (its first entry), staff (most fees), service_line (most entries)."""
        sums = self._put_together().filter(pl.col("engagement").is_not_null())
        return _with_most(
            sums.group_by(number=pl.col("engagement")).agg(since=pl.col("first").min()),
            staff=_most(sums, "engagement", "staff", "fees"),
            service_line=_most(sums, "engagement", "service_line", "entries"),
        )

    def _put_together(self) -> pl.DataFrame:
        if len(self._parts) > 1:
            gathered = pl.concat(self._parts).group_by(_NAMES)
            sums = gathered.agg(pl.col("entries", "fees").sum(), pl.col("first", "first_fee").min()).cast(_SUMS)
            self._parts, self._gathered = [sums], sums.height
        return self._parts[0]


def _most(sums: pl.DataFrame, of: str, name: str, by: str) -> pl.DataFrame:
    """The name with the highest sum above zero for each number; among equals, the one met first."""
    return (
        sums.filter(pl.col(name).is_not_null())
        .group_by(number=pl.col(of), named=pl.col(name))
        .agg(pl.col(by).sum().alias("weight"))
        .filter(pl.col("weight") > 0)
        .sort("number", "weight", "named", descending=[False, True, False])
        .unique("number", keep="first", maintain_order=True)
        .select("number", pl.col("named").alias(name))
    )


def _with_most(rows: pl.DataFrame, *, staff: pl.DataFrame, service_line: pl.DataFrame | None) -> pl.DataFrame:
    rows = rows.join(staff, on="number", how="left")
    if service_line is None:
        rows = rows.with_columns(service_line=pl.lit(None, pl.Int32))
    else:
        rows = rows.join(service_line, on="number", how="left")
    return rows.select("number", "since", "staff", "service_line")
