"""Brings the database up for a command, in the state that this release expects."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from clientela.core.embedded import DatabaseUnavailable, EmbeddedPostgres
from clientela.core.home import home

OLDEST_SERVER = 150_000
MIGRATION_LOCK = 7_220_419


@contextlib.contextmanager
def database() -> Iterator[None]:
    """Start or find the server, set Django up, and migrate where this release asks for it.

    Raises `DatabaseUnavailable` with a sentence where the server does not start, does not answer, or is too old.
    """
    embedded = None if os.environ.get("DATABASE_URL") else EmbeddedPostgres(home())
    if embedded is not None:
        embedded.acquire()
    try:
        import django

        django.setup()
        bring_up_to_date()
        yield
    finally:
        _close_connections()
        if embedded is not None:
            embedded.release()


def bring_up_to_date() -> None:
    """Migrate as the owner if any migration is missing; commands that start together wait for one another."""
    from django.core.management import call_command
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    from clientela.core.actor import as_owner

    with as_owner():
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise DatabaseUnavailable(f"the database does not answer: {error}".strip()) from error
        version = connection.connection.info.server_version
        if version < OLDEST_SERVER:
            raise DatabaseUnavailable(f"PostgreSQL 15 or newer is needed; the server is {version // 10_000}.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()
