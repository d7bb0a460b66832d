"""The forms of people. A form that changes a record posts the values that it showed, as `was_<field>`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clientela.contacts.enums import ConsentAnswer, ConsentPurpose, Influence, NameOrder, ReachKind
from clientela.contacts.models import Contact, Position, Reach
from clientela.web.choosing import ClientField
from clientela.web.clashes import posted

from .words import RANKS, month_choices

NOTHING: tuple[str, Any] = ("", "–")


class LongText(forms.CharField):
    """A text of several lines, with line ends as the database keeps them."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class DayField(forms.DateField):
    """A date, typed or picked."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _rank_choices() -> list[tuple[str, str]]:
    return [(str(rank), f"{rank} · {word}") for rank, word in RANKS.items()]


class RankField(forms.TypedChoiceField):
    """The place in an organisation, 1 for its head."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=_rank_choices, coerce=int, label=_("Rank in the organisation"), **options)


class PeopleForm(forms.Form):
    """A form in the dress of the pages, that knows what it showed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            kind = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            if isinstance(field, forms.BooleanField):
                kind = "form-check-input"
            if not isinstance(field, ClientField):
                field.widget.attrs.setdefault("class", kind)

    @property
    def seen(self) -> list[tuple[str, str]]:
        """The hidden inputs by which two editors meet: those that were posted, else the values of the record."""
        names = [f"was_{name}" for name in self.fields]
        if self.is_bound:
            return [(name, self.data[name]) for name in names if name in self.data]
        return [(f"was_{name}", posted(self.initial.get(name))[0]) for name in self.fields]

    def was(self) -> dict[str, Any]:
        """What the form showed, as the record holds it. A field that was not posted, or nonsense, is left out."""
        found = {}
        for name, field in self.fields.items():
            if f"was_{name}" in self.data:
                try:
                    found[name] = field.to_python(self.data[f"was_{name}"])
                except forms.ValidationError:
                    continue
                if isinstance(field, forms.TypedChoiceField):
                    found[name] = field._coerce(found[name])  # type: ignore[attr-defined]
        return found

    @property
    def labels(self) -> Mapping[str, Any]:
        """The word for each field."""
        return {name: field.label for name, field in self.fields.items()}

    def html_of_was(self) -> SafeString:
        """The hidden inputs of `seen`."""
        inputs = (forms.HiddenInput().render(name, value) for name, value in self.seen)
        return SafeString("".join(inputs))


def _of(model: Any, name: str, field: Any = None, **options: Any) -> Any:
    """A form field with the label, help and length of a model's field."""
    source = model._meta.get_field(name)
    options.setdefault("required", not source.blank)
    options.setdefault("label", capfirst(source.verbose_name))
    options.setdefault("help_text", source.help_text)
    if field is None and source.max_length:
        options.setdefault("max_length", source.max_length)
    return (field or forms.CharField)(**options)


def _choice(label: Any, choices: Any, *, empty: bool = True, **options: Any) -> forms.ChoiceField:
    offered = [NOTHING, *choices] if empty else list(choices)
    return forms.ChoiceField(label=label, choices=offered, required=not empty, **options)


class NameForm(PeopleForm):
    name = _of(Contact, "name")
    family_name = _of(Contact, "family_name")
    given_name = _of(Contact, "given_name", help_text=_("With the patronymic, where there is one."))
    latin_name = _of(Contact, "latin_name")
    name_order = _choice(_("Name order"), NameOrder.choices, empty=False)
    form_of_address = _of(Contact, "form_of_address", help_text=_("As in “王总”, “Анна Сергеевна” or “Ms Smith”."))
    languages = _of(Contact, "languages")


