"""The list of clients: narrowed by facts, with columns of one's own, kept as segments, changed together."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clientela.access.actions import raise_wall
from clientela.accounts.models import User
from clientela.audit.undoing import undo_act
from clientela.clients.actions import together
from clientela.clients.models import Client as FirmClient
from clientela.clients.models import FactSource
from clientela.core.actor import SYSTEM, acting_as
from clientela.insights.models import SavedView
from tests.web.firm import LARGEST


@pytest.fixture
def told(firm: Any, managing_partner: Any) -> Any:
    """The firm, with employees at two clients."""
    for name, employees in ((LARGEST, 900), ("Client 03", 12)):
        FirmClient.objects.filter(pk=firm[name].pk).update(employees=employees)
    return firm


@pytest.fixture(autouse=True)
def as_partner(managing_partner: User) -> Any:
    with acting_as(managing_partner):
        yield


def _text(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def _named(text: str) -> list[str]:
    return re.findall(r'<a class="name"[^>]*>([^<]+)</a>', text)


def test_a_fact_is_chosen_asked_for_and_narrows_the_list(told: Any, partner_client: Client) -> None:
    assert "fact=employees" in _text(partner_client, "/clients/narrow/?sort=name")
    form = _text(partner_client, "/clients/narrow/?sort=name&fact=employees")
    assert 'name="sort" value="name"' in form
    assert ">at least<" in form
    answer = partner_client.get("/clients/narrow/?sort=name&fact=employees&add=1&how=least&value=100")
    assert answer.headers["Location"] == "/clients/?sort=name&where=employees%3Aleast%3A100"
    text = _text(partner_client, answer.headers["Location"])
    assert _named(text) == [LARGEST]
    assert "Employees ≥ 100" in text


def test_a_value_that_the_fact_does_not_take_is_asked_for_again(told: Any, partner_client: Client) -> None:
    text = _text(partner_client, "/clients/narrow/?fact=employees&add=1&how=least&value=many")
    assert "Employees takes a number." in text
    assert 'value="many"' in text


def test_a_condition_is_left_out_by_its_chip(told: Any, partner_client: Client) -> None:
    text = _text(partner_client, "/clients/?where=employees:least:100&where=size:unknown&sort=name")
    assert 'class="chip" href="/clients/?where=size%3Aunknown&amp;sort=name"' in text


def test_the_filters_of_the_strip_keep_the_conditions(told: Any, partner_client: Client) -> None:
    text = _text(partner_client, "/clients/?where=employees:least:100&columns=billed.employees")
    assert '<input type="hidden" name="where" value="employees:least:100">' in text
    assert '<input type="hidden" name="columns" value="billed.employees">' in text


def test_every_fact_can_be_opened_to_narrow_by(told: Any, partner_client: Client) -> None:
    keys = re.findall(r"fact=(\w+)", _text(partner_client, "/clients/narrow/"))
    assert len(keys) > 40
    for key in keys:
        assert 'name="how"' in _text(partner_client, f"/clients/narrow/?fact={key}")
    assert partner_client.get("/clients/narrow/?fact=nothing").status_code == 404


def test_columns_are_chosen_and_shown_in_their_order(told: Any, partner_client: Client) -> None:
    chosen = partner_client.get("/clients/columns/?choose=1&column=employees&column=billed&tier=top").headers[
        "Location"
    ]
    assert chosen == "/clients/?tier=top&columns=billed.employees"
    text = _text(partner_client, "/clients/?columns=employees.billed&where=employees:known&sort=name&order=down")
    heads = re.findall(r"<th scope=\"col\"[^>]*>(?:<a[^>]*>)?([^<]+)", text)
    assert heads == ["Client", "Employees", "Billed"]
    assert re.findall(r'data-head="Employees">([\d,]+)<', text) == ["900", "12"]


def test_columns_of_facts_take_no_more_statements_for_more_rows(told: Any, partner_client: Client) -> None:
    counts = []
    for query in ("where=employees:least:100", "where=employees:unknown"):
        _text(partner_client, f"/clients/?columns=employees.owners.size.responsible&{query}")
        with CaptureQueriesContext(connection) as asked:
            _text(partner_client, f"/clients/?columns=employees.owners.size.responsible&{query}&sort=name")
        counts.append(len(asked))
    assert counts[0] == counts[1]


# ---- segments


def _keep(browser: Client, **more: str) -> str:
    sent = {"name": "Employers", "list": "where=employees%3Aleast%3A10&sort=name&columns=employees", **more}
    answer = browser.post("/clients/segments/new/", sent)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def test_a_list_is_kept_as_a_segment_and_found_again_with_its_count(told: Any, partner_client: Client) -> None:
    place = _keep(partner_client)
    assert place.startswith("/clients/?sort=name&where=employees%3Aleast%3A10&columns=employees&view=")
    text = _text(partner_client, place)
    assert "Kept as “Employers”." in text
    assert re.search(r'aria-current="page"[^>]*>\s*Employers <span class="tabular text-secondary">2<', text)
    assert _named(text) == ["Client 03", LARGEST]


def test_a_private_segment_is_shown_to_nobody_else(told: Any, partner_client: Client, lawyer_client: Client) -> None:
    _keep(partner_client)
    assert "Employers" not in _text(lawyer_client, "/clients/")
    view = SavedView.objects.get()
    assert lawyer_client.get(f"/clients/segments/{view.pk}/").status_code == 404
    assert lawyer_client.post(f"/clients/segments/{view.pk}/remove/").status_code == 404
    partner_client.post(f"/clients/segments/{view.pk}/", {"name": "Employers", "shared": "on"})
    assert "Employers" in _text(lawyer_client, "/clients/")
    assert "who alone can change it" in _text(lawyer_client, f"/clients/segments/{view.pk}/")


def test_the_count_of_a_shared_segment_leaves_walled_clients_out(
    told: Any, partner_client: Client, lawyer_client: Client, lawyer: User, managing_partner: User
) -> None:
    _keep(partner_client, shared="on")
    with acting_as(SYSTEM):
        raise_wall(client=told[LARGEST], hidden_from=[lawyer], reason="test", by=managing_partner)
    count = re.compile(r'Employers <span class="tabular text-secondary">(\d)<')
    assert count.search(_text(lawyer_client, "/clients/"))[1] == "1"  # type: ignore[index]
    assert count.search(_text(partner_client, "/clients/"))[1] == "2"  # type: ignore[index]


def test_a_segment_that_was_changed_elsewhere_asks_which_name_holds(told: Any, partner_client: Client) -> None:
    _keep(partner_client)
    view = SavedView.objects.get()
    partner_client.post(f"/clients/segments/{view.pk}/", {"name": "Second", "was_name": "Employers"})
    answer = partner_client.post(f"/clients/segments/{view.pk}/", {"name": "Third", "was_name": "Employers"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert 'name="was_name" value="Second"' in text
    assert 'type="radio" name="name" value="Third"' in text
    partner_client.post(f"/clients/segments/{view.pk}/", {"name": "Third", "was_name": "Second"})
    view.refresh_from_db()
    assert view.name == "Third"


def test_a_removed_segment_can_be_put_back(told: Any, partner_client: Client) -> None:
    _keep(partner_client)
    text = partner_client.post(f"/clients/segments/{SavedView.objects.get().pk}/remove/", follow=True).content.decode()
    assert not SavedView.objects.exists()
    act = re.findall(r'action="/undo/(\d+)/"', text)[-1]
    partner_client.post(f"/undo/{act}/", {"next": "/clients/"})
    assert SavedView.objects.get().name == "Employers"


# ---- changing several


def _preview(browser: Client, query: str) -> str:
    text = _text(browser, f"/clients/several/?{query}&look=1")
    (seen,) = re.findall(r'name="seen" value="(\w+)"', text)
    return str(seen)


def test_a_preview_says_what_would_change(told: Any, partner_client: Client) -> None:
    text = _text(partner_client, "/clients/several/?where=employees:known&fact=employees&new=12&look=1")
    assert "1 client would change" in text
    assert "1 has this value already" in text
    assert _named(text) == [LARGEST]
    assert ">900<" in text
    assert FirmClient.objects.filter(employees=12).count() == 1


def test_several_clients_are_changed_in_one_act_and_put_back_in_one(told: Any, partner_client: Client) -> None:
    query = "q=client&fact=industry&new=Shipping"
    seen = _preview(partner_client, query)
    answer = partner_client.post(f"/clients/several/?{query}&look=1", {"seen": seen}, follow=True)
    assert answer.redirect_chain == [("/clients/?q=client", 302)]
    text = answer.content.decode()
    assert "Industry: changed for 26 clients." in text
    changed = FirmClient.objects.filter(industry="Shipping")
    assert changed.count() == 26
    assert FactSource.objects.filter(fact="industry").count() == 26
    assert all("shipping" in one.facts_search for one in changed)
    (act,) = re.findall(r'action="/undo/(\d+)/"', text)
    partner_client.post(f"/undo/{act}/", {"next": "/clients/"})
    assert not FirmClient.objects.filter(industry="Shipping").exists()
    assert not FirmClient.objects.filter(facts_search__contains="shipping").exists()
    assert not FactSource.objects.filter(fact="industry").exists()


def test_those_that_are_ticked_are_changed_and_no_others(told: Any, partner_client: Client) -> None:
    query = f"id={told['Client 01'].pk}&id={told['Client 02'].pk}&fact=potential&new=4"
    seen = _preview(partner_client, query)
    partner_client.post(f"/clients/several/?{query}&look=1", {"seen": seen})
    assert set(FirmClient.objects.filter(potential=4).values_list("name", flat=True)) == {"Client 01", "Client 02"}


def test_a_person_responsible_is_chosen_by_name(told: Any, partner_client: Client, lawyer: User) -> None:
    query = f"q=client&fact=responsible&new={lawyer.pk}"
    assert lawyer.name in _text(partner_client, f"/clients/several/?{query}&look=1")
    partner_client.post(f"/clients/several/?{query}&look=1", {"seen": _preview(partner_client, query)})
    assert FirmClient.objects.filter(responsible=lawyer).count() == 26


def test_what_somebody_changed_since_the_preview_is_not_overwritten(told: Any, partner_client: Client) -> None:
    query = "q=client&fact=industry&new=Shipping"
    seen = _preview(partner_client, query)
    FirmClient.objects.filter(name="Client 05").update(industry="Mining")
    answer = partner_client.post(f"/clients/several/?{query}&look=1", {"seen": seen})
    assert "Some of these clients have changed since you looked" in answer.content.decode()
    assert not FirmClient.objects.filter(industry="Shipping").exists()


def test_a_walled_client_is_neither_counted_nor_changed(
    told: Any, lawyer_client: Client, lawyer: User, managing_partner: User
) -> None:
    with acting_as(SYSTEM):
        raise_wall(client=told["Client 03"], hidden_from=[lawyer], reason="test", by=managing_partner)
    query = f"id={told['Client 03'].pk}&id={told['Client 04'].pk}&fact=industry&new=Shipping"
    text = _text(lawyer_client, f"/clients/several/?{query}&look=1")
    assert "Client 03" not in text
    assert "1 client would change" in text
    lawyer_client.post(f"/clients/several/?{query}&look=1", {"seen": _preview(lawyer_client, query)})
    assert FirmClient.objects.get(industry="Shipping").name == "Client 04"


def test_too_many_are_refused(told: Any, partner_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from clientela.web.clients import several

    monkeypatch.setattr(several, "MOST_AT_ONCE", 5)
    text = _text(partner_client, "/clients/several/?q=client&fact=industry&new=Shipping&look=1")
    assert "narrow the list" in text
    assert 'name="seen"' not in text
    monkeypatch.setattr(together, "MOST_AT_ONCE", 1)
    with pytest.raises(together.Refused):
        together.change_clients(client_ids=[1, 2], key="industry", value="x", seen="", by=SYSTEM)


def test_a_name_cannot_be_given_to_several(told: Any, partner_client: Client) -> None:
    assert partner_client.get("/clients/several/?q=client&fact=name").status_code == 404
    assert partner_client.get("/clients/several/?q=client&fact=owners").status_code == 404


def test_an_undo_of_all_is_refused_where_one_has_changed_since(
    told: Any, partner_client: Client, managing_partner: User
) -> None:
    query = "q=client&fact=industry&new=Shipping"
    text = partner_client.post(
        f"/clients/several/?{query}&look=1", {"seen": _preview(partner_client, query)}, follow=True
    ).content.decode()
    (act,) = re.findall(r'action="/undo/(\d+)/"', text)
    from clientela.clients.actions import change_client
    from clientela.core.errors import Refused

    change_client(client_id=told["Client 05"].pk, changes={"industry": "Mining"}, by=managing_partner)
    with pytest.raises(Refused):
        undo_act(number=int(act), by=managing_partner, now=timezone.now())
    assert FirmClient.objects.filter(industry="Shipping").count() == 25
