"""Starting a handover, and reading who takes over what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.accounts.queries import staff
from clientela.relationships.enums import HandoverReason

PREFIX = "item-"
WAS = "was-"


class StartForm(forms.Form):
    """Who hands over, why, and until when the person is here."""

    leaver = forms.TypedChoiceField(label=_("Who hands over"), coerce=int)
    reason = forms.ChoiceField(label=_("Why"), choices=HandoverReason.choices)
    last_day = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Introductions are due by this day, and retention is counted from it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(one.id, one.name) for one in staff()]
        self.fields["leaver"].choices = [("", _("Choose a colleague")), *people]  # type: ignore[attr-defined]
        self.fields["last_day"].initial = timezone.localdate
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "last_day" else "form-select"


def chosen(data: Mapping[str, str], prefix: str = PREFIX) -> dict[int, int | None]:
    """The successor of each item that a form names, by number; what is no number is left out."""
    found: dict[int, int | None] = {}
    for name, value in data.items():
        item = name.removeprefix(prefix)
        if name.startswith(prefix) and _number(item) and (not value or _number(value)):
            found[int(item)] = int(value) if value else None
    return found


def _number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
