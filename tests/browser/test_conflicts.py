"""A conflict check in a real browser: names in other scripts are found, and a wall says only whom to ask."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from scripts.served_firm import Firm, open_context

# One server and one browser serve all these tests, so one worker runs them all.
pytestmark = pytest.mark.xdist_group("browser")

OFFICER = "Speak to the conflicts officer."

# What no page of the demonstration does: a person who signs in beside the managing partner.
SECOND_PERSON = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela.config.settings")
import django
django.setup()
from clientela.accounts.actions import add_staff, issue_sign_in_link
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.core.actor import SYSTEM
lawyer = User.objects.filter(username="conflicts-lawyer").first()
lawyer = lawyer or add_staff(name="Conflicts Lawyer", role=Role.LAWYER, by=SYSTEM)
print(lawyer.pk, issue_sign_in_link(user=lawyer, by=SYSTEM))
"""


def _second_person(firm: Firm) -> tuple[str, str]:
    """The number of a lawyer and a link that signs the lawyer in."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    said = subprocess.run(
        [sys.executable, "-c", SECOND_PERSON],
        env=environment | {"CLIENTELA_HOME": str(firm.home)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return said[-2], f"{firm.address}/enter/{said[-1]}/"


def _enter_client(page: Page, firm: Firm, name: str) -> str:
    """Enter a client on the page for it; the address of its file."""
    page.goto(f"{firm.address}/clients/new/")
    page.fill("#id_name", name)
    page.locator("main form button.btn-primary[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/clients/\d+/"))
    found = re.search(r"/clients/(\d+)/", page.url)
    assert found
    return found[1]


def _check(page: Page, firm: Firm, name: str) -> str:
    """Check one name; what the page then says."""
    page.goto(f"{firm.address}/conflicts/new/")
    page.fill("#id_client", name)
    page.locator("main form button.btn-primary[type=submit]").click()
    page.wait_for_url(re.compile(r"/conflicts/\d+/"))
    return page.locator("main").inner_text()


@pytest.fixture(scope="module")
def desk(firm: Firm, browser_state: tuple[Browser, object]) -> BrowserContext:
    browser, state = browser_state
    return open_context(browser, state, firm.address, language="en", size="desk", theme="light")


@pytest.fixture(scope="module")
def clients(desk: BrowserContext, firm: Firm) -> dict[str, str]:
    page = desk.new_page()
    return {name: _enter_client(page, firm, name) for name in ("三菱重工业", "ООО «Щукин и партнёры»")}


def test_three_diamonds_are_found_by_their_pinyin(desk: BrowserContext, firm: Firm, clients: dict[str, str]) -> None:
    page = desk.new_page()
    for written in ("sanling", "San Ling", "三菱"):
        said = _check(page, firm, written)
        assert "三菱重工业" in said, written
        assert OFFICER not in said


def test_a_russian_surname_is_found_by_each_latin_spelling(
    desk: BrowserContext, firm: Firm, clients: dict[str, str]
) -> None:
    page = desk.new_page()
    for written in ("Shchukin", "Schukin", "Šukin", "Щукин"):
        assert "Щукин и партнёры" in _check(page, firm, written), written


def test_a_walled_client_answers_only_whom_to_ask(
    desk: BrowserContext, firm: Firm, browser_state: tuple[Browser, object], clients: dict[str, str]
) -> None:
    number, entrance = _second_person(firm)
    page = desk.new_page()
    page.goto(f"{firm.address}/clients/{clients['三菱重工业']}/walls/new/")
    page.locator(f"input[name=staff][value='{number}']").check()
    page.fill("[name=reason]", "acts for the other side")
    page.locator("main form button.btn-primary[type=submit]").first.click()
    page.wait_for_load_state()
    browser, _state = browser_state
    context = browser.new_context(locale="en-US")
    try:
        other = context.new_page()
        other.goto(entrance)
        other.locator("form button[type=submit]").first.click()
        other.wait_for_url(re.compile(r"/(portfolio|clients|today)/"))
        said = _check(other, firm, "sanling")
        assert OFFICER in said
        assert "三菱" not in other.content()
        assert "No name like it" not in said
        assert "Щукин и партнёры" in _check(other, firm, "Schukin")
    finally:
        context.close()
