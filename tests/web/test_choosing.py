"""Choosing a client by typing, with and without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms

from clientela.clients.actions import add_client
from clientela.clients.models import Client
from clientela.core.actor import acting_as
from clientela.web.choosing import ClientField, Unclear, chosen_client


class _Form(forms.Form):
    client = ClientField(required=True)


@pytest.fixture
def ports(managing_partner: Any) -> Any:
    with acting_as(managing_partner):
        yield [add_client(name=name, by=managing_partner) for name in ("Northern Port", "Northern Light", "三菱商事")]


def test_a_number_and_the_text_that_came_with_it_name_a_client(ports: list[Client]) -> None:
    sent = {"client": str(ports[1].pk), "client_text": "Northern Light", "client_was": "Northern Light"}
    assert chosen_client(sent, "client") == ports[1].pk


def test_a_text_that_was_changed_without_scripts_outweighs_the_number_it_came_with(ports: list[Client]) -> None:
    sent = {"client": str(ports[1].pk), "client_text": "sanling", "client_was": "Northern Light"}
    assert chosen_client(sent, "client") == ports[2].pk


def test_an_emptied_field_names_nobody(ports: list[Client]) -> None:
    sent = {"client": str(ports[1].pk), "client_text": "", "client_was": "Northern Light"}
    assert chosen_client(sent, "client") is None


def test_several_of_a_name_are_offered(ports: list[Client]) -> None:
    with pytest.raises(Unclear) as unclear:
        chosen_client({"client_text": "northern"}, "client")
    assert {number for number, _name, _more in unclear.value.candidates} == {ports[0].pk, ports[1].pk}
    assert chosen_client({"client_text": "northern", "client_pick": str(ports[0].pk)}, "client") == ports[0].pk


def test_a_full_name_is_enough_among_several_that_contain_it(ports: list[Client], managing_partner: Any) -> None:
    add_client(name="Northern Port Authority", by=managing_partner)
    assert chosen_client({"client_text": "northern port"}, "client") == ports[0].pk


def test_a_number_of_no_client_names_nobody(ports: list[Client]) -> None:
    assert chosen_client({"client": "999999", "client_text": "", "client_was": ""}, "client") is None
    assert chosen_client({"client": "nine"}, "client") is None


def test_a_form_asks_which_of_several_is_meant(ports: list[Client]) -> None:
    form = _Form({"client_text": "northern"})
    assert not form.is_valid()
    page = form.as_p()
    assert f'name="client_pick" value="{ports[0].pk}"' in page
    assert 'value="northern"' in page
    form = _Form({"client": "", "client_was": "", "client_text": "northern", "client_pick": str(ports[0].pk)})
    assert form.is_valid()
    assert form.cleaned_data["client"] == ports[0].pk


def test_a_required_field_is_not_left_empty(ports: list[Client]) -> None:
    assert not _Form({"client_text": ""}).is_valid()
    assert not _Form({}).is_valid()


def test_the_options_have_numbers_and_names(ports: list[Client], partner_client: Any) -> None:
    text = partner_client.get("/choose/client/", {"q": "nor"}).content.decode()
    assert f'data-value="{ports[0].pk}"' in text
    assert 'data-text="Northern Light"' in text


def test_people_are_found_by_name_and_client(ports: list[Client], partner_client: Any) -> None:
    from clientela.contacts.models import Contact, Position

    wang = Contact.objects.create(name="王军", search=" x738bx519b wangjun wj ")
    Position.objects.create(contact=wang, client=ports[0], title="General manager", rank=1)
    for query in ({"q": "wangjun"}, {"q": "王军"}, {"q": "", "client": ports[0].pk}):
        assert "王军" in partner_client.get("/choose/person/", query).content.decode()
    assert "王军" not in partner_client.get("/choose/person/", {"q": "", "client": ports[1].pk}).content.decode()
