"""Two clients, of which the lawyer may come to see one only, and people at them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def secret(managing_partner: Any) -> Any:
    """The client that `walled` hides."""
    from clientela.clients.actions import add_client
    from clientela.core.actor import SYSTEM, acting_as

    with acting_as(SYSTEM):
        return add_client(name="Secret Holdings", country="CN", by=SYSTEM)


@pytest.fixture
def trading(managing_partner: Any) -> Any:
    """A client that everybody sees."""
    from clientela.clients.actions import add_client
    from clientela.core.actor import SYSTEM, acting_as

    with acting_as(SYSTEM):
        return add_client(name="Open Trading", country="RU", by=SYSTEM)


@pytest.fixture
def walled(secret: Any, lawyer: Any, managing_partner: Any) -> Any:
    """The lawyer, from whom a wall hides the secret client."""
    from clientela.access.actions import raise_wall
    from clientela.core.actor import acting_as

    with acting_as(managing_partner):
        raise_wall(client=secret, hidden_from=[lawyer], reason="acts for the other side", by=managing_partner)
    return lawyer


@pytest.fixture
def as_partner(managing_partner: Any) -> Iterator[Any]:
    """Act as the managing partner for the whole test."""
    from clientela.core.actor import acting_as

    with acting_as(managing_partner):
        yield managing_partner


@pytest.fixture
def statements(db: None) -> Any:
    """How many statements a query takes, so that one row can be compared with three."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def counted(query: Any) -> int:
        with CaptureQueriesContext(connection) as caught:
            query()
        return len(caught)

    return counted
