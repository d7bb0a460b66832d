"""Jobs that look after jobs."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .jobs import take_up_lost_jobs


@app.periodic(cron="* * * * *", periodic_id="core.take_up_lost_jobs")
@app.task(name="core.take_up_lost_jobs", queueing_lock="core.take_up_lost_jobs")
def lost(timestamp: int) -> None:
    """Every minute: jobs whose process was killed wait again."""
    take_up_lost_jobs()