class PersonalForm(PeopleForm):
    birthday_day = forms.TypedChoiceField(
        label=_("Day of birth"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[NOTHING, *((str(day), str(day)) for day in range(1, 32))],
    )
    birthday_month = forms.TypedChoiceField(
        label=_("Month of birth"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=lambda: [NOTHING, *month_choices()],
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth"), required=False, min_value=1880, max_value=2100, help_text=_("May be left out.")
    )
    family = _of(Contact, "family", LongText)


class NotesForm(PeopleForm):
    character = _of(Contact, "character", LongText)
    interests = _of(Contact, "interests", LongText)
    education = _of(Contact, "education", LongText)
    background = _of(Contact, "background", LongText)
    abilities = _of(Contact, "abilities", LongText)


class PreferencesForm(PeopleForm):
    preferred_channel = _choice(_("Preferred channel"), ReachKind.choices)
    preferred_hours = _of(Contact, "preferred_hours")
    source = _of(Contact, "source")


GROUPS: dict[str, tuple[Any, type[PeopleForm]]] = {
    "name": (_("Name and form of address"), NameForm),
    "personal": (_("Birthday and family"), PersonalForm),
    "notes": (_("What we know of the person"), NotesForm),
    "preferences": (_("How to get in touch"), PreferencesForm),
}


class ReachForm(PeopleForm):
    kind = _choice(_("Kind"), ReachKind.choices, empty=False)
    value = _of(Reach, "value", label=_("Number or address"))
    label = _of(Reach, "label", help_text=_("Such as “office” or “assistant”."))


class ReachChangeForm(ReachForm):
    valid_until = _of(Reach, "valid_until", DayField)


class PositionForm(PeopleForm):
    title = _of(Position, "title")
    department = _of(Position, "department")
    rank = RankField(initial=3)
    influence = _choice(
        _("Influence"), Influence.choices, help_text=_("The part of the person in the choice of a lawyer.")
    )
    since = _of(Position, "since", DayField)
    until = _of(Position, "until", DayField)


class NewPositionForm(PositionForm):
    client = ClientField(label=_("Client"))
    field_order = ("client",)


class MoveForm(PeopleForm):
    client = ClientField(
        label=_("Where to"),
        required=False,
        help_text=_("Leave it empty where nobody knows. It may be the same client."),
    )
    on = DayField(label=_("On which day"))
    title = _of(Position, "title", label=_("New position"))
    department = _of(Position, "department")
    rank = RankField(initial=3)
    influence = _choice(_("Influence"), Influence.choices)
    tell = forms.MultipleChoiceField(label=_("Whom to tell"), required=False)
    tell_responsible = forms.BooleanField(
        label=_("Whoever is responsible for the new client"), required=False, initial=True
    )

    def __init__(self, *args: Any, staff: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tell"].choices = staff  # type: ignore[attr-defined]


class NewPersonForm(PeopleForm):
    """A person with the first position and the usual ways. `merely_like` confirms that nobody on file is meant."""

    name = _of(Contact, "name")
    family_name = _of(Contact, "family_name")
    given_name = _of(Contact, "given_name", help_text=_("With the patronymic, where there is one."))
    latin_name = _of(Contact, "latin_name")
    name_order = forms.ChoiceField(
        label=_("Name order"), required=False, choices=[("", _("as is the custom")), *NameOrder.choices]
    )
    form_of_address = _of(Contact, "form_of_address", help_text=_("As in “王总”, “Анна Сергеевна” or “Ms Smith”."))
    languages = _of(Contact, "languages")
    client = ClientField(label=_("Client"), required=False)
    title = _of(Position, "title")
    department = _of(Position, "department")
    rank = RankField(initial=3)
    influence = _choice(
        _("Influence"), Influence.choices, help_text=_("The part of the person in the choice of a lawyer.")
    )
    since = _of(Position, "since", DayField)
    is_self = forms.BooleanField(label=_("The client is this very person"), required=False)
    mail = forms.CharField(label=_("Mail"), required=False, max_length=300)
    mobile = forms.CharField(label=_("Mobile phone"), required=False, max_length=60)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=60)
    message = forms.CharField(label=_("Messenger"), required=False, max_length=120)
    source = _of(Contact, "source")

    WAYS: ClassVar[tuple[str, ...]] = ("mail", "mobile", "phone", "message")
    FACTS: ClassVar[tuple[str, ...]] = (
        "family_name", "given_name", "latin_name", "name_order", "form_of_address", "languages", "source",
    )  # fmt: skip
    POSITION: ClassVar[tuple[str, ...]] = ("title", "department", "rank", "influence", "since", "is_self")

    def reaches(self) -> list[tuple[str, str]]:
        """The ways that were filled in."""
        return [(kind, self.cleaned_data[kind]) for kind in self.WAYS if self.cleaned_data.get(kind)]

    def facts(self) -> dict[str, Any]:
        """The arguments of `add_contact` but for the ways."""
        told = {name: self.cleaned_data[name] for name in ("name", *self.FACTS, *self.POSITION)}
        if not told["name_order"]:
            del told["name_order"]
        return told | {"client_id": self.cleaned_data["client"]}


class ConsentForm(PeopleForm):
    purpose = _choice(_("Purpose"), ConsentPurpose.choices, empty=False)
    channel = _choice(_("Channel"), ReachKind.choices, empty=False)
    answer = _choice(_("Answer"), ConsentAnswer.choices, empty=False)
    source = forms.CharField(
        label=_("How it was given"),
        max_length=200,
        help_text=_("On which form, in which call or mail. It may have to be proven."),
    )
    on = DayField(label=_("When"), required=False, help_text=_("Empty: now."))

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("An answer cannot come from the future; mend the date."))
        return day
