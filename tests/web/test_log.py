"""Logging a contact in a browser, with scripts or without."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clientela.access.actions import raise_wall
from clientela.accounts.models import User
from clientela.clients.actions import add_client
from clientela.clients.models import Client as FirmClient
from clientela.contacts.models import Contact, Position
from clientela.core.actor import SYSTEM, acting_as
from clientela.interactions.actions import ImportedInteraction, add_task, import_interactions, log_interaction
from clientela.interactions.models import Attachment, Interaction, Task
from clientela.interactions.queries import logged_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme(managing_partner: User) -> FirmClient:
    with acting_as(SYSTEM):
        client = add_client(name="Acme Holdings", by=SYSTEM)
        ivanova = Contact.objects.create(name="Ольга Иванова")
        Position.objects.create(contact=ivanova, client=client, title="General counsel")
        return client


def _typed(client: FirmClient, **more: Any) -> dict[str, Any]:
    return {
        "token": str(uuid.uuid4()), "client": client.pk, "client_text": client.name, "client_was": client.name,
        "channel": "call", "subject": "Retainer", "engagement": "", "another_colleague": "", "step_owner": "", **more,
    }  # fmt: skip


def _logged() -> Any:
    with acting_as(SYSTEM):
        return logged_contact(Interaction.objects.get().pk)


def test_a_client_and_a_subject_are_enough(lawyer_client: Client, lawyer: User, acme: FirmClient) -> None:
    before = timezone.now()
    answer = lawyer_client.post("/log/", _typed(acme), follow=True)
    assert answer.redirect_chain[-1][0] == f"/clients/{acme.pk}/timeline/"
    text = answer.content.decode()
    assert "Logged: Retainer" in text
    assert "Undo" in text
    logged = _logged()
    assert (logged.channel, logged.direction, [part.name for part in logged.ours]) == ("call", "ours", [lawyer.name])
    assert before <= logged.at <= timezone.now()


def test_without_scripts_a_client_is_found_by_its_name(lawyer_client: Client, acme: FirmClient) -> None:
    typed = {"token": str(uuid.uuid4()), "client": "", "client_text": "acme", "client_was": "", "channel": "visit"}
    answer = lawyer_client.post("/log/", typed | {"subject": "Retainer", "look": "1"})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Ольга Иванова" in text
    assert 'value="Retainer"' in text
    assert re.search(r'value="visit" checked', text)
    with acting_as(SYSTEM):
        assert not Interaction.objects.exists()
    lawyer_client.post("/log/", typed | {"subject": "Retainer"})
    assert (_logged().client, _logged().channel) == ("Acme Holdings", "visit")


def test_all_that_was_typed_is_kept(lawyer_client: Client, lawyer: User, acme: FirmClient) -> None:
    with acting_as(SYSTEM):
        ivanova = Contact.objects.get()
    typed = _typed(
        acme, theirs=[ivanova.pk], new_person="Пётр Новый", date="2026-03-05", time="09:30", text="Two variants.",
        proposal="Annual retainer", reaction="-1", promised="A draft", minutes="25", cost="12.50", currency="cny",
        step="Send the draft", step_due="2026-03-09", step_owner=lawyer.pk, direction="theirs",
    )  # fmt: skip
    lawyer_client.post("/log/", typed)
    logged = _logged()
    assert {part.name for part in logged.theirs} == {"Ольга Иванова", "Пётр Новый"}
    assert timezone.localtime(logged.at).strftime("%Y-%m-%d %H:%M") == "2026-03-05 09:30"
    assert (logged.reaction, logged.minutes, logged.cost, logged.currency) == (-1, 25, Decimal("12.50"), "CNY")
    assert (logged.direction, logged.promised, logged.proposal) == ("theirs", "A draft", "Annual retainer")
    with acting_as(SYSTEM):
        task = Task.objects.get()
    assert (task.title, task.due, task.owner_id) == ("Send the draft", dt.date(2026, 3, 9), lawyer.pk)


def test_a_form_sent_twice_is_one_contact_and_one_new_person(lawyer_client: Client, acme: FirmClient) -> None:
    typed = _typed(acme, new_person="Пётр Новый")
    for _time in range(2):
        assert lawyer_client.post("/log/", typed).status_code == 302
    with acting_as(SYSTEM):
        assert Interaction.objects.count() == 1
        assert Contact.objects.filter(name="Пётр Новый").count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"subject": " "}, "This field is required"),
        ({"cost": "5", "currency": ""}, "A cost needs its currency"),
        ({"step": "Call", "step_due": ""}, "Give the day"),
        ({"date": "2999-01-01"}, "future"),
        ({"theirs": ["x"]}, "Choose people from the list"),
        ({"channel": "telex"}, "Select a valid choice"),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed(
    lawyer_client: Client, acme: FirmClient, wrong: dict[str, Any], said: str
) -> None:
    answer = lawyer_client.post("/log/", _typed(acme, text="All that she said", promised="A draft") | wrong)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert "All that she said" in text
    assert 'value="A draft"' in text
    assert 'value="Acme Holdings"' in text


def test_a_hidden_client_answers_as_a_missing_one(
    lawyer_client: Client, lawyer: User, managing_partner: User, acme: FirmClient
) -> None:
    with acting_as(managing_partner):
        logged = log_interaction(
            client_id=acme.pk, channel="call", at=timezone.now(), subject="Secret", by=managing_partner
        )
        raise_wall(client=acme, hidden_from=[lawyer], reason="other side", by=managing_partner)
    for address in (
        f"/log/?client={acme.pk}", f"/log/about/?client={acme.pk}", f"/clients/{acme.pk}/timeline/",
        f"/clients/{acme.pk}/timeline/?after=9000-01-01T00:00:00%2B00:00~fees~9", f"/log/{logged.pk}/",
    ):  # fmt: skip
        answer = lawyer_client.get(address)
        assert answer.status_code == 404
        assert "Acme" not in answer.content.decode()
    answer = lawyer_client.post("/log/", _typed(acme))
    assert answer.status_code in (404, 422)
    assert lawyer_client.post(f"/log/{logged.pk}/remove/").status_code == 404


def test_the_page_of_a_contact_changes_its_words_and_meets_another_editor(
    lawyer_client: Client, partner_client: Client, lawyer: User, acme: FirmClient
) -> None:
    lawyer_client.post("/log/", _typed(acme))
    logged = _logged()
    shown = {"channel": "call", "subject": "Retainer", "text": "", "proposal": "", "reaction": "", "promised": "",
             "minutes": ""}  # fmt: skip
    was = {f"was_{name}": value for name, value in shown.items()}
    address = f"/log/{logged.id}/"
    assert lawyer_client.post(address, shown | was | {"subject": "Annual retainer"}).status_code == 302
    answer = partner_client.post(address, shown | was | {"subject": "Fees", "minutes": "5"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Annual retainer" in text
    assert "Fees" in text
    assert partner_client.post(address, shown | was | {"promised": "A draft"}).status_code == 302
    assert (_logged().subject, _logged().promised) == ("Annual retainer", "A draft")


def test_a_timeline_goes_on_where_it_ended(partner_client: Client, acme: FirmClient) -> None:
    with acting_as(SYSTEM):
        import_interactions(
            [
                ImportedInteraction(acme.pk, "call", dt.datetime(2025, 1, 1, tzinfo=dt.UTC), f"Talk {number:03d}")
                for number in range(120)
            ],
            by=SYSTEM,
        )
    seen, address = [], f"/clients/{acme.pk}/timeline/?kind=contact"
    while address:
        text = partner_client.get(address, headers={"HX-Request": "true"}).content.decode()
        seen += re.findall(r"Talk \d{3}", text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        address = found.group(1).replace("&amp;", "&") if found else ""
        assert text.count("timeline-month") == (1 if len(seen) <= 50 else 0)
    assert seen == [f"Talk {number:03d}" for number in reversed(range(120))]


def test_pages_of_the_log_cost_the_same_number_of_statements(
    partner_client: Client, managing_partner: User, acme: FirmClient
) -> None:
    counts = []
    for _round in range(2):
        with acting_as(SYSTEM):
            import_interactions(
                [ImportedInteraction(acme.pk, "call", dt.datetime(2025, 1, 1, tzinfo=dt.UTC), "Talk")] * 3, by=SYSTEM
            )
            add_task(title="Call", owner_id=managing_partner.pk, due=dt.date(2026, 1, 1), client_id=acme.pk, by=SYSTEM)
        one = []
        for address in (f"/clients/{acme.pk}/timeline/", f"/log/?client={acme.pk}", "/tasks/?whose=all"):
            partner_client.get(address)
            with CaptureQueriesContext(connection) as statements:
                assert partner_client.get(address).status_code == 200
            one.append(len(statements))
        counts.append(one)
    assert counts[0] == counts[1]


def test_tasks_are_done_passed_on_and_taken_up_again(
    lawyer_client: Client, lawyer: User, managing_partner: User, acme: FirmClient
) -> None:
    lawyer_client.post(
        "/tasks/new/",
        {"title": "Call back", "due": "2026-01-01", "owner": lawyer.pk, "client": acme.pk, "client_text": ""},
    )
    with acting_as(SYSTEM):
        task = Task.objects.get()
    assert (task.title, task.client_id) == ("Call back", acme.pk)
    assert "Call back" in lawyer_client.get("/tasks/").content.decode()
    answer = lawyer_client.post(f"/tasks/{task.pk}/done/", follow=True)
    assert "Done: Call back" in answer.content.decode()
    assert 'href="/log/' not in lawyer_client.get("/tasks/").content.decode()
    assert "Call back" in lawyer_client.get("/tasks/?state=done").content.decode()
    lawyer_client.post(f"/tasks/{task.pk}/reopen/")
    lawyer_client.post(f"/tasks/{task.pk}/give/", {"owner": managing_partner.pk})
    with acting_as(SYSTEM):
        task.refresh_from_db()
    assert task.owner_id == managing_partner.pk
    lawyer_client.post(f"/tasks/{task.pk}/drop/")
    with acting_as(SYSTEM):
        task.refresh_from_db()
    assert task.dropped is not None
    assert lawyer_client.post("/tasks/999999/done/").status_code == 404
    assert lawyer_client.post(f"/tasks/{task.pk}/give/", {"owner": "x"}).status_code == 404


def test_files_come_with_a_contact_and_go_out_as_downloads(
    lawyer_client: Client, partner_client: Client, lawyer: User, managing_partner: User, acme: FirmClient
) -> None:
    pdf = SimpleUploadedFile("Договор.pdf", b"%PDF-1.7 draft")
    lawyer_client.post("/log/", _typed(acme, files=[pdf]))
    with acting_as(SYSTEM):
        kept = Attachment.objects.get()
    answer = partner_client.get(f"/files/{kept.pk}/")
    assert answer.getvalue() == b"%PDF-1.7 draft"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "Договор.pdf" in lawyer_client.get(f"/clients/{acme.pk}/timeline/").content.decode()
    page = f"/log/{kept.interaction_id}/"
    program = SimpleUploadedFile("contract.pdf", b"MZ\x90\x00 a program")
    answer = lawyer_client.post(f"{page}files/", {"files": [program]}, follow=True)
    assert "is not kept" in answer.content.decode()
    lawyer_client.post(f"{page}files/", {"files": [SimpleUploadedFile("notes.txt", "她说".encode())]})
    assert "notes.txt" in lawyer_client.get(page).content.decode()
    lawyer_client.post(f"/files/{kept.pk}/remove/")
    assert lawyer_client.get(f"/files/{kept.pk}/").status_code == 404
    with acting_as(SYSTEM):
        other = Attachment.objects.get()
    with acting_as(managing_partner):
        raise_wall(client=acme, hidden_from=[lawyer], reason="other side", by=managing_partner)
    assert lawyer_client.get(f"/files/{other.pk}/").status_code == 404


def test_a_refused_file_keeps_what_was_typed_and_logs_nothing(lawyer_client: Client, acme: FirmClient) -> None:
    page = SimpleUploadedFile("contract.pdf", b"<html><script>alert(1)</script>")
    answer = lawyer_client.post("/log/", _typed(acme, text="All that she said", files=[page]))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "is not kept" in text
    assert "All that she said" in text
    with acting_as(SYSTEM):
        assert not Interaction.objects.exists()
