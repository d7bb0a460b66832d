from __future__ import annotations

import re
from pathlib import Path

import clientela.web
from clientela.web.commands import DO
from clientela.web.context import AREAS
from clientela.web.gallery.samples import icons
from clientela.web.templatetags.clientela import icon

TEMPLATES = Path(clientela.web.__file__).parent / "templates"


def _used() -> set[str]:
    named = re.compile(r"""{% icon "([a-z0-9-]+)"|symbol="([a-z0-9-]+)"|symbol\|default:"([a-z0-9-]+)\"""")
    found = {
        name for path in TEMPLATES.rglob("*.html") for match in named.findall(path.read_text("utf-8")) for name in match
    }
    return (found - {""}) | {one.icon for one in (*AREAS, *DO)}


def test_the_sprite_holds_each_icon_that_a_page_draws_and_no_other() -> None:
    assert _used() == set(icons())


def test_an_icon_is_decoration_unless_it_has_a_name() -> None:
    assert 'aria-hidden="true"' in icon("users")
    assert 'role="img" aria-label="Valid &amp; checked"' in icon("check", "Valid & checked")
