"""Books of clients whose rows are committed, so that the extract, on a connection of its own, can see them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

import polars as pl
from django.db import connection

from bench.firm import ledger_frame
from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients.actions import add_client
from clientela.clients.models import Client
from clientela.clients.search import search_text
from clientela.core.actor import SYSTEM, acting_as, as_owner
from clientela.core.models import Exclusion
from clientela.engagements.models import Engagement, LedgerEntry, ServiceLine

TODAY: Final = dt.date(2024, 12, 31)
YEAR_BEFORE: Final = dt.date(2023, 12, 31)
_numbers = itertools.count(1)

FACTS = {
    "client_id": pl.Int64,
    "date": pl.Date,
    "kind": pl.String,
    "amount_minor": pl.Int64,
    "engagement_id": pl.Int64,
    "service_line": pl.String,
    "staff_id": pl.Int64,
}


def empty_the_database() -> None:
    """Take all rows away that a test has committed; what migrations wrote stays."""
    if connection.in_atomic_block:
        raise RuntimeError("a committed book must not be taken away from inside a transaction")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE insights_standing, insights_snapshot, insights_computation, insights_policyversion, "
            "engagements_ledgerentry, engagements_ledgermonth, engagements_teammember, engagements_engagement, "
            "engagements_serviceline, engagements_exchangerate, clients_identifier, clients_clientname, "
            "clients_client, access_exclusion, access_wall, access_named, audit_event, "
            "accounts_signinlink, accounts_user, procrastinate_jobs CASCADE"
        )


def staff(role: Role = Role.MANAGING_PARTNER) -> User:
    """A new member of staff."""
    return add_staff(name=f"Member {next(_numbers)}", role=role, by=SYSTEM)


def client(name: str, **facts: Any) -> Client:
    """A new client."""
    with acting_as(SYSTEM):
        return add_client(name=name, by=SYSTEM, **facts)


def engagement(of: Client, line: str = "Tax", **facts: Any) -> Engagement:
    """A new mandate of a client."""
    with acting_as(SYSTEM):
        service, _made = ServiceLine.objects.get_or_create(key=line.lower(), defaults={"name": line})
        reference = f"M-{next(_numbers)}"
        return Engagement.objects.create(
            client=of, reference=reference, reference_key=reference.lower(), service_line=service, **facts
        )


def entry(
    of: Client, date: str, amount: int | str, kind: str = "fee", *, currency: str = "USD", on: Engagement | None = None
) -> LedgerEntry:
    """A new amount of a client, the date in ISO form."""
    with acting_as(SYSTEM):
        return LedgerEntry.objects.create(
            client=of,
            date=dt.date.fromisoformat(date),
            kind=kind,
            amount=Decimal(amount),
            currency=currency,
            engagement=on,
        )


def fees(of: Client, amounts: dict[str, int | str]) -> None:
    """Fees of a client by date."""
    for date, amount in amounts.items():
        entry(of, date, amount)


def wall_off(clients: Iterable[Client | int], *, hidden_from: User) -> None:
    """Hide clients from a member of staff."""
    numbers = [one if isinstance(one, int) else one.pk for one in clients]
    Exclusion.objects.bulk_create([Exclusion(user_id=hidden_from.pk, client_id=number) for number in numbers])


def generated_book(*, clients: int = 60, lines: int = 2_500, seed: int = 7) -> list[Client]:
    """A made-up firm: many clients with engagements, staff, refunds and costs over eight years."""
    frame = ledger_frame(clients=clients, lines=lines, seed=seed)
    people = {number: staff(Role.LAWYER) for number in frame["staff_id"].unique().sort().to_list()[:5]}
    names = [f"Client {number:03d}" for number in range(1, clients + 1)]
    with acting_as(SYSTEM):
        known = Client.objects.bulk_create(Client(name=name, search=search_text([name])) for name in names)
        lines_of_work = {name: ServiceLine(name=name, key=name.lower()) for name in _known(frame, "service_line")}
        ServiceLine.objects.bulk_create(lines_of_work.values())
        firsts = frame.unique("engagement_id", keep="first", maintain_order=True).drop_nulls("engagement_id")
        works = {
            row["engagement_id"]: Engagement(
                client=known[row["client_id"] - 1],
                reference=str(row["engagement_id"]),
                reference_key=str(row["engagement_id"]),
                service_line=lines_of_work[row["service_line"]],
                opened=row["date"],
            )
            for row in firsts.iter_rows(named=True)
        }
        Engagement.objects.bulk_create(works.values())
        LedgerEntry.objects.bulk_create(
            LedgerEntry(
                client=known[row["client_id"] - 1],
                date=row["date"],
                kind=row["kind"],
                amount=Decimal(row["amount_minor"]) / 100,
                currency="USD",
                engagement=works.get(row["engagement_id"]),
                staff=people.get(row["staff_id"]),
            )
            for row in frame.iter_rows(named=True)
        )
    return known


def _known(frame: pl.DataFrame, column: str) -> list[str]:
    return frame[column].drop_nulls().unique().sort().to_list()


def facts_by_hand(*, until: dt.date | None = None) -> pl.LazyFrame:
    """The ledger in dollars as the analysis takes it, read row by row through Django."""
    with acting_as(SYSTEM):
        rows = [
            (client_id, date, kind, int(amount * 100), engagement_id, line, staff_id)
            for client_id, date, kind, amount, engagement_id, line, staff_id in LedgerEntry.objects.values_list(
                "client_id", "date", "kind", "amount", "engagement_id", "engagement__service_line__name", "staff_id"
            )
            if until is None or date <= until
        ]
    return pl.LazyFrame(rows, schema=FACTS, orient="row")
