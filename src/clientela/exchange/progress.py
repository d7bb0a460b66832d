"""How far an import is."""

from __future__ import annotations

from dataclasses import dataclass


class Cancelled(Exception):
    """The import was cancelled; nothing of it is in the ledger."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows read, and the whole of the work from 0 to 1, after so many seconds."""

    rows: int
    fraction: float
    seconds: float

    @property
    def rows_per_second(self) -> float:
        """Rows read in a second."""
        return self.rows / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """The time that is left, if the rest goes as what is done; None at the start."""
        return self.seconds * (1 - self.fraction) / self.fraction if self.fraction > 0 else None
