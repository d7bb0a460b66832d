"""Small ledgers for tests, and what became of them."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, System, acting_as
from clientela.engagements.models import Engagement, LedgerEntry
from clientela.exchange.actions import import_ledger_file
from clientela.exchange.models import Batch

HEADINGS = ("date", "client", "kind", "amount", "currency", "matter", "practice", "lawyer", "description")

ACME = ("2024-01-05", "Acme Ltd", "fee", "100.00", "USD", "M-1", "Tax", "Ann Lee", "Advice")
ACME_LATER = ("2024-02-05", "Acme Ltd", "fee", "50.50", "USD", "M-1", "Tax", "Ann Lee", "More advice")
BETA = ("2024-01-07", "Beta AG", "fee", "70.00", "EUR", "M-1", "Corporate", "Bo Chen", "Contract")
BETA_PAID = ("2024-03-01", "Beta AG", "payment", "70.00", "EUR", "M-1", "Corporate", "", "Paid")


def write_ledger(path: Path, rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> Path:
    """Write a CSV with these rows."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([headings, *rows])
    return path


def bring(path: Path, rows: Sequence[Sequence[str]], *, by: Any = SYSTEM, **options: Any) -> Batch:
    """Write a ledger to a new file in the folder and import it."""
    number = len(list(path.iterdir()))
    return import_ledger_file(path=write_ledger(path / f"ledger-{number}.csv", rows), by=by, **options)


def ledger(by: System = SYSTEM) -> Counter[tuple[str, ...]]:
    """Everything in the ledger as the rows from which it came, with how often it is there."""
    with acting_as(by):
        found = LedgerEntry.objects.values_list(
            "date",
            "client__name",
            "kind",
            "amount",
            "currency",
            "engagement__reference",
            "engagement__service_line__name",
            "staff__name",
            "description",
        )
        return Counter(
            tuple(f"{cell:.2f}" if index == 3 else str(cell or "") for index, cell in enumerate(row)) for row in found
        )


def counts() -> tuple[int, int, int]:
    """How many entries, clients and engagements there are."""
    with acting_as(SYSTEM):
        return LedgerEntry.objects.count(), Client.objects.count(), Engagement.objects.count()
