from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WallScope(models.TextChoices):
    """Whom the names on a wall mean."""

    NAMED = "named", _("Hidden from those named")
    ALL_BUT = "all_but", _("Hidden from all but those named")
