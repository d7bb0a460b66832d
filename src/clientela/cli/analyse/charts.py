"""The figures of the report as its charts take them. The shapes are described at the head of the pages' `charts.js`."""

from __future__ import annotations

from typing import Any, Final

import polars as pl
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clientela.analytics.grid import GRID
from clientela.analytics.migration import ABSENT, NEW
from clientela.analytics.pyramid import TIERS
from clientela.web import formatting, words

from .book import Book
from .summary import LEVELS, in_units, tally

_WHALE_POINTS: Final = 200
_GRID_LARGEST: Final = 1_000
_GRID_OTHERS: Final = 500
QUIET: Final = TIERS[4:]


def charts(book: Book, listed: frozenset[int]) -> dict[str, dict[str, Any]]:
    """Every chart by its kind, with its data and its words. `listed` are the ids of clients in the report's list."""
    return {
        "pyramid": _pyramid(book),
        "whale": _whale(book),
        "grid": _grid(book, listed),
        "movement": _movement(book),
    }


def drawn(book: Book) -> pl.DataFrame:
    """The active clients that the grid shows: the largest, and of many others some at even distances."""
    active = book.rows.filter("active")
    others = active.slice(_GRID_LARGEST)
    step = -(-others.height // _GRID_OTHERS)
    return pl.concat([active.head(_GRID_LARGEST), others.gather_every(step)]) if others.height else active


def whale_points(book: Book) -> list[tuple[float, float]]:
    """Ratio of clients and ratio of the profit that they earn together: some hundred points, the last among them."""
    curve = book.curve.select("client_share", "profit_share").drop_nulls()
    step = max(1, -(-curve.height // _WHALE_POINTS))
    points = pl.concat([curve.gather_every(step), curve.tail(1)]).unique(maintain_order=True)
    return points.rows()


def movement(book: Book) -> list[Any]:
    """The cells of the movement that hold a client."""
    return [move for move in book.migration.moves if move.clients]


def place(state: str) -> str:
    """The code by which the charts know a state of the movement."""
    return "gone" if state == ABSENT else state


def _common(book: Book) -> dict[str, str]:
    return {"language": get_language() or "en", "currency": book.policy.currency}


def _pyramid(book: Book) -> dict[str, Any]:
    sums, billed = tally(book.rows, "tier"), book.thresholds.totals.billed
    counts = {tier: sums.get(tier, {}).get("clients", 0) for tier in LEVELS} | {"prospect": book.never.height}
    levels = [
        {
            "code": tier,
            "label": str(words.label(words.TIERS, tier)),
            "clients": counts[tier],
            "billed": in_units(sums.get(tier, {}).get("billed", 0), book.policy.currency),
            "share": sums[tier]["billed"] / billed if tier in sums and billed > 0 else None,
            "href": f"#tier={tier}" if tier in LEVELS else None,
        }
        for tier in counts
        if tier in LEVELS or counts[tier]
    ]
    return {"data": {**_common(book), "levels": levels}, "strings": {"clients": _("clients"), "share": _("of fees")}}


def _whale(book: Book) -> dict[str, Any]:
    language, active, share = get_language(), book.thresholds.active, book.peak.peak_share
    keys = book.thresholds.key_clients
    data = {
        **_common(book),
        "points": [[100 * clients, 100 * profit] for clients, profit in whale_points(book)],
        "peak": {"percent": 100 * book.peak.peak_clients / active, "share": 100 * share} if share else None,
        "key": {"percent": 100 * keys / active, "clients": keys} if active else None,
        "href": {"key": "#contribution=key", "ordinary": "#contribution=ordinary", "loss": "#contribution=loss-making"},
    }
    strings = {
        "axis": _("clients, the most profitable first"),
        "clients": _("of the clients"),
        "profit": _("of the profit"),
        "peak": _("peak %(share)s") % {"share": formatting.percent(share, language, places=0)} if share else "",
        "key": _("%(clients)s key clients") % {"clients": formatting.number(keys, language)},
        "empty": _("There is no profit to divide in this window."),
    }
    return {"data": data, "strings": strings}


def _grid(book: Book, listed: frozenset[int]) -> dict[str, Any]:
    currency, thresholds = book.policy.currency, book.thresholds
    points = [
        [
            row["frequency"],
            in_units(row["profit"], currency),
            row["grid"],
            row["contribution"],
            row["client"],
            f"#client-{row['client_id']}" if row["client_id"] in listed else None,
        ]
        for row in drawn(book).rows(named=True)
    ]
    cuts = {}
    if thresholds.frequency_cut is not None and thresholds.profit_cut is not None:
        cuts = {"frequency": float(thresholds.frequency_cut), "profit": in_units(thresholds.profit_cut, currency)}
    data = {
        **_common(book),
        "points": points,
        "cuts": cuts,
        "href": {code: f"#grid={code}" for code in GRID},
        "labels": {code: str(label) for code, label in words.GRIDS.items()},
    }
    months = thresholds.frequency_basis == "months"
    strings = {
        "frequency": _("months with a fee") if months else _("engagements in the window"),
        "profit": _("profit"),
        "compressed": _("scale narrows towards great sums"),
        "empty": _("No client was billed in this window."),
    }
    return {"data": data, "strings": strings}


def _movement(book: Book) -> dict[str, Any]:
    language = get_language()
    data = {
        **_common(book),
        "order": [*TIERS, NEW, "gone"],
        "labels": {code: str(label) for code, label in words.MOVES.items()},
        "cells": [
            {
                "before": place(move.before),
                "after": place(move.after),
                "clients": move.clients,
                "href": f"#tier={move.after}" if move.after in LEVELS else None,
            }
            for move in movement(book)
        ],
    }
    strings = {
        "before": formatting.day(book.compare_to, language),
        "after": formatting.day(book.as_of, language),
        "clients": _("clients"),
        "empty": _("Nothing moved, or there is no earlier date to compare with."),
    }
    return {"data": data, "strings": strings}
