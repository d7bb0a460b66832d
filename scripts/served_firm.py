"""A served demonstration firm and a signed-in browser, for the tests of pages and for their pictures."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from scripts.machine import chromium

LANGUAGES = ("zh-hans", "ru", "en")
SIZES = {"desk": (1440, 1000), "phone": (360, 780)}
THEMES = ("light", "dark")

# A report of the content security policy reaches the page as an event; keep each.
WATCH = """
window.__refused = [];
addEventListener('securitypolicyviolation', e => window.__refused.push(e.violatedDirective + ' ' + e.blockedURI));
"""


@dataclass
class Firm:
    """A running server with the ledger of a law firm."""

    address: str
    entrance: str
    home: Path
    state: dict[str, object] | None = None


@contextlib.contextmanager
def served_firm(home: Path) -> Iterator[Firm]:
    """Build the demonstration firm in `home` and serve it on a free port of this machine."""
    process = subprocess.Popen(
        [sys.executable, "-m", "clientela", "demo", "--firm", "ledger", "--port", "0"],
        env={k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"CLIENTELA_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: list[str] = []
    assert process.stdout is not None
    try:
        for line in process.stdout:
            said.append(line)
            if found := re.search(r"(http://\S+)/enter/(\S+)/", line):
                break
        else:
            raise AssertionError("the server ended before it served:\n" + "".join(said))
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield Firm(found[1], f"{found[1]}/enter/{found[2]}/", home)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


@contextlib.contextmanager
def signed_in(firm: Firm) -> Iterator[tuple[Browser, dict[str, object]]]:
    """A Chromium and the cookies of the managing partner, who came in by the one-time link when it was first asked."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        if firm.state is None:
            firm.state = _sign_in(browser, firm)
        yield browser, firm.state
        browser.close()


def _sign_in(browser: Browser, firm: Firm) -> dict[str, object]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(firm.entrance)
    # A link that a mail program opens by itself must not be used up, so the page asks once more.
    page.locator("main form button[type=submit], form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/(portfolio|clients)/"))
    # A page that shows figures being computed comes again by itself when they are there; wait for that.
    while page.locator("[hx-get][hx-trigger*='every']").count():
        page.wait_for_timeout(500)
        page.reload()
    state = context.storage_state()
    context.close()
    return state  # type: ignore[return-value]


def open_context(
    browser: Browser, state: object, address: str, *, language: str, size: str, theme: str, script: bool = True
) -> BrowserContext:
    """A browser window of a size, in a language and a theme, that keeps what the security policy refuses."""
    width, height = SIZES[size]
    context = browser.new_context(
        storage_state=state,  # type: ignore[arg-type]
        viewport={"width": width, "height": height},
        color_scheme=theme,  # type: ignore[arg-type]
        locale={"zh-hans": "zh-CN", "ru": "ru-RU", "en": "en-US"}[language],
        java_script_enabled=script,
        has_touch=size == "phone",
    )
    context.add_cookies([{"name": "django_language", "value": language, "url": address}])
    if script:
        context.add_init_script(WATCH)
    return context


def first_client(page: Page, firm: Firm) -> str:
    """The address of the largest client's page."""
    page.goto(f"{firm.address}/clients/")
    href = page.locator("main a[href^='/clients/']").evaluate_all(
        "links => links.map(a => a.getAttribute('href')).find(h => /^\\/clients\\/\\d+\\/$/.test(h))"
    )
    assert href
    return str(href)


def pages_of(firm: Firm, client: str) -> dict[str, str]:
    """The pages that a person sees, by name."""
    return {
        "portfolio": "/portfolio/",
        "clients": "/clients/",
        "clients-filtered": "/clients/?tier=large&sort=profit",
        "clients-nothing": "/clients/?q=zzzzqqq",
        "clients-by-facts": "/clients/?where=employees:unknown&columns=billed.employees.owners.responsible",
        "clients-narrow": "/clients/narrow/",
        "clients-narrow-fact": "/clients/narrow/?fact=size&add=1&how=is",
        "clients-columns": "/clients/columns/",
        "segment-new": "/clients/segments/new/?tier=large",
        "clients-several": "/clients/several/?tier=large",
        "clients-several-preview": "/clients/several/?tier=large&fact=potential&new=4&look=1",
        "keys": "/keys/",
        "client": client,
        "client-engagements": f"{client}?tab=engagements",
        "client-ledger": f"{client}?tab=ledger",
        "data": "/data/",
        "rates": "/data/rates/",
        "policy": "/policy/",
        "network": "/network/",
        "network-who": "/network/who/?q=prado",
        "tie-policy": "/policy/ties/",
        "tie-policy-change": "/policy/ties/change/",
        "handovers": "/handovers/",
        "people": "/people/",
        "person-new": "/people/new/",
        "client-people": f"{client}people/",
        "missing": "/clients/999999999/",
        "client-history": f"{client}history/",
        "client-access": f"{client}access/",
        "wall-new": f"{client}walls/new/",
        "walls": "/walls/",
        "staff": "/staff/",
        "roles": "/staff/roles/",
        "audit": "/audit/",
        "privacy": "/privacy/",
        "me": "/me/",
        "second-factors": "/accounts/2fa/",
        "gallery": "/gallery/",
        "client-file": f"{client}file/",
        "client-file-group": f"{client}file/basic/",
        "client-new": "/clients/new/",
        "policy-facts": "/policy/facts/",
        "client-timeline": f"{client}timeline/",
        "log": "/log/?client=" + client.split("/")[2],
        "tasks": "/tasks/",
        "task-new": "/tasks/new/",
        "inquiries": "/inquiries/",
        "inquiry-new": "/inquiries/new/",
        "clocks": "/policy/clocks/",
        "ask": "/ask/",
        "conflicts": "/conflicts/",
        "conflict-new": "/conflicts/new/",
        "engagement-new": f"{client}engagements/new/",
        "teams": "/staff/teams/",
    }


def scratch_home() -> tempfile.TemporaryDirectory[str]:
    """A data directory that goes away."""
    return tempfile.TemporaryDirectory(prefix="clientela-pages-", ignore_cleanup_errors=True)
