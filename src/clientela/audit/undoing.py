"""Taking an act back as a whole, from the history of the rows that it touched."""

from __future__ import annotations

import datetime as dt
import json

from django.db import IntegrityError, connection
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _
from psycopg import sql

from clientela.core.actor import Actor
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused

from .actions import record
from .enums import Operation
from .models import Change, Event

UNDO_WITHIN = dt.timedelta(minutes=2)
MOST_ROWS = 20_000


@act
def undo_act(*, number: int, by: Actor, now: dt.datetime) -> None:
    """Take back all that the act did, where nobody has changed the same rows since.

    Raises `NotFound` for an act that is not the one of `by`, and `Refused` where it is older than `UNDO_WITHIN`, too
    large, final (see `record`), or where a row has changed since, or others depend on it; then nothing is taken back.
    """
    changes = list(Change.objects.filter(act=number).order_by("-id")[: MOST_ROWS + 1])
    if not changes or any(change.actor_id != by.pk for change in changes):
        raise NotFound
    if changes[0].at < now - UNDO_WITHIN:
        raise Refused(_("It is too late to undo this; change it by hand, or put an earlier value back in the history."))
    if len(changes) > MOST_ROWS or Event.objects.filter(act=number, data__final=True).exists():
        raise Refused(_("This cannot be undone here."))
    with connection.cursor() as cursor:
        _lock_out_later_writers(cursor, changes)
        try:
            for change in changes:
                _reverse(cursor, change)
            # Keys are checked as the transaction ends, when nobody can be told any more.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except IntegrityError as hanging:
            raise Refused(_("Something that was entered since depends on this; nothing was undone.")) from hanging
    newest = changes[0]
    record(
        "undone", subject=None, by=by, client_id=newest.client_id, contact_id=newest.contact_id, data={"act": number}
    )


def _lock_out_later_writers(cursor: CursorWrapper, changes: list[Change]) -> None:
    # A later change of the same row would be lost by putting the row back to what it was before this act.
    cursor.execute(
        """SELECT EXISTS (
               SELECT FROM audit_change AS later
               JOIN audit_change AS mine ON mine."table" = later."table" AND mine.row_id = later.row_id
               WHERE mine.act = %s AND later.act <> %s AND later.id > mine.id)""",
        [changes[0].act, changes[0].act],
    )
    if cursor.fetchone()[0]:
        raise Refused(_("Somebody has changed this since; nothing was undone."))


def _reverse(cursor: CursorWrapper, change: Change) -> None:
    table = sql.Identifier(change.table)
    match change.operation:
        case Operation.ADDED:
            statement = sql.SQL("DELETE FROM {table} WHERE id = {row}").format(table=table, row=change.row_id)
        case Operation.REMOVED:
            statement = sql.SQL("INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, {before})).*").format(
                table=table, before=_json(change.before)
            )
        case _:
            columns = sql.SQL(", ").join(map(sql.Identifier, change.before or {}))
            statement = sql.SQL(
                """UPDATE {table} AS kept SET ({columns}) = ROW(
                       {earlier}) FROM {table} AS old, LATERAL jsonb_populate_record(old, {before}) AS earlier
                   WHERE kept.id = {row} AND old.id = kept.id AND to_jsonb(kept) @> {after}"""
            ).format(
                table=table,
                columns=columns,
                earlier=sql.SQL(", ").join(sql.Identifier("earlier", name) for name in change.before or {}),
                row=change.row_id,
                before=_json(change.before),
                after=_json(change.after),
            )
    cursor.execute(statement.as_string(connection.connection))
    if cursor.rowcount != 1:
        raise Refused(_("Somebody has changed this since; nothing was undone."))


def _json(value: object) -> sql.Composable:
    return sql.SQL("{}::jsonb").format(sql.Literal(json.dumps(value)))
