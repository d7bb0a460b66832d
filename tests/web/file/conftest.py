"""Two clients."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def acme(managing_partner: Any) -> Any:
    """Acme Ltd, in steel."""
    return _entered("Acme Ltd", "Steel", managing_partner)


@pytest.fixture
def beta(managing_partner: Any) -> Any:
    """Beta Holding, of which nothing is known."""
    return _entered("Beta Holding", "", managing_partner)


def _entered(name: str, industry: str, partner: Any) -> Any:
    from clientela.clients.actions import add_client
    from clientela.core.actor import acting_as

    with acting_as(partner):
        return add_client(name=name, industry=industry, by=partner)
