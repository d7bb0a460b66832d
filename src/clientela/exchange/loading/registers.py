"""The names of a file, numbered: entries carry small numbers instead of names while they are loaded."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from clientela.core.names import client_key

LONGEST_NAME: Final = 300
# What each ASCII sign adds to a key. Most names of most files hold nothing else, and are looked up instead of folded.
_ASCII_KEYS: Final = {code: client_key("a" + chr(code))[1:] for code in range(128)}
# No key holds it.
_BETWEEN: Final = "\x1f"


class Register:
    """The names of one role, each spelling with the number and the key of its name.

    Spellings with one key have one number; numbers run from 0 in the order in which the names are met. Where `owner` is
    given it is a column of numbers, and names are told apart by it too: the client whose engagement it is.
    """

    def __init__(self, column: str, *, owner: str | None = None, longest: int = LONGEST_NAME) -> None:
        self._column = column
        self._owner = owner
        self._longest = longest
        self._spelling_codes, self._name_codes = _Codes(), _Codes()
        # By the code of a spelling: the spelling with its owner, the number of its name, how often it was met.
        self._spellings = pl.DataFrame(schema={"owner": pl.Int32, "spelling": pl.String})
        self._numbers = pl.Series(dtype=pl.UInt32)
        self._counts = np.zeros(0, dtype=np.int64)
        # By the number of a name: its key, and the line on which it is first met.
        self._keys = pl.Series(dtype=pl.String)
        self._lines = pl.Series(dtype=pl.Int64)

    def __len__(self) -> int:
        return len(self._keys)

    def number(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add `<column>_number` Int32 and `<column>_key` String to rows with `line`; null where there is no name.

        The rows keep their order.
        """
        names = rows.select(
            owner=pl.col(self._owner) if self._owner else pl.lit(0, dtype=pl.Int32),
            spelling=pl.col(self._column),
            line=pl.col("line"),
        )
        codes = self._spelling_codes.of(self._told_apart(names, "spelling"))
        highest = codes.max()
        if isinstance(highest, int) and highest >= len(self._numbers):
            self._enter(names.with_columns(code=codes), highest)
        self._counts += np.bincount(codes.drop_nulls().to_numpy(), minlength=self._counts.size)
        number = self._numbers.gather(codes)
        return rows.with_columns(
            number.cast(pl.Int32).alias(f"{self._column}_number"),
            self._keys.gather(number).alias(f"{self._column}_key"),
        )

    def _told_apart(self, names: pl.DataFrame, column: str) -> pl.Series:
        if self._owner is None:
            return names[column]
        return names.select(pl.concat_str("owner", column, separator=_BETWEEN)).to_series()

    def _enter(self, names: pl.DataFrame, highest: int) -> None:
        known = len(self._numbers)
        fresh = names.filter(pl.col("code") >= known).unique("code", keep="first").sort("code")
        if fresh["code"].to_list() != list(range(known, highest + 1)):
            raise AssertionError("the codes of new spellings leave gaps")
        spellings = fresh["spelling"].to_list()
        keys = [key_of(text)[: self._longest] for text in spellings]
        # The spellings anew too: a few texts taken from a batch hold the memory of the whole of it.
        fresh = fresh.with_columns(
            pl.Series("spelling", spellings, dtype=pl.String), pl.Series("key", keys, dtype=pl.String)
        )
        numbers = self._name_codes.of(self._told_apart(fresh, "key"))
        self._numbers.extend(numbers)
        self._spellings.extend(fresh.select("owner", "spelling"))
        self._counts = np.append(self._counts, np.zeros(fresh.height, dtype=np.int64))
        unmet = fresh.with_columns(number=numbers).filter(pl.col("number") >= len(self._keys))
        unmet = unmet.unique("number", keep="first", maintain_order=True).sort("number")
        self._keys.extend(unmet["key"])
        self._lines.extend(unmet["line"])

    def names(self) -> pl.DataFrame:
        """Every spelling: number, owner (0 without), key, spelling, the line on which the name is first met, and place.

        Place 0 is the preferred spelling of its name: the one met most often; among equals, the one met first.
        """
        ranked = (
            self._spellings.with_columns(number=self._numbers, count=pl.Series(self._counts))
            .with_row_index("code")
            .sort("number", "count", "code", descending=[False, True, False])
        )
        return ranked.select(
            pl.col("number").cast(pl.Int32),
            "owner",
            self._keys.gather(ranked["number"]).alias("key"),
            "spelling",
            self._lines.gather(ranked["number"]).alias("line"),
            place=pl.int_range(pl.len(), dtype=pl.Int32).over("number"),
        )


class _Codes:
    """Numbers texts from 0 in the order in which they are met."""

    def __init__(self) -> None:
        self._type = pl.Categorical(pl.Categories.random())
        # Polars forgets the texts when nothing is left that has them.
        self._held = pl.Series(dtype=self._type)

    def of(self, texts: pl.Series) -> pl.Series:
        """The number of each text, UInt32; null for null."""
        coded = texts.cast(self._type)
        self._held = coded.head(0)
        return coded.to_physical()


def key_of(text: str) -> str:
    """The key of a name, as `client_key` gives it, in a tenth of its time where the name is plain ASCII."""
    return (text.translate(_ASCII_KEYS) if text.isascii() else "") or client_key(text)
