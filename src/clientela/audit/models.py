"""What was done, by whom and when."""

from __future__ import annotations

from django.db import models


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
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.verb} {self.subject_type} {self.subject_id}"
