"""What a client's file lists: addresses, telephones, finances, owners, relations. Each row says who recorded it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.clients.enums import AddressKind, CheckResult, FinanceKind, OwnerKind, PhoneKind, RelationKind
from clientela.core.privacy import privacy

from .clients import Client

IN_ORDER = models.Q(until=None) | models.Q(since=None) | models.Q(until__gte=models.F("since"))


class Recorded(models.Model):
    """Who recorded a row, when, and where the firm has it from. Nobody recorded what the system did."""

    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    source = models.CharField(_("source"), max_length=200, blank=True, help_text=_("Where the firm has this from."))

    class Meta:
        abstract = True


class Address(Recorded):
    """A place of the client, with the days between which it holds."""

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(_("kind"), max_length=20, choices=AddressKind, default=AddressKind.OFFICE)
    street = models.CharField(_("street and house"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("ISO 3166-1, two letters"))
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    privacy = privacy(
        impersonal="client kind recorded_by recorded_at source country",
        erased="street city region postal_code since until",
    )

    class Meta:
        ordering = (models.F("until").desc(nulls_first=True), "kind", "id")
        constraints = (models.CheckConstraint(condition=IN_ORDER, name="address_ends_not_before_it_begins"),)

    def __str__(self) -> str:
        return ", ".join(part for part in (self.street, self.city, self.region, self.postal_code, self.country) if part)


class Phone(Recorded):
    """A telephone number of the client. `normal` is E.164 where the number can exist, else its digits."""

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="phones")
    kind = models.CharField(_("kind"), max_length=20, choices=PhoneKind, default=PhoneKind.MAIN)
    value = models.CharField(_("number"), max_length=60)
    normal = models.CharField(max_length=60, db_index=True, editable=False)
    check_result = models.CharField(max_length=10, choices=CheckResult, default=CheckResult.UNCHECKED)
    label = models.CharField(_("label"), max_length=60, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    privacy = privacy(
        impersonal="client kind check_result recorded_by recorded_at source",
        erased="value normal label since until",
    )

    class Meta:
        ordering = (models.F("until").desc(nulls_first=True), "kind", "id")
        constraints = (
            models.UniqueConstraint(fields=("client", "kind", "normal"), name="one_phone_once"),
            models.CheckConstraint(condition=IN_ORDER, name="phone_ends_not_before_it_begins"),
        )

    def __str__(self) -> str:
        return self.value


class FinancialFact(Recorded):
    """One figure, or one statement, on the client's finances as of a date."""

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="finances")
    kind = models.CharField(_("kind"), max_length=20, choices=FinanceKind)
    as_of = models.DateField(_("as of"))
    amount = models.DecimalField(_("amount"), max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    text = models.CharField(_("in words"), max_length=300, blank=True)

    privacy = privacy(
        impersonal="client kind as_of currency recorded_by recorded_at source",
        erased="amount text",
    )

    class Meta:
        ordering = ("-as_of", "kind", "-id")
        indexes = (models.Index(fields=("client", "kind", "-as_of"), name="finances_of_client"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount=None) | ~models.Q(currency=""), name="an_amount_has_a_currency"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.as_of}"


class Owner(Recorded):
    """Who owns the client, or has invested in it: a name, or another client. Hidden where either is."""

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="owners")
    kind = models.CharField(_("kind"), max_length=20, choices=OwnerKind, default=OwnerKind.OWNER)
    name = models.CharField(_("name"), max_length=300, blank=True)
    other = models.ForeignKey(
        Client, verbose_name=_("client"), on_delete=models.CASCADE, null=True, blank=True, related_name="holdings"
    )
    share = models.DecimalField(_("share, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    privacy = privacy(
        impersonal="client kind other share since until recorded_by recorded_at source",
        kept="name",
        kept_because="the law on money laundering makes the firm keep who owned its client",
    )

    class Meta:
        ordering = (models.F("until").desc(nulls_first=True), models.F("share").desc(nulls_last=True), "id")
        constraints = (
            models.CheckConstraint(
                condition=(models.Q(other=None) & ~models.Q(name="")) | (~models.Q(other=None) & models.Q(name="")),
                name="an_owner_is_a_name_or_a_client",
            ),
            models.CheckConstraint(condition=~models.Q(other=models.F("client")), name="nobody_owns_itself"),
            models.CheckConstraint(
                condition=models.Q(share=None) | models.Q(share__range=(0, 100)), name="share_in_percent"
            ),
            models.CheckConstraint(condition=IN_ORDER, name="ownership_ends_not_before_it_begins"),
        )

    def __str__(self) -> str:
        return self.name or f"client {self.other_id}"


class Relation(Recorded):
    """What `other` is to `client`. Seen from both sides; hidden where either is (see `enums.STORED_RELATIONS`)."""

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="relations_to")
    kind = models.CharField(_("kind"), max_length=20, choices=RelationKind)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    privacy = privacy(
        impersonal="client other kind since until note recorded_by recorded_at source",
    )

    class Meta:
        ordering = (models.F("until").desc(nulls_first=True), "kind", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("client", "other", "kind"), condition=models.Q(until=None), name="one_running_relation_once"
            ),
            models.CheckConstraint(condition=~models.Q(other=models.F("client")), name="nobody_relates_to_itself"),
            models.CheckConstraint(condition=IN_ORDER, name="relation_ends_not_before_it_begins"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.client_id} {self.other_id}"
