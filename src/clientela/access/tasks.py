"""Walls begin and end by their dates. Here the clock is read."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM, acting_as

from .actions import apply_wall_dates


@app.periodic(cron="1 * * * *", periodic_id="access.dates")
@app.task(name="access.dates", queueing_lock="access.dates")
def dates(timestamp: int) -> None:
    """Each hour, so that a server that slept at midnight is an hour late at most."""
    with acting_as(SYSTEM):
        apply_wall_dates(today=timezone.localdate())
