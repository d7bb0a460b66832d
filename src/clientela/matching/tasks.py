"""Jobs of this part: names are indexed soon after they are entered."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .indexing import refresh_index


@app.periodic(cron="* * * * *", periodic_id="matching.refresh")
@app.task(name="matching.refresh", queueing_lock="matching.refresh", lock="matching.refresh")
def refresh(timestamp: int) -> None:
    """Every minute: index the names that have changed."""
    refresh_index()
