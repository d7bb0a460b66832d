"""What the policies of the walls read."""

from __future__ import annotations

from django.db import models


class Exclusion(models.Model):
    """One client that one member of staff must not know of.

    Plain numbers: the tables of clients and staff come above this layer, and their policies need this one first.
    `access` keeps it in step with its walls.
    """

    pk = models.CompositePrimaryKey("user_id", "client_id")
    user_id = models.BigIntegerField()
    client_id = models.BigIntegerField()

    class Meta:
        db_table = "access_exclusion"

    def __str__(self) -> str:
        return f"client {self.client_id} hidden from {self.user_id}"
