"""(b) Import into PostgreSQL against `psql \\copy` of the same rows, unlogged, and against `bulk_create`."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from .measuring import Taken, run_once

BULK_ROWS = 100_000
TABLE = """
DROP TABLE IF EXISTS bench_copy;
CREATE UNLOGGED TABLE bench_copy (
    date date, client text, kind text, amount numeric(18,4), currency text,
    engagement text, service_line text, staff text
);
"""

# What `clientela import ledger` does before it ranks the clients, which is measured apart.
IMPORT = """
import sys
from pathlib import Path
from clientela.cli.database import database
with database():
    from clientela.core.actor import SYSTEM, acting_as
    from clientela.exchange.actions import import_ledger_file
    with acting_as(SYSTEM):
        batch = import_ledger_file(path=Path(sys.argv[1]), by=SYSTEM)
    assert batch.status == "done", batch.error
"""


def measure(csv: Path, home: Path, *, rows: int) -> dict[str, Any]:
    """Import `csv` into the firm in `home`, after copying the same rows with `psql` and a sample through the ORM."""
    from clientela.core.embedded import DATABASE, POSTGRES_BIN_PATH, SUPERUSER, EmbeddedPostgres

    server = EmbeddedPostgres(home)
    copied, imported = Taken(), Taken()
    psql = [str(POSTGRES_BIN_PATH / "psql"), "-q", "-h", str(server.socket_dir), "-U", SUPERUSER, "-d", DATABASE]
    for _run in range(3):
        run_once([*psql, "-c", TABLE], Taken())
        run_once([*psql, "-c", f"\\copy bench_copy FROM '{csv}' WITH (FORMAT csv, HEADER true)"], copied)
    run_once([*psql, "-c", "DROP TABLE bench_copy"], Taken())
    orm = _bulk_create(csv)
    environment = os.environ | {"CLIENTELA_HOME": str(home)}
    run_once([sys.executable, "-c", IMPORT, str(csv)], imported, env=environment)
    rate = rows / imported.median
    return {
        "rows": rows,
        "figures": {
            "psql \\copy": copied.as_dict(rows=rows),
            "clientela import": imported.as_dict(rows=rows),
            "bulk_create": {"rows_per_second": round(orm), "rows": BULK_ROWS},
        },
        "times_of_copy": round(imported.median / copied.median, 2),
        "faster_than_bulk_create": round(rate / orm, 1),
    }


def _bulk_create(csv: Path) -> float:
    """Rows a second through the ORM: the same cells, clients and engagements made first, not counted."""
    import itertools
    from csv import DictReader
    from datetime import date
    from decimal import Decimal

    from django.db import transaction

    from clientela.clients.models import Client
    from clientela.core.actor import SYSTEM, acting_as
    from clientela.engagements.models import LedgerEntry

    class Undo(Exception):
        pass

    with csv.open(newline="", encoding="utf-8") as stream:
        lines = list(itertools.islice(DictReader(stream), BULK_ROWS))
    seconds = 0.0
    try:
        with acting_as(SYSTEM), transaction.atomic():
            names = {line["client"] for line in lines}
            made = Client.objects.bulk_create([Client(name=name) for name in names], batch_size=5000)
            numbers = {client.name: client.pk for client in made}
            start = time.perf_counter()
            LedgerEntry.objects.bulk_create(
                [
                    LedgerEntry(
                        client_id=numbers[line["client"]],
                        date=date.fromisoformat(line["date"]),
                        kind=line["kind"],
                        amount=Decimal(line["amount"]),
                        currency=line["currency"],
                    )
                    for line in lines
                ],
                batch_size=5000,
            )
            seconds = time.perf_counter() - start
            raise Undo
    except Undo:
        return len(lines) / seconds


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A data directory for the run that goes away."""
    return tempfile.TemporaryDirectory(prefix="clientela-bench-", ignore_cleanup_errors=True)
