"""Barriers that hide a client from part of the firm."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Wall(models.Model):
    """A barrier that hides one client from named members of staff.

    The client is a plain number: the wall itself must stay visible to those who keep walls, and a foreign key would
    be checked through the very policy that hides the client.
    """

    id = models.BigAutoField(primary_key=True)
    client_id = models.BigIntegerField(db_index=True)
    hidden_from = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="walls")
    reason = models.TextField(_("reason"))
    raised = models.DateTimeField(auto_now_add=True)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="walls_raised")
    lifted = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-raised",)
        verbose_name = _("wall")
        verbose_name_plural = _("walls")

    def __str__(self) -> str:
        return f"wall around client {self.client_id}"
