"""A small drawing of a client's ties: our people on the left, theirs on the right, thicker lines for stronger ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from clientela.relationships.queries import WhoKnows

MOST: Final = 10
ROW: Final = 34
WIDTH: Final = 640
LEFT, RIGHT = 200, 440
LONGEST: Final = 24


@dataclass(frozen=True, slots=True)
class Node:
    """One name and its height."""

    label: str
    y: int


@dataclass(frozen=True, slots=True)
class Line:
    """One tie as a curve with its thickness and how opaque it is; numbers as SVG writes them."""

    path: str
    width: str
    opacity: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template draws, in units of the view box."""

    width: int
    height: int
    left: int
    right: int
    staff: list[Node]
    people: list[Node]
    lines: list[Line]


def drawing(screen: WhoKnows) -> Drawing | None:
    """The ties of a client as a drawing, at most `MOST` on each side; None where there is nothing to draw."""
    staff = screen.staff[:MOST]
    people = [person for person in screen.people if person.ties][:MOST]
    if not staff or not people:
        return None
    rows = max(len(staff), len(people))
    height = rows * ROW + 12
    left = {number: _height(place, len(staff), rows) for place, (number, _name) in enumerate(staff)}
    right = {person.contact_id: _height(place, len(people), rows) for place, person in enumerate(people)}
    middle = (LEFT + RIGHT) // 2
    lines = [
        Line(
            f"M{LEFT} {left[tie.user_id]} C{middle} {left[tie.user_id]} {middle} {right[person.contact_id]} "
            f"{RIGHT} {right[person.contact_id]}",
            f"{1 + 7 * tie.strength:.1f}",
            f"{0.25 + 0.65 * tie.strength:.2f}",
        )
        for person in people
        for tie in person.ties
        if tie.user_id in left
    ]
    return Drawing(
        WIDTH,
        height,
        LEFT,
        RIGHT,
        [Node(_short(name), left[number]) for number, name in staff],
        [Node(_short(person.name), right[person.contact_id]) for person in people],
        lines,
    )


def _height(place: int, count: int, rows: int) -> int:
    return round(6 + ROW * rows * (place + 0.5) / count)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
