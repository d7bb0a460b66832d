"""The language of the reader."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.web.firm import browser_of


def test_the_language_that_was_chosen_once_is_found_again_at_another_machine(lawyer: Any) -> None:
    first = browser_of(lawyer)
    first.post("/i18n/", {"language": "ru", "next": "/clients/"})
    lawyer.refresh_from_db()
    assert lawyer.language == "ru"
    second = browser_of(lawyer)
    second.cookies["django_language"] = "en"
    assert '<html lang="ru"' in second.get("/clients/").content.decode()


def test_before_a_choice_the_cookie_decides(lawyer_client: Client) -> None:
    lawyer_client.cookies["django_language"] = "zh-hans"
    assert '<html lang="zh-hans"' in lawyer_client.get("/clients/").content.decode()


def test_a_language_without_pages_is_not_remembered(lawyer: Any) -> None:
    browser_of(lawyer).post("/i18n/", {"language": "tlh", "next": "/clients/"})
    lawyer.refresh_from_db()
    assert lawyer.language == ""


def test_one_who_is_not_signed_in_switches_for_this_browser_only(client: Client, db: None) -> None:
    answer = client.post("/i18n/", {"language": "ru", "next": "/accounts/login/"})
    assert answer.cookies["django_language"].value == "ru"
