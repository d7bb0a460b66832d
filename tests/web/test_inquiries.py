"""Inquiries on their pages, and the public page on which anybody asks."""

from __future__ import annotations

import threading
import time
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clientela.access.actions import raise_wall
from clientela.accounts.models import Team, User
from clientela.clients.actions import add_client
from clientela.core.actor import SYSTEM, acting_as
from clientela.interactions.actions import receive_inquiry
from clientela.interactions.models import Clock, DeskHead, Inquiry
from clientela.interactions.queries import inquiry
from clientela.web.inquiries import asking

pytestmark = pytest.mark.django_db

ASKED = {
    "caller_name": "Zhang San", "reach": "+86 138 0000 0000", "subject": "A trade mark", "text": "Can you help?",
    "organisation": "", "website": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def fresh_hour(db: None) -> None:
    cache.clear()


def _begun(seconds: float = 60) -> str:
    return asking.signing.dumps([time.time() - seconds, uuid.uuid4().hex], salt=asking.SALT)


def _received() -> list[str]:
    with acting_as(SYSTEM):
        return list(Inquiry.objects.order_by("id").values_list("subject", flat=True))


def test_anybody_asks_and_nobody_owns_it_yet() -> None:
    browser = Client()
    page = browser.get("/ask/")
    assert page.status_code == 200
    answer = browser.post("/ask/", ASKED | {"begun": _begun()}, follow=True)
    assert answer.redirect_chain[-1][0] == "/ask/thanks/"
    with acting_as(SYSTEM):
        line = inquiry(Inquiry.objects.get().pk).line
    assert (line.channel, line.caller_name, line.owner, line.client) == ("web", "Zhang San", "", "")


def test_the_public_page_speaks_the_language_of_the_asker() -> None:
    browser = Client(headers={"Accept-Language": "ru"})
    assert 'lang="ru"' in browser.get("/ask/").content.decode()
    browser.post("/ask/", ASKED | {"begun": _begun()})
    with acting_as(SYSTEM):
        assert Inquiry.objects.get().language == "ru"


def test_the_public_page_tells_nothing_of_clients_or_staff(managing_partner: User) -> None:
    with acting_as(SYSTEM):
        add_client(name="Canary Holdings", by=SYSTEM)
        receive_inquiry(channel="phone", subject="Canary question", by=managing_partner)
    for address in ("/ask/", "/ask/thanks/"):
        text = Client().get(address).content.decode()
        assert "Canary" not in text
        assert managing_partner.name not in text


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten() -> None:
    answer = Client().post("/ask/", ASKED | {"begun": _begun(), "website": "http://spam.example"})
    assert answer.status_code == 302
    assert _received() == []


@pytest.mark.parametrize("begun", ["at once", "long ago", "forged"])
def test_a_form_filled_in_no_time_too_late_or_forged_is_asked_again_with_its_words(
    begun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {"at once": _begun(0), "long ago": _begun(60), "forged": "forged"}[begun]
    if begun == "long ago":
        monkeypatch.setattr(asking, "MOST_SECONDS", -1)
    answer = Client().post("/ask/", ASKED | {"begun": sent})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Please wait a moment" in text
    assert "Can you help?" in text
    assert _received() == []


@pytest.mark.parametrize("wrong", [{"subject": ""}, {"text": "x" * 5_001}, {"caller_name": "x" * 201}, {"reach": ""}])
def test_a_question_that_is_too_long_or_empty_is_refused(wrong: dict[str, str]) -> None:
    assert Client().post("/ask/", ASKED | {"begun": _begun()} | wrong).status_code == 422
    assert _received() == []


def test_the_same_form_sent_twice_is_one_inquiry() -> None:
    sent = ASKED | {"begun": _begun()}
    for _time in range(2):
        assert Client().post("/ask/", sent).status_code == 302
    assert _received() == ["A trade mark"]


def test_one_address_asks_five_times_an_hour_and_another_may_go_on() -> None:
    def ask(address: str) -> int:
        return Client(REMOTE_ADDR=address).post("/ask/", ASKED | {"begun": _begun()}).status_code

    assert [ask("192.0.2.1") for _time in range(6)] == [302] * 5 + [429]
    assert ask("192.0.2.2") == 302
    assert [ask(f"2001:db8::{number}") for number in range(6)] == [302] * 5 + [429]
    assert len(_received()) == 11


def test_all_addresses_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FROM_ALL", 3)
    codes = [
        Client(REMOTE_ADDR=f"192.0.2.{number}").post("/ask/", ASKED | {"begun": _begun()}).status_code
        for number in range(4)
    ]
    assert codes == [302, 302, 302, 429]


@pytest.mark.django_db(transaction=True)
def test_processes_share_the_limit() -> None:
    gate, answers = threading.Barrier(8, timeout=30), []

    def ask() -> None:
        try:
            gate.wait()
            answers.append(asking._counted("test", 5))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(True) <= 5
    assert [asking._counted("test", 5) for _time in range(6)].count(True) + answers.count(True) == 5


def _new(browser: Client, **more: Any) -> int:
    sent = {"token": str(uuid.uuid4()), "channel": "phone", "subject": "A trade mark", "caller_name": "Zhang San"}
    answer = browser.post("/inquiries/new/", sent | more)
    assert answer.status_code == 302, answer.content.decode()
    return int(answer["Location"].rstrip("/").rpartition("/")[2])


def test_an_inquiry_goes_from_hand_to_hand(
    lawyer_client: Client, partner_client: Client, managing_partner: User, lawyer: User
) -> None:
    number = _new(lawyer_client)
    deed = f"/inquiries/{number}/"
    text = lawyer_client.get(deed).content.decode()
    assert "received" in text
    assert "/clients/new/?name=Zhang+San" in text
    assert "/conflicts/new/?name=Zhang+San" in text
    answer = lawyer_client.post(deed + "offer/", {"to": managing_partner.pk, "note": "yours"}, follow=True)
    assert "stays with its owner" in answer.content.decode()
    assert "offers it to you" in partner_client.get(deed).content.decode()
    partner_client.post(deed + "accept/")
    with acting_as(SYSTEM):
        assert inquiry(number).line.owner == managing_partner.name
    answer = lawyer_client.post(deed + "answer/", {"note": "yes"}, follow=True)
    assert "ask for it first" in answer.content.decode()
    partner_client.post(deed + "answer/", {"note": "Sent our fees"})
    assert "Sent our fees" in partner_client.get(deed).content.decode()
    assert "A trade mark" in partner_client.get("/inquiries/?show=settled").content.decode()
    assert "A trade mark" not in partner_client.get("/inquiries/?show=all").content.decode()
    partner_client.post(deed + "reopen/")
    assert "A trade mark" in partner_client.get("/inquiries/").content.decode()
    assert lawyer_client.post(deed + "nonsense/").status_code == 404
    assert lawyer_client.post(deed + "offer/", {"to": "x"}).status_code == 404


def test_an_inquiry_of_a_hidden_client_is_missing(
    lawyer_client: Client, partner_client: Client, lawyer: User, managing_partner: User
) -> None:
    with acting_as(SYSTEM):
        client = add_client(name="Canary Holdings", by=SYSTEM)
    number = _new(partner_client, subject="Canary question")
    answer = partner_client.post(f"/inquiries/{number}/link/", {"client_text": "canary"}, follow=True)
    assert "was linked" in answer.content.decode()
    with acting_as(managing_partner):
        raise_wall(client=client, hidden_from=[lawyer], reason="other side", by=managing_partner)
    assert lawyer_client.get(f"/inquiries/{number}/").status_code == 404
    assert lawyer_client.post(f"/inquiries/{number}/note/", {"note": "x"}).status_code == 404
    for show in ("mine", "all", "settled"):
        assert "Canary" not in lawyer_client.get(f"/inquiries/?show={show}").content.decode()


def test_clocks_and_heads_are_policy(partner_client: Client, lawyer_client: Client, lawyer: User) -> None:
    desk = Team.objects.create(name="Trade marks")
    assert lawyer_client.get("/policy/clocks/").status_code == 403
    sent = {"what": "clocks", "channel": ["phone", "", ""], "desk": [str(desk.pk), "", ""], "hours": ["1", "6", ""]}
    assert partner_client.post("/policy/clocks/", sent).status_code == 302
    assert sorted(Clock.objects.values_list("channel", "desk_id", "hours")) == [("", None, 6), ("phone", desk.pk, 1)]
    assert partner_client.post("/policy/clocks/", sent | {"hours": ["x", "6", ""]}).status_code == 422
    assert partner_client.post("/policy/clocks/", {"what": "heads", f"head_{desk.pk}": lawyer.pk}).status_code == 302
    assert DeskHead.objects.get().head_id == lawyer.pk
    partner_client.post("/policy/clocks/", {"what": "heads", f"head_{desk.pk}": ""})
    assert not DeskHead.objects.exists()
    assert "6" in partner_client.get("/policy/clocks/").content.decode()


def test_the_list_of_inquiries_costs_the_same_number_of_statements(lawyer_client: Client) -> None:
    counts = []
    for _round in range(2):
        number = _new(lawyer_client)
        one = []
        for address in ("/inquiries/", f"/inquiries/{number}/"):
            lawyer_client.get(address)
            with CaptureQueriesContext(connection) as statements:
                lawyer_client.get(address)
            one.append(len(statements))
        counts.append(one)
    assert counts[0] == counts[1]
