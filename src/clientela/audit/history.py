"""The migration operation by which a table keeps its history.

Triggers write what each act did to each row, so that no path around the actions is without a trace, and a bulk write
costs one statement. The application may add nothing, change nothing and remove nothing there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import migrations

INSERTS: Final = "insert"
UPDATES: Final = "update"
DELETES: Final = "delete"


EVERYTHING: Final[Mapping[str, str]] = {INSERTS: "", UPDATES: "", DELETES: ""}


class KeepHistory(migrations.RunSQL):
    """Keep the history of `table`: which act added a row, what it changed, and the whole row that it removed.

    `client` and `contact` name the columns with the client and the person whose walls the history of a row stands
    behind. `without` names columns that are not kept, such as secrets. `follow` has the kinds of writes to follow, each
    with a condition in SQL over the row, called `kept`; an empty one follows every row.
    """

    def __init__(
        self,
        table: str,
        *,
        client: str = "",
        contact: str = "",
        without: tuple[str, ...] = (),
        follow: Mapping[str, str] = EVERYTHING,
    ) -> None:
        self.table, self.client, self.contact = table, client, contact
        self.without, self.follow = without, dict(follow)
        tables = {
            INSERTS: "NEW TABLE AS added",
            UPDATES: "OLD TABLE AS removed NEW TABLE AS added",
            DELETES: "OLD TABLE AS removed",
        }
        super().__init__(
            sql="".join(
                f"CREATE TRIGGER history_{kind} AFTER {kind.upper()} ON {table} REFERENCING {tables[kind]} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION "
                f"audit_keep({_quoted(client)}, {_quoted(contact)}, {_quoted(','.join(without))}, "
                f"{_quoted(condition)});\n"
                for kind, condition in self.follow.items()
            ),
            reverse_sql="".join(f"DROP TRIGGER history_{kind} ON {table};\n" for kind in self.follow),
        )

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        options: dict[str, object] = {
            "client": self.client,
            "contact": self.contact,
            "without": self.without,
            "follow": self.follow,
        }
        return self.__class__.__name__, [self.table], options

    def describe(self) -> str:
        return f"Keep the history of {self.table}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
