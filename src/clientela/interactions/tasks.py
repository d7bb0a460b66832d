"""Jobs of the contact log. Here the clock is read."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM, acting_as

from .actions import raise_overdue, remove_orphans


@app.periodic(cron="*/5 * * * *", periodic_id="interactions.raise_overdue")
@app.task(name="interactions.raise_overdue", queueing_lock="interactions.raise_overdue")
def overdue(timestamp: int) -> None:
    """Every five minutes: inquiries that nobody answered in time go up."""
    with acting_as(SYSTEM):
        raise_overdue(now=timezone.now())


@app.periodic(cron="45 3 * * *", periodic_id="interactions.remove_orphans")
@app.task(name="interactions.remove_orphans", queueing_lock="interactions.remove_orphans")
def orphans(timestamp: int) -> None:
    """Every night: files of which no contact speaks any more go."""
    with acting_as(SYSTEM):
        remove_orphans()
