"""What a firm adds to the file itself, what each fact weighs, and who recorded it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.clients.enums import CustomKind, FactGroup
from clientela.core.privacy import privacy

from .clients import Client
from .file import Recorded


class CustomField(models.Model):
    """A fact that the firm keeps of its clients beside those that every firm has. `choices` are those of a choice."""

    id = models.BigAutoField(primary_key=True)
    label = models.CharField(_("label"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=CustomKind)
    group = models.CharField(_("group"), max_length=20, choices=FactGroup, default=FactGroup.BASIC)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    help_text = models.CharField(_("how to ask for it"), max_length=200, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=0)
    place = models.PositiveSmallIntegerField(_("place"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    privacy = privacy(impersonal="label kind group choices help_text weight place active")

    class Meta:
        ordering = ("place", "id")
        verbose_name = _("fact of the firm")
        verbose_name_plural = _("facts of the firm")
        constraints = (models.CheckConstraint(condition=models.Q(weight__lte=10), name="weight_of_a_field_up_to_ten"),)

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """The key of the field in the register of facts."""
        return f"custom_{self.pk}"


class CustomValue(models.Model):
    """The value of one such fact of one client, in the column of its kind.

    A field that names another client may have several, because one that a viewer may not see must not stand in the way
    of another.
    """

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="custom_values")
    field = models.ForeignKey(CustomField, on_delete=models.PROTECT, related_name="values")
    text = models.TextField(blank=True, default="")
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    date = models.DateField(null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    other = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, blank=True, related_name="named_by")

    privacy = privacy(impersonal="client field currency user other", erased="text number date")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("client", "field", "other"), nulls_distinct=False, name="one_value_once"),
        )
        indexes = (
            models.Index(fields=("field", "number"), name="values_by_number"),
            models.Index(fields=("field", "date"), name="values_by_date"),
        )

    def __str__(self) -> str:
        return f"{self.field_id} of {self.client_id}"


class FactSource(Recorded):
    """Who recorded a fact of a client last, when and from where. `fact` is its key in the register.

    `other` is the client that the fact names, whose walls hold here too.
    """

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="fact_sources")
    fact = models.CharField(max_length=60)
    other = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    privacy = privacy(impersonal="client fact other recorded_by recorded_at source")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("client", "fact", "other"), nulls_distinct=False, name="one_source_once"),
        )

    def __str__(self) -> str:
        return f"{self.fact} of {self.client_id}"


class FactWeight(models.Model):
    """What the firm itself thinks a fact is worth, 0 to 10; without a row the weight of the register holds."""

    id = models.BigAutoField(primary_key=True)
    fact = models.CharField(max_length=60, unique=True)
    weight = models.PositiveSmallIntegerField(_("weight"))

    privacy = privacy(impersonal="fact weight")

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(weight__lte=10), name="weight_up_to_ten"),)

    def __str__(self) -> str:
        return f"{self.fact}: {self.weight}"
