"""Exchange rates, without which amounts in other currencies cannot be added up."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from clientela.accounts.permissions import Permission
from clientela.core.errors import Refused
from clientela.insights.actions import Rate, add_rates
from clientela.insights.queries import latest_rates, policy_in_force
from clientela.web.access import StaffRequest, requires

SMALLEST: Final = Decimal("0.0000000001")


class RateForm(forms.Form):
    """One rate into the firm's currency."""

    date = forms.DateField(
        label=gettext_lazy("From the day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    currency = forms.RegexField(
        label=gettext_lazy("Currency"),
        regex=r"^[A-Za-z]{3}$",
        error_messages={"invalid": gettext_lazy("A currency is three letters, such as CNY, RUB, EUR or USD.")},
        widget=forms.TextInput(attrs={"maxlength": 3, "placeholder": "EUR", "autocapitalize": "characters"}),
    )
    rate = forms.DecimalField(
        label=gettext_lazy("One unit is worth"), min_value=SMALLEST, max_digits=20, decimal_places=10, localize=True
    )

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"


@require_http_methods(["GET", "POST"])
@requires(Permission.IMPORT_DATA)
def rates(request: StaffRequest) -> HttpResponseBase:
    """The rates that are known, and a form for one more; a rate of the same day is replaced."""
    base = policy_in_force().policy.currency
    form = RateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        rate = Rate(date=told["date"], currency=told["currency"].upper(), base=base, rate=told["rate"])
        try:
            add_rates(rates=[rate], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The rate is entered. The figures are being computed again."))
            return redirect("rates")
    context = {"form": form, "base": base, "rates": latest_rates()}
    return render(request, "pages/data/rates.html", context, status=422 if form.errors else 200)
