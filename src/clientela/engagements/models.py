"""Mandates and the money that they bring and cost."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.clients.models import Client
from clientela.core.privacy import privacy

from .enums import EngagementStatus, EntryKind, PartyKind

BOOKS = "the law makes the firm keep its books and the file of a mandate"


class ServiceLine(models.Model):
    """A practice area or line of business."""

    name = models.CharField(_("name"), max_length=200)
    key = models.CharField(max_length=200, unique=True, editable=False)

    privacy = privacy(impersonal="name key")

    class Meta:
        ordering = ("name",)
        verbose_name = _("service line")
        verbose_name_plural = _("service lines")

    def __str__(self) -> str:
        return self.name


class Engagement(models.Model):
    """One mandate: a matter, case or project."""

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="engagements")
    reference = models.CharField(_("reference"), max_length=200, help_text=_("The number by which the firm knows it."))
    reference_key = models.CharField(max_length=200, editable=False)
    title = models.CharField(_("title"), max_length=300, blank=True)
    service_line = models.ForeignKey(
        ServiceLine, verbose_name=_("service line"), on_delete=models.PROTECT, null=True, blank=True
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("responsible"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="engagements_led",
    )
    opened = models.DateField(_("opened"), null=True, blank=True)
    closed = models.DateField(_("closed"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=EngagementStatus, default=EngagementStatus.OPEN)
    instruction = models.TextField(_("instruction"), blank=True, help_text=_("What the client asked us to do."))
    result = models.TextField(_("result"), blank=True, help_text=_("What came of it, and how it was presented."))
    batch = models.BigIntegerField(null=True, blank=True, db_index=True, help_text=_("The import that created it."))

    privacy = privacy(
        impersonal="client service_line responsible opened closed status batch",
        kept="reference reference_key title instruction result",
        kept_because=BOOKS,
    )

    class Meta:
        ordering = ("-opened", "-id")
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        constraints = (
            models.UniqueConstraint(fields=("client", "reference_key"), name="one_reference_per_client"),
            models.CheckConstraint(
                condition=models.Q(closed=None) | models.Q(opened=None) | models.Q(closed__gte=models.F("opened")),
                name="closed_not_before_opened",
            ),
        )

    def __str__(self) -> str:
        return self.title or self.reference


class TeamMember(models.Model):
    """A member of staff who works on an engagement."""

    id = models.BigAutoField(primary_key=True)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="team")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="engagement_places")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    privacy = privacy(impersonal="engagement client user since until")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("engagement", "user"), name="one_place_per_engagement"),)

    def __str__(self) -> str:
        return f"{self.user} on {self.engagement}"


class EngagementParty(models.Model):
    """Somebody else whom an engagement concerns: what a later check for conflicts of interest must find.

    `key` is the name without case, spaces, width and punctuation; `search` its forms in all scripts.
    """

    id = models.BigAutoField(primary_key=True)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="parties")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=10, choices=PartyKind, default=PartyKind.ADVERSE)
    key = models.CharField(max_length=300, editable=False)
    search = models.TextField(editable=False, default="")

    privacy = privacy(
        impersonal="engagement client kind",
        kept="name key search",
        kept_because="the rules of the profession make the firm check new mandates against the parties of old ones",
    )

    class Meta:
        ordering = ("kind", "name", "id")
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = (models.UniqueConstraint(fields=("engagement", "kind", "key"), name="one_party_once"),)

    def __str__(self) -> str:
        return self.name


class Deadline(models.Model):
    """A day by which something must be done in an engagement."""

    id = models.BigAutoField(primary_key=True)
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="deadlines")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("what is due"), max_length=300)
    due = models.DateField(_("by when"))
    met = models.DateField(_("met on"), null=True, blank=True)

    privacy = privacy(impersonal="engagement client due met", kept="title", kept_because=BOOKS)

    class Meta:
        ordering = ("due", "id")
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")

    def __str__(self) -> str:
        return self.title


class LedgerEntry(models.Model):
    """One dated amount.

    A refunded fee is negative; payments, write-offs, discounts and costs are positive amounts of their kind.
    `batch` and `line` say from which import and which line of its file it came; `fingerprint` recognises the same
    line in a later file. What an entry names is checked by triggers, once per statement (migration 0002).
    """

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="ledger", db_index=False, db_constraint=False
    )
    engagement = models.ForeignKey(
        Engagement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger",
        db_index=False,
        db_constraint=False,
    )
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    date = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)
    description = models.CharField(_("description"), max_length=1000, blank=True)
    batch = models.BigIntegerField(null=True, blank=True)
    line = models.BigIntegerField(null=True, blank=True)
    fingerprint = models.UUIDField(null=True, blank=True)

    privacy = privacy(
        impersonal="client engagement staff date kind amount currency batch line fingerprint",
        kept="description",
        kept_because=BOOKS,
    )

    class Meta:
        ordering = ("-date", "-id")
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        indexes = (
            models.Index(fields=("client", "-date", "-id"), name="ledger_of_client"),
            BrinIndex(fields=("batch",), autosummarize=True, name="ledger_of_batch"),
        )

    def __str__(self) -> str:
        return f"{self.date} {self.kind} {self.amount} {self.currency}"


class LedgerMonth(models.Model):
    """How often the entries of one month have changed, so that an extract can take only what is new.

    Kept by triggers on the ledger. `month` is the first day of the month.
    """

    month = models.DateField(primary_key=True)
    version = models.BigIntegerField()

    privacy = privacy(impersonal="month version")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} version {self.version}"


class ExchangeRate(models.Model):
    """One unit of `currency` was worth `rate` units of `base` from `date` on."""

    id = models.BigAutoField(primary_key=True)
    date = models.DateField(_("date"))
    currency = models.CharField(_("currency"), max_length=3)
    base = models.CharField(_("into"), max_length=3)
    rate = models.DecimalField(_("rate"), max_digits=20, decimal_places=10)

    privacy = privacy(impersonal="date currency base rate")

    class Meta:
        ordering = ("-date", "currency")
        constraints = (
            models.UniqueConstraint(fields=("date", "currency", "base"), name="one_rate_a_day"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="rate_above_zero"),
        )

    def __str__(self) -> str:
        return f"{self.date} 1 {self.currency} = {self.rate} {self.base}"
