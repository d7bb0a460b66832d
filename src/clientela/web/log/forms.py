"""The form that logs a contact with a client."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clientela.interactions.actions import NextStep
from clientela.interactions.enums import Channel, Direction, Reaction
from clientela.web.choosing import ClientField, PersonField

BY_NUMBER: Final = (
    Channel.CALL, Channel.MEETING, Channel.MAIL, Channel.MESSAGE, Channel.VISIT, Channel.LETTER, Channel.EVENT,
    Channel.GIFT, Channel.FAX,
)  # fmt: skip
"""The channels in the order of the number keys, the most frequent first."""


class Numbers(forms.Field):
    """Numbers of records, from boxes that are ticked. The action looks whether they may be named."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[int]:
        texts = [text for one in value or [] if (text := str(one).strip())]
        if any(not (text.isascii() and text.isdecimal() and len(text) < 19) for text in texts):
            raise ValidationError(gettext("Choose people from the list."))
        return list(dict.fromkeys(int(text) for text in texts))


class LogForm(forms.Form):
    """One contact, as it is typed. Only the client and the subject are needed: all else has a usual value."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    client = ClientField(label=_("Client"))
    channel = forms.ChoiceField(
        label=_("Channel"), choices=[(one.value, one.label) for one in BY_NUMBER], initial=Channel.CALL.value
    )
    date = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Time"), required=False, widget=forms.TimeInput({"type": "time"}))
    theirs = Numbers(label=_("Who of theirs"), required=False)
    another_person = PersonField(label=_("Somebody else"), required=False)
    new_person = forms.CharField(label=_("Somebody new"), required=False, max_length=200)
    ours = Numbers(label=_("Who of ours"), required=False)
    another_colleague = Numbers(required=False)
    subject = forms.CharField(label=_("About"), max_length=300)
    text = forms.CharField(
        label=_("What was said"), required=False, max_length=100_000, widget=forms.Textarea({"rows": 4})
    )
    direction = forms.ChoiceField(
        label=_("Initiative"), required=False, choices=Direction.choices, initial=Direction.OURS.value
    )
    engagement = Numbers(label=_("Engagement"), required=False)
    proposal = forms.CharField(label=_("What was proposed"), required=False, max_length=300)
    reaction = forms.TypedChoiceField(
        label=_("How they took it"), required=False, choices=Reaction.choices, coerce=int, empty_value=None
    )
    promised = forms.CharField(label=_("What was promised"), required=False, max_length=300)
    step = forms.CharField(label=_("Next step"), required=False, max_length=300)
    step_owner = Numbers(label=_("Who"), required=False)
    step_due = forms.DateField(
        label=_("By when"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=100_000)
    cost = forms.DecimalField(
        label=_("Cost"), required=False, min_value=0, max_digits=14, decimal_places=4, localize=True
    )
    currency = forms.RegexField(label=_("Currency"), required=False, regex=r"^[A-Za-z]{3}$")

    TYPED = ("text", "proposal", "promised", "step", "step_due", "minutes", "cost")
    FOLDED = (*TYPED, "direction", "engagement", "reaction", "currency")

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        for name, field in self.fields.items():
            if not isinstance(field.widget, forms.RadioSelect | forms.HiddenInput):
                field.widget.attrs.setdefault("class", "form-control")
            if name in self.errors if self.is_bound else False:
                field.widget.attrs["aria-invalid"] = "true"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("time") and not cleaned.get("date"):
            cleaned["date"] = timezone.localdate()
        if cleaned.get("step") and not cleaned.get("step_due") and "step_due" not in self.errors:
            self.add_error("step_due", gettext("Give the day by which it is to be done."))
        if cleaned.get("cost") is not None and not cleaned.get("currency") and "currency" not in self.errors:
            self.add_error("currency", gettext("A cost needs its currency, three letters such as CNY."))
        return cleaned

    @property
    def unfolded(self) -> bool:
        """Whether something below the fold was typed or needs mending."""
        if not self.is_bound:
            return bool(self.initial.get("unfolded"))
        usual = {"direction": Direction.OURS.value, "currency": self.data.get("currency_was", "")}
        return any(
            name in self.errors or (self.data.get(name) or "") not in ("", usual.get(name)) for name in self.FOLDED
        )

    def facts(self) -> dict[str, Any]:
        """The arguments of `log_interaction` but for the client and the people."""
        cleaned = self.cleaned_data
        return {
            "channel": cleaned["channel"],
            "at": self.at(),
            "subject": cleaned["subject"],
            "text": cleaned["text"],
            "direction": cleaned["direction"] or Direction.OURS,
            "engagement_id": next(iter(cleaned["engagement"]), None),
            "proposal": cleaned["proposal"],
            "reaction": cleaned["reaction"],
            "promised": cleaned["promised"],
            "minutes": cleaned["minutes"],
            "cost": cleaned["cost"],
            "currency": cleaned["currency"] if cleaned["cost"] is not None else "",
        }

    def at(self) -> dt.datetime:
        """When it was, by the firm's clock: now, where nothing else is said; noon of a day without its time."""
        date, time = self.cleaned_data.get("date"), self.cleaned_data.get("time")
        now = timezone.localtime()
        if date is None:
            return now
        if time is None:
            return now if date == now.date() else timezone.make_aware(dt.datetime.combine(date, dt.time(12)))
        return timezone.make_aware(dt.datetime.combine(date, time))

    def next_step(self, owner: int) -> NextStep | None:
        """The next step, done by `owner` where nobody else is named."""
        cleaned = self.cleaned_data
        if not cleaned["step"]:
            return None
        return NextStep(cleaned["step"], next(iter(cleaned["step_owner"]), owner), cleaned["step_due"])

    def people_there(self) -> list[int]:
        """The numbers of the people at the client, with the one who was found by name."""
        people: Iterable[int | None] = (*self.cleaned_data["theirs"], self.cleaned_data["another_person"])
        return [number for number in people if number is not None]

    def people_here(self, usual: int) -> list[int]:
        """The numbers of the colleagues who took part: `usual` alone where nobody is named."""
        return [*self.cleaned_data["ours"], *self.cleaned_data["another_colleague"]] or [usual]


def empty_form(*, client_id: int | None, shown: str, owner: int) -> LogForm:
    """A form to begin with, for one client or none yet."""
    form = LogForm(
        initial={
            "token": uuid.uuid4(), "client": client_id, "channel": Channel.CALL.value, "ours": [owner],
            "direction": Direction.OURS.value, "step_owner": [owner],
        }
    )  # fmt: skip
    form.fields["client"].widget.shown = shown
    return form
