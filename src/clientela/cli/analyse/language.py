"""Translation for a command that works without the application: no settings file, no database, no data directory."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

LANGUAGES = ("zh-hans", "ru", "en")
_CATALOGUES = Path(__file__).resolve().parents[2] / "locale"


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Translate into one of `LANGUAGES` inside the block."""
    from django.conf import settings

    if not settings.configured:
        from django.apps import apps

        # English is the language of the source; its words need no catalogue, and the command starts sooner.
        settings.configure(
            USE_I18N=language != "en",
            LANGUAGE_CODE="en",
            LANGUAGES=[(code, code) for code in LANGUAGES],
            LOCALE_PATHS=[_CATALOGUES],
        )
        apps.populate(())
    from django.utils import translation

    with translation.override(language):
        yield
