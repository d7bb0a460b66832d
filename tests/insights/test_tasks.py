"""Jobs: found by their names, done by a worker, harmless when they come twice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from clientela.core.actor import SYSTEM, acting_as, as_owner
from clientela.insights import tasks
from clientela.insights.actions import ask_for_snapshot
from clientela.insights.models import Computation, Snapshot, Standing
from tests.insights import books


@pytest.fixture(autouse=True)
def end_of_2024(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: books.TODAY)


def _dates() -> list[dt.date]:
    return list(Snapshot.objects.filter(current=True).order_by("-as_of").values_list("as_of", flat=True))


@pytest.fixture
def no_jobs(transactional_db: None) -> None:
    """Other tests leave jobs behind: the tables of the queue are not emptied between tests."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.mark.usefixtures("no_jobs")
def test_a_worker_computes_what_was_asked_for_once(committed: Path) -> None:
    books.fees(books.client("Acme"), {"2023-05-01": 100, "2024-12-01": 200})
    with acting_as(SYSTEM):
        assert ask_for_snapshot()
        assert not ask_for_snapshot()
    jobs = ProcrastinateJob.objects.filter(task_name="insights.compute")
    assert jobs.count() == 1
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    _end_sessions_of_the_worker()
    assert _dates() == [dt.date(2024, 12, 31), dt.date(2023, 12, 31)]
    # At night the worker adds the nightly one to it.
    assert set(jobs.values_list("status", flat=True)) == {"succeeded"}
    assert ask_for_snapshot()


def _end_sessions_of_the_worker() -> None:
    # Its threads are gone, but the connections that they opened are not closed with them.
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


def test_the_job_done_twice_leaves_what_the_first_one_made(committed: Path) -> None:
    books.fees(books.client("Acme"), {"2023-05-01": 100, "2024-12-01": 200})
    tasks.compute()
    made = set(Snapshot.objects.values_list("pk", flat=True))
    tasks.compute(as_of=None)
    assert set(Snapshot.objects.values_list("pk", flat=True)) == made
    with acting_as(SYSTEM):
        assert Standing.objects.count() == 2


def test_the_job_for_a_date_computes_that_date_and_keeps_it(committed: Path) -> None:
    books.fees(books.client("Acme"), {"2021-02-01": 100, "2024-12-01": 200})
    tasks.compute(as_of="2022-01-31")
    assert _dates() == [dt.date(2022, 1, 31)]
    assert Snapshot.objects.get().asked


def test_what_stands_against_it_is_shown_and_does_not_fail_the_job(committed: Path) -> None:
    acme = books.client("Acme")
    books.fees(acme, {"2024-05-01": 100, "2024-05-02": 100})
    books.entry(acme, "2024-06-01", 1, currency="EUR")
    tasks.compute()
    assert Computation.objects.get().outcome == "refused"
    assert _dates() == []


def test_an_empty_firm_is_no_reason_to_fail(committed: Path) -> None:
    tasks.compute()
    assert _dates() == []
    assert Computation.objects.get().outcome == "done"


def test_every_night_a_computation_is_asked_for(committed: Path) -> None:
    assert "insights.nightly" in {one.task.name for one in app.periodic_registry.periodic_tasks.values()}
    tasks.nightly(timestamp=0)
    tasks.nightly(timestamp=86_400)
    assert list(ProcrastinateJob.objects.values_list("task_name", "queueing_lock")) == [("insights.compute",) * 2]
