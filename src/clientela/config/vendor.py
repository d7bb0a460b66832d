"""The files of other people's packages that the pages use, and only those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage

FILES = {
    "vendor/tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    # The style sheet names its map, and a named file must be there.
    "vendor/tabler/tabler.min.css.map": "@tabler/core/dist/css/tabler.min.css.map",
    "vendor/echarts/echarts.common.min.js": "echarts/dist/echarts.common.min.js",
    "vendor/htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/alpine/cdn.min.js": "@alpinejs/csp/dist/cdn.min.js",
    **{
        f"vendor/inter/files/inter-{script}-wght-normal.woff2": (
            f"@fontsource-variable/inter/files/inter-{script}-wght-normal.woff2"
        )
        for script in ("latin", "latin-ext", "cyrillic", "cyrillic-ext")
    },
}


class VendorFinder(BaseFinder):
    """Finds `FILES` in the folder of the npm packages (`settings.NODE_MODULES`)."""

    def check(self, **_options: Any) -> list[CheckMessage]:
        return [
            Error(f"{path} is missing; run npm ci in the project.", id="clientela.E001")
            for path in self._paths().values()
            if not path.is_file()
        ]

    def find(self, path: str, find_all: bool = False, **_options: Any) -> Any:
        found = self._paths().get(path)
        if found is None or not found.is_file():
            return [] if find_all else None
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, _Elsewhere]]:
        for name, path in self._paths().items():
            yield name, _Elsewhere(path)

    def _paths(self) -> dict[str, Path]:
        return {name: Path(settings.NODE_MODULES) / place for name, place in FILES.items()}


class _Elsewhere(FileSystemStorage):
    """A storage of one file, which goes by another name than the one it has on the disk."""

    def __init__(self, place: Path) -> None:
        super().__init__(location=str(place.parent))
        self.place = place
        self.prefix = ""

    def path(self, name: str) -> str:
        return str(self.place)
