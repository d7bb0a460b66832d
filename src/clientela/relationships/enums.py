"""Kinds of handovers and of what is handed over."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HandoverReason(models.TextChoices):
    """Why a member of staff hands over."""

    LEAVES = "leaves", _("Leaves the firm")
    CHANGES = "changes", _("Changes to other work")
    ABSENT = "absent", _("Is away for long")


class ItemKind(models.TextChoices):
    """What passes from one member of staff to another."""

    CLIENT = "client", _("Client")
    CONTACT = "contact", _("Person")
    ENGAGEMENT = "engagement", _("Engagement")
    INQUIRY = "inquiry", _("Inquiry")
    TASK = "task", _("Task")
