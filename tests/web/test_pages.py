"""What each page shows, to whom."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from clientela.accounts.actions import add_staff
from clientela.accounts.permissions import Role
from clientela.core.actor import SYSTEM, acting_as
from clientela.insights.models import Computation
from clientela.web.context import AREAS
from tests.web.firm import LARGEST, browser_of

pytestmark = pytest.mark.django_db


def _text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_portfolio_shows_the_figures_of_the_newest_date(firm: Any, partner_client: Client) -> None:
    text = _text(partner_client.get("/portfolio/"))
    assert "the last 12 months up to 31 Dec 2017 · compared with 31 Dec 2016" in text
    assert "$478K" in text
    assert "Loss-making 1" in text
    assert "Was Large with $40,000, and has not been billed since" in text


def test_a_chart_of_the_portfolio_has_the_same_figures_as_a_table(firm: Any, partner_client: Client) -> None:
    answer = partner_client.get("/portfolio/")
    levels = answer.context["charts"]["pyramid"]["data"]["levels"]
    card = re.search(r'aria-labelledby="pyramid-title".*?</section>', answer.content.decode(), re.S)
    assert card
    rows = re.findall(r'<a href="/clients/\?tier=(\w+)">.*?<td class="num">(\d+)</td>', card[0], re.S)
    assert [(level["code"], str(level["clients"])) for level in levels] == rows
    assert len(rows) == 7


def test_an_earlier_date_is_carried_into_the_links(firm: Any, partner_client: Client) -> None:
    answer = partner_client.get("/portfolio/?as_of=2016-12-31")
    assert "tier=top&amp;as_of=2016-12-31" in answer.content.decode()
    assert "Nothing to compare with yet" in _text(answer)


def test_a_flow_of_the_movement_leads_to_exactly_its_clients(firm: Any, partner_client: Client) -> None:
    page = partner_client.get("/portfolio/").content.decode()
    card = re.search(r'aria-labelledby="movement-title".*?</section>', page, re.S)
    assert card
    flows = re.findall(r'<a href="([^"]+)">.*?<td class="num">(\d+)</td>', card[0], re.S)
    assert len(flows) >= 2
    for address, clients in flows:
        found = partner_client.get(address.replace("&amp;", "&")).content.decode()
        assert len(re.findall(r'<a class="name"', found)) == int(clients)
        by_name = partner_client.get(address.replace("&amp;", "&") + "&sort=name").content.decode()
        assert len(re.findall(r'<a class="name"', by_name)) == int(clients)
    assert "Large on 31 Dec 2016" in _text(partner_client.get("/clients/?tier=inactive&was=large&since=2016-12-31"))


def test_an_empty_firm_is_led_to_the_import(partner_client: Client) -> None:
    for page in ("/portfolio/", "/clients/"):
        assert 'href="/data/">Bring in a ledger' in partner_client.get(page).content.decode()


def test_one_who_may_not_import_is_told_whom_to_ask(lawyer_client: Client) -> None:
    text = _text(lawyer_client.get("/clients/"))
    assert "Ask a partner" in text
    assert "Bring in a ledger" not in text


def test_clients_stand_in_the_order_that_the_headings_ask_for(firm: Any, partner_client: Client) -> None:
    def names(query: str) -> list[str]:
        return re.findall(
            r'<a class="name" href="/clients/\d+/">([^<]+)</a>',
            partner_client.get(f"/clients/{query}").content.decode(),
        )

    assert names("")[0] == LARGEST
    assert names("?sort=profit&order=up")[0] == "Loss Ltd"
    assert names("?tier=inactive") == ["Gone &amp; Sons"]
    assert names("?q=client+07") == ["Client 07"]


def test_the_list_goes_on_from_where_it_ended(
    firm: Any, partner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clientela.web.clients.views.PAGE", 20)
    first = partner_client.get("/clients/?sort=name")
    after = re.search(r'rel="next" href="([^"]+)"', first.content.decode())
    assert after
    second = partner_client.get(after[1].replace("&amp;", "&"))
    shown = [re.findall(r'href="/clients/(\d+)/"', answer.content.decode()) for answer in (first, second)]
    assert (len(shown[0]), len(shown[1]), set(shown[0]) & set(shown[1])) == (20, 10, set())
    assert 'href="/clients/?sort=name"' in second.content.decode()


def test_htmx_gets_the_found_part_only(firm: Any, partner_client: Client) -> None:
    part = partner_client.get("/clients/?q=loss", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert part.content.decode().strip().startswith('<section id="found"')
    assert "HX-Request" in part.headers["Vary"]


def test_a_list_takes_the_same_number_of_statements_for_one_row_and_for_many(
    firm: Any, partner_client: Client, django_assert_max_num_queries: Any
) -> None:
    partner_client.get("/clients/")
    with django_assert_max_num_queries(30) as one:
        partner_client.get("/clients/?tier=inactive")
    with django_assert_max_num_queries(30) as many:
        partner_client.get("/clients/?tier=small")
    assert len(one) == len(many)


def test_a_client_shows_its_worth_and_why(firm: Any, partner_client: Client) -> None:
    text = _text(partner_client.get(f"/clients/{firm[LARGEST].pk}/"))
    assert "place 1 of 29" in text
    assert "Top goes down to place 1 of the active clients in the order of fees." in text
    assert "What would change it" in text


def test_a_client_shows_its_engagements_and_its_ledger(firm: Any, partner_client: Client) -> None:
    address = f"/clients/{firm['Loss Ltd'].pk}/"
    assert "L-1" in _text(partner_client.get(address + "?tab=engagements"))
    ledger = _text(partner_client.get(address + "?tab=ledger"))
    assert "Write-off" in ledger
    assert "$900.00" in ledger
    assert "line 65" in ledger or re.search(r"line \d+", ledger)


def test_a_client_that_is_missing_answers_with_the_page_for_it(partner_client: Client) -> None:
    answer = partner_client.get("/clients/999999999/")
    assert answer.status_code == 404
    assert "Nothing here" in _text(answer)


def test_the_palette_finds_a_client_by_any_name(firm: Any, partner_client: Client) -> None:
    found = partner_client.get("/search/?q=远航").content.decode()
    assert f'href="/clients/{firm[LARGEST].pk}/"' in found
    assert "Nothing has such a name" in partner_client.get("/search/?q=nobody").content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "ru", "en"])
@pytest.mark.parametrize("path", ["/portfolio/", "/clients/", "/data/", "/policy/", "/policy/change/", "/gallery/"])
def test_every_page_opens_in_every_language(firm: Any, partner_client: Client, path: str, language: str) -> None:
    partner_client.cookies["django_language"] = language
    answer = partner_client.get(path)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


def test_the_language_is_switched_by_a_form(partner_client: Client) -> None:
    answer = partner_client.post("/i18n/", {"language": "ru", "next": "/clients/?q=a"})
    assert answer.headers["Location"] == "/clients/?q=a"
    assert answer.cookies["django_language"].value == "ru"


def test_the_colours_are_remembered_and_lead_back_to_this_site_only(partner_client: Client) -> None:
    answer = partner_client.post("/theme/", {"theme": "dark", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert 'data-bs-theme="dark"' in partner_client.get("/clients/").content.decode()
    partner_client.post("/theme/", {"theme": "<script>", "next": "/"})
    assert 'data-theme="dark"' in partner_client.get("/clients/").content.decode()


def test_each_role_sees_the_areas_that_it_may_open(db: None) -> None:
    shown = {}
    for role in Role:
        client = browser_of(add_staff(name=role.value, role=role, by=SYSTEM))
        areas = re.search(r'<nav class="areas".*?</nav>', client.get("/clients/").content.decode(), re.S)
        assert areas
        shown[role] = re.findall(r'href="/(\w+)/"', areas[0])
        for area in AREAS:
            assert client.get(area.address).status_code == (200 if area.name in shown[role] else 403), (role, area.name)
    assert shown[Role.MANAGING_PARTNER] == [area.name for area in AREAS]
    assert shown[Role.LAWYER] == ["clients", "people", "inquiries", "tasks", "conflicts"]
    assert shown[Role.AUDITOR] == ["clients", "people", "portfolio", "network", "policy", "audit"]


def test_a_client_is_shown_as_of_the_date_that_the_link_carries(firm: Any, partner_client: Client) -> None:
    page = partner_client.get("/clients/?as_of=2016-12-31&q=gone").content.decode()
    link = re.search(r'class="name" href="([^"]+)"', page)
    assert link
    text = _text(partner_client.get(link[1]))
    assert "as of 31 Dec 2016" in text
    assert "place 2 of 30" in text
    assert "Inactive" in _text(partner_client.get(link[1].partition("?")[0]))


def test_progress_of_the_analysis_is_shown_until_it_ends(partner_client: Client) -> None:
    with acting_as(SYSTEM):
        run = Computation.objects.create(as_of=None, stage="classifying", fraction=0.4)
    assert "The figures are being computed" in _text(partner_client.get("/portfolio/"))
    asked = partner_client.get("/portfolio/figures/", headers={"HX-Request": "true"})
    assert 'aria-valuenow="40"' in asked.content.decode()
    assert "HX-Refresh" not in asked.headers
    with acting_as(SYSTEM):
        Computation.objects.filter(pk=run.pk).update(outcome="done")
    assert partner_client.get("/portfolio/figures/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
