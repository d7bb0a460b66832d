"""What the firm adds to the file itself, and what each fact weighs in its completeness."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.clients.enums import CustomKind, FactGroup
from clientela.clients.facts import FACTS
from clientela.clients.models import CustomField, CustomValue, FactWeight
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import to_write

from .common import clash_message, must

HEAVIEST = 10


@act
def add_custom_field(
    *,
    label: str,
    kind: CustomKind,
    group: FactGroup = FactGroup.BASIC,
    choices: Iterable[str] = (),
    help_text: str = "",
    weight: int = 0,
    by: User | System,
) -> CustomField:
    """Add a fact to the file of every client. Its kind stays as it is."""
    must(by, Permission.CHANGE_POLICY)
    last = CustomField.objects.order_by("-place").values_list("place", flat=True).first() or 0
    field = CustomField(
        label=_label(label),
        kind=CustomKind(kind),
        group=FactGroup(group),
        choices=_choices(choices) if kind == CustomKind.CHOICE else [],
        help_text=_help(help_text),
        weight=_weight(weight),
        place=last + 1,
    )
    _settle(field)
    field.save()
    record("custom_field_added", subject=field, by=by, data={"label": field.label, "kind": field.kind})
    return field


@act
def change_custom_field(
    *, field_id: int, changes: Mapping[str, Any], was: Mapping[str, Any] | None = None, by: User | System
) -> CustomField:
    """Change a field of the firm, or take it out of use (`active`); its values stay. A choice that clients have cannot
    be removed. Raises `EditClash` where somebody has changed the same since."""
    must(by, Permission.CHANGE_POLICY)
    field = CustomField.objects.select_for_update().filter(pk=field_id).first()
    if field is None:
        raise NotFound
    wanted = {key: _TIDY[key](value) for key, value in changes.items() if key in _TIDY}
    current = {key: getattr(field, key) for key in wanted}
    writing = to_write(current, wanted, was, message=clash_message())
    if not writing:
        return field
    for key, value in writing.items():
        setattr(field, key, value)
    _settle(field)
    if "choices" in writing:
        used = CustomValue.objects.filter(field=field).exclude(text__in=field.choices).values_list("text", flat=True)
        lost = used.first()
        if lost is not None:
            raise Refused(_("Some clients have “%(choice)s”; keep this choice.") % {"choice": lost})
    field.save()
    record("custom_field_changed", subject=field, by=by, data={"label": field.label, "facts": sorted(writing)})
    return field


@act
def weigh_facts(*, weights: Mapping[str, int], was: Mapping[str, int] | None = None, by: User | System) -> None:
    """Say what facts of the register weigh, 0 (is not asked for) to 10; those not named stay as they are.

    Raises `EditClash` where somebody has changed a weight since it was as in `was`.
    """
    must(by, Permission.CHANGE_POLICY)
    unknown = [key for key in weights if key not in FACTS]
    if unknown:
        raise Refused(_("There is no fact “%(key)s” in the file.") % {"key": unknown[0][:60]})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('clients_factweight'))")
    own = dict(FactWeight.objects.values_list("fact", "weight"))
    current = {key: own.get(key, FACTS[key].weight) for key in weights}
    wanted = {key: _weight(weight) for key, weight in weights.items()}
    changed = to_write(current, wanted, was, message=clash_message())
    if not changed:
        return
    FactWeight.objects.bulk_create(
        [FactWeight(fact=key, weight=weight) for key, weight in changed.items()],
        update_conflicts=True,
        unique_fields=["fact"],
        update_fields=["weight"],
    )
    record("facts_weighed", subject=None, by=by, data={"weights": changed})


def _weight(value: Any) -> int:
    weight = int(value)
    if not 0 <= weight <= HEAVIEST:
        raise Refused(_("A weight lies between 0 and 10."))
    return weight


def _label(text: str) -> str:
    label = " ".join(str(text).split())
    if not 1 <= len(label) <= 120:
        raise Refused(_("A fact needs a label of 1 to 120 characters."))
    return label


def _help(text: str) -> str:
    return " ".join(str(text).split())[:200]


def _choices(choices: Iterable[str]) -> list[str]:
    tidy = (" ".join(str(choice).split())[:120] for choice in choices)
    return [*dict.fromkeys(choice for choice in tidy if choice)]


def _settle(field: CustomField) -> None:
    if field.kind == CustomKind.CHOICE and len(field.choices) < 2:
        raise Refused(_("A choice needs at least two lines to choose from."))
    if CustomField.objects.filter(label__iexact=field.label).exclude(pk=field.pk).exists():
        raise Refused(_("There is a fact with this label already."))


_TIDY: Mapping[str, Callable[[Any], Any]] = {
    "label": _label,
    "group": FactGroup,
    "choices": _choices,
    "help_text": _help,
    "weight": _weight,
    "place": int,
    "active": bool,
}
