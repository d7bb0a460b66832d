"""A leaver's book is handed over in a real browser, from the plan to the end of the leaver's access."""

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

FILL = """
import datetime as dt
from clientela.cli.database import database
with database():
    from clientela.accounts.actions import add_staff, issue_sign_in_link
    from clientela.accounts.permissions import Role
    from clientela.clients.actions import change_client
    from clientela.clients.models import Client
    from clientela.contacts.actions import add_contact
    from clientela.core.actor import SYSTEM, acting_as
    from clientela.interactions.actions import add_task, import_interactions
    from clientela.interactions.actions.importing import ImportedInteraction
    with acting_as(SYSTEM):
        leaver = add_staff(name="Leonid Leaver", role=Role.LAWYER, by=SYSTEM)
        heir = add_staff(name="Hanna Heir", role=Role.LAWYER, by=SYSTEM)
        rows = []
        for number, client in enumerate(Client.objects.order_by("id")[:2]):
            change_client(client_id=client.pk, changes={"responsible": leaver.pk}, by=SYSTEM)
            person = add_contact(name=f"Pavel Partner {number}", client_id=client.pk, by=SYSTEM)
            today, paper = dt.date.today(), f"Send paper {number}"
            add_task(title=paper, owner_id=leaver.pk, due=today, client_id=client.pk, by=SYSTEM)
            for days in (3, 30, 60):
                at = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
                staff = (leaver.pk, heir.pk) if number == 0 else (leaver.pk,)
                rows.append(
                    ImportedInteraction(
                        client_id=client.pk, channel="visit", at=at, subject="Visit", staff=staff, contacts=(person.pk,)
                    )
                )
        import_interactions(rows, by=SYSTEM)
        print("TOKEN", issue_sign_in_link(user=leaver, by=SYSTEM))
"""


@pytest.fixture(scope="module")
def leavers_link(firm: Firm) -> str:
    """A colleague with two clients, two people and two tasks; the link that lets the colleague in."""
    done = subprocess.run(
        [sys.executable, "-c", FILL],
        env={k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"CLIENTELA_HOME": str(firm.home)},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    found = re.search(r"TOKEN (\S+)", done.stdout)
    assert found, done.stderr[-3000:]
    return f"{firm.address}/enter/{found[1]}/"


def test_a_leavers_book_is_handed_over(firm: Firm, leavers_link: str, browser_state: tuple[Browser, object]) -> None:
    browser, state = browser_state
    away = open_context(browser, None, firm.address, language="en", size="desk", theme="light")
    leaver = away.new_page()
    leaver.goto(leavers_link)
    leaver.locator("form button[type=submit]").first.click()
    leaver.wait_for_url(re.compile(r"/(portfolio|clients|tasks)/"))

    context = open_context(browser, state, firm.address, language="en", size="desk", theme="light")
    page = context.new_page()
    page.goto(f"{firm.address}/network/")
    page.get_by_role("link", name="Leonid Leaver").first.click()
    page.get_by_role("link", name="Hand over").click()
    expect(page.get_by_label("Who hands over")).to_have_value(re.compile(r"\d+"))
    page.get_by_label("Last day").fill("2099-12-31")
    page.get_by_role("button", name="Make the plan").click()
    page.wait_for_url(re.compile(r"/handovers/\d+/$"))

    successors = page.get_by_role("combobox", name=re.compile("^Successor for"))
    assert successors.count() == 6
    groups = page.locator(".handover-group")
    first = groups.nth(0).get_by_role("combobox").first
    assert "Hanna Heir" in first.locator("option:checked").inner_text()
    for number in range(groups.nth(1).get_by_role("combobox").count()):
        groups.nth(1).get_by_role("combobox").nth(number).select_option(label="Hanna Heir")
    page.get_by_role("button", name="Keep them and confirm the handover").click()
    expect(page.get_by_role("heading", name="What has passed")).to_be_visible()
    expect(page.get_by_text("Introduce Hanna Heir to Pavel Partner 0")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Visit .* as successor of Leonid Leaver")).first).to_be_visible()
    expect(page.get_by_role("heading", name="Retention of these clients")).to_be_visible()

    assert leaver.goto(f"{firm.address}/clients/").status == 200
    assert "/accounts/login/" not in leaver.url
    page.get_by_text("End access", exact=True).click()
    page.get_by_role("button", name="End access now").click()
    expect(page.get_by_text("access ended")).to_be_visible()
    leaver.goto(f"{firm.address}/clients/")
    assert "/accounts/login/" in leaver.url
    away.close()
    context.close()
