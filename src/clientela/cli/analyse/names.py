"""Which spellings are one client, and what each client is called and numbered."""

from __future__ import annotations

from typing import Final

import polars as pl

from clientela.core.names import client_key

# Characters that Unicode's compatibility forms leave alone and whose lower case is their full case folding. Names made
# of them are most names of most firms, and their key needs no walk through each character.
_PLAIN: Final = "^[ -~А-яЁё\u4e00-\u9fff«»]*$"
_DROPPED: Final = "[^a-z0-9$+<=>|~а-яё\u4e00-\u9fff]"


def keys(names: pl.Series) -> pl.Series:
    """Return `core.names.client_key` of each name.

    >>> keys(pl.Series(["ACME, Inc.", "ＡＣＭＥ inc"])).to_list()
    ['acmeinc', 'acmeinc']
    """
    fast = names.str.to_lowercase().str.replace_all(_DROPPED, "")
    # A name of nothing but punctuation keeps it.
    slow = ((~names.str.contains(_PLAIN)) | (fast == "")).arg_true()
    if slow.is_empty():
        return fast
    return fast.scatter(slow, [client_key(name) for name in names.gather(slow)])


def numbered(spellings: pl.DataFrame) -> pl.DataFrame:
    """Return `name` (each spelling), `client` (the preferred one) and `client_id` (1.. in ascending order of `client`).

    `spellings` has `name`, each once, and `count`. Of spellings that meet, the most frequent is preferred; among equals
    the first in ascending order, so that nothing depends on the order of the rows.
    """
    met = spellings.with_columns(key=keys(spellings["name"]))
    preferred = (
        met.sort(["count", "name"], descending=[True, False])
        .group_by("key", maintain_order=True)
        .agg(client=pl.col("name").first())
        .sort("client")
        .with_row_index("client_id", offset=1)
        .cast({"client_id": pl.Int64})
    )
    return met.join(preferred, on="key", how="left").select("name", "client", "client_id")
