"""Jobs of this part: an import, and the search for imports that lost their process."""

from __future__ import annotations

from contextlib import suppress

from procrastinate.contrib.django import app

from clientela.core.errors import NotFound, Refused

from .actions import recover_batches, run_import
from .actions.running import IMPORT_TASK


@app.task(name=IMPORT_TASK)
def import_batch(batch_id: int) -> None:
    """Run the import of one batch. What is wrong with its file stands in the batch, and is no failure of the job."""
    with suppress(Refused, NotFound):
        run_import(batch_id=batch_id)


@app.periodic(cron="*/2 * * * *")
@app.task(name="exchange.recover_batches")
def recover(timestamp: int) -> None:
    """Every two minutes: imports whose process was killed wait again, or are marked as failed."""
    recover_batches()
