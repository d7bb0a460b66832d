"""Windows of whole months that end with a date, and the arithmetic of dates that they need.

The rule: `N` months before a date is the same day of that month, or the month's last day where it has no such day.
The window of `N` months that ends with `as_of` holds the days after `as_of - N months`, up to and including `as_of`.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

import narwhals as nw


def months_before(day: dt.date, months: int) -> dt.date:
    """Return the date `months` months before `day`, at the month's end where that month is shorter.

    Raises ValueError where that would be before the year 1.

    >>> months_before(dt.date(2024, 3, 31), 1)
    datetime.date(2024, 2, 29)
    """
    count = day.year * 12 + day.month - 1 - months
    year, month = count // 12, count % 12 + 1
    if year < dt.MINYEAR:
        raise ValueError(f"{months} months before {day} is before the year 1: take a shorter window or a later date.")
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def window_start(as_of: dt.date, months: int) -> dt.date:
    """Return the first day of the window of `months` months that ends with `as_of`.

    >>> window_start(dt.date(2024, 12, 31), 12)
    datetime.date(2024, 1, 1)
    >>> window_start(dt.date(2024, 2, 29), 12)
    datetime.date(2023, 3, 1)
    """
    return months_before(as_of, months) + dt.timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """A window of `months` months: its first and last day, and the first day of the equal window before it."""

    start: dt.date
    end: dt.date
    previous_start: dt.date
    months: int

    @classmethod
    def ending(cls, as_of: dt.date, months: int) -> Window:
        """Return the window of `months` months that ends with `as_of`."""
        return cls(window_start(as_of, months), as_of, window_start(as_of, 2 * months), months)

    @property
    def days(self) -> int:
        """The number of days in the window."""
        return (self.end - self.start).days + 1


def leaves_window(date: nw.Expr, months: int) -> nw.Expr:
    """Return the first date whose window of `months` months no longer holds `date`.

    It is the same day `months` months later; where that month has no such day, the first of the month after.
    """
    later = date.dt.offset_by(f"{months}mo").cast(nw.Date)
    shortened = later.dt.day() != date.dt.day()
    return nw.when(shortened).then(later.dt.offset_by("1d").cast(nw.Date)).otherwise(later)


def day_number(date: nw.Expr) -> nw.Expr:
    """Return the number of the day in the Gregorian calendar, as Python's `toordinal` does.

    Written as arithmetic on integers (years that begin in March, so that the leap day comes last), because engines
    differ in what the difference of two dates is.
    """
    month = date.dt.month().cast(nw.Int64)
    from_march = (month + 9) % 12
    year = date.dt.year().cast(nw.Int64) - nw.when(month <= 2).then(1).otherwise(0)
    leap_days = year // 4 - year // 100 + year // 400
    return year * 365 + leap_days + (from_march * 153 + 2) // 5 + date.dt.day().cast(nw.Int64) - 306


def whole_months(start: nw.Expr, end: dt.date) -> nw.Expr:
    """Return how many whole months lie between the dates `start` and `end`."""
    months = (end.year - start.dt.year().cast(nw.Int64)) * 12 + end.month - start.dt.month().cast(nw.Int64)
    return months - nw.when(start.dt.day() > end.day).then(1).otherwise(0)
