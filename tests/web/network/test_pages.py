"""The pages of the network."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from clientela.access.actions import raise_wall
from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients.models import Client
from clientela.contacts.models import Contact, Position
from clientela.core.actor import SYSTEM, acting_as
from clientela.engagements.models import LedgerEntry
from clientela.insights.queries import network as worth
from clientela.relationships.actions import compute_ties
from clientela.relationships.queries import formula_in_force
from tests.relationships.books import Book
from tests.web.firm import browser_of, rank

pytestmark = pytest.mark.django_db


@pytest.fixture
def worked(book: Book) -> Book:
    """Anna alone knows the shipping company, which brings most fees; both know the textile company."""
    with acting_as(SYSTEM):
        book.met(book.anna, book.wang, book.shipping, days_ago=2, channel="visit")
        book.met([book.anna, book.boris], book.ivanova, book.textile, days_ago=4, direction="theirs")
        for client, amount in ((book.shipping, 9000), (book.textile, 1000)):
            LedgerEntry.objects.create(
                client=client, date=dt.date(2025, 6, 1), kind="fee", amount=amount, currency="USD"
            )
        rank(as_of=dt.date(2025, 12, 31))
    return book


def page(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_single_threads_come_first_with_the_fees_that_hang_on_them(worked: Book, partner_client: Browser) -> None:
    text = page(partner_client, "/network/")
    assert "Yuanhang Shipping" in text
    assert "Ivanovo Textile" not in text
    assert "$9,000" in text
    assert "90.0% of all fees" in text


def test_threads_and_exposure_are_sums_of_standings(worked: Book, managing_partner: User) -> None:
    with acting_as(managing_partner):
        screen = worth.network()
        assert [(line.name, line.staff, line.billed) for line in screen.threads] == [
            ("Yuanhang Shipping", "Anna Petrova", Decimal(9000))
        ]
        assert [(line.name, line.known, line.alone, line.billed) for line in screen.exposure] == [
            ("Anna Petrova", 2, 1, Decimal(9000)),
            ("Boris Orlov", 1, 0, Decimal(0)),
        ]
        assert (screen.single, screen.single_share, screen.unknown) == (1, 0.9, 0)
        raise_wall(client=worked.shipping, hidden_from=[worked.boris], reason="other side", by=managing_partner)
    with acting_as(worked.boris):
        hidden = worth.network()
        assert (hidden.threads, hidden.single, hidden.single_billed) == ([], 0, Decimal(0))
        assert hidden.exposure[0].billed == Decimal(0)
        assert worth.threads_of(worked.anna.pk)[1:3] == (0, Decimal(0))


def test_threads_go_on_after_the_cursor_without_gap_or_double(worked: Book, managing_partner: User) -> None:
    with acting_as(managing_partner):
        for number in range(5):
            client = Client.objects.create(name=f"Client {number}")
            worked.met(worked.anna, worked.wang, client, days_ago=1)
        seen: list[int] = []
        after = None
        for _page in range(10):
            screen = worth.network(after=after, limit=2)
            seen += [line.client_id for line in screen.threads]
            after = screen.next_cursor
            if after is None:
                break
        assert len(seen) == len(set(seen)) == 6
        assert seen[0] == worked.shipping.pk
        assert worth.network(after="nonsense").threads


def test_the_statements_of_the_network_do_not_grow(worked: Book, partner_client: Browser) -> None:
    counts = []
    paths = (
        "/network/",
        f"/network/staff/{worked.anna.pk}/",
        f"/network/clients/{worked.shipping.pk}/",
        "/network/who/?q=Person",
    )
    for many in (1, 3):
        with acting_as(SYSTEM):
            for number in range(many):
                person = Contact.objects.create(name=f"Person {many}{number}", search=f"person {many}{number}")
                Position.objects.create(contact=person, client=worked.shipping)
                client = Client.objects.create(name=f"Other {many}{number}")
                worked.met(worked.anna, person, worked.shipping, days_ago=number)
                worked.met(worked.anna, person, client, days_ago=number)
        taken = []
        for path in paths:
            partner_client.get(path)
            with CaptureQueriesContext(connection) as captured:
                page(partner_client, path)
            taken.append(len(captured))
        counts.append(taken)
    assert counts[0] == counts[1]


def test_the_way_to_a_person_is_found_by_any_script(worked: Book) -> None:
    with acting_as(SYSTEM):
        worked.met(worked.boris, worked.wang, worked.shipping, days_ago=300)
        Contact.objects.filter(pk=worked.wang.pk).update(search="wang jun")
    text = page(browser_of(worked.boris), "/network/who/?q=wang")
    assert "Wang Jun" in text
    assert "Anna Petrova" in text
    assert "Nobody found" in page(browser_of(worked.boris), "/network/who/?q=zzzzzz")


def test_the_matrix_and_its_reasons_are_shown(worked: Book, partner_client: Browser) -> None:
    text = page(partner_client, f"/network/clients/{worked.shipping.pk}/")
    assert "single thread" in text
    assert '<svg class="ties-drawing"' in text
    why = f"/network/why/{worked.anna.pk}/{worked.wang.pk}/{worked.shipping.pk}/"
    assert why in text
    reasons = page(partner_client, why)
    assert "Visit" in reasons
    assert "× 1.50" in reasons


def test_hidden_pages_answer_as_missing_ones(worked: Book, managing_partner: User) -> None:
    with acting_as(managing_partner):
        raise_wall(client=worked.shipping, hidden_from=[worked.boris], reason="other side", by=managing_partner)
    browser = browser_of(worked.boris)
    for path in (
        f"/network/clients/{worked.shipping.pk}/",
        f"/network/why/{worked.anna.pk}/{worked.wang.pk}/{worked.shipping.pk}/",
    ):
        hidden, missing = browser.get(path), browser.get(path.replace(f"/{worked.shipping.pk}/", "/99999999/"))
        assert (hidden.status_code, missing.status_code) == (404, 404)


def test_a_lawyer_sees_ties_of_clients_but_not_the_exposure_of_the_firm(worked: Book) -> None:
    browser = browser_of(worked.boris)
    assert browser.get("/network/").status_code == 403
    assert browser.get(f"/network/staff/{worked.anna.pk}/").status_code == 403
    assert browser.get(f"/network/clients/{worked.shipping.pk}/").status_code == 200


def test_weights_are_changed_on_their_page(worked: Book, partner_client: Browser, managing_partner: User) -> None:
    assert "0.25" in page(partner_client, "/policy/ties/")
    form: dict[str, Any] = {"reason": "clients call once a year", "half_life_days": "365"}
    shown = partner_client.get("/policy/ties/change/").context["form"]
    form = {name: shown[name].value() for name in shown.fields} | form
    assert partner_client.post("/policy/ties/change/", form | {"crowd": "7"}).status_code == 422
    assert partner_client.post("/policy/ties/change/", form).status_code == 302
    assert "as soon as all ties have been computed" in page(partner_client, "/policy/ties/")
    with acting_as(SYSTEM):
        compute_ties(by=SYSTEM)
        assert formula_in_force().weights.half_life_days == 365
    assert "clients call once a year" in page(partner_client, "/policy/ties/")


def test_an_empty_firm_says_where_ties_come_from(db: None) -> None:
    with acting_as(SYSTEM):
        partner = add_staff(name="Li Wei", role=Role.MANAGING_PARTNER, by=SYSTEM)
    assert "Ties grow from the contact log" in page(browser_of(partner), "/network/")
