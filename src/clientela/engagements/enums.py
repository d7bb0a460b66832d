"""Kinds of ledger entries and states of an engagement."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    FEE = "fee", _("Fee")
    DISBURSEMENT = "disbursement", _("Disbursement")
    PAYMENT = "payment", _("Payment")
    WRITE_OFF = "write_off", _("Write-off")
    DISCOUNT = "discount", _("Discount")
    COST = "cost", _("Cost")


class EngagementStatus(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    LOST = "lost", _("Lost")


class PartyKind(models.TextChoices):
    """What a party is to an engagement that is not its client."""

    ADVERSE = "adverse", _("Other side")
    CO_PARTY = "co_party", _("On our side")
    COUNSEL = "counsel", _("Other side's counsel")
    RELATED = "related", _("Related")
