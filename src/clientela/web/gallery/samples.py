"""Invented values for the gallery. The firm, its clients and its figures do not exist."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final
from xml.etree import ElementTree

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clientela.web import labels
from clientela.web.clashes import ClashFact, ClashForm
from clientela.web.clients.why import Why
from clientela.web.inline import Fact
from clientela.web.portfolio.charts import ORDER
from clientela.web.templatetags.clientela import SPRITE

AMOUNTS: Final = [
    (Decimal(amount), currency)
    for amount in ("0", "7.5", "-27000", "1240000", "68412345.67", "1234567890")
    for currency in ("USD", "CNY", "RUB", "JPY", "XAU")
]


class SampleForm(forms.Form):
    """A field in each state: plain, with a unit, wrong."""

    plain = forms.CharField(label="Plain", help_text="A sentence of help.")
    share = forms.DecimalField(label="With a unit")
    wrong = forms.IntegerField(label="Wrong", localize=True)
    text = forms.CharField(label="Long", widget=forms.Textarea(attrs={"rows": 2}))


def form() -> SampleForm:
    """The form as it comes back from a reader who wrote a word for a number."""
    filled = SampleForm({"plain": "Northern Port", "share": "12.5", "wrong": "twelve", "text": "All well."})
    for field in filled.fields.values():
        field.widget.attrs["class"] = "form-control"
    filled.is_valid()
    return filled


def charts() -> dict[str, dict[str, Any]]:
    """Each kind of chart over a firm with a few great clients and a long tail."""
    common = {"language": get_language() or "en", "currency": "USD"}
    tiers = {code: str(label) for code, label in labels.MOVES.items()}
    clients = (4, 15, 55, 293, 120, 64, 410)
    shares = (0.31, 0.27, 0.24, 0.18, None, None, None)
    levels = [
        {
            "code": code,
            "label": tiers[code],
            "clients": number,
            "share": share,
            "billed": 6.84e7 * (share or 0),
            "href": "",
        }
        for code, number, share in zip(ORDER, clients, shares, strict=True)
    ]
    profits = [9e5 * 0.955**place - (4e3 if place > 60 else 0) - (9e3 if place > 190 else 0) for place in range(220)]
    total = sum(profits)
    running = [sum(profits[: place + 1]) for place in range(len(profits))]
    top = max(range(len(profits)), key=running.__getitem__)
    names = ("Northern Port", "上海远航物流", "Северный порт", "Harbor Freight")
    points = [
        [_times(place), profit, _class(place, profit), "loss-making" if profit < 0 else "key", names[place % 4], ""]
        for place, profit in enumerate(profits)
    ]
    moves = (
        ("top", "top", 3), ("top", "large", 1), ("large", "large", 10), ("large", "medium", 3),
        ("medium", "medium", 40), ("medium", "small", 9), ("small", "small", 232), ("small", "medium", 10),
        ("small", "inactive", 28), ("inactive", "small", 9), ("new", "small", 38), ("new", "medium", 3),
        ("inactive", "inactive", 120),
    )  # fmt: skip
    return {
        "pyramid": {
            "data": {**common, "levels": levels},
            "strings": {"clients": _("clients"), "share": _("of fees")},
        },
        "whale": {
            "data": {
                **common,
                "points": [[100 * (p + 1) / len(profits), 100 * running[p] / total] for p in range(len(profits))],
                "peak": {"percent": 100 * (top + 1) / len(profits), "share": 100 * running[top] / total},
                "key": {"percent": 17, "clients": 37},
                "href": {},
            },
            "strings": {
                "axis": _("clients, the most profitable first"),
                "clients": _("of the clients"),
                "profit": _("of the profit"),
                "peak": _("peak %(share)s") % {"share": f"{100 * running[top] / total:.0f}%"},
                "key": _("%(clients)s key clients") % {"clients": 37},
            },
        },
        "grid": {
            "data": {
                **common,
                "points": points,
                "cuts": {"frequency": 6, "profit": 60_000},
                "href": {},
                "labels": {code: str(label) for code, label in labels.GRIDS.items()},
            },
            "strings": {
                "frequency": _("engagements in the window"),
                "profit": _("profit"),
                "compressed": _("scale narrows towards great sums"),
            },
        },
        "movement": {
            "data": {
                **common,
                "order": [*ORDER, "new", "gone"],
                "labels": tiers,
                "cells": [{"before": before, "after": after, "clients": number} for before, after, number in moves],
            },
            "strings": {"before": "2023", "after": "2024", "clients": _("clients")},
        },
        "quarters": {
            "data": {
                **common,
                "periods": [f"Q{1 + quarter % 4} {22 + quarter // 4}" for quarter in range(12)],
                "billed": [140e3, 100e3, 140e3, 190e3, 180e3, 170e3, 210e3, 250e3, 280e3, 340e3, 410e3, 520e3],
                "reduced": [20e3, 10e3, 0, 30e3, 10e3, 20e3, 0, 10e3, 20e3, 10e3, 30e3, 10e3],
            },
            "strings": {"billed": _("Billed"), "reduced": _("Written off and discounted")},
        },
        "history": {
            "data": {
                **common,
                "order": list(ORDER),
                "labels": tiers,
                "points": [
                    {"label": str(2018 + place), "code": code}
                    for place, code in enumerate(
                        ("prospect", "small", "small", "medium", "inactive", "medium", "large")
                    )
                ],
            },
            "strings": {},
        },
    }


def bare_charts() -> dict[str, dict[str, Any]]:
    """The charts that can have nothing to show, showing it."""
    common = {"language": get_language() or "en", "currency": "USD"}
    return {
        "whale": {
            "data": {**common, "points": []},
            "strings": {"empty": _("There is no profit to divide in this window.")},
        },
        "grid": {"data": {**common, "points": []}, "strings": {"empty": _("No client was billed in this window.")}},
        "movement": {
            "data": {**common, "cells": [], "order": [], "labels": {}},
            "strings": {"empty": _("Nothing moved, or there is no earlier date to compare with.")},
        },
    }


def facts() -> list[Fact]:
    """A fact to be changed in place in each state: plain, empty, refused, one of a choice, not open to the reader."""
    common: dict[str, Any] = {"label": "Industry", "post": "", "edit": "#"}
    return [
        Fact(name="plain", value="Shipping", shown="Shipping", **common),
        Fact(name="empty", value="", shown="", **common),
        Fact(name="refused", value="12", shown="12", error="Industry takes words.", typed="!!", **common),
        Fact(name="choice", value="a", shown="Ports", kind="choice", choices=[("a", "Ports"), ("b", "Rail")], **common),
        Fact(name="fixed", value="Shipping", shown="Shipping", may=False, **common),
    ]


def clash() -> ClashForm:
    """Two people changed one fact."""
    fact = ClashFact("Industry", "value", "was", "Shipping", "Ports", "Rail", ["Ports"], ["Rail"])
    return ClashForm("Somebody else has changed the same in the meantime.", "", [fact], [])


def why() -> Why:
    """One explanation of a class."""
    return Why(
        subject="Level",
        value="Medium",
        rule="Places 16 to 74 of 367 active clients by fees are medium.",
        facts=[("Place", "51 of 367"), ("Billed", "$212,000")],
        changes=["Large from $640,000: $428,000 more."],
    )


def icons() -> list[str]:
    """The names of all drawings of the sprite."""
    symbols = ElementTree.parse(SPRITE).getroot().iter("{http://www.w3.org/2000/svg}symbol")
    return [symbol.attrib["id"] for symbol in symbols]


def _class(place: int, profit: float) -> str:
    often = _times(place) >= 6
    earns = profit >= 60_000
    return "gold" if often and earns else "big" if earns else "frequent" if often else "ordinary"


def _times(place: int) -> int:
    return 1 + (place * 7 + place // 9) % (23 if place < 40 else 6)
