"""The migration operation that puts a table behind the walls.

A wall is a row-level security policy: a row whose client is excluded for the one who acts does not exist for that
person, in any query whatever. The policy reads `clientela.user`, set by `acting_as`; where nobody acts the cast of an
empty setting fails, so a forgotten `acting_as` is an error and never an open door.
"""

from __future__ import annotations

from django.db import migrations

EXCLUDED = "(SELECT client_id FROM access_exclusion WHERE user_id = current_setting('clientela.user')::bigint)"


HIDDEN = "(SELECT contact_id FROM access_hidden_contact WHERE user_id = current_setting('clientela.user')::bigint)"


class PutBehindWalls(migrations.RunSQL):
    """Protect `table` by the client in `column`. With `optional`, rows that concern no client are seen by all.

    `contact` names a column with a person, whose walls hold as well; a row without a person is not hidden by it. With
    `column` None, `contact` alone protects the table.

    The policy compares against sets that PostgreSQL builds once per query (a hashed subplan), not once per row.
    """

    def __init__(
        self, table: str, column: str | None = "client_id", *, optional: bool = False, contact: str | None = None
    ) -> None:
        self.table, self.column, self.optional, self.contact = table, column, optional, contact
        conditions = []
        if column is not None:
            conditions.append(_visible(column, EXCLUDED, optional=optional))
        if contact is not None:
            conditions.append(_visible(contact, HIDDEN, optional=contact != "id"))
        super().__init__(
            sql=f"""
                ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
                CREATE POLICY wall ON {table} FOR ALL USING ({" AND ".join(conditions)});
            """,
            reverse_sql=f"""
                DROP POLICY wall ON {table};
                ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
            """,
        )

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        options: dict[str, object] = {"optional": self.optional, "contact": self.contact}
        return self.__class__.__name__, [self.table, self.column], options

    def describe(self) -> str:
        return f"Put {self.table} behind the walls"


class HideWithOther(migrations.RunSQL):
    """Hide a row of a table that is behind walls already also where the second client that it names, in `column`, is
    hidden. A row that names none is not hidden by it."""

    def __init__(self, table: str, column: str = "other_id") -> None:
        self.table, self.column = table, column
        super().__init__(
            sql=f"""
                CREATE POLICY wall_of_{column} ON {table} AS RESTRICTIVE FOR ALL
                USING ({_visible(column, EXCLUDED, optional=True)});
            """,
            reverse_sql=f"DROP POLICY wall_of_{column} ON {table};",
        )

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return self.__class__.__name__, [self.table, self.column], {}

    def describe(self) -> str:
        return f"Hide {self.table} also by {self.column}"


def _visible(column: str, hidden: str, *, optional: bool) -> str:
    visible = f"{column} NOT IN {hidden}"
    return f"({column} IS NULL OR {visible})" if optional else visible
