"""Keeping segments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import to_write
from clientela.insights.models import SavedView
from clientela.insights.queries.narrowing import askable_facts, check, read_conditions
from clientela.insights.queries.segments import ANSWERS, MOST_SEGMENTS


@act
def save_view(
    *, name: str, question: Mapping[str, Any], columns: Iterable[str] = (), shared: bool = False, by: User
) -> SavedView:
    """Keep a question about the clients under a name of one's own. Sharing it takes the right to change clients.

    Raises `PermissionDenied`; `Refused` for a name that is empty or taken, and for a question that cannot be asked.
    """
    _must(by, shared)
    name = _free_name(name, by)
    if SavedView.objects.filter(owner=by).count() >= MOST_SEGMENTS:
        raise Refused(_("You keep %(most)s segments already; remove one that nobody needs.") % {"most": MOST_SEGMENTS})
    view = SavedView.objects.create(
        name=name, owner=by, shared=shared, question=_sound(question), columns=[str(one)[:80] for one in columns][:20]
    )
    record("view_saved", subject=view, by=by, data={"name": name, "shared": shared})
    return view


@act
def change_view(
    *, view_id: int, changes: Mapping[str, Any], was: Mapping[str, Any] | None = None, by: User
) -> SavedView:
    """Change one's own segment: its `name`, `shared`, `question` or `columns`.

    Raises `NotFound` for another's, `EditClash` where it was changed elsewhere since it was seen.
    """
    view = SavedView.objects.select_for_update().filter(pk=view_id, owner=by).first()
    if view is None:
        raise NotFound
    _must(by, bool(changes.get("shared", False)))
    wanted = dict(changes)
    if "question" in wanted:
        wanted["question"] = _sound(wanted["question"])
    if "name" in wanted and wanted["name"] != view.name:
        wanted["name"] = _free_name(str(wanted["name"]), by)
    current = {field: getattr(view, field) for field in wanted}
    message = _("You have changed this segment elsewhere in the meantime; choose what is right.")
    for field, value in to_write(current, wanted, was, message=message).items():
        setattr(view, field, value)
    view.save()
    record("view_changed", subject=view, by=by, data={"name": view.name, "fields": sorted(wanted)})
    return view


@act
def delete_view(*, view_id: int, by: User) -> None:
    """Remove one's own segment. Raises `NotFound` for another's."""
    view = SavedView.objects.filter(pk=view_id, owner=by).first()
    if view is None:
        raise NotFound
    record("view_deleted", subject=view, by=by, data={"name": view.name})
    view.delete()


def _must(by: User, shared: bool) -> None:
    if not by.may(Permission.VIEW_CLIENTS) or (shared and not by.may(Permission.EDIT_CLIENTS)):
        raise PermissionDenied


def _free_name(name: str, by: User) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 120:
        raise Refused(_("Give the segment a name of at most 120 characters."))
    if SavedView.objects.filter(owner=by, name=name).exists():
        raise Refused(_("You have a segment “%(name)s” already; choose another name.") % {"name": name})
    return name


def _sound(question: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: question[name] for name in ANSWERS if question.get(name)}
    conditions = read_conditions(map(str, kept.pop("where", [])))
    facts = askable_facts() if conditions else {}
    for condition in conditions:
        check(condition, facts)
    sound: dict[str, Any] = {name: str(value)[:200] for name, value in kept.items()}
    if conditions:
        sound["where"] = [condition.text for condition in conditions]
    return sound
