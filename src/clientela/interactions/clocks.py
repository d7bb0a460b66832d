"""The firm's working time: Monday to Friday from 9 to 18 by its own clock."""

from __future__ import annotations

import datetime as dt
from typing import Final

OPENS: Final = dt.time(9)
CLOSES: Final = dt.time(18)
WORKING_DAYS: Final = range(5)

USUAL_HOURS: Final = {"phone": 2, "counter": 2, "message": 4, "mail": 9, "fax": 9, "web": 9}
"""Working hours within which an inquiry is answered, by channel, where the firm has set no clock of its own."""


def due_after(start: dt.datetime, hours: int, zone: dt.tzinfo) -> dt.datetime:
    """The moment when `hours` working hours have passed since `start`. A day has nine of them.

    >>> from zoneinfo import ZoneInfo
    >>> friday = dt.datetime(2026, 3, 6, 17, tzinfo=ZoneInfo("Asia/Shanghai"))
    >>> due_after(friday, 2, friday.tzinfo).isoformat()
    '2026-03-09T10:00:00+08:00'
    """
    now, left = start.astimezone(zone), dt.timedelta(hours=hours)
    while True:
        opens, closes = (dt.datetime.combine(now.date(), time, tzinfo=zone) for time in (OPENS, CLOSES))
        if now.weekday() in WORKING_DAYS and now < closes:
            now = max(now, opens)
            # Through UTC: by the wall clock a day on which the clocks change would be an hour longer or shorter.
            end = (now.astimezone(dt.UTC) + left).astimezone(zone)
            if end <= closes:
                return end
            left -= closes.astimezone(dt.UTC) - now.astimezone(dt.UTC)
        now = dt.datetime.combine(now.date() + dt.timedelta(days=1), OPENS, tzinfo=zone)
