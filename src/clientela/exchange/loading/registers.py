"""The names of a file, numbered: entries carry small numbers instead of names while they are loaded."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from clientela.core.names import client_key

LONGEST_NAME: Final = 300
# What each ASCII sign adds to a key. Most names of most files hold nothing else, and are looked up instead of folded.
_ASCII_KEYS: Final = {code: client_key("a" + chr(code))[1:] for code in range(128)}


class Register:
    """The names of one role, each spelling with the number and the key of its name.

    Spellings with one key have one number; numbers run from 0 in the order in which the names are met. Where `owner` is
    given it is a column of numbers, and names are told apart by it too: the client whose engagement it is.
    """

    def __init__(self, column: str, *, owner: str | None = None, longest: int = LONGEST_NAME) -> None:
        self._column = column
        self._owner = owner
        self._longest = longest
        owners: dict[str, type[pl.DataType]] = {owner: pl.Int32} if owner else {}
        self._on = [*owners, column]
        self._by_key = [*owners, f"{column}_key"]
        self._keys = pl.DataFrame(
            schema={**owners, f"{column}_key": pl.String, f"{column}_number": pl.Int32, "_line": pl.Int64}
        )
        self._spellings = pl.DataFrame(
            schema={
                **owners,
                column: pl.String,
                f"{column}_key": pl.String,
                f"{column}_number": pl.Int32,
                "_at": pl.Int32,
            }
        )
        self._counts = np.zeros(0, dtype=np.int64)

    def __len__(self) -> int:
        return self._keys.height

    def number(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add `<column>_number` Int32 and `<column>_key` String to rows with `line`; null where there is no name.

        The rows keep their order.
        """
        found = self._look_up(rows)
        unmet = found.filter(pl.col("_at").is_null() & pl.col(self._column).is_not_null())
        if unmet.height:
            self._enter(unmet.select(*self._on, "line").unique(self._on, keep="first", maintain_order=True))
            found = self._look_up(rows)
        met = found["_at"].drop_nulls().to_numpy()
        self._counts += np.bincount(met, minlength=self._counts.size)
        return found.drop("_at")

    def _look_up(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.join(self._spellings, on=self._on, how="left", maintain_order="left")

    def _enter(self, unmet: pl.DataFrame) -> None:
        keys = [key_of(text)[: self._longest] for text in unmet[self._column]]
        unmet = unmet.with_columns(pl.Series(f"{self._column}_key", keys, dtype=pl.String))
        names = unmet.unique(self._by_key, keep="first", maintain_order=True).join(
            self._keys, on=self._by_key, how="anti", maintain_order="left"
        )
        number = pl.int_range(self._keys.height, self._keys.height + names.height, dtype=pl.Int32)
        entered = names.select(*self._by_key, number.alias(f"{self._column}_number"), pl.col("line").alias("_line"))
        self._keys = pl.concat([self._keys, entered], rechunk=True)
        at = pl.int_range(self._spellings.height, self._spellings.height + unmet.height, dtype=pl.Int32)
        fresh = unmet.join(self._keys, on=self._by_key, how="left", maintain_order="left").with_columns(_at=at)
        self._spellings = pl.concat([self._spellings, fresh.select(self._spellings.columns)], rechunk=True)
        self._counts = np.append(self._counts, np.zeros(fresh.height, dtype=np.int64))

    def names(self) -> pl.DataFrame:
        """Every spelling: number, owner (0 without), key, spelling, the line on which the name is first met, and place.

        Place 0 is the preferred spelling of its name: the one met most often; among equals, the one met first.
        """
        number = f"{self._column}_number"
        ranked = self._spellings.with_columns(_count=pl.Series(self._counts)).sort(
            number, "_count", "_at", descending=[False, True, False]
        )
        return ranked.join(self._keys.select(number, "_line"), on=number, how="left", maintain_order="left").select(
            number=pl.col(number),
            owner=pl.col(self._owner) if self._owner else pl.lit(0, dtype=pl.Int32),
            key=pl.col(f"{self._column}_key"),
            spelling=pl.col(self._column),
            line=pl.col("_line"),
            place=pl.int_range(pl.len(), dtype=pl.Int32).over(number),
        )


def key_of(text: str) -> str:
    """The key of a name, as `client_key` gives it, in a tenth of its time where the name is plain ASCII."""
    return (text.translate(_ASCII_KEYS) if text.isascii() else "") or client_key(text)
