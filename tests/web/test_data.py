"""A file on its way into the ledger, as the pages lead it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clientela.core.actor import SYSTEM, acting_as
from clientela.engagements.models import LedgerEntry
from clientela.exchange.actions import run_import
from clientela.exchange.models import Batch

pytestmark = pytest.mark.django_db

OPEN_DATES = "date,client,amount\n03/04/2016,Acme,100.50\n05/04/2016,Borealis,20\n"
CLEAR = "date,client,amount\n2016-04-13,Acme,100.50\n2016-04-15,Borealis,20\nnever,Borealis,20\n"


def _upload(client: Client, text: str | bytes, name: str = "ledger.csv") -> Any:
    body = text.encode() if isinstance(text, str) else text
    return client.post("/data/upload/", {"file": SimpleUploadedFile(name, body)}, follow=True)


def _form(answer: Any) -> dict[str, str]:
    """The fields of the preview as a browser would send them back."""
    bound = [*answer.context["manner"], *answer.context["columns"]]
    return {field.html_name: field.value() for field in bound if field.value() is not None}


def test_a_file_is_looked_at_before_anything_is_entered(partner_client: Client) -> None:
    answer = _upload(partner_client, CLEAR)
    assert [field.value() for field in answer.context["columns"].columns] == ["date", "client", "amount"]
    assert "Borealis" in answer.content.decode()
    with acting_as(SYSTEM):
        assert LedgerEntry.objects.count() == 0


def test_a_file_is_imported_from_the_form_and_shows_what_was_not_taken(partner_client: Client) -> None:
    answer = _upload(partner_client, CLEAR)
    number = answer.context["batch"].id
    assert partner_client.post(f"/data/{number}/start/", _form(answer)).status_code == 302
    page = partner_client.get(f"/data/{number}/").content.decode()
    assert 'hx-trigger="every 1s"' in page
    with acting_as(SYSTEM):
        run_import(batch_id=number)
    page = partner_client.get(f"/data/{number}/").content.decode()
    assert re.search(r"Entries added</span><span class=\"figure-value\">2<", page)
    assert ">never<" in page
    rejected = b"".join(partner_client.get(f"/data/{number}/rejected.csv")).decode("utf-8-sig")
    assert "never" in rejected


def test_a_question_that_the_file_leaves_open_must_be_answered(partner_client: Client) -> None:
    answer = _upload(partner_client, OPEN_DATES)
    number = answer.context["batch"].id
    assert "Does the day or the month come first" in answer.content.decode()
    unanswered = partner_client.post(f"/data/{number}/start/", _form(answer))
    assert unanswered.status_code == 422
    looked = partner_client.post(f"/data/{number}/start/", _form(answer) | {"date_order": "mdy", "look": "1"})
    assert looked.status_code == 200
    assert "Does the day" not in looked.content.decode()
    assert partner_client.post(f"/data/{number}/start/", _form(answer) | {"date_order": "mdy"}).status_code == 302
    assert Batch.objects.get(pk=number).options["date_order"] == "mdy"


def test_a_column_can_be_said_to_be_something_else(partner_client: Client) -> None:
    answer = _upload(partner_client, "date,client,amount,note\n2016-04-13,Acme,100.50,M-1\n")
    number = answer.context["batch"].id
    form = _form(answer) | {"column-3": "engagement"}
    looked = partner_client.post(f"/data/{number}/start/", form | {"look": "1"})
    assert looked.context["columns"].columns[3].value() == "engagement"
    twice = partner_client.post(f"/data/{number}/start/", form | {"column-3": "client"})
    assert twice.status_code == 422
    assert "Another column is this already." in twice.content.decode()
    assert partner_client.post(f"/data/{number}/start/", form).status_code == 302
    assert ["engagement", "note"] in Batch.objects.get(pk=number).options["columns"]


def test_columns_that_nobody_recognised_are_chosen_over_the_first_rows(partner_client: Client) -> None:
    answer = _upload(partner_client, "wann,wer,wieviel\n2016-04-13,Acme,100.50\n")
    number = answer.context["batch"].id
    page = answer.content.decode()
    assert "No column was recognised for: the date, the client, the amount." in page
    assert "Start the import" not in page
    assert [field.label for field in answer.context["columns"].columns] == ["wann", "wer", "wieviel"]
    assert "<td>100.50</td>" in page
    chosen = {"column-0": "date", "column-1": "client", "column-2": "amount", "look": "1"}
    looked = partner_client.post(f"/data/{number}/start/", _form(answer) | chosen)
    assert looked.status_code == 200
    assert "Start the import" in looked.content.decode()
    assert partner_client.post(f"/data/{number}/start/", _form(looked)).status_code == 302


def test_what_a_file_leaves_open_is_asked_in_the_language_of_whoever_reads(partner_client: Client) -> None:
    unknown = _upload(partner_client, "wann,wer,wieviel\n2016-04-13,Acme,100.50\n").context["batch"].id
    unclear = _upload(partner_client, OPEN_DATES).context["batch"].id
    partner_client.cookies["django_language"] = "ru"
    assert "Не распознаны столбцы" in partner_client.get(f"/data/{unknown}/").content.decode()
    assert "Does the day" not in partner_client.get(f"/data/{unclear}/").content.decode()


def test_a_column_without_a_heading_is_chosen_by_its_place(partner_client: Client) -> None:
    answer = _upload(partner_client, "date,,amount\n2016-04-13,Acme,100.50\n")
    number = answer.context["batch"].id
    assert "No column was recognised for: the client." in answer.content.decode()
    looked = partner_client.post(f"/data/{number}/start/", _form(answer) | {"column-1": "client", "look": "1"})
    assert "missing" not in looked.context["found"]
    assert partner_client.post(f"/data/{number}/start/", _form(looked)).status_code == 302


def test_another_encoding_brings_other_headings_and_is_shown_again_before_it_counts(partner_client: Client) -> None:
    answer = _upload(partner_client, "日期,客户,金额\n2016-04-13,上海远航,100.50\n".encode("gb18030"))
    number = answer.context["batch"].id
    assert [field.label for field in answer.context["columns"].columns] == ["日期", "客户", "金额"]
    wrong = partner_client.post(f"/data/{number}/start/", _form(answer) | {"encoding": "windows-1251"})
    assert wrong.status_code in (200, 422)
    assert Batch.objects.get(pk=number).status == "received"


def test_what_is_not_a_table_is_refused_with_a_reason(partner_client: Client) -> None:
    answer = _upload(partner_client, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "picture.png")
    assert answer.status_code == 200
    assert "Start the import" not in answer.content.decode()


def test_no_file_is_an_answer_and_not_an_error(partner_client: Client) -> None:
    assert "Choose a file first." in partner_client.post("/data/upload/", {}, follow=True).content.decode()
    assert "This file is empty." in _upload(partner_client, b"").content.decode()


def test_a_file_can_be_put_aside(partner_client: Client) -> None:
    number = _upload(partner_client, CLEAR).context["batch"].id
    partner_client.post(f"/data/{number}/cancel/")
    assert Batch.objects.get(pk=number).status == "cancelled"


def test_an_import_is_undone_only_after_the_question(firm: Any, partner_client: Client) -> None:
    number = Batch.objects.get().pk
    asked = partner_client.get(f"/data/{number}/undo/").content.decode()
    assert "69 entries that this import brought are removed" in asked
    with acting_as(SYSTEM):
        assert LedgerEntry.objects.count() == 69
    partner_client.post(f"/data/{number}/undo/")
    with acting_as(SYSTEM):
        assert LedgerEntry.objects.count() == 0


def test_undoing_is_for_those_who_may(firm: Any) -> None:
    from clientela.accounts.actions import add_staff
    from clientela.accounts.permissions import Role
    from tests.web.firm import browser_of

    assistant = browser_of(add_staff(name="Assistant", role=Role.ASSISTANT, by=SYSTEM))
    number = Batch.objects.get().pk
    assert assistant.get(f"/data/{number}/").status_code == 200
    assert "Undo the import" not in assistant.get(f"/data/{number}/").content.decode()
    assert assistant.post(f"/data/{number}/undo/").status_code == 403


def test_the_imports_are_listed_with_their_state(firm: Any, partner_client: Client) -> None:
    page = partner_client.get("/data/").content.decode()
    assert "ledger.csv" in page
    assert 'class="class class-done"' in page
    part = partner_client.get("/data/", headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="imports"')
    assert "every 2s" not in part


def test_progress_under_htmx_ends_with_the_whole_page(firm: Any, partner_client: Client) -> None:
    number = Batch.objects.get().pk
    part = partner_client.get(f"/data/{number}/", headers={"HX-Request": "true"})
    assert part.headers["HX-Refresh"] == "true"
