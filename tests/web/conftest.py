"""Pages are asked for as a browser would, over plain static files."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    # The files are collected and named by their content when the server starts; a template needs their address only.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def partner_client(managing_partner: Any) -> Client:
    """A browser in which the managing partner is signed in."""
    client = Client()
    client.force_login(managing_partner, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def lawyer_client(lawyer: Any) -> Client:
    """A browser in which a lawyer is signed in, who may see clients and little else."""
    client = Client()
    client.force_login(lawyer, backend="django.contrib.auth.backends.ModelBackend")
    return client
