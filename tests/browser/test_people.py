"""The pages of people in a real browser: entered without scripts, changed in place, moved, and clean in every dress."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.served_firm import Firm, open_context

pytestmark = pytest.mark.xdist_group("browser")

AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture
def page(firm: Firm, browser_state: tuple[Browser, object]) -> Iterator[Page]:
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language="en", size="desk", theme="light")
    page = context.new_page()
    page.set_default_timeout(10_000)
    refused: list[str] = []
    page.on("pageerror", lambda error: refused.append(str(error)))
    yield page
    refused += page.evaluate("window.__refused")
    context.close()
    assert not refused


@pytest.fixture(scope="module")
def card(firm: Firm, browser_state: tuple[Browser, object], client_page: str) -> str:
    """The address of a person who was entered on a phone without scripts."""
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language="en", size="phone", theme="light", script=False)
    page = context.new_page()
    page.goto(f"{firm.address}{client_page}people/")
    page.get_by_role("link", name="New person").first.click()
    page.get_by_label("Full name").fill("王军")
    page.get_by_label("Position").fill("总经理")
    page.get_by_label("Influence").select_option("decides")
    page.get_by_label("Mobile phone").fill("138 0013 8000")
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("王军")
    expect(page.get_by_text("尊敬的王总")).to_be_visible()
    expect(page.get_by_role("link", name="+86 138 0013 8000")).to_be_visible()
    address = page.url.removeprefix(firm.address)
    context.close()
    return address


def test_a_person_is_found_among_all_by_pinyin_and_by_number(page: Page, firm: Firm, card: str) -> None:
    for typed in ("wang jun", "wj", "8613800"):
        page.goto(firm.address + "/people/", wait_until="networkidle")
        page.get_by_label("Name, mail or telephone").press_sequentially(typed)
        page.wait_for_url(re.compile(r"\?q="))
        expect(page.locator("#found tbody tr")).to_have_count(1)
        expect(page.locator("#found tbody tr")).to_contain_text("王军")


def test_a_fact_is_changed_where_it_stands(page: Page, firm: Firm, card: str) -> None:
    page.goto(firm.address + card, wait_until="networkidle")
    page.get_by_role("button", name="Change: Interests").press("Enter")
    page.get_by_role("textbox", name="Interests").fill("围棋")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("围棋")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Undo"))).to_be_visible()


def test_a_person_moves_to_a_client_found_by_typing(page: Page, firm: Firm, card: str, client_page: str) -> None:
    page.goto(firm.address + card, wait_until="networkidle")
    page.get_by_role("link", name="Moves on").click()
    page.wait_for_load_state("networkidle")
    page.get_by_label("Where to").press_sequentially("prado")
    expect(page.locator(".chooser-options [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_label("New position").fill("Chairman")
    page.get_by_role("button", name="Move").click()
    expect(page.locator(".positions > li").first).to_contain_text("Chairman")
    page.goto(f"{firm.address}{client_page}people/")
    expect(page.get_by_role("heading", name="Who left")).to_be_visible()


@pytest.mark.parametrize(("size", "theme"), [("desk", "light"), ("phone", "dark")])
def test_the_pages_of_a_person_are_clean(
    firm: Firm, browser_state: tuple[Browser, object], card: str, client_page: str, size: str, theme: str
) -> None:
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language="en", size=size, theme=theme)
    page = context.new_page()
    troubles: list[str] = []
    edits = ["edit/name/", "edit/personal/", "reaches/new/", "consent/", "positions/new/"]
    for address in [card, f"{client_page}people/", "/people/", "/people/new/", *(card + edit for edit in edits)]:
        answer = page.goto(firm.address + address, wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200
        page.evaluate(AXE)
        found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
        troubles += [
            f"{address}: {rule['id']}: {[node['target'] for node in rule['nodes'][:3]]}"
            for rule in found
            if rule["impact"] in {"serious", "critical"}
        ]
        if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
            troubles.append(f"{address}: wider than the window")
        troubles += page.evaluate("window.__refused")
    context.close()
    assert not troubles, "\n".join(troubles)
