"""What screens need to know of the firm's own people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, QuerySet

from clientela.core.errors import NotFound

from .models import Team, User


class StaffChoice(NamedTuple):
    """One member of staff, for a list to choose from. `role` is the code of the role."""

    id: int
    name: str
    role: str


def staff(active: bool = True) -> list[StaffChoice]:
    """The firm's people by name; without `active`, those too who left or never could sign in. One statement."""
    people = User.objects.filter(is_active=True) if active else User.objects.all()
    return [StaffChoice(*row) for row in people.order_by("name", "pk").values_list("pk", "name", "role")]


class TeamChoice(NamedTuple):
    """One team, for a list to choose from."""

    id: int
    name: str


def teams() -> list[TeamChoice]:
    """The firm's teams by name. One statement."""
    return [TeamChoice(*row) for row in Team.objects.order_by("name", "pk").values_list("pk", "name")]


def names_of(numbers: Iterable[int]) -> dict[int, str]:
    """The names of members of staff by number, of those too who left. One statement."""
    return dict(User.objects.filter(pk__in=set(numbers)).values_list("pk", "name"))


@dataclass(frozen=True)
class StaffLine:
    """One member of staff of the list; `teams` are names, `second_factor` says whether a code or passkey is asked."""

    id: int
    name: str
    username: str
    email: str
    role: str
    active: bool
    last_login: dt.datetime | None
    second_factor: bool
    teams: list[str]


@dataclass(frozen=True)
class TeamLine:
    """One team with its members' numbers and names."""

    id: int
    name: str
    members: list[tuple[int, str]]


@dataclass(frozen=True)
class SessionLine:
    """One browser in which a person is signed in."""

    key: str
    address: str
    browser: str
    since: dt.datetime


def staff_lines(*, active: bool = True) -> list[StaffLine]:
    """The firm's people by name with their teams: those who may sign in, or the others. Two statements."""
    return _staff_lines(User.objects.filter(is_active=active))


def staff_line(user_id: int) -> StaffLine:
    """One member of staff. Raises `NotFound`."""
    found = _staff_lines(User.objects.filter(pk=user_id))
    if not found:
        raise NotFound
    return found[0]


def team_lines() -> list[TeamLine]:
    """The teams by name with their members. Two statements."""
    return [
        TeamLine(team.pk, team.name, sorted(((one.pk, one.name) for one in team.members.all()), key=lambda one: one[1]))
        for team in Team.objects.order_by("name").prefetch_related("members")
    ]


def sessions_of(user_id: int) -> list[SessionLine]:
    """Where a person is signed in, the newest first. One statement."""
    found = UserSession.objects.filter(user_id=user_id).order_by("-created_at")
    return [SessionLine(one.session_key, one.ip, one.user_agent, one.created_at) for one in found]


def _staff_lines(people: QuerySet[User]) -> list[StaffLine]:
    factors = Exists(Authenticator.objects.filter(user=OuterRef("pk")))
    return [
        StaffLine(
            one.pk,
            one.name,
            one.username,
            one.email,
            one.role,
            one.is_active,
            one.last_login,
            one.second_factor,
            sorted(team.name for team in one.teams.all()),
        )
        for one in people.annotate(second_factor=factors).order_by("name", "pk").prefetch_related("teams")
    ]
