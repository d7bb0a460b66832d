"""The clients of the firm."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .enums import CheckResult, ClientKind, IdentifierKind, NameKind


class Client(models.Model):
    """An organisation or a private person that the firm serves, served or wants to serve."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ClientKind, default=ClientKind.ORGANISATION)
    name = models.CharField(_("name"), max_length=300)
    other_name = models.CharField(
        max_length=300, blank=True, help_text=_("A second name for lists: the short, trade or transliterated one.")
    )
    industry = models.CharField(_("industry"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("ISO 3166-1, two letters"))
    client_since = models.DateField(_("client since"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("responsible"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="clients",
    )
    batch = models.BigIntegerField(null=True, blank=True, db_index=True, help_text=_("The import that created it."))
    search = models.TextField(editable=False, default="")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        indexes = (
            models.Index(fields=("name", "id"), name="clients_by_name"),
            models.Index(fields=("industry", "name", "id"), name="clients_by_industry"),
            models.Index(fields=("country", "name", "id"), name="clients_by_country"),
        )

    def __str__(self) -> str:
        return self.name


class ClientName(models.Model):
    """One name of a client in one script. `key` is the name without case, spaces, width and punctuation."""

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(_("kind"), max_length=20, choices=NameKind, default=NameKind.LEGAL)
    name = models.CharField(_("name"), max_length=300)
    key = models.CharField(max_length=300, db_index=True, editable=False)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("client", "kind", "name"), name="one_name_once"),)

    def __str__(self) -> str:
        return self.name


class Identifier(models.Model):
    """A number by which a register knows the client."""

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(_("kind"), max_length=10, choices=IdentifierKind)
    value = models.CharField(_("number"), max_length=40, db_index=True)
    check_result = models.CharField(max_length=10, choices=CheckResult, default=CheckResult.UNCHECKED)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("client", "kind", "value"), name="one_identifier_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"
