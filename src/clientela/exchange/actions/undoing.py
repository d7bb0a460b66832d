"""An import is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.clients.models import Client, ClientName
from clientela.core.actor import SYSTEM, System, acting_as
from clientela.core.errors import NotFound, Refused
from clientela.engagements.models import Engagement, ServiceLine

from ..enums import BatchStatus, TraceKind
from ..locks import LEDGER_LOCK
from ..models import Batch, Trace
from .receiving import require
from .running import ask_for_analysis

# Names come with the client itself, and go with it.
_PARTS_OF: Final[dict[type[models.Model], type[models.Model]]] = {Client: ClientName}


def undo_import(*, batch: Batch, by: User | System) -> Batch:
    """Take back what an import brought: its entries, and what it created that nothing else uses since.

    A client or engagement stays where entries of another import, a person's work or a wall concern it; undoing that
    other import then takes it. Entries that a later file had too were this import's, and go. Raises `Refused` where
    the import is not done, or where another one is at work in the ledger right now.
    """
    require(by, Permission.UNDO_IMPORT)
    with acting_as(SYSTEM), transaction.atomic():
        held = Batch.objects.select_for_update(of=("self",)).filter(pk=batch.pk).first()
        if held is None:
            raise NotFound
        if held.status != BatchStatus.DONE:
            raise Refused(_("Only an import that is done can be undone."))
        if not _rows("SELECT pg_try_advisory_xact_lock(%s)", [LEDGER_LOCK])[0][0]:
            raise Refused(_("Another import is being entered into the ledger. Try again when it has ended."))
        heir = Batch.objects.filter(status=BatchStatus.DONE).exclude(pk=held.pk).order_by("-pk").first()
        removed = {
            "entries": _run("DELETE FROM engagements_ledgerentry WHERE batch = %s", [held.pk]),
            "engagements": _remove_unused(Engagement, "one.batch = %s", [held.pk]),
            "clients": _remove_unused(Client, "one.batch = %s", [held.pk]),
        }
        _date_anew(held)
        _leave_to_users(Engagement, held, "engagement_id")
        _leave_to_users(Client, held, "client_id")
        traced = "one.id IN (SELECT number FROM exchange_trace WHERE batch_id = %s AND kind = %s)"
        for kind, model in ((TraceKind.STAFF, User), (TraceKind.SERVICE_LINE, ServiceLine)):
            removed[kind.value] = _remove_unused(model, traced, [held.pk, kind.value])
        _leave_traces(heir, held)
        held.status, held.finished = BatchStatus.UNDONE, timezone.now()
        held.save(update_fields=["status", "finished"])
        record("import_undone", subject=held, by=by, data={"file": held.file_name, **removed})
        transaction.on_commit(ask_for_analysis)
    return held


def _remove_unused(model: type[models.Model], which: str, parameters: Sequence[Any]) -> int:
    """Delete the rows `one` of a table that `which` holds for and that no other row and no event speaks of."""
    table, part = model._meta.db_table, _PARTS_OF.get(model)
    uses = [
        f"NOT EXISTS (SELECT FROM {field.model._meta.db_table} AS other WHERE other.{field.column} = one.id)"
        for field in _references_to(model)
        if field.model is not part
    ]
    events = [
        "NOT EXISTS (SELECT FROM audit_event AS event WHERE event.subject_type = %s AND event.subject_id = one.id)"
    ]
    if model is Client:
        events.append("NOT EXISTS (SELECT FROM audit_event AS event WHERE event.client_id = one.id)")
    if model is User:
        events.append("NOT one.is_active AND one.last_login IS NULL")
    found = _rows(
        f"SELECT one.id FROM {table} AS one WHERE {which} AND {' AND '.join([*uses, *events])}",
        [*parameters, model._meta.label],
    )
    unused = [number for (number,) in found]
    if part is not None:
        _run(f"DELETE FROM {part._meta.db_table} WHERE client_id = ANY(%s)", [unused])
    return _run(f"DELETE FROM {table} WHERE id = ANY(%s)", [unused])


def _references_to(model: type[models.Model]) -> list[models.Field[object, object]]:
    """The columns of other tables that name a row of this one; not of those that the database itself keeps in step."""
    relations = (
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    )
    return [
        relation.field  # type: ignore[union-attr]
        for relation in relations
        if relation.on_delete is not models.DO_NOTHING  # type: ignore[union-attr]
    ]


def _date_anew(batch: Batch) -> None:
    """Clients dated by a fee of this import are dated by the first fee that is left, unless a person worked on them."""
    _run(
        """UPDATE clients_client AS client SET client_since = (
                SELECT min(entry.date) FROM engagements_ledgerentry AS entry
                WHERE entry.client_id = client.id AND entry.kind = 'fee' AND entry.amount > 0)
            WHERE (client.batch = %s
                OR client.id IN (SELECT number FROM exchange_trace WHERE batch_id = %s AND kind = %s))
            AND NOT EXISTS (SELECT FROM audit_event AS event
                WHERE event.client_id = client.id AND event.verb <> 'client_added')""",
        [batch.pk, batch.pk, TraceKind.CLIENT_SINCE.value],
    )


def _leave_to_users(model: type[models.Model], batch: Batch, entry_column: str) -> None:
    """What is left of what the batch created belongs to the import that uses it, and goes when that one is undone."""
    table = model._meta.db_table
    _run(
        f"""UPDATE {table} AS one SET batch = used.batch FROM (
                SELECT kept.id, min(entry.batch) AS batch FROM {table} AS kept
                LEFT JOIN engagements_ledgerentry AS entry ON entry.{entry_column} = kept.id
                WHERE kept.batch = %s GROUP BY kept.id
            ) AS used WHERE used.id = one.id""",
        [batch.pk],
    )


def _leave_traces(heir: Batch | None, batch: Batch) -> None:
    """Staff and service lines that are still used are looked at again when the heir is undone."""
    if heir is not None:
        _run(
            """INSERT INTO exchange_trace (batch_id, kind, number)
               SELECT %s, kind, number FROM exchange_trace WHERE batch_id = %s ON CONFLICT DO NOTHING""",
            [heir.pk, batch.pk],
        )
    Trace.objects.filter(batch=batch).delete()


def _run(sql: str, parameters: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def _rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
