"""The history of a client and of a person, and the audit of the firm."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

import clientela
from clientela.access.actions import raise_wall
from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.audit import queries
from clientela.audit.models import Change
from clientela.clients.actions import add_client, change_client
from clientela.clients.listings import LISTINGS
from clientela.clients.models import Client
from clientela.contacts.actions import add_contact, change_contact
from clientela.core.actor import SYSTEM, acting_as
from clientela.interactions.enums import StepKind
from clientela.web.history.sentences import SENTENCES, details, sentence
from tests.web.firm import browser_of

pytestmark = pytest.mark.django_db

SOURCES = Path(clientela.__file__).parent
VERB = re.compile(r"[a-z]+(_[a-z]+)*_[a-z]+")


def _verbs_of(path: Path) -> set[str]:
    """The verbs that a module records. Where one is handed on, each text like one counts."""
    tree = ast.parse(path.read_text("utf-8"))
    found, handed_on = set(), False
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "record":
            first = node.args[0]
            if isinstance(first, ast.Constant):
                found.add(first.value)
            else:
                handed_on = True
    if handed_on:
        # A verb that is handed on stands as a plain text in a call or a choice of the same module.
        ends = {known.rsplit("_", 1)[-1] for known in SENTENCES}
        texts = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        fields = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
        found |= {text for text in texts - fields if VERB.fullmatch(text) and text.rsplit("_", 1)[-1] in ends}
    return found


def test_every_verb_that_is_recorded_has_its_sentence() -> None:
    recorded = set().union(*(_verbs_of(path) for path in SOURCES.rglob("*.py")))
    recorded |= {f"{one.event}_{done}" for one in LISTINGS.values() for done in ("added", "changed", "removed")}
    recorded |= {f"inquiry_{kind}" for kind in StepKind}
    assert len(recorded) > 50
    missing = sorted(recorded - set(SENTENCES))
    assert not missing, f"web/history/sentences.py has no words for {missing}"


def test_no_other_verb_is_put_together_than_those_of_lists_and_inquiries() -> None:
    # One that is put together elsewhere would have no sentence, and the test above would not see it.
    together = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record"
            if called and isinstance(node.args[0], ast.JoinedStr):
                together.add(ast.unparse(node.args[0]))
    assert together == {
        "f'{kept.event}_added'",
        "f'{kept.event}_changed'",
        "f'{kept.event}_removed'",
        "f'inquiry_{kind}'",
    }


def test_a_verb_of_another_version_is_shown_as_it_is() -> None:
    assert sentence("dragon_tamed") == "dragon_tamed"
    assert details({"name": "Acme", "act": 7, "named": ["Li", "Wei"]}) == "Acme · Li, Wei"


def test_a_client_shows_what_was_done_and_an_earlier_value_is_put_back(
    managing_partner: User, partner_client: Browser
) -> None:
    with acting_as(managing_partner):
        client = add_client(name="Acme", industry="Steel", by=managing_partner)
        change_client(client_id=client.pk, changes={"industry": "Paper"}, was=None, by=managing_partner)
        change = Change.objects.get(table="clients_client", operation="U", after__industry="Paper")
    page = partner_client.get(f"/clients/{client.pk}/history/").content.decode()
    assert "Facts of the client changed" in page
    assert re.search(r"<del[^>]*>Steel</del>.*<ins[^>]*>Paper</ins>", page, re.DOTALL)
    answer = partner_client.post(f"/history/{change.pk}/industry/", {"next": f"/clients/{client.pk}/history/"})
    assert answer.headers["Location"] == f"/clients/{client.pk}/history/"
    with acting_as(managing_partner):
        assert Client.objects.get().industry == "Steel"


def test_a_person_shows_what_was_done_and_an_earlier_value_is_put_back(
    managing_partner: User, partner_client: Browser
) -> None:
    with acting_as(managing_partner):
        contact = add_contact(name="Иван Щукин", client_id=None, by=managing_partner)
        change_contact(contact_id=contact.pk, changes={"interests": "chess"}, was=None, by=managing_partner)
        change_contact(contact_id=contact.pk, changes={"interests": "golf"}, was=None, by=managing_partner)
        change = Change.objects.get(table="contacts_contact", after__interests="golf")
    page = partner_client.get(f"/people/{contact.pk}/history/").content.decode()
    assert "Facts of the person changed" in page
    partner_client.post(f"/history/{change.pk}/interests/")
    with acting_as(managing_partner):
        contact.refresh_from_db()
    assert contact.interests == "chess"


def test_only_a_reader_of_the_client_puts_back_and_only_what_is_a_fact(
    managing_partner: User, lawyer: User, lawyer_client: Browser, partner_client: Browser
) -> None:
    with acting_as(managing_partner):
        client = add_client(name="Secret", industry="Steel", by=managing_partner)
        change_client(client_id=client.pk, changes={"industry": "Paper"}, was=None, by=managing_partner)
        change = Change.objects.get(table="clients_client", operation="U", after__industry="Paper")
        raise_wall(client=client, hidden_from=[lawyer], reason="x", by=managing_partner)
    assert lawyer_client.post(f"/history/{change.pk}/industry/").status_code == 404
    assert partner_client.post(f"/history/{change.pk}/search/").status_code == 404
    auditor = browser_of(add_staff(name="Auditor", role=Role.AUDITOR, by=SYSTEM))
    assert auditor.post(f"/history/{change.pk}/industry/").status_code == 403


def test_a_write_past_the_actions_stands_in_the_history_too(managing_partner: User, partner_client: Browser) -> None:
    with acting_as(managing_partner):
        client = add_client(name="Acme", by=managing_partner)
        with connection.cursor() as cursor:
            # The number of an act ends with its transaction; here all is one.
            cursor.execute("SELECT set_config('clientela.act', '', true)")
        Client.objects.filter(pk=client.pk).update(industry="Gold")
    assert "Rows changed without an action" in partner_client.get(f"/clients/{client.pk}/history/").content.decode()


def test_history_comes_in_pages_that_miss_nothing(managing_partner: User) -> None:
    with acting_as(managing_partner):
        client = add_client(name="Acme", by=managing_partner)
        for number in range(6):
            change_client(client_id=client.pk, changes={"industry": f"I{number}"}, was=None, by=managing_partner)
        whole = queries.history_of_client(client.pk, limit=50)
        seen, after = [], None
        while True:
            page = queries.history_of_client(client.pk, after=after, limit=2)
            seen += page.rows
            after = page.next_cursor
            if after is None:
                break
    assert [deed.id for deed in seen] == [deed.id for deed in whole.rows]
    assert len(seen) == 7


def test_a_history_takes_as_many_statements_for_three_deeds_as_for_one(
    managing_partner: User, partner_client: Browser
) -> None:
    with acting_as(managing_partner):
        client = add_client(name="Acme", responsible=managing_partner, by=managing_partner)

    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert partner_client.get(f"/clients/{client.pk}/history/").status_code == 200
        return len(captured)

    with acting_as(managing_partner):
        change_client(client_id=client.pk, changes={"responsible": None}, was=None, by=managing_partner)
    at_first = counted()
    with acting_as(managing_partner):
        for wanted in (managing_partner.pk, None, managing_partner.pk):
            change_client(client_id=client.pk, changes={"responsible": wanted}, was=None, by=managing_partner)
    assert counted() == at_first


def test_the_audit_is_read_by_auditors_and_filtered(managing_partner: User, lawyer: User, lawyer_client: Any) -> None:
    auditor = add_staff(name="Auditor", role=Role.AUDITOR, by=SYSTEM)
    with acting_as(managing_partner):
        add_client(name="First Acme", by=managing_partner)
        hidden = add_client(name="Hidden Acme", by=managing_partner)
    browser = browser_of(auditor)
    assert "Hidden Acme" in browser.get("/audit/").content.decode()
    with acting_as(managing_partner):
        raise_wall(client=hidden, hidden_from=[auditor], reason="x", by=managing_partner)
    page = browser.get("/audit/").content.decode()
    assert "First Acme" in page
    assert "Hidden Acme" not in page
    assert "First Acme" not in browser.get("/audit/?verb=staff_added").content.decode()
    assert "First Acme" not in browser.get("/audit/?since=2099-01-01").content.decode()
    assert "First Acme" in browser.get(f"/audit/?person={managing_partner.pk}").content.decode()
    assert lawyer_client.get("/audit/").status_code == 403
