"""Entering a client, and what the firm asks of a file."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from clientela.accounts.models import User
from clientela.audit.models import Event
from clientela.clients import actions
from clientela.clients.enums import CustomKind, FactGroup, IdentifierKind, NameKind
from clientela.clients.models import Client, ClientName, CustomField, Identifier
from clientela.core.actor import SYSTEM, acting_as
from tests.web.file.reading import page_of, shown_in

pytestmark = pytest.mark.django_db


NEW = {"name": "Gamma GmbH", "kind": "organisation", "short": "", "number_kind": "", "number": "", "country": ""}


def test_a_new_client_is_entered_with_what_is_known_of_it(partner_client: Any, managing_partner: User) -> None:
    page = page_of(partner_client, "new_client")
    assert f'<option value="{managing_partner.pk}" selected>' in page
    sent = {**NEW, "short": "Gamma", "number_kind": "inn", "number": "7707083893", "country": "de", "source": "fair"}
    answer = partner_client.post(reverse("new_client"), {**sent, "responsible": managing_partner.pk})
    with acting_as(SYSTEM):
        client = Client.objects.get()
        assert (client.name, client.other_name, client.country) == ("Gamma GmbH", "Gamma", "DE")
        assert client.responsible == managing_partner
        assert (Identifier.objects.get().value, ClientName.objects.filter(kind=NameKind.SHORT).count()) == (
            "7707083893",
            1,
        )
    assert answer.headers["Location"] == reverse("client_file", args=[client.pk])
    assert "Gamma GmbH is on file now." in page_of(partner_client, "client_file", client.pk)


def test_a_client_that_seems_to_be_known_is_shown_before_it_is_entered_twice(partner_client: Any, acme: Client) -> None:
    address = reverse("new_client")
    answer = partner_client.post(address, {**NEW, "name": "ACME, Ltd."})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="/clients/{acme.pk}/"' in html
    assert 'name="another"' in html
    with acting_as(SYSTEM):
        assert Client.objects.count() == 1
    assert partner_client.post(address, {**NEW, "name": "ACME, Ltd.", "another": "1"}).status_code == 302
    with acting_as(SYSTEM):
        assert Client.objects.count() == 2


def test_the_hint_appears_while_a_name_or_a_number_is_typed(
    partner_client: Any, acme: Client, managing_partner: User
) -> None:
    with acting_as(managing_partner):
        actions.add_identifier(client=acme, kind=IdentifierKind.INN, value="7707083893", by=managing_partner)
    address = reverse("known_clients")
    for asked in ({"name": "acme ltd"}, {"short": "Acme  LTD"}, {"number": "7707 083893", "number_kind": "inn"}):
        assert "Acme Ltd" in partner_client.get(address, asked).content.decode(), asked
    for asked in ({}, {"name": "acme"}, {"number": "77", "number_kind": "x"}):
        assert "Acme Ltd" not in partner_client.get(address, asked).content.decode(), asked


def test_a_new_client_without_a_name_is_not_entered(partner_client: Any) -> None:
    answer = partner_client.post(reverse("new_client"), {**NEW, "name": " ", "number": "5"})
    assert answer.status_code == 422
    with acting_as(SYSTEM):
        assert not Client.objects.exists()


def test_taking_back_that_a_client_was_entered_leads_to_the_list(partner_client: Any) -> None:
    answer = partner_client.post(reverse("new_client"), NEW)
    place = answer.headers["Location"]
    page = partner_client.get(place).content.decode()
    undo = re.search(r'action="(/[^"]*undo[^"]*)"', page)
    assert undo is not None
    answer = partner_client.post(undo.group(1), {"next": place}, follow=True)
    assert answer.redirect_chain[-1] == ("/clients/", 302)
    assert "Undone." in answer.content.decode()
    assert partner_client.get(place).status_code == 404


def test_the_weights_of_facts_are_put_in_force(partner_client: Any, acme: Client) -> None:
    page = page_of(partner_client, "policy_facts")
    seen = shown_in(page)
    sent = {**seen, **{name.removeprefix("was_"): text for name, text in seen.items()}, "weight_traits": "10"}
    address = reverse("policy_facts")
    assert partner_client.post(address, sent).status_code == 302
    assert "Traits" in page_of(partner_client, "client_file", acme.pk).split("Ask next")[1].split("</ol>")[0]
    clash = partner_client.post(address, {**sent, "weight_traits": "1"})
    assert clash.status_code == 409
    assert partner_client.post(address, {"weight_traits": "11"}).status_code == 422


def test_a_fact_of_the_firm_is_added_changed_and_taken_out_of_use(partner_client: Any, acme: Client) -> None:
    sent = {
        "label": "Favourite season",
        "kind": "choice",
        "group": "dealings",
        "choices": "red\r\nblue\r\n",
        "weight": "3",
    }
    assert partner_client.post(reverse("new_custom_field"), sent).status_code == 302
    with acting_as(SYSTEM):
        field = CustomField.objects.get()
    assert field.choices == ["red", "blue"]
    label = f'for="id_{field.key}">Favourite season'
    assert label in page_of(partner_client, "client_facts", acme.pk, "dealings")
    assert "red · blue" in page_of(partner_client, "policy_facts")
    address = reverse("custom_field", args=[field.pk])
    seen = {
        "was_label": "Favourite season", "was_group": "dealings", "was_choices": "red\nblue", "was_help_text": "",
        "was_weight": "3", "was_active": "on",
    }  # fmt: skip
    assert shown_in(page_of(partner_client, "custom_field", field.pk)) == seen
    change = {
        **seen,
        "label": "Favourite season",
        "group": "dealings",
        "choices": "red\r\nblue\r\ngreen",
        "weight": "3",
    }
    assert partner_client.post(address, {**change, "active": ""}).status_code == 302
    with acting_as(SYSTEM):
        field.refresh_from_db()
        assert (field.choices, field.active) == (["red", "blue", "green"], False)
    assert label not in page_of(partner_client, "client_facts", acme.pk, "dealings")
    clash = partner_client.post(address, {**change, "choices": "red\r\nblue\r\nblack", "active": ""})
    assert clash.status_code == 409
    assert partner_client.get(reverse("custom_field", args=[999_999])).status_code == 404
    assert partner_client.post(reverse("new_custom_field"), {**sent, "label": "favourite SEASON"}).status_code == 422


@pytest.mark.parametrize("kind", CustomKind.values)
def test_a_fact_of_the_firm_of_every_kind_is_filled_in_by_the_form_of_its_group(
    partner_client: Any, acme: Client, beta: Client, managing_partner: User, kind: str
) -> None:
    with acting_as(managing_partner):
        field = actions.add_custom_field(
            label="Own", kind=CustomKind(kind), group=FactGroup.DEALINGS, choices=["a", "b"], by=managing_partner
        )
    sent, word = {
        "text": ("some words", "some words"),
        "number": ("1,234.5", "1,234.5"),
        "date": ("2024-05-31", "31 May 2024"),
        "choice": ("b", "b"),
        "money": ("1 500 EUR", "€1,500.00"),
        "person": (str(managing_partner.pk), "Li Wei"),
        "client": (str(beta.pk), "Beta Holding"),
    }[kind]
    answer = partner_client.post(reverse("client_facts", args=[acme.pk, "dealings"]), {field.key: sent})
    assert answer.status_code == 302
    dealings = page_of(partner_client, "client_file", acme.pk).split('id="dealings"')[1].split("</section>")[0]
    assert word in dealings
    shown = shown_in(page_of(partner_client, "client_facts", acme.pk, "dealings"))
    again = {**shown, **{name.removeprefix("was_"): text for name, text in shown.items()}}
    assert partner_client.post(reverse("client_facts", args=[acme.pk, "dealings"]), again).status_code == 302
    with acting_as(SYSTEM):
        assert Event.objects.filter(verb="client_changed", client_id=acme.pk).count() == 1
