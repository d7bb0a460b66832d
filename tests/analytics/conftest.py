"""The two engines that every test of the analysis may run on."""

from __future__ import annotations

import pytest

from tests.analytics.tables import ENGINES, Engine


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> Engine:
    """Put a Polars table onto one engine: a lazy frame of Polars, or a relation of DuckDB in memory."""
    return ENGINES[request.param]
