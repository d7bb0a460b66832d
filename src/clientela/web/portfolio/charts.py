"""The portfolio's figures as the charts take them. The shapes are described at the head of `charts.js`."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clientela.web import formatting, labels
from clientela.web.parameters import address, query_of

ORDER: Final = ("top", "large", "medium", "small", "inactive", "prospect", "suspect")
STEPS: Final = (1, 5, 10, 20, 35, 50, 75, 100)
QUIET: Final = frozenset({"inactive", "prospect", "suspect"})


def charts(screen: Any, *, as_of: dt.date | None) -> dict[str, dict[str, Any]]:
    """Every chart of the page by its kind, each with its data and its words.

    `as_of` is the date that the links carry along: None where the reader looks at the newest figures.
    """
    return {
        "pyramid": _pyramid(screen, as_of),
        "whale": _whale(screen, as_of),
        "grid": _grid(screen, as_of),
        "movement": _movement(screen, as_of),
    }


def _common(screen: Any) -> dict[str, str]:
    return {"language": get_language() or "en", "currency": screen.currency}


def _pyramid(screen: Any, as_of: dt.date | None) -> dict[str, Any]:
    levels = [
        {
            "code": line.tier,
            "label": str(labels.label(labels.TIERS, line.tier)),
            "clients": line.clients,
            "billed": float(line.billed),
            "share": None if line.share is None else float(line.share),
            "href": address("clients", tier=line.tier, as_of=as_of),
        }
        for line in screen.tiers
    ]
    strings = {"clients": _("clients"), "share": _("of fees")}
    return {"data": {**_common(screen), "levels": levels}, "strings": strings}


def _whale(screen: Any, as_of: dt.date | None) -> dict[str, Any]:
    whale = screen.whale
    active = screen.headline.active
    language = get_language()
    peak = float(whale.peak_share) if whale.peak_share is not None and active else None
    data = {
        **_common(screen),
        "points": [[float(clients), float(profit)] for clients, profit in whale.points],
        "peak": {"percent": 100 * whale.peak_clients / active, "share": 100 * float(whale.peak_share)}
        if peak
        else None,
        "key": {"percent": float(whale.key_percent_of_clients), "clients": whale.key_clients} if active else None,
        "href": {
            "key": address("clients", contribution="key", sort="profit", as_of=as_of),
            "ordinary": address("clients", contribution="ordinary", sort="profit", as_of=as_of),
            "loss": address("clients", contribution="loss-making", sort="profit", order="up", as_of=as_of),
        },
    }
    strings = {
        "axis": _("clients, the most profitable first"),
        "clients": _("of the clients"),
        "profit": _("of the profit"),
        "peak": _("peak %(share)s") % {"share": formatting.percent(whale.peak_share, language, places=0)}
        if peak
        else "",
        "key": _("%(clients)s key clients") % {"clients": formatting.number(whale.key_clients, language)},
        "empty": _("There is no profit to divide in this window."),
    }
    return {"data": data, "strings": strings}


def _grid(screen: Any, as_of: dt.date | None) -> dict[str, Any]:
    grid = screen.grid
    clients, suffix = address("clients"), query_of({"as_of": as_of})
    data = {
        **_common(screen),
        "points": [
            [
                point.frequency,
                float(point.profit),
                point.grid,
                point.contribution,
                point.name,
                f"{clients}{point.client_id}/{suffix}",
            ]
            for point in grid.points
        ],
        "cuts": {"frequency": float(grid.frequency_cut), "profit": float(grid.profit_cut)} if grid.points else {},
        "href": {code: address("clients", grid=code, as_of=as_of) for code in labels.GRIDS},
        "labels": {code: str(label) for code, label in labels.GRIDS.items()},
    }
    months = screen.headline.frequency_basis == "months"
    strings = {
        "frequency": _("months with a fee") if months else _("engagements in the window"),
        "profit": _("profit"),
        "compressed": _("scale narrows towards great sums"),
        "empty": _("No client was billed in this window."),
    }
    return {"data": data, "strings": strings}


def _movement(screen: Any, as_of: dt.date | None) -> dict[str, Any]:
    language = get_language()
    before = screen.compared.as_of if screen.compared else None
    data = {
        **_common(screen),
        "order": [*ORDER, "new", "gone"],
        "labels": {code: str(label) for code, label in labels.MOVES.items()},
        "cells": [
            {
                "before": cell.before,
                "after": cell.after,
                "clients": cell.clients,
                # Who is gone has no page any more.
                "href": None
                if cell.after == "gone"
                else address("clients", tier=cell.after, was=cell.before, since=before, as_of=as_of),
            }
            for cell in screen.movement
        ],
    }
    strings = {
        "before": formatting.day(before, language) if before else "",
        "after": formatting.day(screen.snapshot.as_of, language),
        "clients": _("clients"),
        "empty": _("Nothing moved, or there is no earlier date to compare with."),
    }
    return {"data": data, "strings": strings}


def still_and_quiet(screen: Any) -> int:
    """How many clients stayed inactive, prospects or suspects; the movement leaves them out of the picture."""
    return sum(cell.clients for cell in screen.movement if cell.before == cell.after and cell.before in QUIET)


def whale_steps(screen: Any) -> list[tuple[float, float]]:
    """(ratio of clients, ratio of the profit they earn together) at a few round places of the curve."""
    points = [(0.0, 0.0), *((float(clients), float(profit)) for clients, profit in screen.whale.points)]
    steps = []
    for mark in STEPS:
        after = next((place for place, (clients, _profit) in enumerate(points) if clients >= mark), None)
        if after:
            (x0, y0), (x1, y1) = points[after - 1], points[after]
            steps.append((mark / 100, (y0 + (y1 - y0) * (mark - x0) / (x1 - x0)) / 100))
    return steps
