"""A client's file in a real browser: entered without scripts, changed in place, drawn, and clean in every dress."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.served_firm import LANGUAGES, SIZES, THEMES, Firm, open_context

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
def file(firm: Firm, browser_state: tuple[Browser, object], client_page: str) -> str:
    """The address of the file of a client that was entered on a phone without scripts, with a relation to another."""
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language="en", size="phone", theme="light", script=False)
    page = context.new_page()
    page.goto(firm.address + client_page)
    other = page.get_by_role("heading", level=1).inner_text()
    page.goto(firm.address + "/clients/")
    page.get_by_role("link", name="New client").click()
    page.get_by_label("Name", exact=True).fill("上海远航物流有限公司")
    page.get_by_label("Second name").fill("Yuanhang Logistics")
    page.get_by_label("Kind of number").select_option("inn")
    page.get_by_label("Number in a register").fill("7707083893")
    page.get_by_role("button", name="Enter the client").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("上海远航物流有限公司")
    address = page.url.removeprefix(firm.address)
    page.get_by_role("link", name="Edit Characteristics").click()
    page.get_by_label("Development potential").select_option("4")
    page.get_by_label("Direction").fill("West")
    page.get_by_label("From where").fill("a talk")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Add Relation").click()
    page.get_by_label("To this client it is").select_option("supplier")
    page.get_by_label("The other client").fill(other)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#relations tbody")).to_contain_text(other)
    page.get_by_role("link", name="Add Owner or investor").click()
    page.get_by_label("Name", exact=True).fill("王小明")
    page.get_by_label("Share, %").fill("62.5")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#owners")).to_contain_text("62.5 %")
    context.close()
    return address


def test_a_fact_is_changed_where_it_stands_by_keys_and_taken_back(page: Page, firm: Firm, file: str) -> None:
    page.goto(firm.address + file, wait_until="networkidle")
    row = page.locator("#characteristics .file-facts > div", has_text="Direction")
    row.get_by_role("button", name="Change: Direction").focus()
    page.keyboard.press("Enter")
    row.get_by_label("Direction", exact=True).fill("East")
    row.get_by_role("button", name="Save").click()
    expect(row.locator(".inline-shown")).to_have_text("East")
    page.get_by_role("button", name=re.compile("Undo")).click()
    expect(row.locator(".inline-shown")).to_have_text("West")


def test_each_fact_says_who_recorded_it_and_from_where(page: Page, firm: Firm, file: str) -> None:
    page.goto(firm.address + file, wait_until="networkidle")
    row = page.locator("#characteristics .file-facts > div", has_text="Development potential")
    row.locator(".origin summary").focus()
    page.keyboard.press("Enter")
    expect(row.locator(".origin .menu-panel")).to_be_visible()
    expect(row.locator(".origin .menu-panel")).to_contain_text("a talk")
    page.keyboard.press("Escape")
    expect(row.locator(".origin .menu-panel")).to_be_hidden()


def test_the_organisations_around_a_client_are_drawn_and_lead_to_their_files(page: Page, firm: Firm, file: str) -> None:
    page.goto(firm.address + file, wait_until="networkidle")
    chart = page.locator("#relations svg[width]")
    expect(chart.locator("circle")).to_have_count(2)
    expect(chart).to_contain_text("Supplier")
    chart.locator(".chart-link circle").click()
    page.wait_for_url(re.compile(r"/clients/\d+/file/$"))
    assert not page.url.endswith(file)
    expect(page.locator("#relations tbody")).to_contain_text("Customer")


def test_a_client_that_is_known_is_named_while_its_name_is_typed(page: Page, firm: Firm, file: str) -> None:
    page.goto(firm.address + "/clients/new/", wait_until="networkidle")
    page.get_by_label("Second name").press_sequentially("yuanhang  LOGISTICS")
    expect(page.locator("#known")).to_contain_text("上海远航物流有限公司")
    page.get_by_label("Second name").fill("Somebody else")
    expect(page.locator("#known")).to_be_empty()


@pytest.mark.parametrize(
    ("language", "size", "theme"),
    [case for number, case in enumerate(itertools.product(LANGUAGES, SIZES, THEMES)) if number in (0, 3, 5, 6, 9, 10)],
)
def test_the_pages_of_the_file_are_clean_in_every_dress(
    firm: Firm, browser_state: tuple[Browser, object], file: str, language: str, size: str, theme: str
) -> None:
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language=language, size=size, theme=theme)
    page = context.new_page()
    page.add_init_script(AXE)
    for path in (file, f"{file}basic/", f"{file}owners/new/", "/clients/new/", "/policy/facts/", "/policy/facts/new/"):
        page.goto(firm.address + path, wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        found = page.evaluate("axe.run().then(found => found.violations)")
        serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
        assert serious == [], (path, serious)
        assert page.evaluate("window.__refused") == [], path
    context.close()
