"""`check` says what is not well with this installation."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import typer

from clientela.core.home import home

from . import app
from .database import database

LEAST_FREE_BYTES = 2 * 2**30


@app.command()
def check() -> None:
    """Say what is not well: database, walls, jobs, imports, analyses, files. Exit code 2 where anything is wrong."""
    with database():
        problems = [problem for examine in CHECKS for problem in examine()]
        from clientela.exchange.models import Batch
        from clientela.insights.models import Snapshot

        typer.echo(f"Data directory: {home()}")
        typer.echo(f"Imports: {Batch.objects.count()}, snapshots: {Snapshot.objects.count()}")
    for problem in problems:
        typer.echo(f"NOT WELL: {problem}")
    if problems:
        raise typer.Exit(2)
    typer.echo("All is well.")


def _walls() -> Iterator[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")
        role, free = cursor.fetchone()
        if free:
            yield f"the application works as {role}, whom no wall stops; it must work as clientela_app."
        # To an identity provider a client is a program that lets people sign in.
        cursor.execute(
            """SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
               WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND a.attname = 'client_id'
                 AND NOT a.attisdropped AND NOT c.relrowsecurity
                 AND c.relname NOT IN ('access_exclusion', 'socialaccount_socialapp')
               ORDER BY 1"""
        )
        for (table,) in cursor.fetchall():
            yield f"the table {table} speaks of clients and stands before the walls."


def _imports() -> Iterator[str]:
    from clientela.exchange.models import Batch

    for batch in Batch.objects.filter(status="failed").order_by("-pk")[:10]:
        yield f"import {batch.pk} ({batch.file_name}) failed: {batch.error}"


def _jobs() -> Iterator[str]:
    from procrastinate.contrib.django.models import ProcrastinateJob

    failed = ProcrastinateJob.objects.filter(status="failed").count()
    if failed:
        yield f"{failed} jobs failed; the log of the worker says why."


def _snapshots() -> Iterator[str]:
    from django.db.models import Max

    from clientela.core.actor import SYSTEM, acting_as
    from clientela.engagements.models import LedgerEntry
    from clientela.insights.models import Snapshot

    with acting_as(SYSTEM):
        latest = LedgerEntry.objects.aggregate(latest=Max("date"))["latest"]
    if latest is not None and not Snapshot.objects.filter(as_of__gte=latest).exists():
        yield f"the ledger reaches {latest.isoformat()}, and no snapshot does; start the server so that its job runs."


def _files() -> Iterator[str]:
    from django.conf import settings
    from django.core.checks import run_checks

    free = shutil.disk_usage(home()).free
    if free < LEAST_FREE_BYTES:
        yield f"only {free / 2**30:.1f} GiB are free for {home()}."
    for language in ("zh_Hans", "ru"):
        catalogue = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.mo"
        if not catalogue.exists():
            yield f"the {language} catalogue is not compiled; run make messages."
    for trouble in run_checks():
        if trouble.is_serious():
            yield str(trouble.msg)


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (_walls, _imports, _jobs, _snapshots, _files)
