"""What a person may say about a file: the file itself, how it is written, and what its columns are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.exchange.describing import options_as_json, options_from_json
from clientela.exchange.reading import ReadOptions
from clientela.web import labels

Understanding = Mapping[str, Any]


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("File"),
        max_length=255,
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty.")},
    )


class MannerForm(forms.Form):
    """How a file is written. What is left as it was found is found again."""

    encoding = forms.ChoiceField(label=_("Encoding"), required=False)
    delimiter = forms.ChoiceField(label=_("Columns are divided by"), required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    header_row = forms.IntegerField(label=_("Headings are on line"), required=False, min_value=0, localize=True)
    date_order = forms.ChoiceField(label=_("Order of the dates"), required=False)
    decimal_mark = forms.ChoiceField(label=_("Decimals begin with"), required=False)
    currency = forms.RegexField(
        label=_("Currency of amounts that name none"),
        regex=r"^[A-Za-z]{3}$",
        required=False,
        error_messages={"invalid": _("A currency is three letters, such as CNY, RUB, EUR or USD.")},
    )

    def __init__(self, data: Any = None, *, found: Understanding) -> None:
        names = ("encoding", "delimiter", "sheet", "header_row", "date_order", "decimal_mark", "currency")
        super().__init__(data, initial={name: found.get(name) for name in names})
        self.found = found
        self._offer("encoding", labels.ENCODINGS)
        self._offer("delimiter", labels.DELIMITERS)
        self._offer("date_order", labels.DATE_ORDERS)
        self._offer("decimal_mark", labels.DECIMAL_MARKS)
        self._offer("sheet", {sheet: sheet for sheet in found.get("sheets") or ()})
        _dress(self)
        for question in found.get("questions") or ():
            if question["option"] in self.fields:
                self.fields[question["option"]].widget.attrs["class"] += " field-open"

    def _offer(self, name: str, words: labels.Labels) -> None:
        value = self.found.get(name)
        known = bool(self.found.get("headings"))
        if value is None and known and name in ("encoding", "delimiter", "sheet"):
            # A workbook has no encoding, and a text no sheets.
            del self.fields[name]
            return
        complete = known and not self.found.get("missing")
        choices = [] if value is not None else [("", _("please choose") if complete else _("find out"))]
        choices += words.items()
        if value is not None and value not in words:
            choices.append((value, value))
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def options(self, *, said: Mapping[str, Any]) -> ReadOptions:
        """What was `said` before with the changes of the form. Raises CannotRead where one is not possible."""
        changed = {
            name: value
            for name, value in self.cleaned_data.items()
            if value not in (None, "") and value != self.found.get(name)
        }
        if "currency" in changed:
            changed["currency"] = changed["currency"].upper()
        return options_from_json({**said, **changed})


class ColumnsForm(forms.Form):
    """What each column of a file is, from left to right."""

    # Which headings the reader saw: other corrections may have brought others.
    headings = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, found: Understanding) -> None:
        by_heading = {heading: field for field, heading in (found.get("columns") or {}).items()}
        self.file_headings = list(found.get("headings") or ())
        initial = {"headings": self._seen()}
        initial |= {f"column-{n}": by_heading.pop(heading, "") for n, heading in enumerate(self.file_headings)}
        fits = data is not None and data.get("headings") == self._seen()
        super().__init__(data if fits else None, initial=initial)
        self.found = found
        for number, heading in enumerate(self.file_headings):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=heading or str(number + 1),
                required=False,
                choices=[("", _("not used")), *labels.FIELDS.items()],
            )
        _dress(self)

    def _seen(self) -> str:
        return "\x1f".join(self.file_headings)

    @property
    def columns(self) -> list[forms.BoundField]:
        """The choice for each column, from left to right."""
        return [self[f"column-{number}"] for number in range(len(self.file_headings))]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [cleaned.get(f"column-{number}") for number in range(len(self.file_headings))]
        for number, field in enumerate(chosen):
            if field and field in chosen[:number]:
                self.add_error(f"column-{number}", _("Another column is this already."))
        return cleaned

    def added_to(self, options: ReadOptions) -> ReadOptions:
        """The options with the columns of the form. Raises CannotRead where they are not possible."""
        chosen = {
            self.cleaned_data[f"column-{number}"]: heading or str(number + 1)
            for number, heading in enumerate(self.file_headings)
            if self.cleaned_data.get(f"column-{number}")
        }
        before = dict(self.found.get("columns") or {})
        if chosen == before:
            return options
        left_out = {field: "" for field in before if field not in chosen}
        return options_from_json(options_as_json(options) | {"columns": [*chosen.items(), *left_out.items()]})


def _dress(form: forms.Form) -> None:
    for field in form.fields.values():
        kind = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
        field.widget.attrs["class"] = kind
