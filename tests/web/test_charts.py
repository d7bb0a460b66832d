"""The charts on a bare page, without Django, as the report that opens offline uses them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from playwright.sync_api import Browser, Page, sync_playwright

import clientela.web
from clientela.web.gallery import samples
from scripts.machine import ROOT, chromium

pytestmark = pytest.mark.xdist_group("charts")

STATIC = Path(clientela.web.__file__).parent / "static" / "web"
ECHARTS = ROOT / "node_modules" / "echarts" / "dist" / "echarts.common.min.js"
DRAW = """([kind, chart]) => {
  const element = document.createElement('div');
  element.className = `chart chart-${kind}`;
  element.id = kind;
  document.body.append(element);
  ClientelaCharts.draw(element, kind, chart.data, chart.strings);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Closed with this file: while Playwright runs, Django takes the process for one that may not ask a database.
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page with the charts and nothing else."""
    bare = browser.new_page(viewport={"width": 700, "height": 900})
    bare.set_content("<!doctype html><html lang=en data-bs-theme=light><body></body></html>")
    bare.add_style_tag(path=STATIC / "charts.css")
    bare.add_script_tag(path=ECHARTS)
    bare.add_script_tag(path=STATIC / "charts.js")
    bare.add_script_tag(path=STATIC / "charts-axes.js")
    yield bare
    bare.close()


@pytest.fixture(scope="module")
def charts() -> dict[str, dict[str, Any]]:
    with translation.override("en"):
        return samples.charts()


def _ink(page: Page, kind: str) -> int:
    """How many pixels of the canvas of a chart are not empty."""
    return int(
        page.evaluate(
            """kind => {
                 const canvas = document.querySelector(`#${kind} canvas`);
                 const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                 let count = 0;
                 for (let i = 3; i < pixels.length; i += 4) if (pixels[i]) count++;
                 return count;
               }""",
            kind,
        )
    )


@pytest.mark.parametrize("kind", ["whale", "grid", "quarters"])
def test_a_chart_on_canvas_is_drawn(page: Page, charts: dict[str, Any], kind: str) -> None:
    page.evaluate(DRAW, [kind, charts[kind]])
    assert _ink(page, kind) > 3_000


def test_the_pyramid_has_a_row_for_each_level_with_its_figures(page: Page, charts: dict[str, Any]) -> None:
    page.evaluate(DRAW, ["pyramid", charts["pyramid"]])
    rows = page.locator("#pyramid .chart-row").all_text_contents()
    assert rows[:2] == ["Top431.0%", "Large1527.0%"]
    assert len(rows) == 7
    widths = page.evaluate("[...document.querySelectorAll('#pyramid .chart-shape')].map(e => e.getBBox().width)")
    assert widths == sorted(widths)


def test_movement_draws_each_flow_but_those_who_stayed_without_fees(page: Page, charts: dict[str, Any]) -> None:
    page.evaluate(DRAW, ["movement", charts["movement"]])
    moves = charts["movement"]["data"]["cells"]
    assert page.locator("#movement .chart-ribbon").count() == len(moves) - 1
    assert "Small 270" in " ".join(page.locator("#movement .chart-node").all_text_contents()).replace(
        "Small270", "Small 270"
    )


def test_a_part_leads_to_its_clients(page: Page, charts: dict[str, Any]) -> None:
    chart = {"data": dict(charts["pyramid"]["data"]), "strings": charts["pyramid"]["strings"]}
    chart["data"]["levels"] = [level | {"href": f"#{level['code']}"} for level in chart["data"]["levels"]]
    page.evaluate(DRAW, ["pyramid", chart])
    page.locator("#pyramid .chart-row").nth(1).click()
    assert page.evaluate("location.hash") == "#large"


@pytest.mark.parametrize("kind", ["whale", "grid", "movement"])
def test_a_chart_without_figures_says_so(page: Page, kind: str) -> None:
    with translation.override("en"):
        chart = samples.bare_charts()[kind]
    page.evaluate(DRAW, [kind, chart])
    assert page.locator(f"#{kind} .chart-empty").inner_text() == chart["strings"]["empty"]


def test_colours_follow_the_theme_of_the_page(page: Page, charts: dict[str, Any]) -> None:
    page.evaluate(DRAW, ["pyramid", charts["pyramid"]])
    top = "document.querySelector('#pyramid .chart-shape').getAttribute('fill')"
    light = page.evaluate(top)
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    page.wait_for_function(f"{top} !== '{light}'")


def test_a_chart_is_drawn_again_where_its_place_becomes_narrow(page: Page, charts: dict[str, Any]) -> None:
    page.evaluate(DRAW, ["movement", charts["movement"]])
    page.evaluate("document.getElementById('movement').style.width = '300px'")
    page.wait_for_function("document.querySelector('#movement svg').getAttribute('width') === '300'")


def test_names_of_clients_cannot_bring_markup_into_a_chart(page: Page, charts: dict[str, Any]) -> None:
    data = dict(charts["grid"]["data"])
    data["points"] = [[3, 1000.0, "gold", "key", "<img src=x onerror='window.struck = 1'>", ""]]
    page.evaluate(DRAW, ["grid", {"data": data, "strings": charts["grid"]["strings"]}])
    page.evaluate(
        "echarts.getInstanceByDom(document.getElementById('grid'))"
        ".dispatchAction({type: 'showTip', seriesIndex: 0, dataIndex: 0})"
    )
    page.wait_for_timeout(200)
    assert "<img" in page.locator("#grid").inner_text()
    assert page.evaluate("window.struck") is None


def test_great_clients_do_not_press_the_others_into_a_corner(page: Page) -> None:
    sizes = [10.0**power * unit for power in range(1, 7) for unit in (1, 2, 5)]
    points = [[number % 9 + 1, size, "ordinary", "ordinary", str(size), ""] for number, size in enumerate(sizes)]
    data = {
        "language": "en", "currency": "USD", "points": points, "cuts": {"frequency": 5, "profit": 5000}, "href": {},
        "labels": {"gold": "Gold", "big": "Big", "frequent": "Frequent", "ordinary": "Ordinary"},
    }  # fmt: skip
    page.evaluate(DRAW, ["grid", {"data": data, "strings": {"frequency": "f", "profit": "p", "compressed": "c"}}])
    places = page.evaluate(
        """() => {
             const chart = echarts.getInstanceByDom(document.getElementById('grid'));
             return chart.getOption().series[0].data.map(one => chart.convertToPixel({seriesIndex: 0}, one.value)[1]);
           }"""
    )
    lower_half = [place for place in places if place > (max(places) + min(places)) / 2]
    assert 4 <= len(lower_half) <= len(places) - 4


def test_an_unknown_kind_is_an_error_and_not_an_empty_box(page: Page) -> None:
    said = page.evaluate(
        "try { ClientelaCharts.draw(document.body, 'pie', {}, {}) } catch (e) { e.name + ': ' + e.message }"
    )
    assert said == "RangeError: no chart of the kind pie"
