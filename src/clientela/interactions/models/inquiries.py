"""What comes in for the first time, and who answers for it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.accounts.models import Team
from clientela.clients.models import Client
from clientela.core.privacy import privacy

from ..enums import InquiryChannel, InquiryState, StepKind


class Inquiry(models.Model):
    """One request from outside. Whoever takes it owns it, until it is answered or somebody else has accepted it.

    `token` is chosen by the form, so that the same form sent twice is one inquiry. `due` is when it must be answered,
    by the clock that was in force when it came; `raised_at` is when it went up to `raised_to` because it was not.
    """

    id = models.BigAutoField(primary_key=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    channel = models.CharField(_("channel"), max_length=10, choices=InquiryChannel)
    desk = models.ForeignKey(Team, verbose_name=_("desk"), on_delete=models.SET_NULL, null=True, blank=True)
    caller_name = models.CharField(_("who asks"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=300, blank=True)
    reach = models.CharField(_("how to reach them"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    subject = models.CharField(_("about"), max_length=300)
    text = models.TextField(_("what they ask"), blank=True)
    client = models.ForeignKey(Client, on_delete=models.SET_NULL, null=True, blank=True, related_name="inquiries")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="inquiries"
    )
    offered_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="inquiries_offered"
    )
    state = models.CharField(max_length=10, choices=InquiryState, default=InquiryState.OPEN)
    received = models.DateTimeField(_("received"))
    due = models.DateTimeField(_("to be answered by"))
    settled = models.DateTimeField(null=True, blank=True)
    raised_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="inquiries_raised"
    )
    raised_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = privacy(
        impersonal="token channel desk language client owner offered_to state received due settled raised_to "
        "raised_at received_by",
        erased="caller_name organisation reach subject text",
    )

    class Meta:
        ordering = ("due", "id")
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        indexes = (
            models.Index(fields=("due", "id"), condition=models.Q(state="open"), name="open_inquiries"),
            models.Index(fields=("-received", "-id"), name="inquiries_by_time"),
        )

    def __str__(self) -> str:
        return self.subject


class InquiryStep(models.Model):
    """One thing that was done with an inquiry. `client` is that of the inquiry."""

    id = models.BigAutoField(primary_key=True)
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="steps")
    client = models.ForeignKey(Client, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=StepKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    privacy = privacy(impersonal="inquiry client at kind by to", erased="note")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"


class Clock(models.Model):
    """Within how many working hours an inquiry is answered: by one channel, at one desk, or both. Empty is any."""

    id = models.BigAutoField(primary_key=True)
    channel = models.CharField(_("channel"), max_length=10, choices=InquiryChannel, blank=True)
    desk = models.ForeignKey(Team, verbose_name=_("desk"), on_delete=models.CASCADE, null=True, blank=True)
    hours = models.PositiveSmallIntegerField(_("working hours"))

    privacy = privacy(impersonal="channel desk hours")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("channel", "desk"), nulls_distinct=False, name="one_clock_each"),
            models.CheckConstraint(condition=models.Q(hours__range=(1, 400)), name="hours_that_make_sense"),
        )

    def __str__(self) -> str:
        return f"{self.hours} h"


class DeskHead(models.Model):
    """Who answers for a desk: what is overdue there goes up to this person."""

    id = models.BigAutoField(primary_key=True)
    desk = models.OneToOneField(Team, verbose_name=_("desk"), on_delete=models.CASCADE, related_name="head")
    head = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="desks_headed")

    privacy = privacy(impersonal="desk head")

    def __str__(self) -> str:
        return f"{self.head} of {self.desk}"
