"""The index of all names that the firm knows, and the checks for conflicts of interest that were made with it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.clients.models import Client
from clientela.core.privacy import privacy
from clientela.engagements.models import Engagement

from .enums import Decision, Part, Reason, Source

KEPT = "the rules of the profession make the firm prove which names it has checked, and what it found"


class IndexedName(models.Model):
    """One name that the firm knows, with how it sounds. Made from the records themselves; only the system sees it."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=14, choices=Source)
    source_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    contact_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=300)
    sounds = models.TextField()

    privacy = privacy(impersonal="source source_id client_id contact_id", erased="name sounds")

    class Meta:
        indexes = (models.Index(fields=("source", "source_id"), name="indexed_names_of_record"),)

    def __str__(self) -> str:
        return self.name


class NameKey(models.Model):
    """One key under which an indexed name is found."""

    id = models.BigAutoField(primary_key=True)
    # Written and removed together with its name, by the million: a constraint would look each one up.
    name = models.ForeignKey(IndexedName, on_delete=models.CASCADE, related_name="keys", db_constraint=False)
    key = models.CharField(max_length=130)

    privacy = privacy(impersonal="name", erased="key")

    class Meta:
        indexes = (models.Index(fields=("key", "name"), name="names_by_key"),)

    def __str__(self) -> str:
        return self.key


class StaleName(models.Model):
    """A record whose names have changed since they were indexed. Triggers write it, `refresh_index` works it off."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=14, choices=Source)
    source_id = models.BigIntegerField()

    privacy = privacy(impersonal="source source_id")

    def __str__(self) -> str:
        return f"{self.source} {self.source_id}"


class ConflictCheck(models.Model):
    """One check before a client or an engagement is accepted: what was searched, what was found, what was decided.

    `searched` says how many names of each source there were, `method` which version of the rules was used; `found` is
    the number of all hits, those behind a wall among them. Seen by who asked, and by those from whom no hit is hidden.
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.CharField(_("what is to be accepted"), max_length=300)
    # The database itself sets these to NULL (migration 0002): to take back the entry of a client must be possible.
    client = models.ForeignKey(
        Client,
        verbose_name=_("client"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    engagement = models.ForeignKey(
        Engagement,
        verbose_name=_("engagement"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    searched = models.JSONField(default=dict)
    method = models.PositiveSmallIntegerField()
    found = models.PositiveIntegerField(default=0)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        impersonal="client engagement asked_by asked_at searched method found decision decided_by decided_at",
        kept="subject reason",
        kept_because=KEPT,
    )

    class Meta:
        ordering = ("-id",)
        verbose_name = _("conflict check")
        verbose_name_plural = _("conflict checks")

    def __str__(self) -> str:
        return self.subject


class SearchedName(models.Model):
    """One name that a check has looked for, and how many hits it had. `cut` says that there were more.

    `key` is the name as `ClientName` keys its names: a client that is entered, and walled, later hides the check too.
    """

    id = models.BigAutoField(primary_key=True)
    check_made = models.ForeignKey(ConflictCheck, on_delete=models.CASCADE, related_name="names")
    part = models.CharField(max_length=10, choices=Part)
    name = models.CharField(max_length=300)
    key = models.CharField(max_length=300, editable=False)
    found = models.PositiveIntegerField(default=0)
    cut = models.BooleanField(default=False)

    privacy = privacy(impersonal="check_made part found cut", kept="name key", kept_because=KEPT)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class Hit(models.Model):
    """One name that may be the searched one. It outlives what it speaks of, so it has numbers and no foreign keys."""

    id = models.BigAutoField(primary_key=True)
    check_made = models.ForeignKey(ConflictCheck, on_delete=models.CASCADE, related_name="hits")
    searched = models.ForeignKey(SearchedName, on_delete=models.CASCADE, related_name="hits")
    source = models.CharField(max_length=14, choices=Source)
    source_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    contact_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=300)
    score = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=20, choices=Reason)

    privacy = privacy(
        impersonal="check_made searched source source_id client_id contact_id score reason",
        kept="name",
        kept_because=KEPT,
    )

    class Meta:
        ordering = ("-score", "id")

    def __str__(self) -> str:
        return f"{self.name} ({self.score})"
