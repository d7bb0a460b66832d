"""Sets of numbers in a query."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.expressions import RawSQL


def each_of(numbers: Iterable[int]) -> RawSQL:
    """The numbers as a subquery for `__in`: one parameter and one plan, where a list would give thousands of each."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(numbers)])
