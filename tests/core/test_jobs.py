"""A job that lost its worker is taken up again, and holds nobody up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from clientela.core.actor import as_owner
from clientela.core.jobs import MOST_ATTEMPTS, take_up_lost_jobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def empty_queue(db: None) -> Iterator[None]:
    def clear() -> None:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")

    clear()
    yield
    clear()


def _job(
    *,
    silent: float | None,
    attempts: int = 0,
    status: str = "doing",
    queueing_lock: str | None = None,
    lock: str | None = None,
) -> int:
    """A job; with `silent` of a worker that said so many seconds ago that it lives, else of none."""
    with connection.cursor() as cursor:
        worker = None
        if silent is not None:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) "
                "RETURNING id",
                [silent],
            )
            (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, worker_id, lock, queueing_lock) "
            "VALUES ('default', 'a', %s, %s, %s, %s, %s) RETURNING id",
            [status, attempts, worker, lock, queueing_lock],
        )
        return int(cursor.fetchone()[0])


def _status(job: int) -> tuple[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, attempts FROM procrastinate_jobs WHERE id = %s", [job])
        status, attempts = cursor.fetchone()
    return str(status), int(attempts)


def test_a_job_of_a_silent_worker_waits_again_and_one_of_a_living_one_goes_on() -> None:
    lost, living = _job(silent=60, lock="one at a time"), _job(silent=1)
    assert take_up_lost_jobs() == 1
    assert (_status(lost), _status(living)) == (("todo", 1), ("doing", 0))


def test_a_job_whose_worker_is_gone_waits_again() -> None:
    lost = _job(silent=None)
    assert take_up_lost_jobs() == 1
    assert _status(lost) == ("todo", 1)


def test_a_job_that_lost_its_worker_again_and_again_has_failed() -> None:
    lost = _job(silent=60, attempts=MOST_ATTEMPTS)
    assert take_up_lost_jobs() == 0
    assert _status(lost)[0] == "failed"


def test_a_job_in_whose_place_another_waits_has_failed() -> None:
    lost = _job(silent=60, queueing_lock="nightly")
    _job(silent=None, status="todo", queueing_lock="nightly")
    assert take_up_lost_jobs() == 0
    assert _status(lost)[0] == "failed"
