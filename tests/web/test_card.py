"""A client's card as a PDF."""

from __future__ import annotations

import re
import zlib
from typing import Any

import pytest
import typst
from django.test import Client
from django.utils import timezone

from clientela.access.actions import raise_wall
from clientela.accounts.models import User
from clientela.audit.models import Event
from clientela.clients.actions import add_client, change_client
from clientela.core.actor import SYSTEM, acting_as
from clientela.web.clients import card
from clientela.web.documents.typesetting import FONTS, pdf


@pytest.fixture
def port(managing_partner: User) -> Any:
    with acting_as(managing_partner):
        client = add_client(name="上海远航物流有限公司", industry="Логистика и порты", by=managing_partner)
        change_client(
            client_id=client.pk, changes={"employees": 900, "reputation": "#pays *promptly* $"}, by=managing_partner
        )
        return client


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was given to be printed."""
    given: list[dict[str, Any]] = []

    def keep(template: str, **data: Any) -> bytes:
        given.append(data["card"])
        return pdf(template, **data)

    monkeypatch.setattr(card, "pdf", keep)
    return given


@pytest.mark.parametrize("language", ["zh-hans", "ru", "en"])
def test_the_card_is_a_pdf_in_each_language(
    port: Any, partner_client: Client, printed: list[dict[str, Any]], language: str
) -> None:
    partner_client.cookies["django_language"] = language
    answer = partner_client.get(f"/clients/{port.pk}/card.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(b"%PDF-")
    (given,) = printed
    assert given["name"] == "上海远航物流有限公司"
    assert "Li Wei" in given["confidential"]
    assert any("900" in value for _name, lines in given["groups"] for _label, value in lines)
    assert given["lang"] == {"zh-hans": "zh", "ru": "ru", "en": "en"}[language]


def test_what_a_person_wrote_is_text_and_no_markup(
    port: Any, partner_client: Client, printed: list[dict[str, Any]]
) -> None:
    assert partner_client.get(f"/clients/{port.pk}/card.pdf").status_code == 200
    assert any(value == "#pays *promptly* $" for _name, lines in printed[0]["groups"] for _label, value in lines)


def test_every_letter_has_a_face_without_the_fonts_of_the_machine() -> None:
    faces = {font.family for font in typst.Fonts(include_system_fonts=False, font_paths=FONTS).fonts()}
    assert {"Noto Sans", "Noto Sans CJK SC"} <= faces
    # A letter that no face has is drawn as number 0 of some face; the text of each face is kept as numbers of letters.
    bare = {"lang": "zh", "firm": "x", "name": "远航 Порт Łódź 丽", "names": [], "classes": [], "figures": []}
    rest = {"groups": [], "people": [], "log": [], "words": {"people": "", "log": ""}, "confidential": "c"}
    made = pdf("card", at=timezone.now(), card=bare | rest)
    streams = [zlib.decompress(part) for part in re.findall(rb"stream\r?\n(x.*?)\r?\nendstream", made, re.S)]
    text = b"".join(part for part in streams if b" Tf" in part)
    assert text
    assert b"<0000>" not in text


def test_the_card_of_a_walled_client_is_as_one_that_is_missing(
    port: Any, lawyer_client: Client, lawyer: User, managing_partner: User
) -> None:
    assert lawyer_client.get(f"/clients/{port.pk}/card.pdf").status_code == 200
    with acting_as(SYSTEM):
        raise_wall(client=port, hidden_from=[lawyer], reason="test", by=managing_partner)
    hidden, missing = (lawyer_client.get(f"/clients/{number}/card.pdf") for number in (port.pk, 999_999))
    assert hidden.status_code == missing.status_code == 404


def test_whoever_takes_a_card_is_written_down(port: Any, lawyer_client: Client, lawyer: User) -> None:
    lawyer_client.get(f"/clients/{port.pk}/card.pdf")
    with acting_as(SYSTEM):
        event = Event.objects.get(verb="card_printed")
    assert (event.client_id, event.actor_id) == (port.pk, lawyer.pk)
