"""The forms of engagements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.accounts.queries import staff
from clientela.engagements.enums import EngagementStatus, PartyKind
from clientela.engagements.queries import service_lines
from clientela.web.people.forms import NOTHING, DayField, LongText, PeopleForm


def _number(text: Any) -> int | None:
    return int(text) if text else None


class StaffField(forms.TypedChoiceField):
    """One of our people, by number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=lambda: [NOTHING, *((one.id, one.name) for one in staff())],
            coerce=_number,
            empty_value=None,
            **options,
        )


class BasicsForm(PeopleForm):
    """What every engagement has."""

    reference = forms.CharField(
        label=_("Reference"), max_length=200, help_text=_("The number by which the firm knows it.")
    )
    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    responsible = StaffField(label=_("Responsible"), required=False)
    opened = DayField(label=_("Opened"), required=False)


class NewEngagementForm(BasicsForm):
    """A new engagement, with those whom it concerns, one name on a line."""

    service_line = forms.CharField(
        label=_("Service line"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "service-lines", "autocomplete": "off"}),
    )
    instruction = LongText(label=_("Instruction"), required=False, help_text=_("What the client asked us to do."))
    adverse = LongText(label=_("Other side"), required=False, help_text=_("One name on each line, in any script."))
    counsel = LongText(label=_("Other side's counsel"), required=False)
    co_party = LongText(label=_("On our side"), required=False)
    related = LongText(label=_("Related"), required=False)

    def parties(self) -> list[tuple[PartyKind, str]]:
        """Whom the engagement concerns, as typed."""
        return [
            (kind, name.strip())
            for kind in PartyKind
            for name in self.cleaned_data[kind.value].splitlines()
            if name.strip()
        ]


class EngagementForm(BasicsForm):
    """The facts of an engagement."""

    service_line = forms.TypedChoiceField(
        label=_("Service line"),
        required=False,
        choices=lambda: [NOTHING, *service_lines()],
        coerce=_number,
        empty_value=None,
    )
    status = forms.ChoiceField(label=_("State"), choices=EngagementStatus.choices)
    closed = DayField(label=_("Closed"), required=False)
    instruction = LongText(label=_("Instruction"), required=False)
    result = LongText(label=_("Result"), required=False)


class PartyForm(PeopleForm):
    """Somebody else whom an engagement concerns."""

    name = forms.CharField(label=_("Name"), max_length=300)
    kind = forms.ChoiceField(label=_("What they are to it"), choices=PartyKind.choices)


class MemberForm(PeopleForm):
    """One of our people on a team."""

    user = StaffField(label=_("Who"))


class DeadlineForm(PeopleForm):
    """Something that is due."""

    title = forms.CharField(label=_("What is due"), max_length=300)
    due = DayField(label=_("By when"))


class CloseForm(PeopleForm):
    """The end of an engagement."""

    on = DayField(label=_("Closed on"))
    result = LongText(label=_("Result"), required=False, help_text=_("What came of it, and how it was presented."))
    lost = forms.BooleanField(label=_("We lost the mandate"), required=False)
