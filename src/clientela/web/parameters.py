"""What a reader asks for in an address, read with care: a value that makes no sense is left out, never an error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse


def date_asked(request: HttpRequest, name: str) -> dt.date | None:
    """The date of a parameter written YYYY-MM-DD."""
    try:
        return dt.date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


def choice_asked(request: HttpRequest, name: str, choices: Container[str]) -> str | None:
    """The value of a parameter, where it is one of the choices."""
    value = request.GET.get(name, "")
    return value if value in choices else None


def text_asked(request: HttpRequest, name: str, longest: int = 200) -> str:
    """The text of a parameter without spaces around it and without characters that no name has."""
    return request.GET.get(name, "").replace("\0", "").strip()[:longest]


def number_asked(request: HttpRequest, name: str) -> int | None:
    """The whole number of a parameter, where it fits a record's number."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def address(name: str, /, *args: object, **query: object) -> str:
    """The address of a page with the parameters that have a value."""
    return reverse(name, args=args) + query_of(query)


def query_of(query: Mapping[str, object]) -> str:
    """The parameters that have a value, with their question mark; nothing where none has."""
    wanted = {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in query.items() if value}
    return f"?{urlencode(wanted)}" if wanted else ""


def changed(query: QueryDict, path: str, **changes: object) -> str:
    """The path with the parameters of `query`, some of them changed; one that becomes None or empty is left out."""
    wanted = query.copy()
    for name, value in changes.items():
        if value is None or value == "":
            wanted.pop(name, None)
        else:
            wanted[name] = str(value)
    return f"{path}?{wanted.urlencode()}" if wanted else path
