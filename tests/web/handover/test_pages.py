"""The page of a handover, from the plan to what became of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client as Browser
from django.utils import timezone

from clientela.access.actions import raise_wall
from clientela.accounts.models import User
from clientela.core.actor import SYSTEM, acting_as
from clientela.interactions.models import Task
from clientela.relationships.models import Handover, HandoverItem
from tests.relationships.books import Book
from tests.web.firm import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(book: Book, partner_client: Browser) -> Handover:
    with acting_as(SYSTEM):
        for person in (book.wang, book.zhao):
            book.met(book.anna, person, book.shipping, days_ago=3)
        book.met(book.anna, book.ivanova, book.textile, days_ago=3)
    form = {"leaver": book.anna.pk, "reason": "leaves", "last_day": timezone.localdate().isoformat()}
    answer = partner_client.post("/handovers/", form)
    handover = Handover.objects.get()
    assert answer["Location"] == f"/handovers/{handover.pk}/"
    return handover


def shown_form(text: str) -> dict[str, str]:
    form = dict(re.findall(r'name="(was-\d+)" value="(\d*)"', text))
    for name, options in re.findall(r'<select class="form-select" name="(item-\d+)".*?>(.*?)</select>', text, re.S):
        chosen = re.search(r'value="(\d+)" selected', options)
        form[name] = chosen[1] if chosen else ""
    return form


def test_a_plan_is_adjusted_and_confirmed_on_one_page(
    book: Book, started: Handover, partner_client: Browser, managing_partner: User
) -> None:
    path = f"/handovers/{started.pk}/"
    text = partner_client.get(path).content.decode()
    for name in ("Yuanhang Shipping", "Ivanovo Textile", "Wang Jun", "Zhao Min", "Olga Ivanova"):
        assert name in text
    form = shown_form(text)
    assert len(form) == 10
    with acting_as(SYSTEM):
        textile = HandoverItem.objects.get(kind="client", client=book.textile)
    form[f"item-{textile.pk}"] = str(managing_partner.pk)
    partner_client.post(path, form | {"then": "confirm"})
    with acting_as(SYSTEM):
        started.refresh_from_db()
        book.textile.refresh_from_db()
        assert started.confirmed is not None
        assert book.textile.responsible == managing_partner
        assert Task.objects.count() == 5
    text = partner_client.get(path).content.decode()
    assert "Retention of these clients" in text
    assert "so far; runs until" in text
    assert "Introduce" in text


def test_two_who_choose_at_once_are_shown_both_choices(
    book: Book, started: Handover, partner_client: Browser, managing_partner: User
) -> None:
    path = f"/handovers/{started.pk}/"
    form = shown_form(partner_client.get(path).content.decode())
    first = next(name for name in form if name.startswith("item-"))
    other = book.boris if form[first] == str(managing_partner.pk) else managing_partner
    assert partner_client.post(path, form | {first: str(other.pk)}).status_code == 302
    answer = partner_client.post(path, form | {first: ""})
    assert answer.status_code == 409
    assert f"Somebody chose {other.name}; you chose –" in answer.content.decode()


def test_access_ends_from_the_page(book: Book, started: Handover, partner_client: Browser) -> None:
    anna = browser_of(book.anna)
    assert anna.get("/clients/").status_code == 200
    partner_client.post(f"/handovers/{started.pk}/end-access/")
    assert anna.get("/clients/").status_code == 302
    assert "access ended" in partner_client.get(f"/handovers/{started.pk}/").content.decode()


def test_a_hidden_client_is_not_on_the_page_nor_in_its_figures(
    book: Book, started: Handover, partner_client: Browser, managing_partner: User
) -> None:
    with acting_as(managing_partner):
        User.objects.filter(pk=book.boris.pk).update(role="client_manager")
        raise_wall(client=book.textile, hidden_from=[book.boris], reason="other side", by=managing_partner)
    text = browser_of(book.boris).get(f"/handovers/{started.pk}/").content.decode()
    assert "Yuanhang Shipping" in text
    assert "Ivanovo" not in text
    assert "Ivanova" not in text
    assert len(shown_form(text)) == 6


def test_a_plan_is_given_up_and_looked_at_again(book: Book, started: Handover, partner_client: Browser) -> None:
    answer = partner_client.post(f"/handovers/{started.pk}/refresh/", follow=True)
    assert "has all that this person has now" in answer.content.decode()
    answer = partner_client.post(f"/handovers/{started.pk}/give-up/", follow=True)
    assert "nothing has passed" in answer.content.decode()
    assert "The plan that was given up" in answer.content.decode()
    assert partner_client.post(f"/handovers/{started.pk}/confirm/", follow=True).status_code == 200
    assert Handover.objects.get().confirmed is None


def test_only_who_may_hand_over_gets_in(book: Book, started: Handover) -> None:
    browser = browser_of(book.boris)
    for path in ("/handovers/", f"/handovers/{started.pk}/"):
        assert browser.get(path).status_code == 403
    for deed in ("confirm", "refresh", "give-up", "end-access"):
        assert browser.post(f"/handovers/{started.pk}/{deed}/").status_code == 403


def test_a_missing_handover_answers_404(partner_client: Browser) -> None:
    assert partner_client.get("/handovers/99999999/").status_code == 404
    assert partner_client.post("/handovers/99999999/confirm/").status_code == 404
