"""The forms of conflict checks."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.matching.enums import Decision, Part
from clientela.web.people.forms import LongText, PeopleForm


class CheckForm(PeopleForm):
    """The names to look for, one on each line."""

    subject = forms.CharField(
        label=_("What is to be accepted"),
        max_length=300,
        required=False,
        help_text=_("The new client, or the engagement. Left empty: the first name."),
    )
    client = LongText(label=_("Client"), required=False, help_text=_("All of its names, one on each line."))
    owner = LongText(label=_("Owners"), required=False)
    related = LongText(label=_("Related organisations"), required=False)
    adverse = LongText(label=_("Other side"), required=False)

    def names(self) -> list[tuple[Part, str]]:
        """The names with what each is, as typed."""
        return [(part, name) for part in Part for name in self.cleaned_data[part.value].splitlines() if name.strip()]


def as_initial(names: Iterable[tuple[Part, str]]) -> dict[str, str]:
    """The fields of `CheckForm` for names that are known already."""
    initial: dict[str, list[str]] = {part.value: [] for part in Part}
    for part, name in names:
        if name not in initial[part.value]:
            initial[part.value].append(name)
    return {part: "\n".join(found) for part, found in initial.items()}


class DecisionForm(PeopleForm):
    """What the firm decides on a check."""

    decision = forms.ChoiceField(label=_("Decision"), choices=Decision.choices, widget=forms.RadioSelect)
    reason = LongText(
        label=_("Reason"),
        required=False,
        help_text=_("Why the matches are not a conflict, who consented and when, or why we refuse."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].widget.attrs["class"] = "form-check-input"
