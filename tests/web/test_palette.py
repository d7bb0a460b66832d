"""The palette and the keys."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clientela.access.actions import raise_wall
from clientela.accounts.actions import add_staff
from clientela.accounts.permissions import Role
from clientela.clients.actions import add_client
from clientela.core.actor import SYSTEM, acting_as
from clientela.engagements.models import Engagement
from clientela.web.commands import DO, GO, keys_of, matching
from tests.web.firm import browser_of


@pytest.fixture
def port(managing_partner: Any) -> Any:
    with acting_as(managing_partner):
        client = add_client(name="Northern Port", by=managing_partner)
        Engagement.objects.create(
            client=client, reference="2024-117", reference_key="2024117", title="Lease of the warehouse"
        )
        return client


def _found(browser: Client, terms: str) -> str:
    return browser.get("/search/", {"q": terms}).content.decode()


def test_an_empty_palette_offers_deeds_and_places_by_permission(partner_client: Client, lawyer_client: Client) -> None:
    assert 'href="/policy/"' in _found(partner_client, "")
    assert 'href="/policy/"' not in _found(lawyer_client, "")
    assert "Sign out" in _found(lawyer_client, "")


@pytest.mark.parametrize("terms", ["2024-117", "2024 1", "warehouse", "lease WARE"])
def test_an_engagement_is_found_by_number_and_title(port: Any, partner_client: Client, terms: str) -> None:
    text = _found(partner_client, terms)
    assert "Lease of the warehouse" in text
    assert f'href="/clients/{port.pk}/' in text


def test_wildcards_are_taken_as_they_stand(port: Any, partner_client: Client) -> None:
    for terms in ("20%17", "ware_ouse", "w%", "\\", "''"):
        assert "Lease of the warehouse" not in _found(partner_client, terms)


def test_what_a_wall_hides_is_in_no_section(
    port: Any, lawyer_client: Client, lawyer: Any, managing_partner: Any
) -> None:
    assert "Northern Port" in _found(lawyer_client, "northern")
    with acting_as(SYSTEM):
        raise_wall(client=port, hidden_from=[lawyer], reason="test", by=managing_partner)
    for terms in ("northern", "2024-117", "warehouse"):
        text = _found(lawyer_client, terms)
        assert "Northern Port" not in text
        assert "Lease" not in text


def test_a_deed_is_found_in_the_language_of_the_reader_and_in_english(partner_client: Client) -> None:
    partner_client.cookies["django_language"] = "zh-hans"
    assert "found-go-portfolio" in _found(partner_client, "portfolio")
    assert "found-do-dark" in _found(partner_client, "dark col")
    assert "found-do-dark" not in _found(partner_client, "portfolio")


def test_every_command_leads_to_a_page_and_no_key_does_two_things() -> None:
    for command in (*GO, *DO):
        assert command.press or reverse(command.page)
    keys = [command.key for command in (*GO, *DO) if command.key]
    assert len(keys) == len(set(keys))
    assert not {key for key in keys if " " not in key} & {key.split()[0] for key in keys if " " in key}


def test_the_keys_of_a_role_are_those_of_its_pages(lawyer: Any, managing_partner: Any) -> None:
    assert "g c" in keys_of(lawyer)
    assert "g o" not in keys_of(lawyer)
    assert "g o" in keys_of(managing_partner)


def test_every_role_can_read_the_keys(db: None) -> None:
    for role in Role:
        page = browser_of(add_staff(name=role.value, role=role, by=SYSTEM)).get("/keys/")
        assert page.status_code == 200
        assert "Ctrl" in page.content.decode()


def test_words_match_in_any_order() -> None:
    assert [one.name for one in matching(DO, "colours dark")] == ["dark"]


def test_the_palette_takes_the_same_number_of_statements_for_one_find_and_for_many(
    port: Any, partner_client: Client, managing_partner: Any
) -> None:
    counts = []
    for more in (0, 3):
        with acting_as(managing_partner):
            for number in range(more):
                add_client(name=f"Northern {number}", by=managing_partner)
        _found(partner_client, "northern")
        with CaptureQueriesContext(
            connection,
        ) as counted:
            _found(partner_client, "northern")
        counts.append(len(counted))
    assert counts[0] == counts[1]
