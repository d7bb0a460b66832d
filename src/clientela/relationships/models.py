"""Ties between staff and people at clients, and what is handed over when somebody leaves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.clients.models import Client
from clientela.contacts.models import Contact
from clientela.core.privacy import privacy
from clientela.interactions.models import Task

from .enums import HandoverReason, ItemKind


class TiePolicy(models.Model):
    """One version of the weights of ties. Versions are added, never changed.

    `data` is `formula.TieWeights.to_dict()`. A version is in force from `computed` on, when all ties have been computed
    by it; the newest such one holds. `reference` is the day for which the stored weights stand.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.PositiveIntegerField(unique=True)
    data = models.JSONField()
    reference = models.DateField()
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    computed = models.DateTimeField(null=True, blank=True)

    privacy = privacy(impersonal="number data reference reason by at computed")

    class Meta:
        ordering = ("-number",)
        verbose_name = _("policy of ties")
        verbose_name_plural = _("policies of ties")

    def __str__(self) -> str:
        return f"policy of ties {self.number}"


class Tie(models.Model):
    """What the contact log says of one member of staff and one person at one client.

    Written by triggers alone, so that it always agrees with the log (see migration 0002). `ours` and `theirs` are exact
    sums of weights as they stood on the reference day of the policy in force; `level` is the binary logarithm of the
    weight of the tie on that day, by which ties are ordered.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="ties", db_index=False, db_constraint=False
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.DO_NOTHING, related_name="ties", db_index=False, db_constraint=False
    )
    client = models.ForeignKey(
        Client, on_delete=models.DO_NOTHING, related_name="ties", db_index=False, db_constraint=False
    )
    ours = models.DecimalField(max_digits=1000, decimal_places=13)
    theirs = models.DecimalField(max_digits=1000, decimal_places=13)
    contacts = models.IntegerField(help_text=_("How many contacts both took part in."))
    rank = models.PositiveSmallIntegerField()
    level = models.FloatField()

    privacy = privacy(
        impersonal="user client ours theirs contacts rank level",
        kept="contact",
        kept_because="it is a sum over the contact log, and goes with it",
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("contact", "user", "client"), name="one_tie_each"),)
        indexes = (
            models.Index(fields=("client", "-level"), name="ties_at_client"),
            models.Index(fields=("user", "-level"), name="ties_of_user"),
            models.Index(fields=("level",), include=("client", "user", "contact"), name="ties_by_level"),
            models.Index(fields=("id",), condition=models.Q(contacts__lte=0), name="ties_without_contacts"),
        )

    def __str__(self) -> str:
        return f"tie of {self.user_id} and {self.contact_id}"


class Handover(models.Model):
    """The book of one member of staff passes to others. It is a plan until it is confirmed or given up."""

    id = models.BigAutoField(primary_key=True)
    leaver = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who hands over"), on_delete=models.PROTECT, related_name="handovers"
    )
    in_charge = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("in charge"), on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("why"), max_length=10, choices=HandoverReason)
    last_day = models.DateField(_("last day"))
    made_at = models.DateTimeField(auto_now_add=True)
    confirmed = models.DateTimeField(null=True, blank=True)
    access_ended = models.DateTimeField(null=True, blank=True)
    given_up = models.DateTimeField(null=True, blank=True)

    privacy = privacy(impersonal="leaver in_charge reason last_day made_at confirmed access_ended given_up")

    class Meta:
        ordering = ("-id",)
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        constraints = (
            models.UniqueConstraint(
                fields=("leaver",),
                condition=models.Q(confirmed__isnull=True, given_up__isnull=True),
                name="one_open_handover_each",
            ),
        )

    def __str__(self) -> str:
        return f"handover of {self.leaver}"


class HandoverItem(models.Model):
    """One thing that passes on: a client, a person, an engagement, an inquiry, a task.

    `subject` is its number among things of its kind. `why` has what the proposal rests on. Without `successor` it stays
    where it is. `passed` says when it was given over.
    """

    id = models.BigAutoField(primary_key=True)
    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind)
    client = models.ForeignKey(
        Client, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("client")
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    subject = models.BigIntegerField()
    proposed = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.JSONField(default=dict)
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("successor"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    introduction = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    visit = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    passed = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        impersonal="handover kind client subject proposed why successor introduction visit passed",
        erased="contact",
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("handover", "kind", "subject", "client"), nulls_distinct=False, name="one_item_each"
            ),
        )
        indexes = (models.Index(fields=("handover", "client", "id"), name="items_by_client"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
