"""What a browser without scripts reads of a page."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.urls import reverse

INPUT = re.compile(r'<input[^>]*type="hidden"[^>]*>')


def page_of(browser: Any, name: str, *args: Any) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def shown_in(html: str) -> dict[str, str]:
    """What the hidden inputs of a page hold."""
    found = {}
    for tag in INPUT.findall(html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and name.group(1).startswith("was_"):
            found[name.group(1)] = value.group(1)
    return found
