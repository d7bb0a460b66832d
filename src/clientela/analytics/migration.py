"""How clients moved between two dates: a matrix from level to level, and the three aims of client marketing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from clientela.analytics.facts import Frame, fetch, lazy
from clientela.analytics.pyramid import ACTIVE_TIERS, INACTIVE, TIERS

NEW = "new"
ABSENT = "absent"
BEFORE = (*TIERS, NEW)
AFTER = (*TIERS, ABSENT)


@dataclass(frozen=True)
class Move:
    """The clients of one cell of the matrix, and what they were billed in the window of either date, in minor units."""

    before: str
    after: str
    clients: int = 0
    billed_before: int = 0
    billed_after: int = 0


@dataclass(frozen=True)
class Group:
    """A number of clients with what they were billed in the window of either date, in minor units."""

    clients: int
    billed_before: int
    billed_after: int


@dataclass(frozen=True)
class Aims:
    """The three aims as figures: more clients in the pyramid, clients upgraded, old clients kept.

    `active_before` and `active_after` count the active of either date. `joined` are active now and were not: `back`
    of them were inactive, `fresh` were prospects, suspects or unknown. `lost` were active and are not. `kept` were
    and are: of them `upgraded` stand on a higher level, `downgraded` on a lower one.
    """

    active_before: Group
    active_after: Group
    joined: Group
    fresh: Group
    back: Group
    kept: Group
    upgraded: Group
    downgraded: Group
    lost: Group

    @property
    def kept_share(self) -> float | None:
        """The share of the clients active before who still are; None where none was."""
        before = self.active_before.clients
        return self.kept.clients / before if before else None


@dataclass(frozen=True)
class Migration:
    """The whole matrix, cell by cell from the top level down, and the aims drawn from it."""

    moves: tuple[Move, ...]
    aims: Aims

    def move(self, before: str, after: str) -> Move:
        """Return one cell of the matrix."""
        return self.moves[BEFORE.index(before) * len(AFTER) + AFTER.index(after)]


def migration_moves(before: Any, after: Any) -> Frame:
    """Return the cells of the matrix that hold a client: `before`, `after`, `clients`, `billed_before`, `billed_after`.

    `before` and `after` are standings of two dates (`client_id`, `tier`, `billed`) on one engine. A client with no
    row before is "new", one with no row after is "absent".
    """
    old = lazy(before).select("client_id", nw.col("tier").alias("before"), nw.col("billed").alias("billed_before"))
    new = lazy(after).select("client_id", nw.col("tier").alias("after"), nw.col("billed").alias("billed_after"))
    return (
        old.join(new, on="client_id", how="full", suffix="_of_right")
        .with_columns(
            nw.col("before").fill_null(NEW),
            nw.col("after").fill_null(ABSENT),
            nw.col("billed_before", "billed_after").fill_null(0),
        )
        .group_by("before", "after")
        .agg(
            nw.len().cast(nw.Int64).alias("clients"),
            nw.col("billed_before", "billed_after").sum().cast(nw.Int64),
        )
    )


def migration(before: Any, after: Any) -> Migration:
    """Return the matrix and the aims between the standings of two dates; see `migration_moves`. Computes at once.

    The seven levels and the three aims are those of Jay Curry's customer marketing, as a Chinese paper on client
    relations of law firms gives them.
    """
    found = {(row["before"], row["after"]): Move(**row) for row in fetch(migration_moves(before, after))}
    moves = tuple(found.get((old, new), Move(old, new)) for old in BEFORE for new in AFTER)
    return Migration(moves, aims_of(moves))


def aims_of(moves: tuple[Move, ...]) -> Aims:
    """Return the aims that the cells of a matrix add up to; cells without clients may be left out."""

    def group(belongs: Callable[[Move], bool]) -> Group:
        chosen = [move for move in moves if belongs(move)]
        return Group(
            sum(move.clients for move in chosen),
            sum(move.billed_before for move in chosen),
            sum(move.billed_after for move in chosen),
        )

    def was(move: Move) -> bool:
        return move.before in ACTIVE_TIERS

    def is_now(move: Move) -> bool:
        return move.after in ACTIVE_TIERS

    def steps_up(move: Move) -> int:
        return TIERS.index(move.before) - TIERS.index(move.after) if was(move) and is_now(move) else 0

    return Aims(
        active_before=group(was),
        active_after=group(is_now),
        joined=group(lambda move: is_now(move) and not was(move)),
        fresh=group(lambda move: is_now(move) and not was(move) and move.before != INACTIVE),
        back=group(lambda move: is_now(move) and move.before == INACTIVE),
        kept=group(lambda move: was(move) and is_now(move)),
        upgraded=group(lambda move: steps_up(move) > 0),
        downgraded=group(lambda move: steps_up(move) < 0),
        lost=group(lambda move: was(move) and not is_now(move)),
    )
