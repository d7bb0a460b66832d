"""The book in figures, as `summary.json` and `--json` give them. Money is in whole units of the firm's currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from fractions import Fraction
from typing import Any, Final

import polars as pl

from clientela.analytics.contribution import CONTRIBUTIONS
from clientela.analytics.currency import minor_exponent
from clientela.analytics.grid import GRID
from clientela.analytics.migration import AFTER, BEFORE, Aims, Group
from clientela.analytics.pyramid import INACTIVE, TIERS

from .book import Book
from .sources import FileRead, Lines

LEVELS: Final = TIERS[: TIERS.index(INACTIVE) + 1]


def summary(book: Book, lines: Lines) -> dict[str, Any]:
    """The figures as JSON can hold them: dates as ISO text, shares as fractions of one."""
    currency = book.policy.currency
    thresholds, totals, peak = book.thresholds, book.thresholds.totals, book.peak

    def money(minor: int | Fraction | None) -> float | int | None:
        return None if minor is None else in_units(minor, currency)

    return {
        "rows_read": lines.rows_read,
        "rows_rejected": lines.rows_rejected,
        "as_of": book.as_of.isoformat(),
        "window_start": thresholds.window_start.isoformat(),
        "window_end": book.as_of.isoformat(),
        "currency": currency,
        "active_clients": thresholds.active,
        "never_billed": book.never.height,
        "billed": money(totals.billed),
        "profit": money(totals.profit),
        "cost_basis": thresholds.cost_basis,
        "frequency_basis": thresholds.frequency_basis,
        "tiers": _tallied(book, "tier", LEVELS, ("billed",)),
        "grid": _tallied(book, "grid", GRID, ("billed", "profit")),
        "contribution": _tallied(book, "contribution", CONTRIBUTIONS, ("billed", "profit")),
        "whale": {"peak_share": peak.peak_share, "peak_clients": peak.peak_clients},
        "movement": {
            "compare_to": book.compare_to.isoformat(),
            "matrix": _matrix(book),
            "aims": _aims(book.migration.aims, currency),
        },
        "thresholds": {
            "top_places": thresholds.top_places,
            "large_places": thresholds.large_places,
            "medium_places": thresholds.medium_places,
            "lowest_billed": {tier: money(amount) for tier, amount in thresholds.lowest_billed.items()},
            "frequency_cut": None if thresholds.frequency_cut is None else float(thresholds.frequency_cut),
            "profit_cut": money(thresholds.profit_cut),
            "key_cut": money(thresholds.key_cut),
            "key_clients": thresholds.key_clients,
            "lowest_key_profit": money(thresholds.lowest_key_profit),
        },
        "policy": book.policy.to_dict(),
        "files": [_file(file) for file in lines.files],
        "understanding": [_understanding(file) for file in lines.files],
    }


def in_units(minor: int | Fraction, currency: str) -> float | int:
    """An amount in minor units as a number of whole units, an integer where the currency has no smaller ones."""
    exponent = minor_exponent(currency)
    if exponent == 0 and isinstance(minor, int):
        return minor
    return float(Fraction(minor) / 10**exponent)


def tally(rows: pl.DataFrame, by: str) -> dict[str, dict[str, int]]:
    """For each class of a column: `clients`, and `billed` and `profit` in minor units."""
    sums = (
        rows.filter(pl.col(by).is_not_null())
        .group_by(by)
        .agg(pl.len().alias("clients"), pl.col("billed", "profit").sum())
    )
    return {row.pop(by): row for row in sums.rows(named=True)}


def _tallied(book: Book, by: str, classes: Sequence[str], amounts: Sequence[str]) -> dict[str, dict[str, float | int]]:
    found = tally(book.rows, by)
    nothing = {"clients": 0, "billed": 0, "profit": 0}
    return {
        name: {"clients": found.get(name, nothing)["clients"]}
        | {amount: in_units(found.get(name, nothing)[amount], book.policy.currency) for amount in amounts}
        for name in classes
    }


def _matrix(book: Book) -> dict[str, dict[str, dict[str, float | int]]]:
    currency = book.policy.currency
    matrix: dict[str, dict[str, dict[str, float | int]]] = {before: {} for before in BEFORE}
    for before in BEFORE:
        for after in AFTER:
            move = book.migration.move(before, after)
            matrix[before][after] = {
                "clients": move.clients,
                "billed_before": in_units(move.billed_before, currency),
                "billed_after": in_units(move.billed_after, currency),
            }
    return matrix


def _aims(aims: Aims, currency: str) -> dict[str, Any]:
    groups: dict[str, Any] = {}
    for field in fields(aims):
        group: Group = getattr(aims, field.name)
        groups[field.name] = {
            "clients": group.clients,
            "billed_before": in_units(group.billed_before, currency),
            "billed_after": in_units(group.billed_after, currency),
        }
    return {
        "more_clients": aims.active_after.clients - aims.active_before.clients,
        "kept_share": aims.kept_share,
        **groups,
    }


def _file(file: FileRead) -> dict[str, Any]:
    return {
        "name": file.name,
        "rows_read": file.rows_read,
        "rows_rejected": file.rows_rejected,
        "rows_skipped": file.rows_skipped,
    }


def _understanding(file: FileRead) -> dict[str, Any]:
    known = file.understanding
    return {
        "file": file.name,
        "format": known.format,
        "encoding": known.encoding,
        "delimiter": known.delimiter,
        "sheet": known.sheet,
        "header_row": known.header_row,
        "columns": {field.value: heading for field, heading in known.columns.items()},
        "date_order": known.date_order.value if known.date_order else None,
        "decimal_mark": known.decimal_mark,
        "thousands_mark": known.thousands_mark,
        "currency": known.currency,
        "currency_in_cells": known.currency_in_cells,
        "negative_kinds": sorted(known.negative_kinds),
    }
