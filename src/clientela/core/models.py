"""What the policies of the walls read."""

from __future__ import annotations

from django.db import models

from .privacy import privacy


class Exclusion(models.Model):
    """One client that one member of staff must not know of.

    Plain numbers: the tables of clients and staff come above this layer, and their policies need this one first.
    `access` keeps it in step with its walls.
    """

    pk = models.CompositePrimaryKey("user_id", "client_id")
    user_id = models.BigIntegerField()
    client_id = models.BigIntegerField()

    privacy = privacy(impersonal="user_id client_id")

    class Meta:
        db_table = "access_exclusion"

    def __str__(self) -> str:
        return f"client {self.client_id} hidden from {self.user_id}"


class HiddenContact(models.Model):
    """One person at clients that one member of staff must not know of: all clients of that person are hidden.

    Triggers keep it in step with the exclusions and with the positions of people; nobody else writes it.
    """

    pk = models.CompositePrimaryKey("user_id", "contact_id")
    user_id = models.BigIntegerField()
    contact_id = models.BigIntegerField()

    privacy = privacy(impersonal="user_id contact_id")

    class Meta:
        db_table = "access_hidden_contact"

    def __str__(self) -> str:
        return f"contact {self.contact_id} hidden from {self.user_id}"
