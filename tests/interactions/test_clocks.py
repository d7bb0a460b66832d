"""The firm's working time."""

from __future__ import annotations

import datetime as dt
import doctest
from zoneinfo import ZoneInfo

import pytest

from clientela.interactions import clocks
from clientela.interactions.clocks import due_after

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-02T10:00", 2, "2026-03-02T12:00"),
        ("2026-03-02T17:30", 2, "2026-03-03T10:30"),
        ("2026-03-02T07:00", 2, "2026-03-02T11:00"),
        ("2026-03-02T20:00", 2, "2026-03-03T11:00"),
        ("2026-03-06T17:00", 9, "2026-03-09T17:00"),
        ("2026-03-07T12:00", 1, "2026-03-09T10:00"),
        ("2026-03-02T09:00", 9, "2026-03-02T18:00"),
        ("2026-03-02T09:00", 45, "2026-03-06T18:00"),
        ("2026-03-02T18:00", 1, "2026-03-03T10:00"),
    ],
)
def test_only_working_hours_count(start: str, hours: int, due: str) -> None:
    asked = dt.datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
    assert due_after(asked.astimezone(dt.UTC), hours, SHANGHAI).isoformat() == due + ":00+08:00"


def test_a_night_on_which_the_clocks_change_is_no_hour_longer() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    friday = dt.datetime(2026, 3, 27, 17, tzinfo=berlin)
    assert due_after(friday, 2, berlin).isoformat() == "2026-03-30T10:00:00+02:00"


def test_the_example_of_the_text_holds() -> None:
    assert doctest.testmod(clocks).failed == 0
