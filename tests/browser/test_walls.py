"""A wall is raised in one browser and acts in another that is open already."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from scripts.served_firm import Firm, open_context

pytestmark = pytest.mark.xdist_group("browser")

ROOT = Path(__file__).resolve().parents[2]

ENTER = """
from clientela.cli.database import database
with database():
    from clientela.accounts.actions import add_staff, issue_sign_in_link
    from clientela.accounts.permissions import Role
    from clientela.core.actor import SYSTEM, acting_as
    with acting_as(SYSTEM):
        lawyer = add_staff(name="Walled Lawyer", role=Role.LAWYER, by=SYSTEM)
        print("TOKEN", issue_sign_in_link(user=lawyer, by=SYSTEM))
"""


def _token(firm: Firm) -> str:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**kept, "CLIENTELA_HOME": str(firm.home)}
    told = subprocess.run(
        [sys.executable, "-c", ENTER], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return re.findall(r"TOKEN (\S+)", told.stdout)[0]


def test_a_wall_raised_in_one_browser_acts_in_another_at_the_next_request(
    firm: Firm, browser_state: tuple[Browser, object], client_page: str
) -> None:
    browser, state = browser_state
    partner = open_context(browser, state, firm.address, language="en", size="desk", theme="light")
    lawyer = open_context(browser, None, firm.address, language="en", size="desk", theme="light")
    try:
        theirs = lawyer.new_page()
        theirs.goto(f"{firm.address}/enter/{_token(firm)}/")
        theirs.locator("form button[type=submit]").first.click()
        theirs.wait_for_url(re.compile(r"/clients/"))
        theirs.goto(firm.address + client_page)
        name = theirs.locator("h1").inner_text()
        ours = partner.new_page()
        ours.goto(f"{firm.address}{client_page}access/")
        expect(ours.get_by_text("Walled Lawyer")).to_be_visible()
        ours.locator(".head-tools").get_by_role("link", name="Raise a wall").click()
        ours.get_by_label("Walled Lawyer").check()
        ours.get_by_label("Reason").fill("Acts for the other side.")
        ours.get_by_role("button", name="Raise the wall").click()
        expect(ours.get_by_text("The wall stands.")).to_be_visible()
        answer = theirs.goto(firm.address + client_page)
        assert answer is not None
        assert answer.status == 404
        theirs.goto(f"{firm.address}/clients/?q={name}")
        assert name not in theirs.locator("main").inner_text().replace(f"“{name}”", "")
        ours.get_by_role("button", name="Lift").click()
        expect(ours.get_by_text("The wall is lifted.")).to_be_visible()
        theirs.goto(firm.address + client_page)
        expect(theirs.locator("h1")).to_have_text(name)
    finally:
        lawyer.close()
        partner.close()
