"""Raising and lifting walls."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.clients.models import Client
from clientela.core.acts import act
from clientela.core.errors import Refused
from clientela.core.models import Exclusion

from .models import Wall


@act
def raise_wall(*, client: Client, hidden_from: Collection[User], reason: str, by: User) -> Wall:
    """Hide `client` from the members of staff in `hidden_from`; it holds from their next request on."""
    if not by.may(Permission.RAISE_WALLS):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Say why the wall is raised; the reason is kept with it."))
    if not hidden_from:
        raise Refused(_("Name at least one member of staff from whom the client is hidden."))
    if by in hidden_from:
        raise Refused(_("You cannot hide a client from yourself; ask the managing partner."))
    wall = Wall.objects.create(client_id=client.pk, reason=reason.strip(), raised_by=by)
    wall.hidden_from.set(hidden_from)
    Exclusion.objects.bulk_create(
        [Exclusion(user_id=user.pk, client_id=client.pk) for user in hidden_from], ignore_conflicts=True
    )
    names = sorted(str(user) for user in hidden_from)
    data = {"hidden_from": names, "reason": wall.reason}
    record("wall_raised", subject=wall, client_id=client.pk, by=by, data=data, final=True)
    return wall


@act
def lift_wall(*, wall: Wall, by: User) -> None:
    """End a wall. Whoever another wall still excludes from the same client stays excluded."""
    if not by.may(Permission.RAISE_WALLS):
        raise PermissionDenied
    wall.lifted = timezone.now()
    wall.save(update_fields=["lifted"])
    still = User.objects.filter(walls__client_id=wall.client_id, walls__lifted=None).values("pk")
    Exclusion.objects.filter(client_id=wall.client_id).exclude(user_id__in=still).delete()
    record("wall_lifted", subject=wall, client_id=wall.client_id, by=by, final=True)
