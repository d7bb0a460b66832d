"""What was done, by whom and when."""

from __future__ import annotations

from django.db import models

from clientela.core.privacy import privacy

from .enums import Operation


class Event(models.Model):
    """One act, without foreign keys: it outlives what it speaks of.

    The application may add events, never change them.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor_id = models.BigIntegerField(help_text="0 for the system")
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=60, db_index=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    client_id = models.BigIntegerField(null=True, db_index=True)
    contact_id = models.BigIntegerField(null=True, db_index=True)
    act = models.BigIntegerField(null=True, db_index=True)
    data = models.JSONField(default=dict)

    privacy = privacy(
        impersonal="at verb subject_type subject_id client_id contact_id act",
        kept="actor_id actor_name data",
        kept_because="the record of who did what is the firm's proof that confidences were kept",
    )

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("actor_id", "-id"), name="events_of_actor"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.verb} {self.subject_type} {self.subject_id}"


class Change(models.Model):
    """What one act did to one row. Written by triggers (see `history`), read-only for the application.

    An added row is named only; of a changed row the columns that differ are kept, before and after; a removed row is
    kept whole in `before`.
    """

    id = models.BigAutoField(primary_key=True)
    act = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True, help_text="0 for the system")
    table = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    contact_id = models.BigIntegerField(null=True)
    operation = models.CharField(max_length=1, choices=Operation)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    privacy = privacy(
        impersonal="act at table row_id client_id contact_id operation",
        erased="before after",
        kept="actor_id",
        kept_because="the record of who did what is the firm's proof that confidences were kept",
    )

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("table", "row_id", "-id"), name="changes_of_row"),
            models.Index(fields=("client_id", "-id"), name="changes_of_client"),
            models.Index(fields=("contact_id", "-id"), name="changes_of_contact"),
        )

    def __str__(self) -> str:
        return f"{self.operation} {self.table} {self.row_id}"
