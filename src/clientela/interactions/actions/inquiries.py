"""First contact: whoever takes an inquiry owns it, until it is answered or somebody else has accepted it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.accounts.models import Team, User
from clientela.accounts.permissions import Permission, Role
from clientela.audit.actions import record
from clientela.core.actor import SYSTEM, System
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.models import Exclusion

from ..clocks import USUAL_HOURS, due_after
from ..enums import InquiryChannel, InquiryState, StepKind
from ..models import Clock, DeskHead, Inquiry, InquiryStep
from .checks import known_staff, require, tidy, visible_client

LONGEST_TEXT = 20_000


@act
def receive_inquiry(
    *,
    channel: str,
    subject: str,
    by: User | System,
    text: str = "",
    caller_name: str = "",
    organisation: str = "",
    reach: str = "",
    language: str = "",
    desk_id: int | None = None,
    client_id: int | None = None,
    received: dt.datetime | None = None,
    token: uuid.UUID | None = None,
) -> Inquiry:
    """Write down what came in. A member of staff who does so owns it; from the web form nobody does yet.

    Its clock starts now. The same `token` sent again gives the first inquiry.
    """
    require(Permission.TAKE_INQUIRIES, by)
    subject = tidy(subject, longest=300, what=_("about"))
    if not subject:
        raise Refused(_("Say in a few words what they ask."))
    if desk_id is not None and not Team.objects.filter(pk=desk_id).exists():
        raise NotFound
    if client_id is not None:
        visible_client(client_id)
    received, channel, token = received or timezone.now(), InquiryChannel(channel), token or uuid.uuid4()
    person = by if isinstance(by, User) else None
    existing = Inquiry.objects.filter(token=token).first()
    if existing is None:
        try:
            with transaction.atomic():
                inquiry = Inquiry.objects.create(
                    token=token,
                    channel=channel,
                    desk_id=desk_id,
                    caller_name=tidy(caller_name, longest=200, what=_("who asks")),
                    organisation=tidy(organisation, longest=300, what=_("organisation")),
                    reach=tidy(reach, longest=300, what=_("how to reach them")),
                    language=language[:10],
                    subject=subject,
                    text=tidy(text, longest=LONGEST_TEXT, what=_("what they ask")),
                    client_id=client_id,
                    owner=person,
                    received=received,
                    due=due_after(received, hours_for(channel, desk_id), timezone.get_default_timezone()),
                    received_by=person,
                )
        except IntegrityError:
            existing = Inquiry.objects.filter(token=token).first()
            if existing is None:
                raise
    if existing is not None:
        return existing
    _step(inquiry, StepKind.RECEIVED, by)
    return inquiry


def hours_for(channel: str, desk_id: int | None) -> int:
    """Working hours within which an inquiry is answered: the clock of its desk and channel, of its desk, of its
    channel, of all; else the usual one."""
    clocks = {(clock.desk_id, clock.channel): clock.hours for clock in Clock.objects.filter(channel__in=[channel, ""])}
    for key in ((desk_id, channel), (desk_id, ""), (None, channel), (None, "")):
        if key in clocks:
            return clocks[key]
    return USUAL_HOURS[channel]


@act
def take_inquiry(*, inquiry_id: int, by: User) -> Inquiry:
    """Own an inquiry that nobody owns yet."""
    inquiry = _open(inquiry_id, by)
    if inquiry.owner_id is not None and inquiry.owner_id != by.pk:
        raise Refused(_("%(name)s has taken it already.") % {"name": inquiry.owner})
    if inquiry.owner_id is None:
        inquiry.owner, inquiry.offered_to = by, None
        inquiry.save(update_fields=["owner", "offered_to"])
        _step(inquiry, StepKind.TAKEN, by)
    return inquiry


@act
def offer_inquiry(*, inquiry_id: int, to_user_id: int, by: User, note: str = "") -> Inquiry:
    """Offer an inquiry to a colleague. Its owner stays the owner until the other accepts."""
    inquiry = _owned(inquiry_id, by)
    [to] = known_staff([to_user_id], client_id=inquiry.client_id, active=True)
    other = User.objects.get(pk=to)
    if not other.may(Permission.TAKE_INQUIRIES):
        raise Refused(_("%(name)s takes no inquiries; choose somebody else.") % {"name": other})
    if to == inquiry.owner_id:
        raise Refused(_("%(name)s has it already.") % {"name": other})
    inquiry.offered_to_id = to
    inquiry.save(update_fields=["offered_to"])
    _step(inquiry, StepKind.OFFERED, by, to=to, note=note)
    return inquiry


@act
def withdraw_offer(*, inquiry_id: int, by: User) -> Inquiry:
    """Take an offer back that was not accepted yet."""
    inquiry = _owned(inquiry_id, by)
    if inquiry.offered_to_id is not None:
        before, inquiry.offered_to_id = inquiry.offered_to_id, None
        inquiry.save(update_fields=["offered_to"])
        _step(inquiry, StepKind.WITHDRAWN, by, to=before)
    return inquiry


@act
def accept_inquiry(*, inquiry_id: int, by: User) -> Inquiry:
    """Accept an inquiry that was offered: from now on it is one's own."""
    inquiry = _offered(inquiry_id, by)
    inquiry.owner, inquiry.offered_to = by, None
    inquiry.save(update_fields=["owner", "offered_to"])
    _step(inquiry, StepKind.ACCEPTED, by)
    return inquiry


