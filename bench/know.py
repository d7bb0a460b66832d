"""The client file under load: `python -m bench.know`.

A firm of 100,000 clients, 300,000 people and 5,000,000 contacts (10,000,000 people and more in them), written by COPY.
Then: all ties computed anew, the cost of one contact more, an import of contacts, and the pages that people live in, at
one connection and at eight. Writes docs/benchmarks-know.md; `--small` tries it on a hundredth and prints only, `--keep
FOLDER` uses and keeps a data directory, `--only pages` leaves the rest out (with `--keep`).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .measuring import quantile
from .written import MACHINE, machine, write

SIZES = {"clients": 100_000, "people": 300_000, "interactions": 5_000_000, "lines": 1_000_000}
GOAL_MS = 80
LOGS = 60
REQUESTS = 200


def main() -> None:
    """Build the firm, take the figures, write them down."""
    parser = argparse.ArgumentParser(description="The client file, ties and the contact log under load.")
    parser.add_argument("--small", action="store_true", help="a hundredth of the size; print only")
    parser.add_argument("--keep", type=Path, help="a data directory to use and keep")
    parser.add_argument("--only", choices=("pages",), help="measure the pages of a firm that was kept")
    asked = parser.parse_args()
    sizes = {name: size // 100 for name, size in SIZES.items()} if asked.small else SIZES
    with tempfile.TemporaryDirectory(prefix="clientela-bench-", ignore_cleanup_errors=True) as scratch:
        place = asked.keep or Path(scratch)
        home = place / "home"
        home.mkdir(parents=True, exist_ok=True)
        os.environ["CLIENTELA_HOME"] = str(home)
        os.environ.pop("DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela.config.settings")
        from clientela.cli.database import database

        with database():
            taken: dict[str, Any] = {MACHINE: machine(), "firm": sizes}
            if asked.only != "pages":
                taken |= {"building": build(place, sizes), "ties": ties(), "logging": logging()}
            taken["pages"] = pages(home, requests=16 if asked.small else REQUESTS)
    print(json.dumps(taken, indent=2, ensure_ascii=False))
    if not asked.small:
        write(taken)


def build(place: Path, sizes: dict[str, int]) -> dict[str, float]:
    """Import the ledger, rank the clients, and COPY the people and the log; the seconds of each step."""
    from clientela.core.actor import SYSTEM, acting_as, as_owner
    from clientela.exchange.actions import import_ledger_file
    from clientela.insights.actions import compute_snapshot

    from .__main__ import write_ledger
    from .firm import LAST_DAY

    seconds: dict[str, float] = {}
    _parquet, csv = write_ledger(place, sizes["clients"], sizes["lines"])
    with _timed(seconds, "ledger_s"), acting_as(SYSTEM):
        batch = import_ledger_file(path=csv, by=SYSTEM)
        if batch.status != "done":
            raise RuntimeError(batch.error)
    with _timed(seconds, "snapshot_s"), acting_as(SYSTEM):
        compute_snapshot(as_of=LAST_DAY, by=SYSTEM)
    with _timed(seconds, "contacts_and_log_s"), as_owner():
        _copy_log(sizes)
    return seconds


def ties() -> dict[str, Any]:
    """All ties computed anew, and held against the log."""
    from django.db import connection

    from clientela.core.actor import SYSTEM, acting_as
    from clientela.relationships.actions import compute_ties
    from clientela.relationships.actions.policies import mend_ties
    from clientela.relationships.queries import exposure

    seconds: dict[str, float] = {}
    with acting_as(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM interactions_participant")
            (participants,) = cursor.fetchone()
        with _timed(seconds, "all_ties_s"):
            made = compute_ties(by=SYSTEM)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE relationships_tie")
        with _timed(seconds, "held_against_the_log_s"):
            astray = mend_ties(by=SYSTEM)
        with _timed(seconds, "exposure_of_the_firm_s"):
            exposure()
    return {"participants": participants, "ties": made, "astray": astray, **seconds}


def logging() -> dict[str, Any]:
    """Milliseconds of logging one contact, with and without the triggers of ties, and the rate of an import."""
    from clientela.core.actor import SYSTEM, acting_as, as_owner
    from clientela.interactions.actions import import_interactions
    from clientela.interactions.actions.importing import ImportedInteraction
    from clientela.interactions.models import Interaction, Participant

    with acting_as(SYSTEM):
        newest = list(Interaction.objects.order_by("-pk").values_list("pk", "client_id")[:LOGS])
        parts: dict[int, tuple[list[int], list[int]]] = {number: ([], []) for number, _client in newest}
        for number, user, contact in Participant.objects.filter(interaction_id__in=parts).values_list(
            "interaction_id", "user_id", "contact_id"
        ):
            parts[number][contact is not None].append(user or contact)
        plans = [(client, *parts[number]) for number, client in newest]
    figures: dict[str, Any] = {"one_contact": _log_each(plans)}
    with as_owner():
        _switch("DISABLE")
    try:
        figures["one_contact_without_ties"] = _log_each(plans)
    finally:
        with as_owner():
            _switch("ENABLE")
    rows = [
        ImportedInteraction(
            client_id=client, channel="mail", at=_now(), subject="Imported", staff=tuple(ours), contacts=tuple(theirs)
        )
        for client, ours, theirs in plans * 200
    ]
    start = time.perf_counter()
    with acting_as(SYSTEM):
        import_interactions(rows, by=SYSTEM)
    figures["import"] = {"contacts": len(rows), "per_second": round(len(rows) / (time.perf_counter() - start))}
    return figures


def pages(home: Path, *, requests: int) -> dict[str, Any]:
    """p50 and p95 of each page at 1 and at 8 connections, and what the server's processes held."""
    import psutil

    from .pages import _get, _load, served

    figures: dict[str, Any] = {}
    cookie = _entered()
    with served(home) as (address, _token, pid):
        for name, path in _paths().items():
            try:
                _get(address, path, cookie)
            except RuntimeError as refused:
                figures[name] = {"path": path, "refused": str(refused)}
                continue
            figures[name] = {"path": path}
            _say(name)
            for connections in (1, 8):
                figures[name][f"at_{connections}"] = _load(address, path, cookie, connections, requests)
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        memory = [each.memory_info().rss / 2**20 for each in family]
    return {
        "goal_p95_ms": GOAL_MS,
        "figures": figures,
        "server_mib": round(max(memory)),
        "processes": len(memory),
    }


