"""The form of a wall, which posts what it showed, so that two keepers who change one wall meet."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.access.enums import WallScope
from clientela.access.queries import WallLine
from clientela.accounts.models import Team, User
from clientela.accounts.queries import staff, teams

CHECK: Final = {"class": "form-check-input"}
DAY: Final = {"type": "date", "class": "form-control"}


class WallForm(forms.Form):
    """From whom a client is hidden, why, and for how long."""

    scope = forms.ChoiceField(
        label=_("Hides the client"),
        choices=WallScope.choices,
        initial=WallScope.NAMED,
        widget=forms.RadioSelect(attrs=CHECK),
    )
    staff = forms.TypedMultipleChoiceField(
        label=_("Members of staff"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple(attrs=CHECK)
    )
    teams = forms.TypedMultipleChoiceField(
        label=_("Teams"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple(attrs=CHECK)
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2_000,
        help_text=_("Read by those who keep walls and may see the client."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )
    since = forms.DateField(
        label=_("From the day"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=_("Empty: at once."),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Up to the day"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=_("Empty: until it is lifted."),
    )  # fmt: skip
    owner_id = forms.TypedChoiceField(
        label=_("Kept by"), coerce=int, widget=forms.Select(attrs={"class": "form-select"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(person.id, person.name) for person in staff(active=False)]
        working = [(person.id, person.name) for person in staff()]
        self.fields["staff"].choices = people if self._names_one_who_left(working) else working  # type: ignore[attr-defined]
        self.fields["owner_id"].choices = working  # type: ignore[attr-defined]
        self.fields["teams"].choices = [(team.id, team.name) for team in teams()]  # type: ignore[attr-defined]

    def _names_one_who_left(self, working: list[tuple[int, str]]) -> bool:
        return not set(self.initial.get("staff") or ()) <= {number for number, _name in working}

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The hidden inputs with what the wall was when the form was made."""
        return [(f"was_{name}", _written(self.initial.get(name))) for name in self.fields]

    def was(self) -> dict[str, Any]:
        """What the form showed, as it was posted back."""
        before: dict[str, Any] = {}
        for name, field in self.fields.items():
            told = self.data.get(f"was_{name}")
            if told is None:
                continue
            if name in ("staff", "teams"):
                before[name] = frozenset(int(part) for part in told.split(",") if part.isdecimal())
            else:
                before[name] = _read(field, told)
        return before

    def changes(self) -> dict[str, Any]:
        """What shall hold."""
        told = self.cleaned_data
        return {**told, "staff": frozenset(told["staff"]), "teams": frozenset(told["teams"])}

    def named(self) -> list[User | Team]:
        """Those whom the form names, as records."""
        people = User.objects.filter(pk__in=self.cleaned_data["staff"])
        return [*people, *Team.objects.filter(pk__in=self.cleaned_data["teams"])]


def facts_of(wall: WallLine) -> dict[str, Any]:
    """What the form shows of a wall."""
    return {
        "scope": wall.scope,
        "staff": [number for number, _name in wall.staff],
        "teams": [number for number, _name in wall.teams],
        "reason": wall.reason,
        "since": wall.since,
        "until": wall.until,
        "owner_id": wall.owner_id,
    }


def _written(value: Any) -> str:
    if isinstance(value, list | set | frozenset):
        return ",".join(map(str, sorted(value)))
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)


def _read(field: forms.Field, told: str) -> Any:
    if isinstance(field, forms.DateField):
        return dt.date.fromisoformat(told) if told else None
    return int(told) if isinstance(field, forms.TypedChoiceField) and told.isdecimal() else told
