"""Kinds of clients, names and identifiers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClientKind(models.TextChoices):
    ORGANISATION = "organisation", _("Organisation")
    PERSON = "person", _("Private person")


class NameKind(models.TextChoices):
    LEGAL = "legal", _("Legal name")
    SHORT = "short", _("Short name")
    TRADE = "trade", _("Trade name")
    TRANSLITERATED = "transliterated", _("Transliterated name")
    SPELLING = "spelling", _("Spelling in a file")


class IdentifierKind(models.TextChoices):
    USCC = "uscc", _("Unified social credit code (China)")
    INN = "inn", _("INN (Russia)")
    OGRN = "ogrn", _("OGRN (Russia)")
    LEI = "lei", _("Legal entity identifier")
    VAT = "vat", _("VAT number (EU)")
    OTHER = "other", _("Other number")


class CheckResult(models.TextChoices):
    VALID = "valid", _("Check digits agree")
    INVALID = "invalid", _("Check digits do not agree")
    UNCHECKED = "unchecked", _("No check known")
