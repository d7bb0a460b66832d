"""What the firm asks of a file: the weight of each fact, and facts of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from clientela.accounts.permissions import Permission
from clientela.clients.actions import add_custom_field, change_custom_field, weigh_facts
from clientela.clients.enums import CustomKind, FactGroup
from clientela.clients.queries import FieldLine, custom_fields, fact_weights
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import EditClash
from clientela.web.access import StaffRequest, requires
from clientela.web.clashes import clash_page
from clientela.web.doing import done


class FieldForm(forms.Form):
    """A fact of the firm."""

    label = forms.CharField(label=gettext_lazy("Label"), max_length=120)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=CustomKind.choices, help_text=gettext_lazy("It cannot be changed later.")
    )
    group = forms.ChoiceField(label=gettext_lazy("Group"), choices=FactGroup.choices)
    choices = forms.CharField(
        label=gettext_lazy("Choices"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("For a choice: one in each line."),
    )
    help_text = forms.CharField(label=gettext_lazy("How to ask for it"), max_length=200, required=False)
    weight = forms.IntegerField(
        label=gettext_lazy("Weight"),
        min_value=0,
        max_value=10,
        initial=0,
        help_text=gettext_lazy("0 is not asked for, 10 is asked for first."),
    )
    active = forms.ChoiceField(
        label=gettext_lazy("In use"),
        choices=[("on", gettext_lazy("yes")), ("", gettext_lazy("no"))],
        required=False,
        initial="on",
        help_text=gettext_lazy("Out of use it is hidden everywhere; what clients have is kept."),
    )

    def __init__(self, *args: Any, new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["active" if new else "kind"]
        for field in self.fields.values():
            chosen = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if chosen else "form-control"

    def clean_choices(self) -> list[str]:
        return lines_of(self.cleaned_data["choices"])

    def clean_active(self) -> bool:
        return bool(self.cleaned_data["active"])

    def was(self) -> dict[str, Any]:
        """What the form showed when it was opened."""
        read: dict[str, Callable[[str], Any]] = {"choices": lines_of, "weight": _figure, "active": bool}
        sent = {name: self.data.get(f"was_{name}") for name in self.fields}
        return {name: read.get(name, str)(text) for name, text in sent.items() if text is not None}

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The hidden inputs with what was shown."""
        return [(f"was_{name}", self.data.get(f"was_{name}", str(self.initial.get(name, "")))) for name in self.fields]


def _figure(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else None


def lines_of(text: str) -> list[str]:
    """The lines of a text that hold something, each once."""
    return [*dict.fromkeys(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)]


@require_http_methods(["GET", "POST"])
@requires(Permission.CHANGE_POLICY)
def facts(request: StaffRequest) -> HttpResponseBase:
    """The weights of all facts, and the firm's own ones."""
    rows = fact_weights()
    error = ""
    if request.method == "POST":
        try:
            weigh_facts(
                weights=_weights(request, "weight_", [row.fact.key for row in rows]),
                was=_weights(request, "was_weight_", [row.fact.key for row in rows]),
                by=request.user,
            )
        except EditClash as clash:
            labels = {row.fact.key: row.fact.label for row in rows}
            return clash_page(request, clash, labels=labels, names=lambda key: (f"weight_{key}", f"was_weight_{key}"))
        except Refused as refusal:
            error = str(refusal)
        else:
            done(request, _("The weights are in force."))
            return redirect("policy_facts")
    groups = [(group.label, [row for row in rows if row.fact.group == group]) for group in FactGroup]
    context = {"groups": groups, "fields": custom_fields(), "error": error, "steps": range(11)}
    return render(request, "pages/file/policy.html", context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.CHANGE_POLICY)
def new(request: StaffRequest) -> HttpResponseBase:
    """Add a fact of the firm."""
    form = FieldForm(request.POST or None, new=True)
    if request.method == "POST" and form.is_valid():
        try:
            field = add_custom_field(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("Added: %(what)s.") % {"what": field.label})
            return redirect("policy_facts")
    context = {"form": form, "field": None}
    return render(request, "pages/file/field.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.CHANGE_POLICY)
def change(request: StaffRequest, field_id: int) -> HttpResponseBase:
    """Change a fact of the firm."""
    field = _field(field_id)
    initial = {
        "label": field.label,
        "group": field.group,
        "choices": "\n".join(field.choices),
        "help_text": field.help_text,
        "weight": field.weight,
        "active": "on" if field.active else "",
    }
    form = FieldForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_custom_field(field_id=field_id, changes=form.cleaned_data, was=form.was(), by=request.user)
        except EditClash as clash:
            return _choose(request, clash, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("Saved: %(fact)s.") % {"fact": form.cleaned_data["label"]})
            return redirect("policy_facts")
    context = {"form": form, "field": field}
    return render(request, "pages/file/field.html", context, status=422 if form.errors else 200)


def _choose(request: StaffRequest, clash: EditClash, form: FieldForm) -> HttpResponseBase:
    labels = {name: field.label for name, field in form.fields.items()}
    groups = dict(FactGroup.choices)
    plain = EditClash(
        str(clash),
        [
            replace(one, was=_line(one.was), theirs=_line(one.theirs), yours=_line(one.yours))
            if one.field == "choices"
            else one
            for one in clash.clashes
        ],
    )
    return clash_page(
        request,
        plain,
        labels=labels,
        shown=lambda name, value: str(groups.get(value, value)) if name == "group" else _shown(value),
    )


def _line(value: Any) -> Any:
    return "\n".join(value) if isinstance(value, list) else value


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value in (None, "") else str(value)


def _field(field_id: int) -> FieldLine:
    found = next((field for field in custom_fields() if field.id == field_id), None)
    if found is None:
        raise NotFound
    return found


def _weights(request: StaffRequest, prefix: str, keys: list[str]) -> dict[str, int]:
    sent = {key: _figure(request.POST.get(prefix + key, "")) for key in keys}
    return {key: figure for key, figure in sent.items() if figure is not None}
