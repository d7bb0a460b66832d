"""Every page in a real browser: three languages, two sizes, two themes."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from scripts import messages
from scripts.served_firm import LANGUAGES, SIZES, Firm, open_context, pages_of

# One server and one browser serve all these tests, so one worker runs them all.
pytestmark = pytest.mark.xdist_group("browser")

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()

CLIPPED = """() => [...document.querySelectorAll(
    'button, .btn, .nav-link, .badge, label, th, .subheader, h1, h2, h3, dt')]
  .filter(e => e.offsetParent !== null && !e.closest('.visually-hidden, [data-may-clip]'))
  .filter(e => getComputedStyle(e).overflow !== 'visible' && e.scrollWidth > e.clientWidth + 1)
  .map(e => e.tagName + ' ' + e.className + ': ' + e.textContent.trim().slice(0, 60))"""

TEXTS = """() => {
  const own = '[translate=no], [lang]:not(html)', out = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (walk.currentNode.parentElement.closest('script, style, noscript, template, ' + own)) continue;
    const text = walk.currentNode.textContent.trim().replace(/\\s+/g, ' ');
    if (text) out.push(text);
  }
  for (const name of ['aria-label', 'placeholder', 'title'])
    for (const e of document.querySelectorAll('[' + name + ']'))
      if (!e.closest(own)) out.push(e.getAttribute(name));
  return out;
}"""


def _untranslated(page: Page, language: str) -> list[str]:
    return [] if language == "en" else sorted({text for text in page.evaluate(TEXTS) if text in _changed(language)})


@functools.cache
def _changed(language: str) -> set[str]:
    """The sentences that a translation says differently."""
    folder = {"zh-hans": "zh_Hans", "ru": "ru"}[language]
    entries = messages.read(messages.catalogue_path(messages.CATALOGUES, folder), folder)
    alone = [entry for entry in entries if isinstance(entry.id, str) and entry.string not in ("", entry.id)]
    return {" ".join(entry.id.split()) for entry in alone}


def _grave(page: Page, *, rules: list[str] | None = None) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    asked = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    found: dict[str, Any] = page.evaluate("asked => axe.run(document, asked)", asked)
    return [
        f"{rule['id']}: {rule['help']}: {[node['target'] for node in rule['nodes'][:3]]}"
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_clean_whole_translated_and_accessible(
    firm: Firm, browser_state: tuple[Browser, object], client_page: str, language: str, size: str
) -> None:
    """The colours are all that a theme changes, whatever the language, and they change while the page is open."""
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language=language, size=size, theme="light")
    troubles: list[str] = []
    for name, path in pages_of(firm, client_page).items():
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda m, said=said: said.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        answer = page.goto(firm.address + path, wait_until="load")
        assert answer is not None
        page.wait_for_timeout(100)
        if name == "missing":
            said = [text for text in said if "404" not in text]
            assert answer.status == 404
        else:
            assert answer.status == 200, (path, answer.status)
        troubles += [f"{name}: refused by policy: {text}" for text in page.evaluate("window.__refused")]
        troubles += [f"{name}: axe: {text}" for text in _grave(page)]
        if language == "en":
            page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            troubles += [f"{name}: axe, dark: {text}" for text in _grave(page, rules=["color-contrast"])]
        troubles += [f"{name}: untranslated: {text}" for text in _untranslated(page, language)]
        troubles += [f"{name}: clipped: {text}" for text in page.evaluate(CLIPPED)]
        wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        if wide > 0:
            troubles.append(f"{name}: {wide} px wider than the window")
        troubles += [f"{name}: console: {text}" for text in said]
        page.close()
    context.close()
    assert not troubles, "\n".join(troubles)


def test_the_pages_before_sign_in_are_clean(firm: Firm, browser_state: tuple[Browser, object]) -> None:
    browser, _state = browser_state
    troubles: list[str] = []
    for language in LANGUAGES:
        context = open_context(browser, None, firm.address, language=language, size="phone", theme="light")
        page = context.new_page()
        page.on("console", lambda m, kept=troubles: kept.append(m.text) if m.type == "error" else None)
        page.goto(firm.address + "/portfolio/", wait_until="networkidle")
        assert "/accounts/login/" in page.url
        troubles += page.evaluate("window.__refused") + _grave(page) + _untranslated(page, language)
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        context.close()
    assert not troubles


def test_a_click_on_the_pyramid_leads_to_those_clients(firm: Firm, browser_state: tuple[Browser, object]) -> None:
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language="en", size="desk", theme="light")
    page = context.new_page()
    page.goto(firm.address + "/portfolio/", wait_until="networkidle")
    box = page.locator("[data-chart=pyramid]").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.36)
    page.wait_for_url("**/clients/?*tier=medium*")
    assert page.locator("main table tbody tr").count() > 0
    context.close()


def test_search_opens_by_key_finds_and_leads_to_the_client(firm: Firm, browser_state: tuple[Browser, object]) -> None:
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language="en", size="desk", theme="light")
    page = context.new_page()
    page.goto(firm.address + "/clients/", wait_until="networkidle")
    page.keyboard.press("Control+k")
    page.keyboard.type("prado")
    page.get_by_role("link", name="Prado").or_(page.get_by_role("option", name="Prado")).first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/clients/\d+/$"))
    assert "Prado" in page.locator("h1, h2").first.inner_text() + page.title()
    context.close()


def test_the_main_ways_work_without_javascript(firm: Firm, browser_state: tuple[Browser, object]) -> None:
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language="en", size="phone", theme="light", script=False)
    page = context.new_page()
    page.goto(firm.address + "/clients/?q=prado")
    page.locator("main td a[href^='/clients/']", has_text="Prado").first.click()
    assert "Prado" in page.title()
    page.goto(firm.address + "/portfolio/")
    assert page.locator("main table").count() >= 4
    context.close()


def test_a_file_given_to_the_demonstration_is_answered(firm: Firm, browser_state: tuple[Browser, Any]) -> None:
    browser, state = browser_state
    context = open_context(browser, state, firm.address, language="en", size="desk", theme="light")
    page = context.new_page()
    page.goto(firm.address + "/data/")
    ledger = b"date,client,amount\n03/04/2016,Acme,100.50\n05/04/2016,Borealis,20\n"
    page.set_input_files("input[type=file]", {"name": "open.csv", "mimeType": "text/csv", "buffer": ledger})
    page.wait_for_url(re.compile(r"/data/\d+/$"))
    assert page.locator("text=Does the day or the month come first").count() == 1
    context.close()
