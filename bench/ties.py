"""How well the strength of ties ranks the contacts to come, on a real log of mail.

    python -m bench.ties FILE [--write NAME]

FILE has one mail a row: sender, recipient and either `date` or `ts` (seconds from the first one), as Parquet or CSV.
Everybody is a member of staff and a contact at once: a mail is a contact on the sender's initiative for the sender,
and on the other's initiative for the recipient. Mails of one sender at one moment are one mail to several people.

For the end of each month the strengths are read from PostgreSQL as of that day, by the very functions that the pages
use, and each person's past correspondents are ranked by them. The area under the ROC curve says how often one who will
be in touch in the next 30 days (either way) stands above one who will not; the mean is over persons who have both. It
is compared with ranking by the number of mails so far (frequency alone) and by the last mail (recency alone). Weights
are chosen on the first half of the months and the figures taken on the second.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import itertools
import json
import os
import tempfile
import uuid
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from .written import write

MONTH = dt.timedelta(days=30)
FIRST = dt.datetime(2010, 1, 1, tzinfo=dt.UTC)
HALF_LIVES = (45, 60, 90, 120)
CROWDS = (Decimal(0), Decimal("0.25"), Decimal("0.5"))
BOTH = (Decimal(0), Decimal("0.25"))
LEAST = 100


@dataclass(frozen=True)
class Log:
    """Mails by place of sender and recipient among the persons, with the time of each."""

    sender: np.ndarray
    recipient: np.ndarray
    at: np.ndarray
    persons: int


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description="AUC of the strength of ties on a log of mail.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--write", metavar="NAME", help="keep the figures in docs/benchmarks-know.md under this name")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="clientela-ties-", ignore_cleanup_errors=True) as home:
        os.environ["CLIENTELA_HOME"] = home
        os.environ.pop("DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela.config.settings")
        figures = measure(asked.file)
    print(json.dumps(figures, indent=2))
    if asked.write:
        write({"mail": {asked.write: figures}})


def measure(path: Path) -> dict[str, Any]:
    """The figures of one log: mails, persons, months to fit and to test on, the weights chosen, and the AUCs."""
    from clientela.cli.database import database
    from clientela.relationships.formula import TieWeights

    log = read(path)
    days = [log.at.min() + each * MONTH for each in range(3, int((log.at.max() - log.at.min()) / MONTH))]
    # A month without mails says nothing; eight of the others are enough, spread evenly.
    days = [day for day in days if ((log.at >= day) & (log.at < day + MONTH)).sum() >= LEAST]
    days = days[:: max(1, -(-len(days) // 8))]
    fit, test = days[: len(days) // 2], days[len(days) // 2 :]
    with database():
        people = enter(log)
        best = max(_choices(), key=lambda weights: _mean(log, fit, lambda day: strengths(people, day, weights)))
        default = TieWeights()
        rankings = {
            "strength, weights chosen on the first half": lambda day: strengths(people, day, best),
            "strength, default weights": lambda day: strengths(people, day, default),
            "frequency alone": lambda day: _counts(log, day),
            "recency alone": lambda day: _last(log, day),
        }
        figures = {
            name: {"fitted on": round(_mean(log, fit, rank), 4), "tested on": round(_mean(log, test, rank), 4)}
            for name, rank in rankings.items()
        }
    return {
        "mails": len(log.at),
        "persons": log.persons,
        "months": {"fitted": len(fit), "tested": len(test)},
        "chosen": {
            "half_life_days": best.half_life_days,
            "crowd": float(best.crowd),
            "both_ways": float(best.both_ways),
        },
        "auc": figures,
    }


def read(path: Path) -> Log:
    """The log in the file."""
    frame = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path)
    if "date" not in frame.columns:
        frame = frame.with_columns(date=pl.lit(FIRST.replace(tzinfo=None)) + pl.duration(seconds=pl.col("ts")))
    frame = frame.filter(pl.col("sender") != pl.col("recipient"))
    numbers = pl.concat([frame["sender"], frame["recipient"]]).unique().sort()
    place = {number: row for row, number in enumerate(numbers)}
    return Log(
        np.array([place[each] for each in frame["sender"]]),
        np.array([place[each] for each in frame["recipient"]]),
        np.array([at.replace(tzinfo=dt.UTC) for at in frame["date"]]),
        len(place),
    )


def enter(log: Log) -> tuple[list[int], list[int]]:
    """Write the log into the contact log of a firm with one client; the numbers of staff and of contacts by place."""
    from django.db import connection

    from clientela.accounts.actions import add_staff
    from clientela.accounts.permissions import Role
    from clientela.clients.models import Client
    from clientela.contacts.models import Contact
    from clientela.core.actor import SYSTEM, acting_as
    from clientela.interactions.actions import import_interactions
    from clientela.interactions.actions.importing import ImportedInteraction

    with acting_as(SYSTEM):
        client = Client.objects.create(name="Everybody")
        staff = [add_staff(name=f"Person {n}", role=Role.LAWYER, by=SYSTEM).pk for n in range(log.persons)]
        people = Contact.objects.bulk_create([Contact(name=f"Person {n}") for n in range(log.persons)])
        contacts = [contact.pk for contact in people]
        rows = []
        mails: dict[tuple[int, dt.datetime], set[int]] = {}
        for sender, recipient, at in zip(log.sender, log.recipient, log.at, strict=True):
            mails.setdefault((int(sender), at), set()).add(int(recipient))
        for (sender, at), recipients in mails.items():
            common = {"client_id": client.pk, "channel": "mail", "at": at, "subject": "mail"}
            rows.append(
                ImportedInteraction(
                    token=uuid.uuid4(),
                    direction="ours",
                    staff=(staff[sender],),
                    contacts=tuple(contacts[each] for each in sorted(recipients)),
                    **common,
                )
            )
            rows += [
                ImportedInteraction(
                    token=uuid.uuid4(),
                    direction="theirs",
                    staff=tuple(staff[each] for each in sorted(recipients)),
                    contacts=(contacts[sender],),
                    **common,
                )
            ]
        import_interactions(rows, by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('clientela.user', '0', false)")
    return staff, contacts


def strengths(people: tuple[list[int], list[int]], day: dt.datetime, weights: Any) -> np.ndarray:
    """The strength of every pair up to `day`, by the firm's functions in PostgreSQL; zero where there is no tie."""
    from django.db import connection

    policy = weights.to_dict() | {"reference": day.date().isoformat(), "number": 0}
    staff, contacts = ({number: place for place, number in enumerate(each)} for each in people)
    found = np.zeros((len(staff), len(contacts)))
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT user_id, contact_id, relationships_level(ours, theirs, 3, %(policy)s)
               FROM relationships_from_log(%(policy)s, NULL, NULL, %(day)s)""",
            {"policy": json.dumps(policy), "day": day},
        )
        for user, contact, level in cursor.fetchall():
            found[staff[user], contacts[contact]] = weights.strength_of(2.0**level)
    return found


def auc(log: Log, scores: np.ndarray, day: dt.datetime) -> float:
    """Mean over persons: how often a past correspondent who is in touch in the next 30 days ranks above one who is
    not (a tie counts half)."""
    coming = _pairs(log, (log.at >= day) & (log.at < day + MONTH))
    known = _pairs(log, log.at < day)
    areas = []
    for person in range(log.persons):
        candidates = known[person]
        hit, score = coming[person][candidates], scores[person][candidates]
        right, wrong = score[hit], score[~hit]
        if len(right) and len(wrong):
            above = (right[:, None] > wrong[None, :]).mean() + (right[:, None] == wrong[None, :]).mean() / 2
            areas.append(above)
    return float(np.mean(areas))


def _choices() -> list[Any]:
    from clientela.relationships.formula import TieWeights

    return [
        dataclasses.replace(TieWeights(), half_life_days=half, crowd=crowd, both_ways=both)
        for half, crowd, both in itertools.product(HALF_LIVES, CROWDS, BOTH)
    ]


def _mean(log: Log, days: list[dt.datetime], rank: Any) -> float:
    return float(np.mean([auc(log, rank(day), day) for day in days]))


def _pairs(log: Log, which: np.ndarray) -> np.ndarray:
    pairs = np.zeros((log.persons, log.persons), bool)
    pairs[log.sender[which], log.recipient[which]] = True
    return pairs | pairs.T


def _counts(log: Log, day: dt.datetime) -> np.ndarray:
    past = log.at < day
    counts = np.zeros((log.persons, log.persons))
    np.add.at(counts, (log.sender[past], log.recipient[past]), 1)
    return counts + counts.T


def _last(log: Log, day: dt.datetime) -> np.ndarray:
    past = log.at < day
    last = np.zeros((log.persons, log.persons))
    stamps = np.array([at.timestamp() for at in log.at[past]])
    np.maximum.at(last, (log.sender[past], log.recipient[past]), stamps)
    return np.maximum(last, last.T)


if __name__ == "__main__":
    main()
