"""Writes concerning engagements: what was instructed, who works on it, whom else it concerns, what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.clients.models import Client
from clientela.clients.search import search_text
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import to_write
from clientela.core.names import client_key

from .enums import EngagementStatus, PartyKind
from .models import Deadline, Engagement, EngagementParty, ServiceLine, TeamMember

CHANGEABLE: Final = (
    "reference",
    "title",
    "service_line_id",
    "responsible_id",
    "opened",
    "closed",
    "status",
    "instruction",
    "result",
)


@act
def add_engagement(
    *,
    client_id: int,
    reference: str,
    by: User | System,
    title: str = "",
    service_line: str = "",
    responsible_id: int | None = None,
    opened: dt.date | None = None,
    instruction: str = "",
    team: Iterable[int] = (),
    parties: Iterable[tuple[PartyKind, str]] = (),
) -> Engagement:
    """Open a mandate of a client; a service line is made where the firm has none of that name.

    `team` has the numbers of our people who work on it, the responsible one among them or not. Raises `NotFound` for
    a client that is missing or hidden, and `Refused` where the reference is empty or the client has it already.
    """
    _require_editor(by)
    if not Client.objects.filter(pk=client_id).exists():
        raise NotFound
    reference = " ".join(reference.split())
    _need_reference(reference)
    try:
        with transaction.atomic():
            engagement = Engagement.objects.create(
                client_id=client_id,
                reference=reference[:200],
                reference_key=client_key(reference)[:200],
                title=title.strip()[:300],
                service_line_id=service_line_id(service_line),
                responsible_id=responsible_id,
                opened=opened,
                instruction=instruction.strip(),
            )
    except IntegrityError as error:
        raise _known_reference(reference) from error
    places = dict.fromkeys([*([responsible_id] if responsible_id is not None else []), *team])
    TeamMember.objects.bulk_create(
        TeamMember(engagement=engagement, client_id=client_id, user_id=user_id, since=opened) for user_id in places
    )
    for kind, name in parties:
        if name.strip():
            add_party(engagement_id=engagement.pk, name=name, kind=kind, by=by)
    record("engagement_added", subject=engagement, client_id=client_id, by=by, data={"reference": reference})
    return engagement


@act
def change_engagement(
    *, engagement_id: int, changes: Mapping[str, Any], was: Mapping[str, Any] | None, by: User | System
) -> Engagement:
    """Change facts of an engagement (`CHANGEABLE`, by the names of its columns).

    Raises `EditClash` where somebody else has changed the same facts since `was` was shown.
    """
    _require_editor(by)
    engagement = _held(engagement_id)
    unknown = set(changes) - set(CHANGEABLE)
    if unknown:
        raise ValueError(f"an engagement has no {', '.join(sorted(unknown))} to change")
    current = {name: getattr(engagement, name) for name in changes}
    message = _("Somebody else has changed this engagement in the meantime. Choose what is to stand.")
    written = to_write(current, {name: _tidy(value) for name, value in changes.items()}, was, message=message)
    if not written:
        return engagement
    for name, value in written.items():
        setattr(engagement, name, value)
    if "reference" in written:
        _need_reference(engagement.reference)
        engagement.reference_key = client_key(engagement.reference)[:200]
    if engagement.opened and engagement.closed and engagement.closed < engagement.opened:
        raise Refused(_("An engagement cannot be closed before it was opened; mend one of the two dates."))
    try:
        with transaction.atomic():
            engagement.save()
    except IntegrityError as error:
        raise _known_reference(engagement.reference) from error
    data = {"fields": sorted(written)}
    record("engagement_changed", subject=engagement, client_id=engagement.client_id, by=by, data=data)
    return engagement


@act
def close_engagement(
    *,
    engagement_id: int,
    on: dt.date,
    by: User | System,
    result: str = "",
    status: EngagementStatus = EngagementStatus.CLOSED,
) -> Engagement:
    """End an engagement on a day, with its result. Deadlines that are still open keep it open."""
    _require_editor(by)
    engagement = _held(engagement_id)
    if engagement.status != EngagementStatus.OPEN:
        raise Refused(_("This engagement is closed already."))
    if engagement.opened and on < engagement.opened:
        raise Refused(_("An engagement cannot be closed before it was opened; mend one of the two dates."))
    open_ones = Deadline.objects.filter(engagement=engagement, met=None).order_by("due").first()
    if open_ones is not None:
        raise Refused(
            _("“%(title)s” is still due; mark it as met or remove it before you close the engagement.")
            % {"title": open_ones.title}
        )
    engagement.status, engagement.closed = status, on
    if result.strip():
        engagement.result = result.strip()
    engagement.save(update_fields=["status", "closed", "result"])
    record("engagement_closed", subject=engagement, client_id=engagement.client_id, by=by, data={"on": on.isoformat()})
    return engagement


@act
def add_party(*, engagement_id: int, name: str, kind: PartyKind, by: User | System) -> EngagementParty:
    """Name somebody else whom the engagement concerns; the same name and kind twice is one party."""
    _require_editor(by)
    engagement = _held(engagement_id)
    name = " ".join(name.split())[:300]
    if not name:
        raise Refused(_("A party needs a name."))
    party, new = EngagementParty.objects.get_or_create(
        engagement=engagement,
        kind=kind,
        key=client_key(name)[:300],
        defaults={"client_id": engagement.client_id, "name": name, "search": search_text([name])},
    )
    if new:
        data = {"name": name, "kind": PartyKind(kind).value}
        record("party_added", subject=party, client_id=engagement.client_id, by=by, data=data)
    return party


@act
def remove_party(*, party_id: int, by: User | System) -> None:
    """Take out a party that was named by mistake."""
    _require_editor(by)
    party = EngagementParty.objects.select_for_update(of=("self",)).filter(pk=party_id).first()
    if party is None:
        raise NotFound
    record("party_removed", subject=party, client_id=party.client_id, by=by, data={"name": party.name})
    party.delete()


@act
def join_engagement(*, engagement_id: int, user_id: int, since: dt.date | None, by: User | System) -> TeamMember:
    """Put one of our people on the team; whoever left it comes back."""
    _require_editor(by)
    engagement = _held(engagement_id)
    if not User.objects.filter(pk=user_id, is_active=True).exists():
        raise NotFound
    member, new = TeamMember.objects.select_for_update(of=("self",)).get_or_create(
        engagement=engagement, user_id=user_id, defaults={"client_id": engagement.client_id, "since": since}
    )
    if not new and member.until is not None:
        member.until = None
        member.save(update_fields=["until"])
    record("team_joined", subject=member, client_id=engagement.client_id, by=by, data={"user": user_id})
    return member


@act
def leave_engagement(*, member_id: int, on: dt.date, by: User | System) -> None:
    """End the part of one of our people in an engagement; that it was so stays known."""
    _require_editor(by)
    member = TeamMember.objects.select_for_update(of=("self",)).filter(pk=member_id, until=None).first()
    if member is None:
        raise NotFound
    member.until = on
    member.save(update_fields=["until"])
    record("team_left", subject=member, client_id=member.client_id, by=by, data={"user": member.user_id})


@act
def add_deadline(*, engagement_id: int, title: str, due: dt.date, by: User | System) -> Deadline:
    """Note a day by which something must be done."""
    _require_editor(by)
    engagement = _held(engagement_id)
    if not title.strip():
        raise Refused(_("Say what is due."))
    if engagement.status != EngagementStatus.OPEN:
        raise Refused(_("This engagement is closed; open it again before you add a deadline."))
    deadline = Deadline.objects.create(
        engagement=engagement, client_id=engagement.client_id, title=title.strip()[:300], due=due
    )
    data = {"title": deadline.title, "due": due.isoformat()}
    record("deadline_added", subject=deadline, client_id=engagement.client_id, by=by, data=data)
    return deadline


@act
def meet_deadline(*, deadline_id: int, on: dt.date, by: User | System) -> Deadline:
    """Mark a deadline as met on a day."""
    _require_editor(by)
    deadline = Deadline.objects.select_for_update(of=("self",)).filter(pk=deadline_id).first()
    if deadline is None:
        raise NotFound
    if deadline.met is None:
        deadline.met = on
        deadline.save(update_fields=["met"])
        record("deadline_met", subject=deadline, client_id=deadline.client_id, by=by, data={"on": on.isoformat()})
    return deadline


@act
def remove_deadline(*, deadline_id: int, by: User | System) -> None:
    """Take out a deadline that no longer holds."""
    _require_editor(by)
    deadline = Deadline.objects.select_for_update(of=("self",)).filter(pk=deadline_id).first()
    if deadline is None:
        raise NotFound
    record("deadline_removed", subject=deadline, client_id=deadline.client_id, by=by, data={"title": deadline.title})
    deadline.delete()


def service_line_id(name: str) -> int | None:
    """The number of the service line of that name, made where the firm has none; None for an empty name."""
    name = " ".join(name.split())[:200]
    if not name:
        return None
    line, _new = ServiceLine.objects.get_or_create(key=client_key(name)[:200], defaults={"name": name})
    return int(line.pk)


def _tidy(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _need_reference(reference: str) -> None:
    if not reference:
        raise Refused(_("An engagement needs a reference, the number or name by which the firm knows it."))


def _known_reference(reference: str) -> Refused:
    return Refused(_("This client has an engagement “%(reference)s” already.") % {"reference": reference})


def _held(engagement_id: int) -> Engagement:
    engagement = Engagement.objects.select_for_update(of=("self",)).filter(pk=engagement_id).first()
    if engagement is None:
        raise NotFound
    return engagement


def _require_editor(by: User | System) -> None:
    if isinstance(by, User) and not by.may(Permission.EDIT_CLIENTS):
        raise PermissionDenied
