"""Days of birth, of which the firm often knows the month and the day only. Pure functions over plain values."""

from __future__ import annotations

import calendar
import datetime as dt

_LEAP_YEAR = 2000


def is_day_of_birth(month: int | None, day: int | None, year: int | None, *, today: dt.date) -> bool:
    """Whether these can be a day of birth: month and day together or neither, the year with them, alone, or missing."""
    if (month is None) != (day is None):
        return False
    if year is not None and not today.year - 130 <= year <= today.year:
        return False
    if month is None or day is None:
        return True
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year or _LEAP_YEAR, month)[1]:
        return False
    return year is None or dt.date(year, month, day) <= today


def birthday_in(month: int, day: int, year: int) -> dt.date:
    """When the birthday is kept in `year`: a 29 February on the 28th where there is none."""
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def next_birthday(month: int, day: int, *, today: dt.date) -> dt.date:
    """The first birthday from `today` on."""
    this_year = birthday_in(month, day, today.year)
    return this_year if this_year >= today else birthday_in(month, day, today.year + 1)


def age(month: int | None, day: int | None, year: int, *, today: dt.date) -> int:
    """Full years of age; where only the year is known, the age that the person reaches in this year."""
    reached = today.year - year
    if month is None or day is None or birthday_in(month, day, today.year) <= today:
        return reached
    return reached - 1
