from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def book(db: None) -> Any:
    """Two colleagues, two clients, three people (see tests.relationships.books)."""
    from tests.relationships.books import build_book

    return build_book()
