"""What is taken out of the firm as a file is written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record

from .receiving import require


@transaction.atomic
def note_export(*, file_format: str, filters: Mapping[str, Any], rows: int, by: User) -> None:
    """Write that `by` took a list of clients: which of them, how many, and as what kind of file."""
    require(by, Permission.EXPORT_DATA)
    data = {"format": file_format, "filters": {name: str(value) for name, value in filters.items()}, "rows": rows}
    record("clients_exported", subject=None, by=by, data=data)
