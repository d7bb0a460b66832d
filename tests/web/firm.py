"""A small firm with the snapshots of two dates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Final

import polars as pl
from django.db import transaction
from django.test import Client

from clientela.accounts.models import User
from clientela.analytics import Policy, standings
from clientela.clients.models import Client as FirmClient
from clientela.core.actor import SYSTEM, acting_as
from clientela.engagements.models import LedgerEntry
from clientela.exchange.actions import import_ledger_file
from clientela.insights.models import PolicyVersion, Snapshot
from clientela.insights.storing import spans_of, store_standings, with_places

LARGEST: Final = "上海远航物流有限公司"
DATES: Final = (dt.date(2016, 12, 31), dt.date(2017, 12, 31))


def browser_of(user: User) -> Client:
    """A browser in which a member of staff is signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def build_firm(*, partner: User, folder: Path) -> dict[str, FirmClient]:
    """Thirty clients, imported from a file and ranked at the ends of 2016 and 2017; by name.

    `LARGEST` is by far the largest, `=HYPERLINK(1)` has a name that would run in a spreadsheet, `Gone & Sons` was
    billed in 2016 only, and `Loss Ltd` is written off more than it is billed.
    """
    lines = ["date,client,matter,kind,amount"]
    for year in (2016, 2017):
        lines += [f"{year}-03-0{day},{LARGEST},A-{day},fee,{90_000 + day}" for day in range(1, 6)]
        lines += [f"{year}-05-10,Client {number:02d},M-{number},fee,{1_000 + number}" for number in range(26)]
        lines.append(f"{year}-06-01,=HYPERLINK(1),X-1,fee,500")
        lines.append(f"{year}-07-01,Loss Ltd,L-1,fee,700")
        lines.append(f"{year}-07-02,Loss Ltd,L-1,write-off,900")
    lines.append("2016-08-01,Gone & Sons,G-1,fee,40000")
    path = folder / "ledger.csv"
    path.write_text("\n".join(lines), "utf-8")
    with acting_as(SYSTEM):
        import_ledger_file(path=path, by=partner)
        for date in DATES:
            rank(as_of=date)
        return {client.name: client for client in FirmClient.objects.all()}


def rank(*, as_of: dt.date) -> Snapshot:
    """Store a snapshot of the ledger as the test sees it; the extract, on a connection of its own, cannot."""
    rows = [
        (client, date, kind, int(amount * 100), engagement, None, None)
        for client, date, kind, amount, engagement in LedgerEntry.objects.values_list(
            "client_id", "date", "kind", "amount", "engagement_id"
        )
    ]
    schema = {
        "client_id": pl.Int64, "date": pl.Date, "kind": pl.String, "amount_minor": pl.Int64, "engagement_id": pl.Int64,
        "service_line": pl.String, "staff_id": pl.Int64,
    }  # fmt: skip
    ledger = pl.LazyFrame(rows, schema=schema, orient="row").filter(pl.col("date") <= as_of)
    policy = Policy(gold_percentile=Decimal(75))
    found, thresholds = standings(ledger, as_of=as_of, policy=policy)
    table = with_places(found.to_native().collect())
    version, _made = PolicyVersion.objects.get_or_create(
        number=1, defaults={"data": policy.to_dict(), "reason": "first"}
    )
    with transaction.atomic():
        snapshot = Snapshot.objects.create(
            as_of=as_of,
            window_months=12,
            policy=version,
            currency="USD",
            minor_digits=2,
            thresholds=thresholds.to_dict(),
            spans=spans_of(table),
            facts="test",
            current=True,
            clients=table.height,
            active_clients=thresholds.active,
        )
        store_standings(table, snapshot_id=snapshot.pk)
    return snapshot
