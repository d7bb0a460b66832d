"""The contact log: what passed between the firm and its clients, and what is to follow."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.clients.models import Client
from clientela.contacts.models import Contact
from clientela.core.privacy import privacy
from clientela.engagements.models import Engagement

from ..enums import Channel, Direction, InteractionSource, Reaction


class Interaction(models.Model):
    """One contact with a client.

    `token` is chosen by whoever logs it, so that the same log sent twice is one; `cost` and `minutes` are the firm's
    investment in the client.
    """

    id = models.BigAutoField(primary_key=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="interactions", db_index=False)
    engagement = models.ForeignKey(
        Engagement, verbose_name=_("engagement"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("when"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    direction = models.CharField(_("initiative"), max_length=10, choices=Direction, default=Direction.OURS)
    subject = models.CharField(_("about"), max_length=300)
    text = models.TextField(_("what was said"), blank=True)
    proposal = models.CharField(_("what was proposed"), max_length=300, blank=True)
    reaction = models.SmallIntegerField(_("how they took it"), choices=Reaction, null=True, blank=True)
    promised = models.CharField(_("what was promised"), max_length=300, blank=True)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=18, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    source = models.CharField(max_length=10, choices=InteractionSource, default=InteractionSource.LOGGED)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    logged_at = models.DateTimeField(auto_now_add=True)

    privacy = privacy(
        impersonal="token client engagement at channel direction reaction minutes cost currency source logged_by "
        "logged_at",
        kept="subject text proposal promised",
        kept_because="the file of a mandate is kept for the years that the rules of the profession name",
    )

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("contact with a client")
        verbose_name_plural = _("contact log")
        indexes = (
            models.Index(fields=("client", "-at", "-id"), name="interactions_of_client"),
            models.Index(fields=("engagement", "-at"), name="interactions_of_engagement"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(cost=None) | (models.Q(cost__gte=0) & ~models.Q(currency="")),
                name="cost_has_a_currency",
            ),
        )

    def __str__(self) -> str:
        return self.subject


class Participant(models.Model):
    """One person of the client's side (`contact`) or of ours (`user`) who took part. `at` and `client` are those of
    the interaction, so that the log of one person is read from one index."""

    id = models.BigAutoField(primary_key=True)
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="participants", db_index=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="participations", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        db_index=False,
    )
    at = models.DateTimeField()

    privacy = privacy(
        impersonal="interaction client user at",
        kept="contact",
        kept_because="the file of a mandate is kept for the years that the rules of the profession name",
    )

    class Meta:
        indexes = (
            models.Index(
                fields=("contact", "-at", "interaction"),
                condition=models.Q(contact__isnull=False),
                name="participations_of_contact",
            ),
            models.Index(
                fields=("user", "-at", "interaction"),
                condition=models.Q(user__isnull=False),
                name="participations_of_user",
            ),
            models.Index(fields=("client",), name="participations_at_client"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("interaction", "contact", "user"), nulls_distinct=False, name="one_part_once"
            ),
            models.CheckConstraint(
                condition=models.Q(contact__isnull=True, user__isnull=False)
                | models.Q(contact__isnull=False, user__isnull=True),
                name="a_person_of_one_side",
            ),
        )

    def __str__(self) -> str:
        return f"{self.contact or self.user}"


class Task(models.Model):
    """Something that a member of staff is to do by a day: the next step of a contact, an introduction, a visit."""

    id = models.BigAutoField(primary_key=True)
    title = models.CharField(_("what to do"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.PROTECT, related_name="tasks"
    )
    due = models.DateField(_("by when"))
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="tasks")
    interaction = models.ForeignKey(
        Interaction, on_delete=models.CASCADE, null=True, blank=True, related_name="next_steps"
    )
    done = models.DateTimeField(_("done"), null=True, blank=True)
    dropped = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    privacy = privacy(
        impersonal="owner due client interaction done dropped made_by made_at",
        erased="contact",
        kept="title",
        kept_because="the file of a mandate is kept for the years that the rules of the profession name",
    )

    class Meta:
        ordering = ("due", "id")
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = (
            models.Index(
                fields=("owner", "due", "id"),
                condition=models.Q(done__isnull=True, dropped__isnull=True),
                name="open_tasks_of_owner",
            ),
        )

    def __str__(self) -> str:
        return self.title
