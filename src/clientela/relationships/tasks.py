"""Jobs of the ties."""

from __future__ import annotations

from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM, acting_as

from .actions.policies import COMPUTE, compute_ties, mend_ties


@app.task(name=COMPUTE, queueing_lock=COMPUTE, lock=COMPUTE)
def compute() -> None:
    """Compute all ties by the newest weights."""
    with acting_as(SYSTEM):
        compute_ties(by=SYSTEM)


@app.periodic(cron="40 3 * * *", periodic_id="relationships.nightly")
@app.task(name="relationships.nightly", queueing_lock="relationships.nightly", lock=COMPUTE)
def nightly(timestamp: int) -> None:
    """Every night: hold the ties against the log."""
    with acting_as(SYSTEM):
        mend_ties(by=SYSTEM)
