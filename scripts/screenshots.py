"""Takes the pictures of the documentation; with `--all DIR`, every page in every language, size and theme."""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import Page

from scripts.machine import ROOT
from scripts.served_firm import (
    LANGUAGES,
    SIZES,
    THEMES,
    first_client,
    open_context,
    pages_of,
    scratch_home,
    served_firm,
    signed_in,
)

PICTURES = (
    ("portfolio", "en", "desk", "light", "portfolio.png"),
    ("client", "zh-hans", "desk", "light", "client.zh-hans.png"),
    ("clients", "ru", "desk", "dark", "clients.ru.png"),
)


def main() -> None:
    """Serve the demonstration firm in a scratch directory, and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="DIR", help="take every page instead, into DIR")
    parser.add_argument("--only", default="", help="with --all: pages whose name contains this")
    asked = parser.parse_args()
    with scratch_home() as home, served_firm(Path(home)) as firm, signed_in(firm) as (browser, state):
        context = open_context(browser, state, firm.address, language="en", size="desk", theme="light")
        pages = pages_of(firm, first_client(context.new_page(), firm))
        context.close()
        if asked.all:
            asked.all.mkdir(parents=True, exist_ok=True)
            wanted = [
                (name, language, size, theme, str(asked.all / f"{name}.{language}.{size}.{theme}.png"))
                for name in pages
                if asked.only in name
                for language in LANGUAGES
                for size in SIZES
                for theme in THEMES
            ]
        else:
            wanted = [(*picture[:4], str(ROOT / "docs" / "pictures" / picture[4])) for picture in PICTURES]
            (ROOT / "docs" / "pictures").mkdir(exist_ok=True)
        for name, language, size, theme, path in wanted:
            context = open_context(browser, state, firm.address, language=language, size=size, theme=theme)
            page = context.new_page()
            page.goto(firm.address + pages[name], wait_until="networkidle")
            _settle(page)
            page.screenshot(path=path, full_page=bool(asked.all))
            context.close()
            print(path)


def _settle(page: Page) -> None:
    # Charts draw themselves in over most of a second.
    page.wait_for_timeout(1200)


if __name__ == "__main__":
    main()
