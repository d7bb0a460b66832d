"""What a person may say about a file: the file itself, and corrections of what was understood of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.exchange.reading.errors import CannotRead
from clientela.exchange.reading.options import DateOrder, ReadOptions
from clientela.web import labels

NOT_USED: Final = ""
FOUND: Final = _("as found")


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("File"),
        max_length=200,
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty.")},
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods,.zip,.gz"}),
    )


class UnderstandingForm(forms.Form):
    """Corrections: one choice for each column of the file, and how it is written. What is left empty stays as found."""

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

    def __init__(self, *args: Any, understanding: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.understanding = understanding
        asked = {question["option"] for question in understanding.get("questions", ())}
        for name, words in (
            ("encoding", labels.ENCODINGS),
            ("delimiter", labels.DELIMITERS),
            ("date_order", labels.DATE_ORDERS),
            ("decimal_mark", labels.DECIMAL_MARKS),
        ):
            self._offer(name, dict(words), understanding.get(name))
        self._offer("sheet", {sheet: sheet for sheet in understanding.get("sheets") or ()}, understanding.get("sheet"))
        for number, heading in enumerate(self.headings):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=heading or str(number + 1),
                required=False,
                choices=[(NOT_USED, _("not used")), *((code, words) for code, words in labels.FIELDS.items())],
            )
        for name in asked & set(self.fields):
            self.fields[name].required = True
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"

    def _offer(self, name: str, words: dict[str, Any], found: str | None) -> None:
        if found is None and name in ("encoding", "delimiter", "sheet"):
            del self.fields[name]
            return
        choices: list[tuple[str, Any]] = list(words.items())
        if found is not None and found not in words:
            choices.append((found, found))
        if found is None:
            choices.insert(0, ("", _("please choose")))
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def headings(self) -> list[str]:
        """The headings of the file from left to right."""
        return list(self.understanding.get("headings") or ())

    @property
    def columns(self) -> list[forms.BoundField]:
        """The choice for each column, from left to right."""
        return [self[f"column-{number}"] for number in range(len(self.headings))]

    @property
    def manner(self) -> list[forms.BoundField]:
        """The fields on how the file is written."""
        return [self[name] for name in self.fields if not name.startswith("column-")]

    @classmethod
    def found_in(cls, understanding: Mapping[str, Any]) -> dict[str, Any]:
        """The initial values: everything as it was found."""
        by_heading = {heading: field for field, heading in (understanding.get("columns") or {}).items()}
        initial = {
            name: understanding.get(name)
            for name in ("encoding", "delimiter", "sheet", "header_row", "date_order", "decimal_mark", "currency")
        }
        for number, heading in enumerate(understanding.get("headings") or ()):
            initial[f"column-{number}"] = by_heading.pop(heading, NOT_USED)
        return initial

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [cleaned.get(f"column-{number}") for number in range(len(self.headings))]
        for number, field in enumerate(chosen):
            if field and field in chosen[:number]:
                self.add_error(f"column-{number}", _("Another column is this already."))
        return cleaned

    def options(self) -> ReadOptions:
        """The corrections, for the reading of the file. Raises CannotRead where one is not possible."""
        cleaned, found = self.cleaned_data, self.understanding
        columns: dict[str, str] = {
            cleaned[f"column-{number}"]: heading
            for number, heading in enumerate(self.headings)
            if cleaned.get(f"column-{number}")
        }
        before = found.get("columns") or {}
        left_out = {field: "" for field in before if field not in columns}
        order = cleaned.get("date_order")
        changed = {
            name: cleaned.get(name)
            for name in ("encoding", "delimiter", "sheet", "header_row", "decimal_mark")
            if cleaned.get(name) not in (None, "", found.get(name))
        }
        return ReadOptions(
            **changed,
            columns=tuple({**columns, **left_out}.items()) if columns != before else (),  # type: ignore[arg-type]
            date_order=DateOrder(order) if order and order != found.get("date_order") else None,
            currency=(cleaned.get("currency") or "").upper() or None,
        )


__all__ = ["CannotRead", "UnderstandingForm", "UploadForm"]
