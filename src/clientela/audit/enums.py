from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Operation(models.TextChoices):
    """What an act did to a row."""

    ADDED = "I", _("added")
    CHANGED = "U", _("changed")
    REMOVED = "D", _("removed")
