"""Days of birth without a year, leap days, ages."""

from __future__ import annotations

import datetime as dt

import pytest

from clientela.contacts.birthdays import age, is_day_of_birth, next_birthday

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("month", "day", "year"), [(2, 29, None), (2, 29, 2000), (None, None, 1970), (None, None, None), (11, 22, 2026)]
)
def test_a_day_of_birth_may_lack_its_year_or_be_a_year_alone(month: int, day: int, year: int) -> None:
    assert is_day_of_birth(month, day, year, today=TODAY)


@pytest.mark.parametrize(
    ("month", "day", "year"),
    [(2, 30, None), (2, 29, 2001), (13, 1, None), (5, None, None), (None, 5, 1970), (11, 23, 2026), (1, 1, 1890)],
)
def test_a_day_that_never_was_is_no_day_of_birth(month: int, day: int, year: int) -> None:
    assert not is_day_of_birth(month, day, year, today=TODAY)


def test_one_born_on_a_leap_day_has_a_birthday_every_year() -> None:
    assert next_birthday(2, 29, today=TODAY) == dt.date(2027, 2, 28)
    assert next_birthday(2, 29, today=dt.date(2028, 1, 1)) == dt.date(2028, 2, 29)


def test_a_birthday_of_today_is_today() -> None:
    assert next_birthday(11, 22, today=TODAY) == TODAY
    assert next_birthday(11, 21, today=TODAY) == dt.date(2027, 11, 21)


def test_an_age_counts_full_years() -> None:
    assert age(11, 22, 1980, today=TODAY) == 46
    assert age(11, 23, 1980, today=TODAY) == 45
    assert age(None, None, 1980, today=TODAY) == 46
