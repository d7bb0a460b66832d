"""Standings from a Polars frame into their table."""

from __future__ import annotations

import io

import polars as pl
from django.db import connection

from .models import Standing

ROWS_AT_ONCE = 50_000
ORDERS = {
    "place": "billed",
    "profit_place": "profit",
    "frequency_place": "frequency",
    "recency_place": "last_billed",
}

COLUMNS = [name for field in Standing._meta.local_concrete_fields if (name := field.column) and name != "snapshot_id"]


def with_places(standings: pl.DataFrame) -> pl.DataFrame:
    """Number the clients in each order of the lists: highest first, those without a value last, ties by client number.

    >>> with_places(pl.DataFrame({"client_id": [1, 2], "billed": [5, 9], "profit": [4, 4], "frequency": [1, 2],
    ...     "last_billed": [None, None]})).select("place", "profit_place").rows()
    [(2, 1), (1, 2)]
    """
    for place, measure in ORDERS.items():
        standings = standings.sort(
            [measure, "client_id"], descending=[True, False], nulls_last=True, maintain_order=True
        ).with_row_index(place, offset=1)
    return standings


def spans_of(standings: pl.DataFrame) -> dict[str, dict[str, dict[str, list[int]]]]:
    """The first and last place of each class in each order: {"tier": {"top": {"place": [1, 12], …}, …}, …}."""
    spans: dict[str, dict[str, dict[str, list[int]]]] = {}
    for group in ("tier", "grid", "contribution"):
        ends = (
            standings.drop_nulls(group)
            .group_by(group)
            .agg(
                *(pl.col(place).min().alias(f"{place} first") for place in ORDERS),
                *(pl.col(place).max().alias(f"{place} last") for place in ORDERS),
            )
        )
        spans[group] = {
            row[group]: {place: [row[f"{place} first"], row[f"{place} last"]] for place in ORDERS}
            for row in ends.sort(group).iter_rows(named=True)
        }
    return spans


def store_standings(standings: pl.DataFrame, *, snapshot_id: int) -> int:
    """Write one row per client of `standings` (the columns of `Standing`) and return their number.

    Run it as the system and in a transaction. PostgreSQL takes no COPY into a table behind walls, so the rows go
    through a temporary one. A client that was deleted since it was read is left out, and one that is stored cannot be
    deleted meanwhile. Afterwards the planner learns of the new rows.
    """
    columns = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS new_standing ON COMMIT DROP AS "
            f"SELECT {columns} FROM insights_standing WITH NO DATA"
        )
        cursor.execute("TRUNCATE new_standing")
        with cursor.copy(f"COPY new_standing ({columns}) FROM STDIN WITH (FORMAT csv)") as copy:
            for part in standings.select(COLUMNS).iter_slices(ROWS_AT_ONCE):
                text = io.BytesIO()
                part.write_csv(text, include_header=False)
                copy.write(text.getvalue())
        cursor.execute(
            "WITH kept AS MATERIALIZED (SELECT id FROM clients_client WHERE id IN (SELECT client_id FROM new_standing) "
            "ORDER BY id FOR KEY SHARE) "
            f"INSERT INTO insights_standing (snapshot_id, {columns}) "
            f"SELECT %s, {columns} FROM new_standing WHERE client_id IN (SELECT id FROM kept) ORDER BY place",
            [snapshot_id],
        )
        stored = cursor.rowcount
        cursor.execute("SELECT insights_settle()")
    return stored
