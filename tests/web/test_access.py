"""Who gets in, and what the others are told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from clientela.access.actions import raise_wall
from clientela.accounts.actions import issue_sign_in_link
from clientela.core.actor import SYSTEM, acting_as

pytestmark = pytest.mark.django_db


def test_one_who_is_not_signed_in_is_led_to_the_login_and_back() -> None:
    answer = Client().get("/clients/?tier=top")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accounts/login/?next=%2Fclients%2F%3Ftier%3Dtop"


def test_an_expired_session_under_htmx_leads_the_whole_page_to_the_login() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/clients/?q=a"}
    answer = Client().get("/clients/?q=ab", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=%2Fclients%2F%3Fq%3Da"
    assert answer.content == b""


def test_a_page_of_another_site_is_not_what_a_login_leads_back_to() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://elsewhere.example/clients/"}
    assert Client().get("/clients/", headers=headers).headers["HX-Redirect"] == "/accounts/login/?next=%2F"


def test_one_without_the_permission_reads_a_sentence(lawyer_client: Client) -> None:
    answer = lawyer_client.get("/portfolio/")
    assert answer.status_code == 403
    assert "Your role does not include this page." in answer.content.decode()


def test_the_first_page_is_the_one_that_the_role_may_open(partner_client: Client, lawyer_client: Client) -> None:
    assert partner_client.get("/").headers["Location"] == "/portfolio/"
    assert lawyer_client.get("/").headers["Location"] == "/clients/"


def test_a_sign_in_link_works_once_and_only_by_its_button(managing_partner: Any) -> None:
    address = f"/enter/{issue_sign_in_link(user=managing_partner, by=SYSTEM)}/"
    visitor = Client()
    assert visitor.get(address).status_code == 200
    assert visitor.get("/portfolio/").status_code == 302
    assert visitor.post(address).headers["Location"] == "/"
    assert visitor.get("/portfolio/").status_code == 200
    second = Client().post(address)
    assert second.status_code == 410
    assert "no longer works" in second.content.decode()


def test_a_form_from_elsewhere_is_refused_with_a_page() -> None:
    answer = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()


def test_a_walled_client_is_missing_from_every_page(
    firm: Any, managing_partner: Any, lawyer: Any, lawyer_client: Client
) -> None:
    hidden = firm["Client 07"]
    assert "Client 07" in lawyer_client.get("/clients/?q=client").content.decode()
    with acting_as(managing_partner):
        raise_wall(client=hidden, hidden_from=[lawyer], reason="a conflict", by=managing_partner)
    assert lawyer_client.get(f"/clients/{hidden.pk}/").status_code == 404
    assert "Client 07" not in lawyer_client.get("/clients/?q=client").content.decode()
    assert "Client 07" not in lawyer_client.get("/search/?q=client+07").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["signup/", "email/", "confirm-email/", "password/reset/", "password/reset/done/"])
def test_ways_of_the_login_library_that_the_firm_does_not_offer_are_closed(client: Client, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404
