"""The tables of one import: unlogged, in a schema of their own, gone when it ends."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

import polars as pl
from django.db import connection

SCHEMA: Final = "clientela_staging"
_LOADED: Final = ("entries", "names", "fresh_clients")
_DERIVED: Final = ("known", "clients", "service_lines", "staff", "engagements")

_ENTRIES: Final = """(
    line bigint NOT NULL, client integer NOT NULL, engagement integer, service_line integer, staff integer,
    date date NOT NULL, kind varchar(12) NOT NULL, amount numeric(18,4) NOT NULL, currency varchar(3) NOT NULL,
    description varchar(1000) NOT NULL, fingerprint uuid NOT NULL
)"""
_NAMES: Final = """(
    role text NOT NULL, number integer NOT NULL, owner integer NOT NULL, key text NOT NULL, spelling text NOT NULL,
    line bigint NOT NULL, place integer NOT NULL, since date, staff integer, service_line integer
)"""
_FRESH_CLIENTS: Final = "(number integer NOT NULL, search text NOT NULL)"


class Staging:
    """The tables of the batch with this number; `staging.entries` and the like are their names in SQL."""

    def __init__(self, batch_id: int) -> None:
        self.batch_id = int(batch_id)
        self.entries, self.names, self.fresh_clients = map(self._name, _LOADED)
        self.known, self.clients, self.service_lines, self.staff, self.engagements = map(self._name, _DERIVED)

    def _name(self, part: str) -> str:
        return f"{SCHEMA}.{part}_{self.batch_id}"

    def make(self) -> None:
        """Make the tables that a file is loaded into; what an earlier attempt left goes."""
        self.drop()
        self.table(self.entries, _ENTRIES)
        self.table(self.names, _NAMES)
        self.table(self.fresh_clients, _FRESH_CLIENTS)

    def table(self, name: str, columns: str) -> None:
        """Make an empty table."""
        # They live for seconds: the housekeeping of the server would only get in the way.
        self.run(f"CREATE UNLOGGED TABLE {name} {columns} WITH (autovacuum_enabled = false)")

    def table_of(self, name: str, query: str, parameters: Sequence[Any] | None = None) -> None:
        """Make a table of what a query gives, and let the planner know of it."""
        self.run(f"CREATE UNLOGGED TABLE {name} WITH (autovacuum_enabled = false) AS {query}", parameters)
        self.run(f"ANALYZE {name}")

    def drop(self) -> None:
        """Remove all tables of the batch, whoever made them."""
        self.run("DROP TABLE IF EXISTS " + ", ".join(map(self._name, _LOADED + _DERIVED)))

    def copy(self, table: str, rows: pl.DataFrame) -> None:
        """Append rows, whose columns are in the order of the table."""
        text = io.BytesIO()
        rows.write_csv(text, include_header=False)
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as into:
            into.write(text.getbuffer())

    def run(self, sql: str, parameters: Sequence[Any] | None = None) -> int:
        """Run one statement and give the number of its rows."""
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return int(cursor.rowcount)

    def rows(self, sql: str, parameters: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of one query."""
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())
