"""Pages are asked for as a browser would, over plain static files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    # The files are collected and named by their content when the server starts; a template needs their address only.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def partner_client(managing_partner: Any) -> Any:
    """A browser in which the managing partner is signed in."""
    from tests.web.firm import browser_of

    return browser_of(managing_partner)


@pytest.fixture
def lawyer_client(lawyer: Any) -> Any:
    """A browser in which a lawyer is signed in, who may see clients and little else."""
    from tests.web.firm import browser_of

    return browser_of(lawyer)


@pytest.fixture
def firm(managing_partner: Any, tmp_path: Path) -> Any:
    """Thirty clients by name (see `build_firm`)."""
    from tests.web.firm import build_firm

    return build_firm(partner=managing_partner, folder=tmp_path)
