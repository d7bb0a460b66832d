"""One served firm and one browser for all tests of pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from scripts.served_firm import Firm, first_client, open_context, scratch_home, served_firm, signed_in


@pytest.fixture(scope="session")
def firm() -> Iterator[Firm]:
    with scratch_home() as home, served_firm(Path(home)) as served:
        yield served


# Closed with each file: while Playwright runs, Django takes the process for one that may not ask a database, and no
# second Playwright can be started.
@pytest.fixture(scope="module")
def browser_state(firm: Firm) -> Iterator[tuple[Browser, object]]:
    with signed_in(firm) as opened:
        yield opened


@pytest.fixture(scope="module")
def client_page(firm: Firm, browser_state: tuple[Browser, object]) -> str:
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language="en", size="desk", theme="light")
    try:
        return first_client(context.new_page(), firm)
    finally:
        context.close()
