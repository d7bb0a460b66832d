"""The small files beside the ledger: the policy and the rates of exchange."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

import polars as pl
from django.utils.translation import gettext as _

from clientela.analytics.policy import Policy
from clientela.core.errors import Refused
from clientela.exchange.reading.currencies import is_currency

_COLUMNS: Final = ("date", "currency", "rate")
_LARGEST: Final = 2**20
_HIGHEST: Final = Decimal(10) ** 9
_DECIMALS: Final = 12


def policy_for(path: Path | None, *, window_months: int | None) -> Policy:
    """The policy that a TOML file writes, or the defaults, with the window asked for. Raises Refused, PolicyError."""
    policy = Policy() if path is None else Policy.from_toml(_text(path))
    return policy if window_months is None else replace(policy, window_months=window_months)


def rates_table(path: Path) -> pl.DataFrame:
    """The rates in a CSV file of date, currency and rate: what one unit is in the firm's currency. Raises Refused."""
    lines = _text(path).splitlines()
    delimiter = max(",;\t", key=(lines[0] if lines else "").count)
    rows = csv.reader(lines, delimiter=delimiter)
    headings = [cell.strip().casefold() for cell in next(rows, [])]
    if not set(_COLUMNS) <= set(headings):
        raise Refused(
            _("%(file)s must begin with the headings date, currency and rate; it begins with: %(first)s.")
            % {"file": path.name, "first": (lines or [""])[0][:100]}
        )
    places = [headings.index(name) for name in _COLUMNS]
    found = [_rate(path, number, row, places) for number, row in enumerate(rows, start=2) if any(map(str.strip, row))]
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "date": pl.Date,
        "currency": pl.String,
        "rate": pl.Decimal(38, _DECIMALS),
    }
    return pl.DataFrame(found, schema=schema, orient="row")


def _rate(path: Path, number: int, row: list[str], places: list[int]) -> tuple[dt.date, str, Decimal]:
    cells = [row[place].strip() if place < len(row) else "" for place in places]
    try:
        day, currency, rate = dt.date.fromisoformat(cells[0]), cells[1].upper(), Decimal(cells[2])
        usable = is_currency(currency) and 0 < rate < _HIGHEST and rate == round(rate, _DECIMALS)
    except (ValueError, InvalidOperation):
        usable = False
    if not usable:
        raise Refused(
            _("Line %(line)d of %(file)s is not a rate: %(row)s. Write it like this: 2024-12-31,EUR,1.0389.")
            % {"line": number, "file": path.name, "row": ",".join(cells)[:100]}
        )
    return day, currency, rate


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise Refused(_("%s is too large to be what it should be.") % path)
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_("%s is not text in UTF-8.") % path) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Refused(_("%(path)s cannot be opened: %(why)s.") % {"path": path, "why": why}) from None
