"""The thresholds as a form: what each means, and between which bounds it makes sense."""

from __future__ import annotations

import dataclasses
import itertools
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from clientela.web import formatting


def _share(label: Any, help_text: Any, *, least: int = 0, most: int = 100) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=help_text, min_value=least, max_value=most, max_digits=5, decimal_places=2, localize=True
    )


# What the analysis says of a policy that it cannot use, by its codes; its own sentences are for programmers.
PROBLEMS: Final[dict[str, Any]] = {
    "months": _("Write a whole number of months."),
    "percentage": _("Write a number from 0 to 100."),
    "range": _("Write a number above 0 and up to 100, such as 80."),
    "decimals": _("Write at most two decimals."),
    "order": _("A lower level includes the one above it, so it cannot be the smaller number."),
    "currency": _("A currency is three letters, such as CNY, RUB, EUR or USD."),
}


class PolicyForm(forms.Form):
    """All thresholds of the policy, and why they change."""

    window_months = forms.IntegerField(
        label=_("Window"),
        min_value=1,
        max_value=120,
        help_text=_("Figures are for this many months up to the date. A client billed in them is active."),
    )
    trend_months = forms.IntegerField(
        label=_("Window of trends"),
        min_value=1,
        max_value=360,
        help_text=_("How far back trends look."),
    )
    top_percent = _share(_("Top"), _("The first so many percent of the active clients by fees, rounded up."))
    large_percent = _share(_("Large"), _("Up to this percentage, counted from the first client."))
    medium_percent = _share(
        _("Medium"), _("Up to this percentage, counted from the first client. All other active clients are small.")
    )
    gold_percentile = _share(
        _("Cut of the gold grid"),
        _("From this percentile of the active clients on one is frequent, or profitable. 75 is the upper quarter."),
    )
    key_share_percent = _share(
        _("Key clients"),
        _("Key are the fewest clients, the most profitable first, who together earn this much of all positive profit."),
    )
    cost_share_percent = _share(
        _("Cost without records"),
        _("Where the ledger holds no costs at all, so much of the fees is taken for them."),
    )
    hour_cost = forms.DecimalField(
        label=_("Cost of an hour"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        max_digits=9,
        decimal_places=2,
        localize=True,
        help_text=_("Minutes logged with a client count as investment at this price, in the firm's currency."),
    )
    currency = forms.RegexField(
        label=_("Currency of the firm"),
        regex=r"^[A-Za-z]{3}$",
        help_text=_("Three letters, such as CNY, RUB, EUR or USD. Every figure is converted into it."),
        error_messages={"invalid": PROBLEMS["currency"]},
    )
    reason = forms.CharField(
        label=_("Why it changes"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept with the version, for those who wonder later."),
    )

    UNITS: ClassVar[dict[str, Any]] = {
        "window_months": _("months"),
        "trend_months": _("months"),
        "top_percent": "%",
        "large_percent": "%",
        "medium_percent": "%",
        "gold_percentile": _("percentile"),
        "key_share_percent": "%",
        "cost_share_percent": "%",
    }

    GROUPS = (
        (_("Window"), ("window_months", "trend_months", "currency")),
        (_("Pyramid"), ("top_percent", "large_percent", "medium_percent")),
        (_("Gold grid and contribution"), ("gold_percentile", "key_share_percent", "cost_share_percent", "hour_cost")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("class", "form-control")
            if name in self.UNITS:
                field.widget.attrs.setdefault("inputmode", "decimal")

    def clean_hour_cost(self) -> Decimal:
        return self.cleaned_data["hour_cost"] or Decimal(0)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        ladder = ("top_percent", "large_percent", "medium_percent")
        for upper, lower in itertools.pairwise(ladder):
            if upper in cleaned and lower in cleaned and cleaned[lower] < cleaned[upper]:
                self.add_error(lower, PROBLEMS["order"])
        return cleaned

    def add_problems(self, refusal: ValueError) -> None:
        """Put what the analysis refused beside the fields that it concerns."""
        for problem in getattr(refusal, "problems", ()):
            field = problem.field if problem.field in self.fields else None
            self.add_error(field, PROBLEMS.get(problem.code, problem.message))
        if not self.errors:
            self.add_error(None, str(refusal))

    @property
    def groups(self) -> list[tuple[Any, list[tuple[forms.BoundField, Any]]]]:
        """The fields in their groups, each with its unit."""
        return [(name, [(self[field], self.UNITS.get(field, "")) for field in fields]) for name, fields in self.GROUPS]

    @property
    def in_force(self) -> list[tuple[Any, list[tuple[forms.BoundField, str]]]]:
        """The fields in their groups, each with its value as a sentence would write it."""
        return [(name, [(self[field], self._written(field)) for field in fields]) for name, fields in self.GROUPS]

    def _written(self, name: str) -> str:
        value, language = self[name].initial, get_language()
        if name not in self.UNITS:
            return str(value)
        places = max(0, -int(Decimal(value).normalize().as_tuple().exponent))
        if name in ("window_months", "trend_months"):
            counted = {"count": formatting.number(value, language)}
            return ngettext("%(count)s month", "%(count)s months", value) % counted
        if name == "gold_percentile":
            return gettext("percentile %(number)s") % {"number": formatting.number(value, language, places=places)}
        return formatting.percent(Decimal(value) / 100, language, places=places)

    def changed_policy(self, policy: Any) -> Any:
        """The policy with the thresholds of the form."""
        names = {field.name for field in dataclasses.fields(policy)}
        wanted = {name: value for name, value in self.cleaned_data.items() if name in names}
        return dataclasses.replace(policy, **wanted)