def _entered() -> str:
    from django.test import Client

    from clientela.accounts.actions import add_staff
    from clientela.accounts.permissions import Role
    from clientela.core.actor import SYSTEM, acting_as

    with acting_as(SYSTEM):
        partner = add_staff(name="Measuring Partner", role=Role.MANAGING_PARTNER, by=SYSTEM)
    browser = Client()
    browser.force_login(partner, backend="django.contrib.auth.backends.ModelBackend")
    return "; ".join(f"{name}={each.value}" for name, each in browser.cookies.items())


def _paths() -> dict[str, str]:
    from urllib.parse import quote

    from django.db import connection

    from clientela.core.actor import SYSTEM, acting_as

    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT client_id FROM interactions_interaction GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 400")
        busy = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT contact_id, user_id FROM relationships_tie ORDER BY contacts DESC, id LIMIT 1")
        contact, user = cursor.fetchone()
    most, usual = busy[0], busy[-1]
    return {
        "client": f"/clients/{usual}/",
        "client, the busiest": f"/clients/{most}/",
        "client's file": f"/clients/{usual}/file/",
        "timeline": f"/clients/{usual}/timeline/",
        "timeline, the busiest": f"/clients/{most}/timeline/",
        "timeline, visits only": f"/clients/{most}/timeline/?kind=visit",
        "people tab": f"/clients/{usual}/people/",
        "people tab, the busiest": f"/clients/{most}/people/",
        "people": "/people/",
        "people, by a name": "/people/?q=petrov",
        "person": f"/people/{contact}/",
        "search, a word": "/clients/?q=harbor",
        "search, two Chinese characters": f"/clients/?q={quote('远航')}",
        "palette, a person": f"/search/?q={quote('王军')}",
        "palette, a client": f"/search/?q={quote('海通')}",
        "tasks": "/tasks/",
        "network": "/network/",
        "network, one of us": f"/network/staff/{user}/",
        "network, one client": f"/network/clients/{usual}/",
        "network, the busiest client": f"/network/clients/{most}/",
        "who knows": "/network/who/?q=petrov",
    }


