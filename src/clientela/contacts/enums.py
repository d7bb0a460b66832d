"""Kinds of facts on people at clients."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Influence(models.TextChoices):
    """The part of a person in the choice of a lawyer."""

    DECIDES = "decides", _("Decides")
    ADVISES = "advises", _("Advises")
    USES = "uses", _("Uses the service")
    PAYS = "pays", _("Pays")


class NameOrder(models.TextChoices):
    FAMILY_FIRST = "family_first", _("Family name first")
    GIVEN_FIRST = "given_first", _("Given name first")


def usual_order(name: str) -> NameOrder:
    """The order that is the custom of the script: Chinese and Korean names begin with the family."""
    begins = ord(name.strip()[:1] or " ")
    family_first = 0x3400 <= begins <= 0x9FFF or 0xAC00 <= begins <= 0xD7A3
    return NameOrder.FAMILY_FIRST if family_first else NameOrder.GIVEN_FIRST


class ReachKind(models.TextChoices):
    """The ways to reach a person."""

    MAIL = "mail", _("Mail")
    MOBILE = "mobile", _("Mobile phone")
    PHONE = "phone", _("Telephone")
    FAX = "fax", _("Fax")
    MESSAGE = "message", _("Messenger")
    ADDRESS = "address", _("Postal address")


class ConsentPurpose(models.TextChoices):
    """What a person has agreed to, or refused, to hear from the firm about."""

    SERVICE = "service", _("The running work")
    NEWS = "news", _("Newsletters")
    EVENTS = "events", _("Invitations to events")
    GREETINGS = "greetings", _("Greetings")
    SURVEYS = "surveys", _("Surveys")


class ConsentAnswer(models.TextChoices):
    GIVEN = "given", _("Given")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
