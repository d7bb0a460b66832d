"""How each kind of thing passes from one member of staff to another."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import override

from clientela.accounts.models import User
from clientela.clients.actions import change_client
from clientela.clients.models import Client
from clientela.engagements.actions import change_engagement, join_engagement, leave_engagement
from clientela.engagements.enums import EngagementStatus
from clientela.engagements.models import Engagement, TeamMember
from clientela.interactions.actions import add_task, offer_inquiry, reassign_task
from clientela.interactions.enums import InquiryState
from clientela.interactions.models import Inquiry, Task
from clientela.relationships.enums import ItemKind
from clientela.relationships.models import Handover, HandoverItem


def pass_on(handover: Handover, item: HandoverItem, *, by: User, today: dt.date, visit_within: dt.timedelta) -> None:
    """Give one thing to its successor, as far as the leaver still has it, and plan what goes with it."""
    successor = item.successor_id
    if successor is None:
        raise ValueError("a thing without a successor stays where it is")
    leaver = handover.leaver_id
    match item.kind:
        case ItemKind.CLIENT:
            if Client.objects.filter(pk=item.subject, responsible_id=leaver).exists():
                change_client(client_id=item.subject, changes={"responsible": successor}, by=by)
            item.visit = _visit(handover, item, by=by, today=today, within=visit_within)
        case ItemKind.CONTACT:
            item.introduction = _introduction(handover, item, by=by, today=today)
        case ItemKind.ENGAGEMENT:
            _pass_engagement(item.subject, leaver, successor, on=max(today, handover.last_day), by=by)
        case ItemKind.INQUIRY:
            if Inquiry.objects.filter(pk=item.subject, owner_id=leaver, state=InquiryState.OPEN).exists():
                offer_inquiry(inquiry_id=item.subject, to_user_id=successor, by=by)
        case ItemKind.TASK:
            if Task.objects.filter(pk=item.subject, owner_id=leaver, done=None, dropped=None).exists():
                reassign_task(task_id=item.subject, owner_id=successor, by=by)


def _pass_engagement(engagement_id: int, leaver: int, successor: int, *, on: dt.date, by: User) -> None:
    engagement = Engagement.objects.filter(pk=engagement_id, status=EngagementStatus.OPEN).first()
    if engagement is None:
        return
    if engagement.responsible_id == leaver:
        change_engagement(engagement_id=engagement_id, changes={"responsible_id": successor}, was=None, by=by)
    places = TeamMember.objects.filter(engagement=engagement, user_id=leaver, until=None)
    for member in places:
        leave_engagement(member_id=member.pk, on=on, by=by)
    join_engagement(engagement_id=engagement_id, user_id=successor, since=on, by=by)


def _introduction(handover: Handover, item: HandoverItem, *, by: User, today: dt.date) -> Task | None:
    person, successor = item.contact, item.successor
    if person is None or successor is None:
        return None
    # Whoever has no access any more cannot introduce anybody.
    owner = handover.leaver if handover.leaver.is_active and handover.last_day >= today else handover.in_charge
    with override(owner.language or None):
        title = _("Introduce %(successor)s to %(person)s") % {"successor": successor, "person": person}
    due = max(today, handover.last_day)
    return _task(title, owner.pk, due, item, by=by)


def _visit(handover: Handover, item: HandoverItem, *, by: User, today: dt.date, within: dt.timedelta) -> Task | None:
    client, successor = item.client, item.successor
    if client is None or successor is None:
        return None
    with override(successor.language or None):
        title = _("Visit %(client)s as successor of %(leaver)s") % {"client": client, "leaver": handover.leaver}
    return _task(title, successor.pk, max(today, handover.last_day) + within, item, by=by)


def _task(title: str, owner_id: int, due: dt.date, item: HandoverItem, *, by: User) -> Task:
    return add_task(
        title=title[:300], owner_id=owner_id, due=due, client_id=item.client_id, contact_id=item.contact_id, by=by
    )
