"""What screens need to know of the firm's own people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

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
