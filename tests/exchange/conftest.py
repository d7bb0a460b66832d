"""People who bring files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from clientela.accounts.models import User


@pytest.fixture
def assistant(db: None) -> User:
    """A person who may bring files, and not undo their import."""
    from clientela.accounts.actions import add_staff
    from clientela.accounts.permissions import Role
    from clientela.core.actor import SYSTEM

    return add_staff(name="Oksana Bondar", role=Role.ASSISTANT, by=SYSTEM)


@pytest.fixture
def no_tables_left(db: None) -> Iterator[None]:
    """After the test the imports have left no table of their own behind."""
    from django.db import connection

    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'clientela_staging'")
        assert cursor.fetchall() == []
