"""A client with the facts that every firm has, its names and its numbers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.clients.enums import (
    CheckResult,
    ClientKind,
    CreditStanding,
    IdentifierKind,
    MarketPosition,
    NameKind,
    Ownership,
    Size,
)
from clientela.core.privacy import privacy

STEPS = models.Q(potential=None) | models.Q(potential__range=(1, 5))
COMPETITIVE_STEPS = models.Q(competitiveness=None) | models.Q(competitiveness__range=(1, 5))
SHARE = models.Q(market_share=None) | models.Q(market_share__range=(0, 100))


def _text(label: Any, longest: int, help_text: Any = "") -> models.CharField[str, str]:
    # The importer writes clients past the models, so that a new column needs its default in the database too.
    return models.CharField(label, max_length=longest, blank=True, default="", db_default="", help_text=help_text)


def _long(label: Any, help_text: Any = "") -> models.TextField[str, str]:
    return models.TextField(label, blank=True, default="", db_default="", help_text=help_text)


def _choice(label: Any, choices: Any) -> models.CharField[str, str]:
    return models.CharField(label, max_length=20, choices=choices, blank=True, default="", db_default="")


class Client(models.Model):
    """An organisation or a private person that the firm serves, served or wants to serve.

    `search` has what the client is found by, `facts_search` what its file is found by (see `clients.search`).
    """

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
    # Basic
    legal_form = _text(_("legal form"), 120)
    ownership = _choice(_("ownership"), Ownership)
    legal_representative = _text(_("legal representative"), 200)
    business_lines = _long(_("lines of business"))
    website = _text(_("website"), 300)
    founded = models.DateField(_("founded"), null=True, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    size = _choice(_("size"), Size)
    listed = models.BooleanField(_("listed on an exchange"), null=True, blank=True)
    invests_abroad = models.BooleanField(_("invests abroad"), null=True, blank=True)
    diversified = models.BooleanField(_("diversified"), null=True, blank=True)
    # Characteristics
    potential = models.PositiveSmallIntegerField(_("development potential"), null=True, blank=True)
    philosophy = _long(_("business philosophy"))
    direction = _long(_("direction"))
    traits = _long(_("traits"))
    # Business standing
    market_share = models.DecimalField(_("market share, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    competitiveness = models.PositiveSmallIntegerField(_("competitiveness"), null=True, blank=True)
    market_position = _choice(_("position in the market"), MarketPosition)
    cooperation = _long(_("cooperation with us"))
    # Dealings
    image = _long(_("image"))
    reputation = _long(_("reputation"))
    credit_standing = _choice(_("credit standing"), CreditStanding)

    batch = models.BigIntegerField(null=True, blank=True, db_index=True, help_text=_("The import that created it."))
    search = models.TextField(editable=False, default="")
    facts_search = models.TextField(editable=False, default="", db_default="")
    created = models.DateTimeField(auto_now_add=True)

    privacy = privacy(
        impersonal="kind industry country client_since responsible legal_form ownership business_lines founded "
        "employees size listed invests_abroad diversified market_share competitiveness market_position batch created",
        erased="legal_representative website potential philosophy direction traits cooperation image reputation "
        "credit_standing facts_search",
        kept="name other_name search",
        kept_because="a conflict check must know for whom the firm has ever worked",
    )

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        indexes = (
            models.Index(fields=("name", "id"), name="clients_by_name"),
            models.Index(fields=("industry", "name", "id"), name="clients_by_industry"),
            models.Index(fields=("country", "name", "id"), name="clients_by_country"),
        )
        constraints = (
            models.CheckConstraint(condition=STEPS, name="potential_of_one_to_five"),
            models.CheckConstraint(condition=COMPETITIVE_STEPS, name="competitiveness_of_one_to_five"),
            models.CheckConstraint(condition=SHARE, name="market_share_in_percent"),
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

    privacy = privacy(
        impersonal="client kind",
        kept="name key",
        kept_because="a conflict check must know for whom the firm has ever worked",
    )

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

    privacy = privacy(
        impersonal="client kind check_result",
        kept="value",
        kept_because="the law on money laundering makes the firm keep by what number it knew its client",
    )

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("client", "kind", "value"), name="one_identifier_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"
