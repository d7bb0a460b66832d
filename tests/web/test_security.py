from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

import clientela.web
from clientela.web.security import CONTENT_SECURITY_POLICY

TEMPLATES = Path(clientela.web.__file__).parent / "templates"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/nothing/here/", "/static/web/app.css", "/portfolio/"])
def test_every_answer_says_what_a_page_may_load(path: str) -> None:
    answer = Client().get(path)
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_no_script_and_no_style_may_stand_in_a_page() -> None:
    directives = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["object-src"] == directives["frame-ancestors"] == "'none'"


@pytest.mark.django_db
def test_a_page_stays_out_of_shared_caches(partner_client: Client) -> None:
    assert "private" in partner_client.get("/clients/").headers["Cache-Control"]


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_templates_hold_no_inline_script_style_or_handler(template: Path) -> None:
    text = template.read_text("utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text) == []
    assert re.findall(r"<style|javascript:|\shx-on", text) == []
    assert re.findall(r"\son[a-z]+=", text) == []


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_an_included_part_gets_only_what_it_is_given(template: Path) -> None:
    """But for a part of the very page, which the page answers alone as well, and the scripts of the login."""
    includes = re.findall(r"{% include [^%]*%}", template.read_text("utf-8"))
    own = (f'{{% include "{template.parent.relative_to(TEMPLATES)}/', '{% include "mfa/webauthn/snippets/')
    own = own if template.parent.parent.name == "pages" or template.parent.name == "account" else ()
    assert [include for include in includes if not include.endswith(" only %}") and not include.startswith(own)] == []


def test_every_address_of_htmx_and_every_chart_has_a_way_without_scripts() -> None:
    pages = {path: path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")}
    charts = [(path, text) for path, text in pages.items() if "data-chart=" in text and "gallery" not in str(path)]
    assert charts
    for path, text in charts:
        drawn = len(re.findall(r"data-chart=", text))
        tables = len(re.findall(r'class="as-table"|<table class="table table-stack"', text)) + len(
            re.findall(r'include "pages/portfolio/(tiers|whale|grid|movement)\.html"', text)
        )
        assert tables >= drawn, path
