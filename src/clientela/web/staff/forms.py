"""Forms of staff and teams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.accounts.permissions import Role
from clientela.accounts.queries import staff


class StaffForm(forms.Form):
    """Who somebody is, and what the role allows."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("Mail address"),
        required=False,
        max_length=254,
        help_text=_("Also for signing in through the firm's identity provider."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.LAWYER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "role" else "form-control"

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The hidden inputs with what the person was when the form was made."""
        return [(f"was_{name}", str(self.initial.get(name, ""))) for name in self.fields]

    def was(self) -> dict[str, str]:
        """What the form showed, as it was posted back."""
        return {name: self.data[f"was_{name}"] for name in self.fields if f"was_{name}" in self.data}


class TeamForm(forms.Form):
    """A team and who belongs to it."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"class": "form-control"}))
    members = forms.TypedMultipleChoiceField(
        label=_("Members"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = [(one.id, one.name) for one in staff(active=False)]  # type: ignore[attr-defined]
