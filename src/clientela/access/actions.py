"""Raising, changing and lifting walls, and what their dates do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.accounts.models import Team, User
from clientela.accounts.permissions import Permission, Role
from clientela.audit.actions import record
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, System
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import to_write

from .enums import WallScope
from .models import Named, Wall

CHANGEABLE: Final = ("reason", "since", "until", "owner_id", "scope", "staff", "teams")


@act
def raise_wall(
    *,
    client: Client,
    reason: str,
    by: User,
    hidden_from: Collection[User | Team] = (),
    only_for: Collection[User | Team] = (),
    since: dt.date | None = None,
    until: dt.date | None = None,
    owner: User | None = None,
) -> Wall:
    """Hide `client` from those in `hidden_from`, or from all but those in `only_for`; from their next request on.

    Both may name members of staff and teams. With dates it holds from the day `since` to the day `until`, both
    included. `owner` keeps it, else `by`. Only a managing partner may hide a client from a managing partner, and only
    by name: neither a team nor "all but" hides it from one.
    """
    _require_keeper(by)
    if bool(hidden_from) == bool(only_for):
        raise Refused(_("Name at least one member of staff from whom the client is hidden."))
    scope = WallScope.NAMED if hidden_from else WallScope.ALL_BUT
    wall = Wall(client_id=client.pk, scope=scope, since=since, until=until, owner=owner or by, raised_by=by)
    wall.reason = _checked_reason(reason)
    _check_dates(since, until)
    wall.save()
    _name(wall, hidden_from or only_for)
    _check_sides(wall, by)
    names = sorted(str(one) for one in hidden_from or only_for)
    data = {"scope": scope.value, "named": names, "reason": wall.reason}
    record("wall_raised", subject=wall, client_id=client.pk, by=by, data=data, final=True)
    _bring_into_force(wall)
    return wall


@act
def change_wall(*, wall_id: int, changes: Mapping[str, Any], was: Mapping[str, Any] | None = None, by: User) -> Wall:
    """Change some of the facts in `CHANGEABLE`; `staff` and `teams` are sets of numbers.

    For the owner of the wall and for managing partners. Raises `EditClash` where somebody else has changed the same
    fact since it was shown in `was`, and `NotFound` for a wall that is lifted, missing or hidden.
    """
    wall = _locked(wall_id, by)
    current = {name: getattr(wall, name) for name in CHANGEABLE if name not in ("staff", "teams")}
    current["staff"] = frozenset(Named.objects.filter(wall=wall, team=None).values_list("user_id", flat=True))
    current["teams"] = frozenset(Named.objects.filter(wall=wall, user=None).values_list("team_id", flat=True))
    wanted = {name: changes[name] for name in CHANGEABLE if name in changes}
    if "reason" in wanted:
        wanted["reason"] = _checked_reason(wanted["reason"])
    clash = _("Somebody else has changed this wall since you opened it. Choose what shall hold.")
    new = to_write(current, wanted, was, message=clash)
    if not new:
        return wall
    _check_dates(new.get("since", wall.since), new.get("until", wall.until))
    for name in ("reason", "since", "until", "owner_id", "scope"):
        setattr(wall, name, new.get(name, current[name]))
    # It stands again when all is in place: half changed, it could shut out the one who changes it.
    wall.in_force = False
    wall.save(update_fields=["reason", "since", "until", "owner_id", "scope", "in_force"])
    _rename(wall, current, new)
    if not Named.objects.filter(wall=wall).exists():
        raise Refused(_("Name at least one member of staff from whom the client is hidden."))
    _check_sides(wall, by)
    data = {"changed": sorted(new), "reason": wall.reason}
    record("wall_changed", subject=wall, client_id=wall.client_id, by=by, data=data, final=True)
    _bring_into_force(wall)
    return wall


@act
def lift_wall(*, wall: Wall, by: User) -> None:
    """End a wall, by its owner or a managing partner. Whoever another wall hides the client from stays shut out."""
    kept = _locked(wall.pk, by)
    kept.lifted, kept.in_force = timezone.now(), False
    kept.save(update_fields=["lifted", "in_force"])
    record("wall_lifted", subject=kept, client_id=kept.client_id, by=by, final=True)


@act
def apply_wall_dates(*, today: dt.date, by: System = SYSTEM) -> tuple[int, int]:
    """Begin the walls whose first day has come and end those whose last has gone; (begun, ended). Safe to run twice."""
    standing = Wall.objects.select_for_update().filter(lifted=None)
    due = Q(since=None) | Q(since__lte=today)
    over = Q(until__lt=today)
    begun = list(standing.filter(due, in_force=False).exclude(over))
    ended = list(standing.filter(in_force=True).filter(over | Q(since__gt=today)))
    Wall.objects.filter(pk__in=[wall.pk for wall in begun]).update(in_force=True)
    for wall in begun:
        record("wall_began", subject=wall, client_id=wall.client_id, by=by, final=True)
    Wall.objects.filter(pk__in=[wall.pk for wall in ended]).update(in_force=False)
    for wall in ended:
        record("wall_ended", subject=wall, client_id=wall.client_id, by=by, final=True)
    return len(begun), len(ended)


def _require_keeper(by: User) -> None:
    if not by.may(Permission.RAISE_WALLS):
        raise PermissionDenied


def _locked(wall_id: int, by: User) -> Wall:
    _require_keeper(by)
    wall = Wall.objects.select_for_update().filter(pk=wall_id, lifted=None).first()
    if wall is None:
        raise NotFound
    if by.role != Role.MANAGING_PARTNER and wall.owner_id != by.pk:
        raise PermissionDenied
    return wall


def _checked_reason(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Say why the wall is raised; the reason is kept with it."))
    return reason.strip()


def _check_dates(since: dt.date | None, until: dt.date | None) -> None:
    if since and until and until < since:
        raise Refused(_("The last day of the wall is before its first; change one of the two."))


def _check_sides(wall: Wall, by: User) -> None:
    partners = Named.objects.filter(wall=wall, user__role=Role.MANAGING_PARTNER)
    if wall.scope == WallScope.NAMED and by.role != Role.MANAGING_PARTNER and partners.exists():
        raise Refused(_("Only a managing partner may hide a client from a managing partner."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id FROM access_hidden_by(%s::bigint[])", [[wall.pk]])
        hidden = {user for (user,) in cursor.fetchall()}
    if by.pk in hidden:
        raise Refused(_("You cannot hide a client from yourself; ask the managing partner."))
    if wall.owner_id in hidden:
        raise Refused(_("Whoever keeps the wall must be able to see the client; choose another keeper."))


def _name(wall: Wall, named: Iterable[User | Team]) -> None:
    Named.objects.bulk_create(
        Named(
            wall=wall,
            client_id=wall.client_id,
            user_id=one.pk if isinstance(one, User) else None,
            team_id=one.pk if isinstance(one, Team) else None,
        )
        for one in dict.fromkeys(named)
    )


def _rename(wall: Wall, current: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    for field, column in (("staff", "user_id"), ("teams", "team_id")):
        before, after = current[field], frozenset(new.get(field, current[field]))
        Named.objects.bulk_create(
            Named(wall=wall, client_id=wall.client_id, **{column: number}) for number in sorted(after - before)
        )
        Named.objects.filter(wall=wall, **{f"{column}__in": before - after}).delete()


def _bring_into_force(wall: Wall) -> None:
    today = timezone.localdate()
    begun = wall.since is None or wall.since <= today
    wall.in_force = begun and (wall.until is None or wall.until >= today)
    wall.save(update_fields=["in_force"])
