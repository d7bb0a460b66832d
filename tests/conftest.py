"""One PostgreSQL for the run, in a data directory of its own; every test speaks to it as the application does."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# The settings read the environment when they are first imported, so this comes before Django. Workers of one run share
# the directory of their controller.
_HOME = os.environ.setdefault("CLIENTELA_TEST_HOME", tempfile.mkdtemp(prefix="clientela-test-"))
os.environ["CLIENTELA_HOME"] = _HOME
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela.config.settings")

_server = pytest.StashKey[Any]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the database before Django is set up; with `DATABASE_URL` the tests use that server."""
    import django

    from clientela.core.embedded import EmbeddedPostgres

    if not os.environ.get("DATABASE_URL"):
        config.stash[_server] = EmbeddedPostgres(Path(_HOME))
        config.stash[_server].acquire()
    django.setup()


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(_server, None)
    if server is not None:
        server.release()
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker, request) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """Make the test database as its owner; the tests then run as the application's role."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from clientela.core.actor import as_owner

    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        settings = connection.settings_dict
        settings.setdefault("TEST", {})["NAME"] = f"test_{settings['NAME']}_{worker}"
    _empty_tables_as_owner()
    with django_db_blocker.unblock(), as_owner():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock(), as_owner():
        teardown_databases(made, verbosity=0)


def _empty_tables_as_owner() -> None:
    # The application may not truncate tables; a test that really commits leaves that to the owner.
    from django.test import TransactionTestCase

    from clientela.core.actor import as_owner

    teardown = TransactionTestCase._fixture_teardown

    def teardown_as_owner(case: TransactionTestCase) -> None:
        with as_owner():
            teardown(case)

    TransactionTestCase._fixture_teardown = teardown_as_owner  # type: ignore[method-assign]


@pytest.fixture
def managing_partner(db: None):  # type: ignore[no-untyped-def]
    """The person who may do everything."""
    from clientela.accounts.actions import add_staff
    from clientela.accounts.permissions import Role
    from clientela.core.actor import SYSTEM

    return add_staff(name="Li Wei", role=Role.MANAGING_PARTNER, by=SYSTEM)


@pytest.fixture
def lawyer(db: None):  # type: ignore[no-untyped-def]
    """A person with the fewest permissions of those who sign in."""
    from clientela.accounts.actions import add_staff
    from clientela.accounts.permissions import Role
    from clientela.core.actor import SYSTEM

    return add_staff(name="Анна Петрова", role=Role.LAWYER, by=SYSTEM)
