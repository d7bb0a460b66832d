"""What tests of pages read off an answer, and what a browser would post back."""

from __future__ import annotations

import re
from html import unescape
from typing import Any


def text(answer: Any) -> str:
    """The words of a page."""
    html = re.sub(r"<template.*?</template>", " ", answer.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def filled(answer: Any, **typed: Any) -> dict[str, Any]:
    """The form of a page as a browser would post it without scripts, with some fields typed anew."""
    form = answer.context["form"]
    data: dict[str, Any] = dict(form.seen)
    for bound in form:
        value = bound.value()
        data[bound.name] = "" if value is None else value
    return {name: value for name, value in {**data, **typed}.items() if value is not False}
