"""Which facts of which record are personal: declared by each model, read by the export and the erasure of a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Personal(StrEnum):
    """What an erasure does with a fact."""

    NO = "no"
    ERASED = "erased"
    KEPT = "kept"
    """Personal, and kept where the law makes the firm keep it: books, conflict checks, the record of what was done."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """What a model holds of people. Each concrete field of the model but `id` stands in exactly one of the three.

    `kept_because` says which duty keeps the facts in `kept`.
    """

    impersonal: frozenset[str]
    erased: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    kept_because: str = ""

    def of(self, field: str) -> Personal | None:
        """What is declared of `field`; None where nothing is."""
        return self.fields.get(field)

    @property
    def fields(self) -> Mapping[str, Personal]:
        """Every declared field with what an erasure does with it."""
        return {
            **dict.fromkeys(self.impersonal, Personal.NO),
            **dict.fromkeys(self.erased, Personal.ERASED),
            **dict.fromkeys(self.kept, Personal.KEPT),
        }


def privacy(*, impersonal: str = "", erased: str = "", kept: str = "", kept_because: str = "") -> Privacy:
    """The declaration of a model, fields given by name with spaces between. Raises `ValueError` for one named twice."""
    names = [*impersonal.split(), *erased.split(), *kept.split()]
    if len(names) != len(set(names)):
        raise ValueError("a field is declared twice")
    if bool(kept.split()) != bool(kept_because):
        raise ValueError("facts that are kept need their reason, and a reason needs facts")
    return Privacy(
        impersonal=frozenset(impersonal.split()),
        erased=frozenset(erased.split()),
        kept=frozenset(kept.split()),
        kept_because=kept_because,
    )
