"""What is searched, what is found, and what is decided on it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    """What a searched name is to the client or the engagement that is to be accepted."""

    CLIENT = "client", _("Client")
    OWNER = "owner", _("Owner")
    RELATED = "related", _("Related organisation")
    ADVERSE = "adverse", _("Other side")


class Source(models.TextChoices):
    """Where a name was found."""

    CLIENT = "client", _("Client")
    CONTACT = "contact", _("Person at a client")
    REPRESENTATIVE = "representative", _("Legal representative of a client")
    OWNER = "owner", _("Owner of a client")
    PARTY = "party", _("Party of an engagement")


class Reason(models.TextChoices):
    """Why two names may be one."""

    SAME = "same", _("exactly the same name")
    FORM = "form", _("the same but for the legal form")
    ORDER = "order", _("the same words in another order")
    TRANSLITERATION = "transliteration", _("the same after transliteration")
    PINYIN = "pinyin", _("the same when read in pinyin")
    READING = "reading", _("other characters, read alike")
    GENERAL = "general", _("differs only in general words such as “group”")
    MIDDLE = "middle", _("one has a name more, such as a patronymic")
    INITIALS = "initials", _("the same surname, and the initials agree")
    LETTER = "letter", _("one letter differs")
    LETTERS = "letters", _("two letters differ")
    SOUND = "sound", _("sounds alike in another way of writing")
    CONTAINED = "contained", _("one name contains the other")
    ABBREVIATION = "abbreviation", _("the initials of its pinyin")
    SIMILAR = "similar", _("similar")


class Decision(models.TextChoices):
    """What the firm decides on a check."""

    CLEAR = "clear", _("No conflict")
    WAIVED = "waived", _("Waived with consent")
    REFUSED = "refused", _("Refused")
