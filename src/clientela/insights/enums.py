"""States of a computation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """What a computation is busy with."""

    WAITING = "waiting", _("Waiting")
    READING = "reading", _("Reading the ledger")
    CLASSIFYING = "classifying", _("Classifying the clients")
    STORING = "storing", _("Storing the standings")


class Outcome(models.TextChoices):
    """How a computation ended."""

    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Not possible")
    FAILED = "failed", _("Failed")
