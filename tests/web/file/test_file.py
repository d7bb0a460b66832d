"""The page of a client's file, and the forms that change it, as a browser without scripts sees them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from clientela.access.actions import raise_wall
from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients import actions
from clientela.clients.enums import ClientKind, CustomKind, FactGroup, RelationKind
from clientela.clients.models import Address, Client, ClientName, Owner, Relation
from clientela.core.actor import SYSTEM, acting_as
from tests.web.file.reading import page_of, shown_in
from tests.web.firm import browser_of

pytestmark = pytest.mark.django_db


def _reload(client: Client) -> Client:
    with acting_as(SYSTEM):
        return Client.objects.get(pk=client.pk)


def test_the_file_shows_facts_with_where_they_are_from_and_what_to_ask_next(
    partner_client: Any, acme: Client, managing_partner: User
) -> None:
    with acting_as(managing_partner):
        changes = {"potential": 4, "traits": "Quiet\nand slow", "website": "example.com"}
        actions.change_client(client_id=acme.pk, changes=changes, source="a talk", by=managing_partner)
    page = page_of(partner_client, "client_file", acme.pk)
    assert "4 of 5" in page
    assert re.search(r"Li Wei · [^<]*20\d\d[^<]* · a talk", page)
    assert 'href="https://example.com"' in page
    assert "Lines of business" in page
    assert f'href="{reverse("client_facts", args=[acme.pk, "basic"])}#id_business_lines"' in page
    assert "percent of the file is known" in page
    assert 'aria-current="page">File</a>' in page


def test_one_who_may_not_edit_sees_the_file_without_its_forms(acme: Client) -> None:
    browser = browser_of(add_staff(name="Auditor", role=Role.AUDITOR, by=SYSTEM))
    page = page_of(browser, "client_file", acme.pk)
    assert "Steel" in page
    assert "/file/basic/" not in page
    assert "data-inline" not in page
    for name, args in (
        ("client_facts", [acme.pk, "basic"]),
        ("new_file_row", [acme.pk, "owners"]),
        ("new_client", []),
        ("policy_facts", []),
    ):
        assert browser.get(reverse(name, args=args)).status_code == 403
    assert browser.post(reverse("client_fact", args=[acme.pk]), {"field": "industry", "value": "x"}).status_code == 403


@pytest.mark.parametrize("group", FactGroup.values)
def test_a_group_of_facts_is_changed_by_its_form(partner_client: Any, acme: Client, group: str) -> None:
    change = {
        "basic": ("industry", "Rails", "Rails"),
        "characteristics": ("potential", "5", 5),
        "standing": ("cooperation", "since the fair", "since the fair"),
        "dealings": ("credit_standing", "good", "good"),
    }[group]
    address = reverse("client_facts", args=[acme.pk, group])
    page = page_of(partner_client, "client_facts", acme.pk, group)
    kept = {"name": "Acme Ltd", "kind": "organisation"} if group == "basic" else {}
    sent = {**shown_in(page), **kept, change[0]: change[1], "source": "register"}
    answer = partner_client.post(address, sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/clients/{acme.pk}/file/#{group}")
    assert getattr(_reload(acme), change[0]) == change[2]
    page = page_of(partner_client, "client_file", acme.pk)
    assert "· register" in page
    assert "Undo" in page


def test_a_form_that_comes_back_has_what_was_typed_and_says_what_is_wrong(partner_client: Any, acme: Client) -> None:
    address = reverse("client_facts", args=[acme.pk, "characteristics"])
    answer = partner_client.post(address, {"potential": "9", "traits": "kept as typed", "was_potential": ""})
    html = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "between 1 and 5" in html
    assert "kept as typed" in html
    assert _reload(acme).traits == ""


def test_two_editors_of_one_fact_meet_and_the_second_chooses(
    partner_client: Any, lawyer_client: Any, acme: Client
) -> None:
    address = reverse("client_facts", args=[acme.pk, "standing"])
    seen = shown_in(page_of(lawyer_client, "client_facts", acme.pk, "standing"))
    partner_client.post(address, {**seen, "cooperation": "theirs", "competitiveness": "2"})
    answer = lawyer_client.post(address, {**seen, "cooperation": "mine", "market_position": "niche"})
    html = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "theirs" in html
    assert "mine" in html
    assert _reload(acme).market_position == ""
    chosen = {**seen, "was_cooperation": "theirs", "cooperation": "mine", "market_position": "niche"}
    assert lawyer_client.post(address, chosen).status_code == 302
    row = _reload(acme)
    assert (row.cooperation, row.market_position, row.competitiveness) == ("mine", "niche", 2)


def test_a_yes_that_somebody_made_a_no_is_shown_as_such(partner_client: Any, acme: Client) -> None:
    address = reverse("client_facts", args=[acme.pk, "basic"])
    common = {"name": "Acme Ltd", "kind": "organisation"}
    partner_client.post(address, {**common, "invests_abroad": "0", "was_invests_abroad": ""})
    answer = partner_client.post(address, {**common, "invests_abroad": "1", "was_invests_abroad": ""})
    html = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert re.search(r'name="invests_abroad" value="0" checked.*?theirs</span> no', html, re.S)
    assert re.search(r'name="invests_abroad" value="1">.*?yours</span> yes', html, re.S)


def test_one_fact_is_changed_where_it_stands(partner_client: Any, acme: Client) -> None:
    address = reverse("client_fact", args=[acme.pk])
    script = {"HX-Request": "true"}
    answer = partner_client.post(address, {"field": "industry", "value": "Rails", "was": "Steel"}, headers=script)
    assert (answer.status_code, _reload(acme).industry) == (200, "Rails")
    assert "Rails" in answer.content.decode()
    refused = partner_client.post(address, {"field": "potential", "value": "9", "was": ""}, headers=script)
    assert "between 1 and 5" in refused.content.decode()
    clash = partner_client.post(address, {"field": "industry", "value": "Ships", "was": "Steel"}, headers=script)
    html = unescape(clash.content.decode())
    assert re.search(r"theirs</span> Rails", html)
    assert re.search(r"yours</span> Ships", html)
    plain = partner_client.post(address, {"field": "industry", "value": "Ships", "was": "Rails"})
    assert (plain.status_code, plain.headers["Location"]) == (302, f"/clients/{acme.pk}/file/")
    assert partner_client.post(address, {"field": "search", "value": "x"}).status_code == 404


def test_a_colleague_and_another_client_of_the_same_number_are_not_mixed_up(
    partner_client: Any, acme: Client, beta: Client, managing_partner: User
) -> None:
    with acting_as(managing_partner):
        person = User.objects.create(pk=beta.pk, username="x", name="Namesake by number", is_active=False)
        broker = actions.add_custom_field(label="Broker", kind=CustomKind.CLIENT, by=managing_partner)
        changes = {"responsible": person.pk, broker.key: beta.pk}
        actions.change_client(client_id=acme.pk, changes=changes, by=managing_partner)
    for page in (
        page_of(partner_client, "client_file", acme.pk),
        page_of(partner_client, "client_facts", acme.pk, "basic"),
    ):
        assert "Namesake by number" in page
        assert "Beta Holding" in page
    form = page_of(partner_client, "client_facts", acme.pk, "basic")
    assert re.search(rf'<option value="{person.pk}" selected>Namesake by number</option>', form)


@pytest.mark.parametrize(
    ("section", "values", "word"),
    [
        ("names", {"kind": "trade", "name": "远航"}, "远航"),
        ("identifiers", {"kind": "inn", "value": "7707083893"}, "7707083893"),
        ("addresses", {"kind": "office", "city": "Berlin", "source": "letter"}, "Berlin"),
        ("phones", {"kind": "main", "value": "+7 495 123-45-67"}, "+7 495 123-45-67"),
        ("finances", {"kind": "revenue", "as_of": "2025-12-31", "amount": "100", "currency": "EUR"}, "€100.00"),
        ("owners", {"kind": "owner", "name": "王小明", "share": "62.5"}, "62.5 %"),
    ],
)
def test_a_row_is_added_changed_and_removed_by_forms(
    partner_client: Any, acme: Client, section: str, values: dict[str, str], word: str
) -> None:
    where = f"/clients/{acme.pk}/file/#{section}"
    answer = partner_client.post(reverse("new_file_row", args=[acme.pk, section]), values)
    assert answer.headers["Location"] == where
    page = page_of(partner_client, "client_file", acme.pk)
    assert word in page
    rows = re.findall(rf"/file/{section}/(\d+)/remove/", page)
    assert len(rows) == 1
    form = page_of(partner_client, "file_row", acme.pk, section, rows[0])
    seen = shown_in(form)
    assert seen["was_kind"] == values["kind"]
    sent = {name.removeprefix("was_"): text for name, text in seen.items()}
    assert (
        partner_client.post(reverse("file_row", args=[acme.pk, section, rows[0]]), {**seen, **sent}).status_code == 302
    )
    removed = partner_client.post(reverse("remove_file_row", args=[acme.pk, section, rows[0]]))
    assert removed.headers["Location"] == where
    assert f"/file/{section}/{rows[0]}/remove/" not in page_of(partner_client, "client_file", acme.pk)


def test_the_form_of_a_row_says_what_is_wrong(partner_client: Any, acme: Client) -> None:
    answer = partner_client.post(reverse("new_file_row", args=[acme.pk, "owners"]), {"kind": "owner"})
    assert answer.status_code == 422
    assert "name" in answer.content.decode()
    with acting_as(SYSTEM):
        main = ClientName.objects.get()
    partner_client.post(reverse("remove_file_row", args=[acme.pk, "names", main.pk]))
    assert "goes by this name" in page_of(partner_client, "client_file", acme.pk)


def test_two_editors_of_one_row_meet(partner_client: Any, acme: Client, managing_partner: User) -> None:
    with acting_as(managing_partner):
        values = {"kind": "office", "city": "Berlin"}
        row = actions.add_to_file(client_id=acme.pk, listing="addresses", values=values, by=managing_partner)
    address = reverse("file_row", args=[acme.pk, "addresses", row.pk])
    seen = shown_in(page_of(partner_client, "file_row", acme.pk, "addresses", row.pk))
    partner_client.post(address, {**seen, "kind": "office", "city": "Bonn"})
    answer = partner_client.post(address, {**seen, "kind": "office", "city": "Köln"})
    html = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert re.search(r"theirs</span> Bonn", html)
    with acting_as(SYSTEM):
        assert Address.objects.get().city == "Bonn"


def test_a_relation_is_entered_by_a_name_drawn_and_listed(
    partner_client: Any, acme: Client, beta: Client, managing_partner: User
) -> None:
    sent = {"kind": "supplier", "other_id_text": "beta", "other_id_was": "", "note": "steel plates"}
    answer = partner_client.post(reverse("new_file_row", args=[acme.pk, "relations"]), sent)
    assert answer.status_code == 302
    with acting_as(SYSTEM):
        assert Relation.objects.get().other_id == beta.pk
    page = page_of(partner_client, "client_file", acme.pk)
    assert "steel plates" in page
    assert '"name": "Beta Holding"' in page
    assert 'data-chart="relations"' in page
    assert "Customer" in page_of(partner_client, "client_file", beta.pk)


def test_a_hidden_client_and_what_names_it_are_not_on_anypage_of(
    partner_client: Any, lawyer_client: Any, acme: Client, beta: Client, managing_partner: User, lawyer: User
) -> None:
    with acting_as(managing_partner):
        pair = {"client_id": acme.pk, "other_id": beta.pk}
        row = actions.relate_clients(kind=RelationKind.PARENT, by=managing_partner, **pair)
        values = {"kind": "owner", "other": beta.pk}
        owner = actions.add_to_file(client_id=acme.pk, listing="owners", values=values, by=managing_partner)
        raise_wall(client=beta, hidden_from=[lawyer], reason="conflict", by=managing_partner)
    assert "Beta Holding" in page_of(partner_client, "client_file", acme.pk)
    assert "Beta" not in page_of(lawyer_client, "client_file", acme.pk)
    for number in (beta.pk, 999_999):
        for name, args in (
            ("client_file", [number]),
            ("client_facts", [number, "basic"]),
            ("new_file_row", [number, "owners"]),
            ("file_row", [acme.pk, "relations", row.pk]),
            ("file_row", [acme.pk, "owners", owner.pk]),
        ):
            assert lawyer_client.get(reverse(name, args=args)).status_code == 404, name
        for name, args in (
            ("client_fact", [number]),
            ("remove_file_row", [acme.pk, "relations", row.pk]),
            ("remove_file_row", [acme.pk, "owners", owner.pk]),
        ):
            assert lawyer_client.post(reverse(name, args=args)).status_code == 404, name
    known = reverse("known_clients")
    assert "Beta" in partner_client.get(known, {"name": "beta holding"}).content.decode()
    assert "Beta" not in lawyer_client.get(known, {"name": "beta holding"}).content.decode()
    typed = {"kind": "parent", "other_id_text": "Beta Holding", "other_id_was": ""}
    answer = lawyer_client.post(reverse("new_file_row", args=[acme.pk, "relations"]), typed)
    assert answer.status_code == 422


def test_a_row_of_another_client_is_not_reached_through_this_one(
    partner_client: Any, acme: Client, beta: Client, managing_partner: User
) -> None:
    with acting_as(managing_partner):
        values = {"kind": "owner", "name": "x"}
        row = actions.add_to_file(client_id=beta.pk, listing="owners", values=values, by=managing_partner)
    assert partner_client.get(reverse("file_row", args=[acme.pk, "owners", row.pk])).status_code == 404
    assert partner_client.post(reverse("remove_file_row", args=[acme.pk, "owners", row.pk])).status_code == 404
    assert partner_client.get(reverse("new_file_row", args=[acme.pk, "nonsense"])).status_code == 404
    assert partner_client.get(reverse("client_facts", args=[acme.pk, "nonsense"])).status_code == 404
    with acting_as(SYSTEM):
        assert Owner.objects.count() == 1


def test_a_person_has_the_facts_of_a_person(partner_client: Any, managing_partner: User) -> None:
    with acting_as(managing_partner):
        person = actions.add_client(name="王小明", kind=ClientKind.PERSON, by=managing_partner)
    page = page_of(partner_client, "client_file", person.pk)
    assert "Traits" in page
    assert "Employees" not in page
    assert 'id="owners"' not in page
    assert f'href="{reverse("client_people", args=[person.pk])}">To the people</a>' in page
