"""The clocks of inquiries, and who heads which desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext as _

from clientela.accounts.models import Team, User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused

from ..enums import InquiryChannel
from ..models import Clock, DeskHead
from .checks import known_staff, require

CLOCKS_LOCK = 0x1D0C
MOST_HOURS = 400


@act
def set_clocks(*, clocks: Iterable[tuple[str, int | None, int]], by: User | System) -> None:
    """Put clocks in force in place of those before: (channel or empty for any, desk or None for any, working hours).

    Inquiries that came before keep their day.
    """
    require(Permission.CHANGE_POLICY, by)
    wanted: dict[tuple[str, int | None], int] = {}
    for channel, desk_id, hours in clocks:
        if channel:
            InquiryChannel(channel)
        if not 1 <= hours <= MOST_HOURS:
            raise Refused(_("A clock has 1 to %(most)d working hours.") % {"most": MOST_HOURS})
        if (channel, desk_id) in wanted:
            raise Refused(_("Two clocks are for the same channel and desk; leave one of them."))
        wanted[channel, desk_id] = hours
    desks = {desk_id for _channel, desk_id in wanted if desk_id is not None}
    if Team.objects.filter(pk__in=desks).count() != len(desks):
        raise NotFound
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLOCKS_LOCK])
    present = {(clock.channel, clock.desk_id): clock for clock in Clock.objects.all()}
    Clock.objects.filter(pk__in=[clock.pk for key, clock in present.items() if key not in wanted]).delete()
    for (channel, desk_id), hours in wanted.items():
        clock = present.get((channel, desk_id))
        if clock is None:
            Clock.objects.create(channel=channel, desk_id=desk_id, hours=hours)
        elif clock.hours != hours:
            clock.hours = hours
            clock.save(update_fields=["hours"])
    record("clocks_changed", subject=None, by=by, data={"clocks": len(wanted)})


@act
def set_desk_heads(*, heads: Mapping[int, int | None], by: User | System) -> None:
    """Say who answers for each desk; None takes the head away. Desks that are not named keep theirs."""
    if isinstance(by, User) and not (by.may(Permission.CHANGE_POLICY) or by.may(Permission.MANAGE_STAFF)):
        raise PermissionDenied
    if Team.objects.filter(pk__in=heads).count() != len(heads):
        raise NotFound
    known_staff([head for head in heads.values() if head is not None], active=True)
    for desk_id, head_id in heads.items():
        if head_id is None:
            DeskHead.objects.filter(desk_id=desk_id).delete()
        else:
            DeskHead.objects.update_or_create(desk_id=desk_id, defaults={"head_id": head_id})
    record("desk_heads_changed", subject=None, by=by, data={"desks": len(heads)})
