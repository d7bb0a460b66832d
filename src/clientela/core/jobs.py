"""Jobs that lost their process are taken up again."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError, connection, transaction

SILENT_SECONDS: Final = 30.0
"""A worker tells every ten seconds that it lives."""

MOST_ATTEMPTS: Final = 5

LOST: Final = """
    SELECT job.id, job.attempts
    FROM procrastinate_jobs AS job LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
    WHERE job.status = 'doing'
      AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
    ORDER BY job.id
    FOR UPDATE OF job SKIP LOCKED
"""


def take_up_lost_jobs(*, silent_seconds: float = SILENT_SECONDS) -> int:
    """Let jobs wait again whose worker has been silent for so long; how many do.

    Without this a killed job would hold its lock for good, and all of its kind would wait behind it. One that lost its
    worker `MOST_ATTEMPTS` times has failed: it may be what kills them. So has one in whose place another waits already.
    """
    taken_up = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOST, [silent_seconds])
        for number, attempts in cursor.fetchall():
            if attempts < MOST_ATTEMPTS:
                try:
                    with transaction.atomic():
                        cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [number])
                    taken_up += 1
                    continue
                except IntegrityError:
                    pass
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [number])
    return taken_up
