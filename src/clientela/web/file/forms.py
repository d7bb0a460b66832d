"""A form of any facts. It takes what a person types, and leaves it to the domain to say what is a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, cast

from django import forms
from django.http import QueryDict

from clientela.clients.cleaning import clean, seen, written
from clientela.clients.enums import FactKind
from clientela.clients.facts import Fact
from clientela.core.errors import Refused
from clientela.web.choosing import ClientField, Select

from .showing import Choices, choices_of

Names: TypeAlias = Mapping[str, Mapping[int, str]]

INPUT_MODES = {FactKind.WHOLE: "numeric", FactKind.NUMBER: "decimal"}


class FactsForm(forms.Form):
    """The facts in `facts` with their `values`. `people` are the colleagues to choose from; `names` has, by fact, the
    names behind the numbers that it has now.

    The form posts what it showed as `was_<key>`.
    """

    def __init__(
        self,
        facts: Mapping[str, Fact],
        values: Mapping[str, Any],
        *,
        data: QueryDict | None = None,
        people: Choices = (),
        names: Names | None = None,
    ) -> None:
        self.facts = facts
        texts = {key: written(fact, values.get(key, fact.nothing)) for key, fact in facts.items()}
        super().__init__(data, initial=texts)
        for key, fact in facts.items():
            self.fields[key] = _field(fact, people, texts[key], (names or {}).get(key, {}))
        self.shown = texts

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for key, fact in self.facts.items():
            if key in cleaned:
                try:
                    cleaned[key] = clean(fact, cleaned[key])
                except Refused as refusal:
                    self.add_error(key, str(refusal))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """The facts that the form sent; one that it did not show is left alone."""
        return {key: value for key, value in self.cleaned_data.items() if not self._omitted(key)}

    def was(self) -> dict[str, Any]:
        """What the form showed of each fact when it was opened."""
        sent = {key: self.data.get(f"was_{key}") for key in self.facts}
        return {key: seen(self.facts[key], text) for key, text in sent.items() if text is not None}

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The hidden inputs with what was shown: as the reader opened the form, also when it comes back."""
        return [(f"was_{key}", self.data.get(f"was_{key}", text)) for key, text in self.shown.items()]

    def sent_plainly(self) -> QueryDict:
        """What was sent, each choice of a client by its number alone, for a form that asks again."""
        data = cast(QueryDict, self.data).copy()
        for key, fact in self.facts.items():
            if fact.kind == FactKind.CLIENT:
                for part in ("_text", "_was", "_pick"):
                    data.pop(key + part, None)
                data[key] = written(fact, self.cleaned_data.get(key))
        return data

    def _omitted(self, key: str) -> bool:
        return self.fields[key].widget.value_omitted_from_data(self.data, self.files, key)


def _field(fact: Fact, people: Choices, text: str, names: Mapping[int, str]) -> forms.Field:
    common: dict[str, Any] = {"label": fact.label, "required": fact.required, "help_text": fact.help_text}
    offered = list(choices_of(fact, people))
    if offered:
        if text not in {code for code, _label in offered}:
            offered.append((text, names.get(int(text), text) if fact.kind == FactKind.PERSON else text))
        return forms.CharField(widget=forms.Select({"class": "form-select"}, offered), **common)
    match fact.kind:
        case FactKind.CLIENT:
            chosen = ClientField(**common)
            if text and isinstance(chosen.widget, Select):
                chosen.widget.shown = names.get(int(text), "")
            return chosen
        case FactKind.LONG:
            widget: forms.Widget = forms.Textarea({"class": "form-control", "rows": 3})
        case FactKind.DATE:
            widget = forms.DateInput({"class": "form-control", "type": "date"})
        case FactKind.MONEY:
            widget = forms.TextInput({"class": "form-control", "placeholder": "1500 CNY"})
        case _:
            attributes = {"class": "form-control", "autocomplete": "off"}
            if fact.kind in INPUT_MODES:
                attributes["inputmode"] = INPUT_MODES[FactKind(fact.kind)]
            widget = forms.TextInput(attributes)
    return forms.CharField(widget=widget, **common)