def _copy_log(sizes: dict[str, int]) -> None:
    from django.db import connection, transaction

    from clientela.contacts.search import person_search_text

    from .contacts import contact_log
    from .firm import LAST_DAY

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('clientela.user', '0', false)")
        cursor.execute("UPDATE accounts_user SET is_active = true WHERE NOT is_active")
        cursor.execute("SELECT id FROM clients_client ORDER BY id")
        clients = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT id FROM accounts_user ORDER BY id")
        staff = [row[0] for row in cursor.fetchall()]
        made = contact_log(
            clients=len(clients),
            people=sizes["people"],
            interactions=sizes["interactions"],
            staff=len(staff),
            last_day=LAST_DAY,
            seed=1,
        )
        # No trigger and no foreign key is asked while a firm is written that is known to be sound.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("CREATE TEMP TABLE people (n bigint, client bigint, name text, rank int, search text)")
        people = (
            (number, clients[client], name, rank, person_search_text(name=name))
            for number, (client, name, rank) in enumerate(made.people.iter_rows())
        )
        _copy(cursor, "people", people)
        cursor.execute("CREATE TEMP TABLE numbered AS SELECT n, nextval('contacts_contact_id_seq') AS id FROM people")
        cursor.execute("CREATE UNIQUE INDEX ON numbered (n)")
        _insert(
            cursor,
            "contacts_contact",
            {"id": "m.id", "name": "p.name", "search": "p.search", "name_order": "'given_first'"},
            "people AS p JOIN numbered AS m USING (n)",
        )
        _insert(
            cursor,
            "contacts_position",
            {"contact_id": "m.id", "client_id": "p.client", "rank": "p.rank", "title": "'Position ' || p.rank"},
            "people AS p JOIN numbered AS m USING (n)",
        )
        cursor.execute(
            "CREATE TEMP TABLE log (n bigint, client bigint, person bigint, second bigint, staff bigint, "
            "at timestamptz, channel text, direction text)"
        )
        rows = (
            (number, clients[client], person, second, staff[user], at, channel, direction)
            for number, (client, person, second, user, channel, direction, at) in enumerate(
                made.log.select("client", "person", "second", "staff", "channel", "direction", "at").iter_rows()
            )
        )
        _copy(cursor, "log", rows)
        cursor.execute(
            "CREATE TEMP TABLE logged AS SELECT n, nextval('interactions_interaction_id_seq') AS id FROM log"
        )
        cursor.execute("CREATE UNIQUE INDEX ON logged (n)")
        cursor.execute("ANALYZE log; ANALYZE logged; ANALYZE numbered")
        _insert(
            cursor,
            "interactions_interaction",
            {
                "id": "m.id",
                "token": "gen_random_uuid()",
                "client_id": "l.client",
                "at": "l.at",
                "channel": "l.channel",
                "direction": "l.direction",
                "subject": "'About matter ' || l.n % 997",
                "text": "'They asked for ' || repeat('a little more of this and that, ', (l.n % 5)::int)",
                "source": "'imported'",
                "minutes": "(l.n % 7)::int * 10",
            },
            "log AS l JOIN logged AS m USING (n) ORDER BY l.at",
        )
        for column, value, condition in (
            ("user_id", "l.staff", "true"),
            ("contact_id", "m2.id", "l.person = m2.n"),
            ("contact_id", "m2.id", "l.second = m2.n"),
        ):
            joined = "log AS l JOIN logged AS m USING (n)"
            joined += "" if column == "user_id" else f" JOIN numbered AS m2 ON {condition}"
            given = {"interaction_id": "m.id", "client_id": "l.client", column: value, "at": "l.at"}
            _insert(cursor, "interactions_participant", given, joined)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextlib.contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[name] = round(time.perf_counter() - start, 2)
    _say(f"{name}: {seconds[name]}")


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def _insert(cursor: Any, table: str, given: dict[str, str], source: str) -> None:
    # Whatever else a table must have gets an empty value of its type, so that a new column needs nothing here.
    cursor.execute(
        """SELECT column_name, data_type FROM information_schema.columns
           WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'""",
        [table],
    )
    empty = {"boolean": "false", "timestamp with time zone": "now()", "jsonb": "'{}'", "uuid": "gen_random_uuid()"}
    numbers = ("integer", "bigint", "smallint", "numeric", "double precision")
    filled = {name: empty.get(kind, "0" if kind in numbers else "''") for name, kind in cursor.fetchall()} | given
    cursor.execute(f"INSERT INTO {table} ({', '.join(filled)}) SELECT {', '.join(filled.values())} FROM {source}")


def _copy(cursor: Any, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _switch(how: str) -> None:
    """Let the triggers of ties rest, or work again; those of the history stay."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT tgrelid::regclass::text, tgname FROM pg_trigger
               WHERE NOT tgisinternal AND tgfoid::regproc::text LIKE 'relationships_%'"""
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} {how} TRIGGER {trigger}")


def _log_each(plans: list[tuple[int, list[int], list[int]]]) -> dict[str, float]:
    import uuid

    from clientela.core.actor import SYSTEM, acting_as
    from clientela.interactions.actions import log_interaction

    times = []
    with acting_as(SYSTEM):
        for client, ours, theirs in plans:
            start = time.perf_counter()
            log_interaction(
                client_id=client, channel="call", at=_now(), subject="One more", staff=ours, contacts=theirs,
                token=uuid.uuid4(), by=SYSTEM,
            )  # fmt: skip
            times.append(1000 * (time.perf_counter() - start))
    return {"p50_ms": round(quantile(times, 0.5), 2), "p95_ms": round(quantile(times, 0.95), 2)}


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


if __name__ == "__main__":
    main()
