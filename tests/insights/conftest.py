"""Committed rows, taken away again; and an extract in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[Path]:
    """A database whose writes are committed; gives the folder of the extract."""
    from clientela.accounts.models import User
    from clientela.insights.queries.viewer import forget
    from tests.insights.books import empty_the_database

    monkeypatch.setenv("CLIENTELA_HOME", str(tmp_path))
    forget()
    with django_db_blocker.unblock():
        assert not User.objects.exists(), "this module's tests share a book, which this one would take away"
        try:
            yield tmp_path / "facts"
        finally:
            empty_the_database()


@pytest.fixture(scope="module")
def book(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Any]:
    """A firm with snapshots of the ends of 2023 and 2024, for tests that only look, or take back what they change."""
    from clientela.core.actor import SYSTEM, acting_as
    from clientela.insights.actions import compute_snapshot
    from tests.insights import books

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("CLIENTELA_HOME", str(tmp_path_factory.mktemp("book")))
        try:
            clients = books.generated_book()
            clients.append(books.client("Прохоров и партнёры", industry="Mining", country="RU"))
            prospect = books.client("上海远航物流有限公司", industry="Logistics", country="CN")
            books.engagement(prospect)
            clients.append(prospect)
            with acting_as(SYSTEM):
                for date in (books.YEAR_BEFORE, books.TODAY):
                    compute_snapshot(as_of=date, by=SYSTEM)
            yield clients
        finally:
            books.empty_the_database()


@pytest.fixture
def taken_back(book: Any, django_db_blocker: Any) -> Iterator[Any]:
    """The firm of `book`; what the test writes is rolled back."""
    from clientela.insights.queries.viewer import forget

    forget()
    with django_db_blocker.unblock(), transaction.atomic():
        yield book
        transaction.set_rollback(True)