@act
def decline_inquiry(*, inquiry_id: int, by: User, note: str = "") -> Inquiry:
    """Decline an inquiry that was offered: it stays with its owner."""
    inquiry = _offered(inquiry_id, by)
    inquiry.offered_to = None
    inquiry.save(update_fields=["offered_to"])
    _step(inquiry, StepKind.DECLINED, by, note=note)
    return inquiry


@act
def note_inquiry(*, inquiry_id: int, note: str, by: User) -> Inquiry:
    """Write down what was done meanwhile."""
    inquiry = _open(inquiry_id, by)
    if not note.strip():
        raise Refused(_("Write what was done."))
    _step(inquiry, StepKind.NOTED, by, note=note)
    return inquiry


@act
def answer_inquiry(*, inquiry_id: int, answer: str, by: User) -> Inquiry:
    """Close an inquiry with what was answered. Its owner does; one without an owner is taken by that."""
    return _settle(inquiry_id, by, InquiryState.ANSWERED, StepKind.ANSWERED, answer, _("Write what was answered."))


@act
def drop_inquiry(*, inquiry_id: int, reason: str, by: User) -> Inquiry:
    """Close an inquiry that needs no answer, such as an advertisement."""
    return _settle(inquiry_id, by, InquiryState.DROPPED, StepKind.DROPPED, reason, _("Say why it needs no answer."))


@act
def reopen_inquiry(*, inquiry_id: int, by: User) -> Inquiry:
    """Open a settled inquiry again; it is the own of who does so."""
    inquiry = _locked(inquiry_id, by)
    if inquiry.state != InquiryState.OPEN:
        inquiry.state, inquiry.settled, inquiry.owner = InquiryState.OPEN, None, by
        inquiry.save(update_fields=["state", "settled", "owner"])
        _step(inquiry, StepKind.REOPENED, by)
    return inquiry


@act
def link_inquiry(*, inquiry_id: int, client_id: int | None, by: User) -> Inquiry:
    """Say which client an inquiry is of; it then stands behind that client's walls. None takes the link away.

    Raises `Refused` where its owner, or who it was offered to, may not know of the client.
    """
    inquiry = _locked(inquiry_id, by)
    if client_id is not None:
        visible_client(client_id)
        people = [number for number in (inquiry.owner_id, inquiry.offered_to_id) if number is not None]
        known_staff(people, client_id=client_id, active=True)
    inquiry.client_id = client_id
    inquiry.save(update_fields=["client"])
    InquiryStep.objects.filter(inquiry=inquiry).update(client_id=client_id)
    _step(inquiry, StepKind.LINKED, by)
    return inquiry


