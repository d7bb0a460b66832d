"""Handing over the book of a member of staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.accounts.actions import end_access
from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import to_write
from clientela.core.models import Exclusion
from clientela.relationships.enums import HandoverReason, ItemKind
from clientela.relationships.models import Handover, HandoverItem
from clientela.relationships.queries.book import book_of
from clientela.relationships.queries.proposing import market_for, proposals

from .passing import pass_on

VISIT_WITHIN: Final = dt.timedelta(days=30)


@act
def start_handover(*, leaver_id: int, reason: HandoverReason, last_day: dt.date, by: User) -> Handover:
    """Plan the handover of all that a member of staff has, with a successor proposed for each thing.

    What `by` may not see stays out. Raises `NotFound`, and `Refused` where a plan for the same person is open.
    """
    _require(by)
    leaver = User.objects.filter(pk=leaver_id).first()
    if leaver is None:
        raise NotFound
    try:
        with transaction.atomic():
            handover = Handover.objects.create(leaver=leaver, in_charge=by, reason=reason, last_day=last_day)
    except IntegrityError as error:
        raise Refused(
            _("There is an open handover of %(name)s already; confirm it or give it up first.") % {"name": leaver}
        ) from error
    _fill(handover)
    record("handover_started", subject=handover, by=by, data={"leaver": leaver.name, "last_day": last_day.isoformat()})
    return handover


@act
def refresh_handover(*, handover_id: int, by: User) -> int:
    """Add to an open plan what its person has taken on since; how many things that are."""
    _require(by)
    handover = _open(handover_id)
    added = _fill(handover)
    if added:
        record("handover_refreshed", subject=handover, by=by, data={"added": added})
    return added


@act
def choose_successors(
    *, handover_id: int, chosen: Mapping[int, int | None], was: Mapping[int, int | None] | None = None, by: User
) -> int:
    """Choose who takes over what, by number of the item; None leaves it where it is. How many were changed.

    Raises `EditClash` where somebody else has chosen for the same item since `was` was shown, and `Refused` where a
    wall keeps a successor from the client.
    """
    _require(by)
    handover = _open(handover_id)
    items = {item.pk: item for item in handover.items.select_for_update(of=("self",)).filter(pk__in=chosen)}
    if len(items) != len(chosen):
        raise NotFound
    current = {str(number): item.successor_id for number, item in items.items()}
    wanted = {str(number): successor for number, successor in chosen.items()}
    seen = None if was is None else {str(number): successor for number, successor in was.items()}
    message = _("Somebody else has chosen other successors in the meantime. Choose who it shall be.")
    written = to_write(current, wanted, seen, message=message)
    people = {number for number in written.values() if number is not None}
    if User.objects.filter(pk__in=people, is_active=True).exclude(pk=handover.leaver_id).count() != len(people):
        raise Refused(_("A successor must be a colleague who is with the firm."))
    _refuse_walled((successor, items[int(key)].client_id) for key, successor in written.items())
    for key, successor in written.items():
        items[int(key)].successor_id = successor
    HandoverItem.objects.bulk_update([items[int(key)] for key in written], ["successor"])
    if written:
        record("successors_chosen", subject=handover, by=by, data={"items": len(written)})
    return len(written)


@act
def confirm_handover(*, handover_id: int, by: User) -> Handover:
    """Give everything that has a successor over: clients, engagements, inquiries (offered, until the other accepts)
    and tasks; plan an introduction for each person and a visit for each client.

    What somebody else has taken or settled meanwhile is left alone.
    """
    _require(by)
    handover = _open(handover_id)
    now = timezone.now()
    items = list(
        handover.items.select_for_update(of=("self",)).filter(passed=None).exclude(successor=None).order_by("pk")
    )
    _refuse_walled((item.successor_id, item.client_id) for item in items)
    for item in items:
        pass_on(handover, item, by=by, today=timezone.localdate(), visit_within=VISIT_WITHIN)
        item.passed = now
    HandoverItem.objects.bulk_update(items, ["passed", "introduction", "visit"])
    handover.confirmed = now
    handover.save(update_fields=["confirmed"])
    kinds = {kind.value: sum(item.kind == kind for item in items) for kind in ItemKind}
    record("handover_confirmed", subject=handover, by=by, data={"leaver": handover.leaver.name, **kinds})
    return handover


@act
def end_leavers_access(*, handover_id: int, by: User) -> Handover:
    """Let the one who hands over in no more, from this moment: sessions, links and password end."""
    _require(by)
    handover = Handover.objects.select_for_update(of=("self",)).select_related("leaver").filter(pk=handover_id).first()
    if handover is None:
        raise NotFound
    end_access(user=handover.leaver, by=by)
    if handover.access_ended is None:
        handover.access_ended = timezone.now()
        handover.save(update_fields=["access_ended"])
    return handover


@act
def give_up_handover(*, handover_id: int, by: User) -> None:
    """Give an open plan up; nothing passes."""
    _require(by)
    handover = _open(handover_id)
    handover.given_up = timezone.now()
    handover.save(update_fields=["given_up"])
    record("handover_given_up", subject=handover, by=by, data={"leaver": handover.leaver.name})


def _fill(handover: Handover) -> int:
    book = book_of(handover.leaver_id)
    held = set(handover.items.values_list("kind", "subject", "client_id"))
    missing = [subject for subject in book if (subject.kind, subject.number, subject.client_id) not in held]
    market = market_for(handover.leaver_id, {s.client_id for s in missing if s.client_id is not None})
    HandoverItem.objects.bulk_create(
        [
            HandoverItem(
                handover=handover,
                kind=subject.kind,
                client_id=subject.client_id,
                contact_id=subject.contact_id,
                subject=subject.number,
                proposed_id=best.user_id if best else None,
                successor_id=best.user_id if best else None,
                why=best.why() if best else {},
            )
            for subject, best in proposals(missing, market, leaver_id=handover.leaver_id)
        ]
    )
    return len(missing)


def _require(by: User) -> None:
    if not by.may(Permission.HAND_OVER):
        raise PermissionDenied


def _open(handover_id: int) -> Handover:
    handover = Handover.objects.select_for_update(of=("self",)).select_related("leaver").filter(pk=handover_id).first()
    if handover is None:
        raise NotFound
    if handover.confirmed is not None:
        raise Refused(_("This handover is confirmed already."))
    if handover.given_up is not None:
        raise Refused(_("This handover was given up; start a new one."))
    return handover


def _refuse_walled(successors: Iterable[tuple[int | None, int | None]]) -> None:
    wanted = {(user, client) for user, client in successors if client is not None and user is not None}
    walled = Exclusion.objects.filter(client_id__in={client for _user, client in wanted})
    if wanted & set(walled.values_list("user_id", "client_id")):
        raise Refused(_("One of these colleagues may not work for the client; choose somebody else."))
