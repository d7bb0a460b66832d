"""Two spellings of one telephone number or mail address are one."""

from __future__ import annotations

import pytest

from clientela.contacts.normal import normal_form, shown_phone


@pytest.mark.parametrize(
    ("typed", "countries", "normal"),
    [
        ("+86 138 0013 8000", [], "+8613800138000"),
        ("１３８-００１３-８０００", [], "+8613800138000"),
        ("138 0013 8000", ["DE"], "+8613800138000"),
        ("8 (916) 123-45-67", ["RU"], "+79161234567"),
        ("+7 916 1234567", ["CN"], "+79161234567"),
        ("030 901820", ["DE"], "+4930901820"),
        ("+7 495 123-45-67 доб. 12", [], "+74951234567;ext=12"),
        ("8000", ["RU"], "8000"),
    ],
)
def test_a_number_is_read_as_one_of_the_clients_country_first(typed: str, countries: list[str], normal: str) -> None:
    assert normal_form("mobile", typed, countries) == normal


def test_what_has_no_digits_is_no_telephone_and_what_has_no_address_is_no_mail() -> None:
    assert normal_form("phone", "ask the desk") is None
    assert normal_form("mail", "wang at example") is None
    assert normal_form("message", "  ") is None


def test_mail_is_compared_without_case_and_without_letters_that_nobody_sees() -> None:
    assert normal_form("mail", " Wang.Jun@Example.COM\u200b") == "wang.jun@example.com"


def test_a_number_is_shown_as_people_write_it_abroad() -> None:
    assert shown_phone("+8613800138000") == "+86 138 0013 8000"
    assert shown_phone("+74951234567;ext=12") == "+7 495 123-45-67 × 12"
    assert shown_phone("8000") == "8000"
