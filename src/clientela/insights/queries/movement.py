"""How the clients that the viewer may see moved between two snapshots."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from clientela.analytics.migration import ABSENT, NEW, Move, aims_of
from clientela.analytics.migration import Aims as AimFigures
from clientela.analytics.pyramid import TIERS

from .snapshot import Found
from .viewer import remembered

GONE = "gone"
BEFORE = (*TIERS, NEW)
AFTER = (*TIERS, GONE)

MOVES = """
    SELECT coalesce(b.tier, %(new)s), coalesce(a.tier, %(absent)s), count(*),
           coalesce(sum(b.billed), 0), coalesce(sum(a.billed), 0)
    FROM (SELECT client_id, tier, billed FROM insights_standing WHERE snapshot_id = %(before)s) b
    FULL JOIN (SELECT client_id, tier, billed FROM insights_standing WHERE snapshot_id = %(after)s) a USING (client_id)
    GROUP BY 1, 2
"""


@dataclass(frozen=True)
class MoveCell:
    """The clients that went from one level to another. "new" had no standing before, "gone" has none now."""

    before: str
    after: str
    clients: int
    billed_before: Decimal
    billed_after: Decimal


@dataclass(frozen=True)
class Aims:
    """The three aims of client marketing: more clients, clients upgraded, old clients kept.

    `more` is the number of active clients now less that before; of those active at both dates some were `upgraded` or
    `downgraded`; `kept_share` is the share of those active before who still are, None where none was.
    """

    more: int
    upgraded: int
    downgraded: int
    kept: int
    kept_share: float | None
    lost: int


@dataclass(frozen=True)
class Movement:
    """The cells of the matrix that hold clients, and what they add up to; amounts in minor units."""

    moves: tuple[Move, ...]
    figures: AimFigures

    def cells(self, snapshot: Found) -> list[MoveCell]:
        """The cells from the top level down."""
        cells = [
            MoveCell(
                move.before,
                GONE if move.after == ABSENT else move.after,
                move.clients,
                snapshot.money(move.billed_before),
                snapshot.money(move.billed_after),
            )
            for move in self.moves
        ]
        return sorted(cells, key=lambda cell: (BEFORE.index(cell.before), AFTER.index(cell.after)))

    def aims(self) -> Aims:
        """The aims as counts of clients."""
        figures = self.figures
        return Aims(
            more=figures.active_after.clients - figures.active_before.clients,
            upgraded=figures.upgraded.clients,
            downgraded=figures.downgraded.clients,
            kept=figures.kept.clients,
            kept_share=figures.kept_share,
            lost=figures.lost.clients,
        )


def movement(before: Found | None, after: Found, *, walls: str) -> Movement | None:
    """The movement between two snapshots; None without the first. One statement, or none where it is remembered."""
    if before is None:
        return None

    def read() -> Movement:
        asked: dict[str, str | int] = {"new": NEW, "absent": ABSENT, "before": before.id, "after": after.id}
        with connection.cursor() as cursor:
            cursor.execute(MOVES, asked)
            moves = tuple(Move(was, now, *(int(value) for value in rest)) for was, now, *rest in cursor.fetchall())
        return Movement(moves, aims_of(moves))

    return remembered(("movement", before.id, after.id, after.computed_at), read, walls=walls)
