"""The migration operation that puts a table behind the walls.

A wall is a row-level security policy: a row whose client is excluded for the one who acts does not exist for that
person, in any query whatever. The policy reads `clientela.user`, set by `acting_as`; where nobody acts the cast of an
empty setting fails, so a forgotten `acting_as` is an error and never an open door.
"""

from __future__ import annotations

from django.db import migrations

EXCLUDED = "(SELECT client_id FROM access_exclusion WHERE user_id = current_setting('clientela.user')::bigint)"


class PutBehindWalls(migrations.RunSQL):
    """Protect `table` by the client in `column`. With `optional`, rows that concern no client are seen by all.

    The policy compares against a set that PostgreSQL builds once per query (a hashed subplan), not once per row.
    """

    def __init__(self, table: str, column: str = "client_id", *, optional: bool = False) -> None:
        self.table, self.column, self.optional = table, column, optional
        visible = f"{column} NOT IN {EXCLUDED}"
        if optional:
            visible = f"({column} IS NULL OR {visible})"
        super().__init__(
            sql=f"""
                ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
                CREATE POLICY wall ON {table} FOR ALL USING ({visible});
            """,
            reverse_sql=f"""
                DROP POLICY wall ON {table};
                ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
            """,
        )

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return self.__class__.__name__, [self.table, self.column], {"optional": self.optional}

    def describe(self) -> str:
        return f"Put {self.table} behind the walls"
