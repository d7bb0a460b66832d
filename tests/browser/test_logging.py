"""A contact is logged by the keyboard alone, and what was typed outlives an answer that did not come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.served_firm import Firm, open_context

pytestmark = pytest.mark.xdist_group("browser")


class Keyboard:
    """Presses keys, and counts those that are not text."""

    def __init__(self, page: Page) -> None:
        self._page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.press(key)
            self.pressed += 1

    def write(self, text: str) -> None:
        self._page.keyboard.type(text)


@pytest.fixture
def page(firm: Firm, browser_state: tuple[Browser, object]) -> Iterator[Page]:
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language="en", size="desk", theme="light")
    yield context.new_page()
    context.close()


def _name_of(page: Page, firm: Firm, client: str) -> str:
    page.goto(firm.address + client)
    return page.locator("h1").inner_text().strip()


def test_a_contact_is_logged_from_anywhere_in_under_twelve_key_presses(
    page: Page, firm: Firm, client_page: str
) -> None:
    name = _name_of(page, firm, client_page)
    page.goto(f"{firm.address}/clients/")
    keys = Keyboard(page)
    keys.press("c")
    expect(page.locator("#dialog form[data-log-form]")).to_be_visible()
    keys.write(name)
    expect(page.locator("#dialog [role=option][aria-selected=true]")).to_be_visible()
    keys.press("Enter")
    keys.press("2")
    expect(page.locator("#dialog input[name=channel]:checked")).to_have_value("meeting")
    keys.press("Tab")
    expect(page.locator("#dialog input[name=subject]")).to_be_focused()
    keys.write("Retainer for next year")
    keys.press("Control+Enter")
    expect(page.get_by_text("Logged: Retainer for next year")).to_be_visible()
    assert keys.pressed < 12
    page.goto(f"{firm.address}{client_page}timeline/")
    entry = page.locator(".entry", has_text="Retainer for next year").first
    expect(entry).to_contain_text("Meeting")


def test_on_a_page_of_a_client_its_people_are_a_key_away(page: Page, firm: Firm, client_page: str) -> None:
    page.goto(firm.address + client_page)
    page.keyboard.press("c")
    form = page.locator("#dialog form[data-log-form]")
    form.get_by_text("Somebody else of theirs").click()
    form.locator("[name=new_person]").fill("Ольга Иванова")
    form.locator("[name=subject]").fill("First talk")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Logged: First talk")).to_be_visible()
    page.goto(firm.address + client_page)
    keys = Keyboard(page)
    keys.press("c")
    expect(form).to_be_visible()
    keys.press("5", "Tab", "Space", "Tab")
    keys.write("Second talk")
    keys.press("Control+Enter")
    expect(page.get_by_text("Logged: Second talk")).to_be_visible()
    assert keys.pressed == 6
    page.goto(f"{firm.address}{client_page}timeline/")
    entry = page.locator(".entry", has_text="Second talk").first
    expect(entry).to_contain_text("Visit")
    expect(entry).to_contain_text("Ольга Иванова")


def test_an_answer_that_did_not_come_leaves_all_that_was_typed(page: Page, firm: Firm, client_page: str) -> None:
    page.goto(firm.address + client_page)
    page.keyboard.press("c")
    form = page.locator("#dialog form[data-log-form]")
    form.locator("[name=subject]").fill("Kept through a failure")
    form.get_by_text("More: what was said").click()
    form.locator("[name=text]").fill("Every word of it")

    def fail(route: Any) -> None:
        route.abort() if route.request.method == "POST" else route.continue_()

    page.route(re.compile(r".*/log/$"), fail)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#notice")).not_to_be_empty()
    expect(form.locator("[name=text]")).to_have_value("Every word of it")
    page.unroute(re.compile(r".*/log/$"))
    page.goto(f"{firm.address}/log/")
    expect(page.locator("[data-draft-offer]")).to_contain_text("Kept through a failure")
    page.get_by_role("button", name="Go on with it").click()
    expect(page.locator("[name=text]")).to_have_value("Every word of it")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Logged: Kept through a failure")).to_be_visible()
    page.goto(f"{firm.address}/log/")
    expect(page.locator("[data-draft-offer]")).to_be_hidden()


def test_a_contact_is_logged_without_scripts(
    firm: Firm, browser_state: tuple[Browser, object], client_page: str
) -> None:
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language="en", size="phone", theme="light", script=False)
    page = context.new_page()
    name = _name_of(page, firm, client_page)
    page.goto(f"{firm.address}/log/")
    page.get_by_label("Client", exact=True).fill(name)
    page.get_by_role("button", name="Show its people").click()
    page.get_by_label("About").fill("Without scripts")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Logged: Without scripts")).to_be_visible()
    context.close()
