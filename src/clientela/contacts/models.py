"""The people at clients."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.clients.models import Client
from clientela.core.privacy import privacy

from .enums import ConsentAnswer, ConsentPurpose, Influence, NameOrder, ReachKind


class Contact(models.Model):
    """A person at one client or several, with dates. Hidden where all clients of the person are hidden."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(_("full name"), max_length=200, help_text=_("As the person writes it."))
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    latin_name = models.CharField(_("name in Latin letters"), max_length=200, blank=True)
    name_order = models.CharField(_("name order"), max_length=20, choices=NameOrder, default=NameOrder.GIVEN_FIRST)
    form_of_address = models.CharField(_("form of address"), max_length=100, blank=True)
    languages = models.CharField(_("languages"), max_length=100, blank=True)
    birthday_month = models.PositiveSmallIntegerField(_("month of birth"), null=True, blank=True)
    birthday_day = models.PositiveSmallIntegerField(_("day of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    character = models.TextField(_("character"), blank=True)
    interests = models.TextField(_("interests"), blank=True)
    family = models.TextField(_("family"), blank=True)
    education = models.TextField(_("education"), blank=True)
    background = models.TextField(_("background"), blank=True)
    abilities = models.TextField(_("abilities"), blank=True)
    preferred_channel = models.CharField(_("preferred channel"), max_length=20, choices=ReachKind, blank=True)
    preferred_hours = models.CharField(_("preferred hours"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True, help_text=_("Where the firm has this from."))
    erased = models.DateTimeField(null=True, blank=True, editable=False)
    search = models.TextField(editable=False, default="")
    created = models.DateTimeField(auto_now_add=True)

    privacy = privacy(
        impersonal="name_order created erased source",
        erased="name family_name given_name latin_name form_of_address languages birthday_month birthday_day "
        "birth_year character interests family education background abilities preferred_channel preferred_hours search",
    )

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("contact")
        verbose_name_plural = _("people")
        indexes = (
            models.Index(fields=("name", "id"), name="contacts_by_name"),
            models.Index(
                fields=("birthday_month", "birthday_day", "name", "id"),
                condition=models.Q(birthday_month__isnull=False),
                name="contacts_by_birthday",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Position(models.Model):
    """What a person is, or was, at one client. `is_self` says that the client is this very person."""

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="positions")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="positions")
    title = models.CharField(_("position"), max_length=200, blank=True)
    department = models.CharField(_("department"), max_length=200, blank=True)
    rank = models.PositiveSmallIntegerField(
        _("rank"), default=3, help_text=_("1 for the head of the organisation, 5 for a clerk.")
    )
    influence = models.CharField(_("influence"), max_length=20, choices=Influence, blank=True)
    is_self = models.BooleanField(default=False)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    privacy = privacy(impersonal="client rank is_self", erased="contact title department influence since until")

    class Meta:
        ordering = (models.F("until").desc(nulls_first=True), "rank", "id")
        indexes = (
            models.Index(fields=("client", "until", "rank", "id"), name="positions_of_client"),
            models.Index(fields=("contact", "influence"), name="influence_of_contact"),
        )
        constraints = (
            models.CheckConstraint(condition=models.Q(rank__range=(1, 5)), name="rank_of_one_to_five"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(since=None) | models.Q(until__gte=models.F("since")),
                name="left_not_before_came",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Reach(models.Model):
    """One way to reach a person: a number, a mail address, a messenger's name, a postal address.

    `normal` is the form to compare by: E.164 for telephones, lower case for mail.
    """

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="reaches")
    kind = models.CharField(_("kind"), max_length=20, choices=ReachKind)
    value = models.CharField(_("value"), max_length=300)
    normal = models.CharField(max_length=300, db_index=True, editable=False)
    label = models.CharField(_("label"), max_length=60, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    privacy = privacy(impersonal="kind", erased="contact value normal label valid_until")

    class Meta:
        ordering = ("kind", "id")
        constraints = (models.UniqueConstraint(fields=("contact", "kind", "normal"), name="one_way_once"),)

    def __str__(self) -> str:
        return self.value


class Consent(models.Model):
    """One answer of a person to one purpose by one channel. The newest holds; the earlier ones are its history.

    Without `recorded_by` a job of the firm recorded it: an import, or the person's own click.
    """

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=ConsentPurpose)
    channel = models.CharField(_("channel"), max_length=20, choices=ReachKind)
    answer = models.CharField(_("answer"), max_length=20, choices=ConsentAnswer)
    at = models.DateTimeField(_("when"))
    source = models.CharField(_("how it was given"), max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = privacy(
        impersonal="purpose channel recorded_by",
        kept="contact answer at source",
        kept_because="a refusal must be remembered so that it is obeyed, and a consent so that it can be proven",
    )

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("contact", "purpose", "channel", "-at"), name="consents_of_contact"),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.channel}: {self.answer}"
