"""Lists as files for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from clientela.audit.models import Event
from clientela.core.actor import SYSTEM, acting_as
from tests.web.firm import LARGEST

pytestmark = pytest.mark.django_db


def _csv(client: Client, query: str = "") -> list[list[str]]:
    answer = client.get(f"/clients/export.csv{query}")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


def test_a_csv_holds_every_client_of_the_list_however_many_pages(
    firm: Any, partner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clientela.web.clients.export.CHUNK", 7)
    rows = _csv(partner_client)
    assert len(rows) == 1 + 30
    assert len({row[0] for row in rows}) == 31
    assert rows[1][:1] + rows[1][5:6] == [LARGEST, "Top"]


def test_an_export_follows_the_filters_of_the_list(firm: Any, partner_client: Client) -> None:
    assert [row[0] for row in _csv(partner_client, "?tier=inactive")[1:]] == ["Gone & Sons"]


def test_a_name_that_would_run_as_a_formula_is_text_in_either_file(firm: Any, partner_client: Client) -> None:
    assert _csv(partner_client, "?q=hyperlink")[1][0] == "'=HYPERLINK(1)"
    answer = partner_client.get("/clients/export.xlsx?q=hyperlink")
    cell = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active.cell(2, 1)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_figures_stay_figures_in_a_workbook(firm: Any, partner_client: Client) -> None:
    answer = partner_client.get("/clients/export.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    row = [cell.value for cell in sheet[2]]
    assert row[9] == 450_015
    assert row[12].year == 2017


def test_an_export_is_for_those_who_may(firm: Any, lawyer_client: Client) -> None:
    assert lawyer_client.get("/clients/export.csv").status_code == 403
    assert lawyer_client.get("/clients/export.xlsx").status_code == 403
    assert "export.csv" not in lawyer_client.get("/clients/").content.decode()


def test_an_export_is_written_down_with_its_filters_and_its_rows(firm: Any, partner_client: Client) -> None:
    _csv(partner_client, "?tier=inactive&sort=name")
    partner_client.get("/clients/export.xlsx")
    with acting_as(SYSTEM):
        events = list(Event.objects.filter(verb="clients_exported").order_by("pk").values_list("actor_name", "data"))
    assert events == [
        ("Li Wei", {"format": "csv", "filters": {"tier": "inactive"}, "rows": 1}),
        ("Li Wei", {"format": "xlsx", "filters": {}, "rows": 30}),
    ]
