"""Kinds and states of what comes in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class BatchKind(models.TextChoices):
    LEDGER = "ledger", _("Ledger")


class BatchStatus(models.TextChoices):
    RECEIVED = "received", _("Received")
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    UNDONE = "undone", _("Undone")


class TraceKind(models.TextChoices):
    """What a batch left beside clients, engagements and entries, which carry its number themselves."""

    STAFF = "staff", _("Member of staff")
    SERVICE_LINE = "service_line", _("Service line")
    CLIENT_SINCE = "client_since", _("Client since")
