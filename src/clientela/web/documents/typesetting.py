"""Documents to print: data that Typst sets by a template of this folder."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import fontpkg_noto_sans
import manimgx_fonts_cjk
import typst

HERE: Final = Path(__file__).parent
# Latin, Greek and Cyrillic from the one, Chinese from the other; both come with the program, so that a machine without
# fonts prints every name as well.
FONTS: Final = [
    str(Path(fontpkg_noto_sans.__file__).parent / "files"),
    str(Path(manimgx_fonts_cjk.__file__).parent),
]


def pdf(template: str, *, at: dt.datetime, **data: Mapping[str, Any]) -> bytes:
    """The document that the template `<template>.typ` makes of `data`, as a PDF dated `at`.

    Each item of `data` reaches the template as JSON. Nothing is read but this folder and the fonts.
    """
    made = typst.compile(
        str(HERE / f"{template}.typ"),
        root=str(HERE),
        font_paths=FONTS,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={name: json.dumps(value, ensure_ascii=False) for name, value in data.items()},
        timestamp=int(at.timestamp()),
    )
    assert isinstance(made, bytes)
    return made
