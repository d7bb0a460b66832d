"""Asking for a computation that a worker will do."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

COMPUTE = "insights.compute"


def ask_for_snapshot(*, as_of: dt.date | None = None) -> bool:
    """Let a worker bring the snapshot of a date up to date, or without one the newest and the one it is compared with.

    Whether a job was added: none is where one for the same date is waiting already. It is added in the transaction of
    the caller, so that it never runs before what it is to see is there.
    """
    text = as_of.isoformat() if as_of else None
    waiting = f"{COMPUTE}:{text}" if text else COMPUTE
    try:
        with transaction.atomic():
            app.configure_task(COMPUTE, queueing_lock=waiting).defer(as_of=text)
    except AlreadyEnqueued:
        return False
    return True
