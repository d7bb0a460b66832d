"""The report opens from the disk alone, in three languages, light and dark, and does nothing but show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.machine import chromium

# One browser serves all these tests, so one worker runs them all.
pytestmark = pytest.mark.xdist_group("report")

PROJECT = Path(__file__).resolve().parents[2]
LAW_FIRM = PROJECT / "examples" / "law_firm_ledger.csv"
AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
HOSTILE = "</script><script>window.harmed=1</script><img src=x onerror=harmed=1>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


class Opened:
    """A report in the browser, with everything that it said or asked for."""

    def __init__(self, browser: Browser, path: Path, *, width: int = 1440, scheme: str = "light") -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
        self.page: Page = self.context.new_page()
        self.heard: list[str] = []
        self.page.on("console", lambda message: self.heard.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))
        self.page.on(
            "request", lambda request: self.heard.append(request.url) if request.url != path.as_uri() else None
        )
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("[data-chart=movement] svg")

    def grave(self) -> list[str]:
        """What axe finds serious."""
        self.page.evaluate(AXE)
        found: dict[str, Any] = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{rule['id']}: {[node['target'] for node in rule['nodes'][:3]]}"
            for rule in found["violations"]
            if rule["impact"] in ("serious", "critical")
        ]


@pytest.fixture
def reported(clientela, tmp_path):
    """Make the report of a ledger and return its path."""

    def make(path: Path, *options: str) -> Path:
        result = clientela("analyse", path, "--out", tmp_path / "out", "--max-rejects", "9", *options)
        assert result.exit_code == 0, result.stderr
        return tmp_path / "out" / "report.html"

    return make


@pytest.mark.parametrize(
    ("language", "title", "width", "scheme"),
    [("en", "Portfolio", 1440, "light"), ("ru", "Портфель", 360, "dark"), ("zh-hans", "客户组合", 1440, "dark")],
)
def test_it_opens_offline_without_a_request_or_an_error(browser, reported, language, title, width, scheme):
    opened = Opened(browser, reported(LAW_FIRM, "--language", language), width=width, scheme=scheme)

    assert opened.heard == []
    assert opened.page.locator("h1").inner_text() == title
    assert opened.page.locator("html").get_attribute("lang") == language
    assert opened.page.locator("html").get_attribute("data-bs-theme") == scheme
    assert opened.page.locator("[data-chart] canvas, [data-chart] svg").count() == 4
    assert opened.page.locator("#clients tbody tr").count() == 427
    assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert opened.grave() == []
    opened.context.close()


def test_a_part_of_a_chart_leads_to_its_clients_and_each_says_why(browser, reported):
    opened = Opened(browser, reported(LAW_FIRM))
    page = opened.page

    page.locator("[data-chart=pyramid] .chart-row").first.click()
    page.wait_for_function("document.querySelectorAll('#clients tbody tr:not([hidden])').length === 3")
    page.locator("#clients tbody tr:visible summary").first.click()
    why = page.locator("#clients tbody tr:visible .why").first

    assert page.locator("#shown-label").inner_text() == "Top"
    assert "place 3" in why.inner_text()
    assert "lower by $6,227" in why.inner_text()

    page.locator("#shown a").click()
    page.locator("#find").fill("kilroy realty corp")
    assert page.locator("#clients tbody tr:visible").count() == 1
    assert opened.heard == []
    opened.context.close()


def test_names_of_clients_cannot_harm_the_page(browser, reported, ledger):
    today = dt.date(2024, 12, 31)
    rows = [[today, HOSTILE, 100], [today, "{{ 7 }}{% now %}", 50], ["no date", HOSTILE, 1], [today, "plain", 1]]
    opened = Opened(browser, reported(ledger(rows, name="<b>ledger.csv")))
    page = opened.page

    assert page.evaluate("window.harmed") is None
    assert page.locator("#clients summary").first.inner_text() == HOSTILE
    assert page.locator("#clients summary").nth(1).inner_text() == "{{ 7 }}{% now %}"
    assert page.locator("main img").count() == 0
    assert opened.heard == []
    opened.context.close()


def test_rejects_and_what_was_understood_are_shown(browser, reported, ledger):
    rows = [["31.12.2024", "Acme", "1.000,50"], ["30.11.2024", "", "7"], ["29.02.2023", "Acme", "7"]]
    opened = Opened(browser, reported(ledger(rows, headings="Дата,Клиент,Сумма (руб.)")))
    shown = opened.page.locator("main").inner_text()

    assert "The client is missing." in shown
    assert "29.02.2023" in shown
    assert "Сумма (руб.)" in shown
    assert "day, month, year" in shown
    assert "comma: 1.234,50" in shown
    assert "3 rows read, 2 left out" in shown
    opened.context.close()


def test_a_book_without_profit_still_has_its_page(browser, reported, ledger):
    rows = [
        ["2024-01-01", "Acme", "10", "fee"],
        ["2024-01-01", "Acme", "30", "cost"],
        ["2024-01-01", "Never", "0", "fee"],
    ]
    opened = Opened(browser, reported(ledger(rows, headings="date,client,amount,kind")))

    assert opened.heard == []
    assert (
        opened.page.locator("[data-chart=whale] .chart-empty").inner_text()
        == "There is no profit to divide in this window."
    )
    opened.context.close()


def test_a_long_book_shows_its_largest_and_says_where_the_others_are(browser, reported, ledger):
    rows = [["2024-12-31", f"Client {number:04d}", 10_000 - number] for number in range(2_001)]
    opened = Opened(browser, reported(ledger(rows)))

    assert opened.page.locator("#clients tbody tr").count() == 300
    assert "the first 300 of 2,001" in opened.page.locator("main").inner_text()
    assert "1,334 of 2,001 clients drawn" in opened.page.locator("main").inner_text()
    assert opened.heard == []
    opened.context.close()


def test_it_prints_on_white_with_its_charts(browser, reported):
    opened = Opened(browser, reported(LAW_FIRM), scheme="dark")
    page = opened.page

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function("document.documentElement.dataset.bsTheme === 'light'")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_function("document.documentElement.dataset.bsTheme === 'dark'")
    assert opened.heard == []
    opened.context.close()
