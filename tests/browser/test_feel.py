"""How the pages answer the hand: the palette, facts changed in place, undo, many clients changed at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from scripts.served_firm import Firm, open_context

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def page(firm: Firm, browser_state: tuple[Browser, object]) -> Iterator[Page]:
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language="en", size="desk", theme="light")
    page = context.new_page()
    page.set_default_timeout(6_000)
    refused: list[str] = []
    page.on("pageerror", lambda error: refused.append(str(error)))
    yield page
    refused += page.evaluate("window.__refused")
    context.close()
    assert not refused


@pytest.fixture(scope="module")
def told(firm: Firm, browser_state: tuple[Browser, object], client_page: str) -> str:
    """The address of a file in which some facts are known."""
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language="en", size="desk", theme="light", script=False)
    page = context.new_page()
    for group, facts in (
        ("basic", {"industry": "Property", "employees": "40", "legal_form": "LLC", "founded": "1990-02-03"}),
        ("characteristics", {"traits": "Slow to decide"}),
    ):
        page.goto(f"{firm.address}{client_page}file/{group}/")
        for fact, value in facts.items():
            page.locator(f"#id_{fact}").fill(value)
        page.locator("main form").get_by_role("button", name="Save").click()
        page.wait_for_url(re.compile(r"/file/(#\w+)?$"))
    context.close()
    return f"{client_page}file/"


def _options(page: Page) -> Locator:
    return page.locator("#palette-results [role=option]")


# ---- the palette


def test_the_palette_finds_goes_and_does_by_keys_alone(page: Page, firm: Firm, client_page: str) -> None:
    page.goto(firm.address + "/clients/", wait_until="networkidle")
    page.keyboard.press("Control+k")
    expect(_options(page).filter(has_text="Portfolio")).to_be_visible()
    page.keyboard.type("policy")
    expect(page.locator("#palette-results [aria-selected=true]")).to_have_text(re.compile("Policy"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/policy/")
    page.keyboard.press("Control+k")
    page.keyboard.type("dark")
    expect(page.locator("#palette-results [aria-selected=true]")).to_have_text(re.compile("Dark colours"))
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert page.url.endswith("/policy/")


def test_the_arrows_go_round_and_escape_closes(page: Page, firm: Firm) -> None:
    page.goto(firm.address + "/clients/", wait_until="networkidle")
    page.keyboard.press("/")
    expect(_options(page).first).to_be_visible()
    expect(_options(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(_options(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(_options(page).nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()


def test_the_palette_offers_what_the_page_can_do(page: Page, firm: Firm, client_page: str) -> None:
    page.goto(firm.address + client_page, wait_until="networkidle")
    page.keyboard.press("Control+k")
    page.keyboard.type("who can see")
    expect(page.locator("#palette-results [aria-selected=true]")).to_have_text(re.compile("Who can see this"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/access/")


def test_two_letters_lead_to_an_area_and_none_while_typing(page: Page, firm: Firm) -> None:
    page.goto(firm.address + "/clients/", wait_until="networkidle")
    page.keyboard.press("g")
    page.keyboard.press("f")
    page.wait_for_url("**/portfolio/")
    page.goto(firm.address + "/clients/", wait_until="networkidle")
    page.locator("#q").focus()
    page.keyboard.type("gc?")
    expect(page.locator("#q")).to_have_value("gc?")
    expect(page.locator("#dialog")).not_to_be_visible()


def test_a_question_mark_lists_the_keys(page: Page, firm: Firm) -> None:
    page.goto(firm.address + "/clients/", wait_until="networkidle")
    page.keyboard.press("?")
    expect(page.locator("#dialog").get_by_text("Undo what was just done")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).not_to_be_visible()


def test_c_logs_a_contact_with_the_client_of_the_page(page: Page, firm: Firm, client_page: str) -> None:
    page.goto(firm.address + client_page, wait_until="networkidle")
    name = page.locator("h1").inner_text()
    page.keyboard.press("c")
    expect(page.locator("#dialog")).to_be_visible()
    expect(page.locator("#dialog [name=client_text], #dialog [name=client_was]").first).to_have_value(name)


# ---- facts changed in place


def test_enter_opens_and_saves_escape_leaves_and_tab_goes_on(page: Page, firm: Firm, told: str) -> None:
    page.goto(firm.address + told, wait_until="networkidle")
    pencil = page.get_by_role("button", name="Change: Industry")
    before = page.locator("[data-inline]", has=pencil).locator(".inline-shown").inner_text()
    pencil.focus()
    page.keyboard.press("Enter")
    field = page.locator(".inline-form").get_by_label("Industry")
    expect(field).to_be_focused()
    field.fill("Never kept")
    page.keyboard.press("Escape")
    expect(page.locator("[data-inline]", has=pencil).locator(".inline-shown")).to_have_text(before)
    expect(pencil).to_be_focused()

    page.keyboard.press("Enter")
    field.fill("Real estate")
    page.keyboard.press("Enter")
    expect(page.locator("[data-inline]", has=pencil).locator(".inline-shown")).to_have_text("Real estate")
    expect(pencil).to_be_focused()

    page.keyboard.press("Enter")
    field.fill("Land")
    page.keyboard.press("Tab")
    expect(page.locator("[data-inline]", has=pencil).locator(".inline-shown")).to_have_text("Land")
    expect(page.locator(".inline-open")).to_have_count(1)
    expect(page.locator(".inline-form").get_by_label("Industry")).to_have_count(0)
    page.reload()
    expect(page.locator("[data-inline]", has=pencil).locator(".inline-shown")).to_have_text("Land")


def test_a_value_that_is_refused_stays_with_its_reason(page: Page, firm: Firm, told: str) -> None:
    page.goto(firm.address + told, wait_until="networkidle")
    page.get_by_role("button", name="Change: Employees").click()
    field = page.locator(".inline-form").get_by_label("Employees")
    field.fill("-5")
    page.keyboard.press("Enter")
    expect(page.locator(".inline-open [role=alert]")).to_be_visible()
    expect(page.locator(".inline-form").get_by_label("Employees")).to_have_value("-5")
    page.locator(".inline-form").get_by_label("Employees").fill("120")
    page.keyboard.press("Enter")
    expect(page.locator(".inline-open")).to_have_count(0)
    expect(page.locator("[data-inline]", has=page.get_by_role("button", name="Change: Employees"))).to_contain_text(
        "120"
    )


def test_the_second_of_two_writers_sees_both_values_and_chooses(
    page: Page, firm: Firm, browser_state: tuple[Browser, object], told: str
) -> None:
    address = firm.address + told
    page.goto(address, wait_until="networkidle")
    browser, state = browser_state
    other = open_context(browser, state, firm.address, language="en", size="desk", theme="light")
    second = other.new_page()
    second.goto(address, wait_until="networkidle")
    for writer, value in ((page, "First form"), (second, "Second form")):
        writer.get_by_role("button", name="Change: Legal form").click()
        writer.locator(".inline-form").get_by_label("Legal form").fill(value)
        writer.keyboard.press("Enter")
        if writer is page:
            expect(page.locator(".inline-open")).to_have_count(0)
    clash = second.locator(".clash")
    expect(clash).to_contain_text("First form")
    expect(clash).to_contain_text("Second form")
    clash.get_by_label("Second form").check()
    clash.get_by_role("button", name="Save what I chose").click()
    expect(second.locator(".clash")).to_have_count(0)
    second.reload()
    expect(second.locator("main")).to_contain_text("Second form")
    other.close()


# ---- undo


def test_control_z_takes_back_what_was_written_in_place(page: Page, firm: Firm, told: str) -> None:
    page.goto(firm.address + told, wait_until="networkidle")
    pencil = page.get_by_role("button", name="Change: Traits")
    shown = page.locator("[data-inline]", has=pencil).locator(".inline-shown")
    before = shown.inner_text()
    pencil.click()
    page.locator(".inline-form").get_by_label("Traits").fill("Quick to decide")
    page.keyboard.press("Control+z")
    expect(page.locator(".inline-open")).to_have_count(1)
    page.locator(".inline-form").get_by_label("Traits").fill("Quick to decide")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    expect(shown).to_have_text("Quick to decide")
    page.keyboard.press("Control+z")
    expect(page.locator("#messages")).to_contain_text("Undone")
    expect(shown).to_have_text(before)


def test_the_offer_goes_after_ten_seconds_and_waits_under_the_pointer(page: Page, firm: Firm, told: str) -> None:
    page.clock.install()
    page.goto(firm.address + told, wait_until="networkidle")
    page.get_by_role("button", name="Change: Founded").click()
    page.locator(".inline-form").get_by_label("Founded").fill("1996-05-01")
    page.keyboard.press("Enter")
    offer = page.get_by_role("button", name="Undo")
    expect(offer).to_be_visible()
    page.clock.run_for(9_000)
    expect(offer).to_be_visible()
    offer.hover()
    page.clock.run_for(30_000)
    expect(offer).to_be_visible()
    page.mouse.move(5, 5)
    page.clock.run_for(3_000)
    expect(offer).to_have_count(0)


# ---- many at once, and segments


def test_ticked_clients_are_changed_together_and_put_back_together(page: Page, firm: Firm) -> None:
    page.goto(firm.address + "/clients/?sort=name&order=up", wait_until="networkidle")
    boxes = page.locator("td.tick input")
    expect(page.get_by_role("button", name="Change those ticked")).not_to_be_visible()
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Change those ticked").click()
    page.get_by_role("link", name="Country", exact=True).click()
    page.locator("#id_new").fill("US")
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_role("heading", name="2 clients would change")).to_be_visible()
    page.get_by_role("button", name="Change 2 clients").click()
    expect(page.locator("#messages")).to_contain_text("Country: changed for 2 clients.")
    assert page.locator("tbody tr", has_text="US").count() >= 2
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    expect(page.locator("#messages")).to_contain_text("Undone")
    page.goto(firm.address + "/clients/?where=country:is:US", wait_until="networkidle")
    expect(page.locator("#found")).to_contain_text("No client fits all of this")


def test_a_list_is_narrowed_given_columns_and_kept_in_dialogs(page: Page, firm: Firm) -> None:
    page.goto(firm.address + "/clients/", wait_until="networkidle")
    page.get_by_role("link", name="Narrow").click()
    page.locator("#dialog").get_by_role("link", name="Frequency").click()
    page.locator("#dialog").get_by_label("Value").fill("10")
    page.locator("#dialog").get_by_role("button", name="Narrow").click()
    page.wait_for_url("**where=measure_frequency*")
    expect(page.locator(".chips")).to_contain_text("Frequency ≥ 10")
    page.get_by_role("link", name="Columns").click()
    page.locator("#dialog").get_by_label("Employees").check()
    page.locator("#dialog").get_by_role("button", name="Show these").click()
    page.wait_for_url("**columns=*")
    expect(page.get_by_role("columnheader", name="Employees")).to_be_visible()
    page.get_by_label("More", exact=True).click()
    page.get_by_role("link", name="Keep as a segment").click()
    page.locator("#dialog").get_by_label("Name").fill("Often here")
    page.locator("#dialog").get_by_role("button", name="Keep").click()
    expect(page.locator("nav.segments [aria-current=page]")).to_contain_text("Often here")
    expect(page.get_by_role("columnheader", name="Employees")).to_be_visible()


def test_the_same_ways_work_without_scripts(firm: Firm, browser_state: tuple[Browser, object], told: str) -> None:
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language="en", size="desk", theme="light", script=False)
    page = context.new_page()
    page.goto(firm.address + "/clients/")
    page.get_by_role("link", name="Narrow").click()
    page.get_by_role("link", name="Frequency").click()
    page.get_by_label("Value").fill("10")
    page.get_by_role("button", name="Narrow").click()
    assert "Frequency ≥ 10" in page.locator(".chips").inner_text()
    page.goto(firm.address + told)
    page.get_by_role("button", name="Change: Industry").click()
    page.locator("#id_industry").fill("Ports")
    page.locator("main").get_by_role("button", name="Save").first.click()
    assert page.get_by_role("button", name="Undo").count() == 1
    page.get_by_role("button", name="Undo").click()
    assert "Undone" in page.locator("#messages").inner_text()
    context.close()
