"""Jobs of the analysis. Here the clock is read."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import Refused

from .actions import ask_for_snapshot, refresh_snapshots
from .actions.jobs import COMPUTE


@app.task(name=COMPUTE, queueing_lock=COMPUTE, lock=COMPUTE)
def compute(as_of: str | None = None) -> None:
    """Bring the snapshot of `as_of` (ISO; without one the newest) and the one it is compared with up to date.

    What stands against it, such as a missing exchange rate, is kept with the computation and shown; running the job
    again would not help.
    """
    date = dt.date.fromisoformat(as_of) if as_of else None
    with acting_as(SYSTEM):
        try:
            refresh_snapshots(as_of=date, today=timezone.localdate(), by=SYSTEM)
        except Refused:
            return


@app.periodic(cron="15 2 * * *", periodic_id="insights.nightly")
@app.task(name="insights.nightly", queueing_lock="insights.nightly")
def nightly(timestamp: int) -> None:
    """Every night: the window has moved on by a day, and with it what each client is worth."""
    with acting_as(SYSTEM):
        ask_for_snapshot()
