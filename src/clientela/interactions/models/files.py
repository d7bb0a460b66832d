"""Files that belong to a contact."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.clients.models import Client
from clientela.core.privacy import privacy

from .log import Interaction


class Attachment(models.Model):
    """One file of a contact. Its bytes are kept by `core.content` under their hash; `client` is the contact's."""

    id = models.BigAutoField(primary_key=True)
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="attachments")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=255)
    type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    privacy = privacy(
        impersonal="interaction client type size added_by added_at",
        kept="name sha256",
        kept_because="the file of a mandate is kept for the years that the rules of the profession name",
    )

    class Meta:
        ordering = ("id",)
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name
