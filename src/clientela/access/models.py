"""Barriers that hide a client from part of the firm."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.accounts.models import Team
from clientela.core.privacy import privacy

from .enums import WallScope


class Wall(models.Model):
    """A barrier around one client, hidden itself from those from whom it hides the client.

    `in_force` follows the dates (see `tasks`). From whom the client is hidden follows from it by triggers, in the same
    transaction, whenever a wall, a team or the staff changes.

    The client is a plain number: it stays what it was, also where the client itself is gone.
    """

    id = models.BigAutoField(primary_key=True)
    client_id = models.BigIntegerField(db_index=True)
    scope = models.CharField(_("hides the client"), max_length=10, choices=WallScope, default=WallScope.NAMED)
    staff = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Named", through_fields=("wall", "user"), related_name="walls"
    )
    teams = models.ManyToManyField(Team, through="Named", through_fields=("wall", "team"), related_name="walls")
    reason = models.TextField(_("reason"))
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("kept by"), on_delete=models.PROTECT, related_name="walls_kept"
    )
    in_force = models.BooleanField(_("in force"), default=False)
    raised = models.DateTimeField(auto_now_add=True)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="walls_raised")
    lifted = models.DateTimeField(_("lifted"), null=True, blank=True)

    privacy = privacy(
        impersonal="client_id scope since until owner in_force raised raised_by lifted",
        kept="reason",
        kept_because="the record of who did what is the firm's proof that confidences were kept",
    )

    class Meta:
        ordering = ("-raised",)
        verbose_name = _("wall")
        verbose_name_plural = _("walls")
        indexes = (models.Index(fields=("client_id",), condition=models.Q(in_force=True), name="walls_in_force"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(since=None) | models.Q(until__gte=models.F("since")),
                name="wall_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(in_force=False) | models.Q(lifted=None), name="a_lifted_wall_is_not_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"wall around client {self.client_id}"


class Named(models.Model):
    """One member of staff, or one team, that a wall names."""

    id = models.BigAutoField(primary_key=True)
    wall = models.ForeignKey(Wall, on_delete=models.CASCADE, related_name="named")
    client_id = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = privacy(
        impersonal="wall client_id team",
        kept="user",
        kept_because="the record of who did what is the firm's proof that confidences were kept",
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("wall", "user", "team"), nulls_distinct=False, name="named_once"),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True, team__isnull=False)
                | models.Q(user__isnull=False, team__isnull=True),
                name="a_person_or_a_team",
            ),
        )

    def __str__(self) -> str:
        return str(self.user or self.team)
