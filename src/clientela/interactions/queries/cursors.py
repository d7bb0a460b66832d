"""Places in a list by time, as they travel in an address."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

Place = tuple[dt.datetime, str, int]

BEFORE_ALL: Place = (dt.datetime.min.replace(tzinfo=dt.UTC), "", 0)


def written(at: dt.datetime, kind: str, number: int) -> str:
    """The place after an entry."""
    return f"{at.astimezone(dt.UTC).isoformat()}~{kind}~{number}"


def read(cursor: str) -> Place:
    """The place that a cursor names. It comes back from the browser: a broken one is past the end."""
    try:
        at, kind, number = cursor.split("~")
        moment = dt.datetime.fromisoformat(at)
        return (
            moment if timezone.is_aware(moment) else moment.replace(tzinfo=dt.UTC),
            kind,
            min(max(int(number), 0), 2**62),
        )
    except (ValueError, OverflowError):
        return BEFORE_ALL
