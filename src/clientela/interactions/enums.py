"""Kinds of contacts with clients."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How the firm and the client were in touch."""

    VISIT = "visit", _("Visit")
    MEETING = "meeting", _("Meeting")
    CALL = "call", _("Call")
    MAIL = "mail", _("Mail")
    MESSAGE = "message", _("Message")
    LETTER = "letter", _("Letter")
    FAX = "fax", _("Fax")
    EVENT = "event", _("Event")
    GIFT = "gift", _("Gift")


class Direction(models.TextChoices):
    """Whose initiative it was."""

    OURS = "ours", _("We got in touch")
    THEIRS = "theirs", _("They got in touch")
    BOTH = "both", _("By arrangement")


class Reaction(models.IntegerChoices):
    """How the client took what was proposed."""

    REFUSED = -2, _("Refused")
    RELUCTANT = -1, _("Reluctant")
    NEUTRAL = 0, _("Neutral")
    INTERESTED = 1, _("Interested")
    AGREED = 2, _("Agreed")


class InteractionSource(models.TextChoices):
    """How an interaction came into the log."""

    LOGGED = "logged", _("Logged by hand")
    MAIL = "mail", _("From mail")
    IMPORTED = "imported", _("Imported")


class InquiryChannel(models.TextChoices):
    """By which way somebody asked for the first time."""

    PHONE = "phone", _("Telephone")
    COUNTER = "counter", _("At the counter")
    MAIL = "mail", _("Mail")
    MESSAGE = "message", _("Message")
    FAX = "fax", _("Fax")
    WEB = "web", _("Web form")


class InquiryState(models.TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    DROPPED = "dropped", _("Dropped")


class StepKind(models.TextChoices):
    """What was done with an inquiry."""

    RECEIVED = "received", _("received")
    TAKEN = "taken", _("taken")
    OFFERED = "offered", _("offered")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("offer withdrawn")
    NOTED = "noted", _("noted")
    LINKED = "linked", _("linked with a client")
    RAISED = "raised", _("overdue: went up")
    ANSWERED = "answered", _("answered")
    DROPPED = "dropped", _("dropped")
    REOPENED = "reopened", _("opened again")
