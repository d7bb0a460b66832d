"""What comes beside an answer to a script."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory

from clientela.web.fragments import GO, FragmentMiddleware, page_address

SCRIPT = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/clients/?q=port"}
WITHIN = {"HTTP_X_WITHIN": "page"}


def _ask(view: Any, **headers: str) -> HttpResponse:
    request = RequestFactory().get("/part/", **headers)
    stack = SessionMiddleware(MessageMiddleware(FragmentMiddleware(view)))
    return stack(request)  # type: ignore[no-any-return]


def _written(request: Any) -> HttpResponse:
    messages.success(request, "Saved <so>", extra_tags="act-17")
    return HttpResponse("<p>part</p>")


@pytest.mark.django_db
def test_a_fragment_brings_the_offer_to_undo_beside_it() -> None:
    text = _ask(_written, **SCRIPT).content.decode()
    assert text.startswith("<p>part</p>")
    assert 'id="messages"' in text
    assert 'hx-swap-oob="true"' in text
    assert "/undo/17/" in text
    assert "Saved &lt;so&gt;" in text
    assert 'name="next" value="/clients/?q=port"' in text


@pytest.mark.django_db
def test_a_whole_page_gets_nothing_appended() -> None:
    assert _ask(_written).content == b"<p>part</p>"


@pytest.mark.django_db
def test_a_fragment_without_news_stays_as_it_is() -> None:
    assert _ask(lambda _request: HttpResponse("<p>part</p>"), **SCRIPT).content == b"<p>part</p>"


def test_a_redirect_within_a_page_names_the_address_and_keeps_the_cookies() -> None:
    def moved(request: Any) -> HttpResponse:
        messages.success(request, "Saved")
        return redirect("/clients/7/")

    answer = _ask(moved, **WITHIN)
    assert answer.status_code == 200
    assert answer.headers[GO] == "/clients/7/"
    assert "messages" in answer.cookies


def test_the_page_of_a_part_is_the_one_that_the_reader_sees() -> None:
    asked = RequestFactory().get("/part/", **SCRIPT)
    assert page_address(asked) == "/clients/?q=port"
    assert page_address(RequestFactory().get("/tasks/?late=1")) == "/tasks/?late=1"


def test_a_page_of_another_site_is_never_led_back_to() -> None:
    foreign = RequestFactory().get("/part/", **(SCRIPT | {"HTTP_HX_CURRENT_URL": "http://testserver.evil.example/x"}))
    assert page_address(foreign) == "/"