@act
def raise_overdue(*, now: dt.datetime) -> list[Inquiry]:
    """Let each overdue inquiry go up, once, to the head of its owner's desk; those that went up now."""
    late = list(
        Inquiry.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(state=InquiryState.OPEN, due__lt=now, raised_at=None)
        .order_by("due", "id")[:500]
    )
    for inquiry in late:
        inquiry.raised_to_id, inquiry.raised_at = head_over(inquiry), now
        inquiry.save(update_fields=["raised_to", "raised_at"])
        _step(inquiry, StepKind.RAISED, SYSTEM, to=inquiry.raised_to_id, at=now)
    return late


def head_over(inquiry: Inquiry) -> int | None:
    """To whom an inquiry goes up: the head of its desk, of a desk of its owner, else a managing partner; nobody who
    owns it already, has left, or may not know of its client. None where there is no such person."""
    people = User.objects.filter(is_active=True).exclude(pk=inquiry.owner_id or 0)
    if inquiry.client_id is not None:
        people = people.exclude(pk__in=Exclusion.objects.filter(client_id=inquiry.client_id).values("user_id"))
    of_desk = DeskHead.objects.filter(desk=inquiry.desk_id)
    of_owner = DeskHead.objects.filter(desk__members=inquiry.owner_id or 0)
    for candidates in (
        people.filter(pk__in=of_desk.values("head_id")) if inquiry.desk_id else people.none(),
        people.filter(pk__in=of_owner.values("head_id")),
        people.filter(role=Role.MANAGING_PARTNER),
    ):
        found = candidates.order_by("pk").values_list("pk", flat=True).first()
        if found is not None:
            return found
    return None


def _settle(inquiry_id: int, by: User, state: InquiryState, kind: StepKind, note: str, missing: str) -> Inquiry:
    inquiry = _open(inquiry_id, by)
    if inquiry.owner_id is not None and not _may_decide(inquiry, by):
        raise Refused(_("It is the inquiry of %(name)s; ask for it first.") % {"name": inquiry.owner})
    if not note.strip():
        raise Refused(missing)
    inquiry.state, inquiry.settled, inquiry.offered_to = state, timezone.now(), None
    inquiry.owner_id = inquiry.owner_id or by.pk
    inquiry.save(update_fields=["state", "settled", "offered_to", "owner"])
    _step(inquiry, kind, by, note=note)
    return inquiry


def _may_decide(inquiry: Inquiry, by: User) -> bool:
    return by.pk in (inquiry.owner_id, inquiry.raised_to_id) or by.may(Permission.HAND_OVER)


def _locked(inquiry_id: int, by: User) -> Inquiry:
    require(Permission.TAKE_INQUIRIES, by)
    inquiry = Inquiry.objects.select_for_update(of=("self",)).filter(pk=inquiry_id).first()
    if inquiry is None:
        raise NotFound
    return inquiry


def _open(inquiry_id: int, by: User) -> Inquiry:
    inquiry = _locked(inquiry_id, by)
    if inquiry.state != InquiryState.OPEN:
        raise Refused(_("It is settled already. Open it again to go on with it."))
    return inquiry


def _owned(inquiry_id: int, by: User) -> Inquiry:
    inquiry = _open(inquiry_id, by)
    if inquiry.owner_id is None:
        raise Refused(_("Nobody has taken it yet. Take it first."))
    if not _may_decide(inquiry, by):
        raise PermissionDenied(_("Only its owner hands an inquiry over."))
    return inquiry


def _offered(inquiry_id: int, by: User) -> Inquiry:
    inquiry = _open(inquiry_id, by)
    if inquiry.offered_to_id != by.pk:
        raise Refused(_("It is not offered to you any more."))
    return inquiry


def _step(
    inquiry: Inquiry,
    kind: StepKind,
    by: User | System,
    *,
    to: int | None = None,
    note: str = "",
    at: dt.datetime | None = None,
) -> None:
    InquiryStep.objects.create(
        inquiry=inquiry,
        client_id=inquiry.client_id,
        at=at or timezone.now(),
        kind=kind,
        by=by if isinstance(by, User) else None,
        to_id=to,
        note=tidy(note, longest=LONGEST_TEXT, what=_("note")),
    )
    data = {"subject": inquiry.subject, **({"to": to} if to else {})}
    record(f"inquiry_{kind}", subject=inquiry, client_id=inquiry.client_id, by=by, data=data)
