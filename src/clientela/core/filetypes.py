"""What a file is, by what it holds. A name proves nothing."""

from __future__ import annotations

import re
import zipfile
from typing import IO, Final

LOOK_AT: Final = 8192

# Programs and pages are not in the table, and neither are documents that carry macros.
_BEGINNINGS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_OFFICE: Final = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OPEN_DOCUMENT: Final = {
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
}
_MAIL_HEAD: Final = re.compile(rb"\A(?:[\x21-\x39\x3b-\x7e]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,}")
_MAIL_FIELDS: Final = re.compile(rb"^(?:from|date|subject|message-id|received):", re.IGNORECASE | re.MULTILINE)
_MARKUP: Final = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|\?xml|iframe)", re.IGNORECASE)
_ENCODINGS: Final = ("utf-8", "utf-16", "gb18030", "cp1251")

NAMES: Final = {
    "application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/tiff": ".tif",
    "image/webp": ".webp", "message/rfc822": ".eml", "text/plain": ".txt",
    **dict(zip(_OFFICE.values(), (".docx", ".xlsx", ".pptx"), strict=True)),
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}  # fmt: skip
"""The types that are known, each with the ending of its files."""


def type_of(file: IO[bytes]) -> str | None:
    """The media type of a file, one of `NAMES`; None for one that is not in the table. Leaves the file at its start."""
    try:
        file.seek(0)
        start = file.read(LOOK_AT)
        for beginning, name in _BEGINNINGS:
            if start.startswith(beginning):
                return name
        if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
            return "image/webp"
        if start.startswith(b"PK\x03\x04"):
            return _zipped(file)
        return _written(start, whole=len(start) < LOOK_AT)
    finally:
        file.seek(0)


def _zipped(file: IO[bytes]) -> str | None:
    # Only the list of names and one short entry are read: a bomb stays packed.
    try:
        with zipfile.ZipFile(file) as packed:
            names = {info.filename: info for info in packed.infolist()}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in _OFFICE.items() if part in names), None)
            said = names.get("mimetype")
            if said is not None and said.file_size < 100:
                kind = packed.read(said).decode("ascii", "replace").strip()
                return kind if kind in _OPEN_DOCUMENT else None
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError):
        return None
    return None


def _written(start: bytes, *, whole: bool) -> str | None:
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not start or (b"\0" in start and not wide) or _MARKUP.search(start) or start.startswith((b"#!", b"{\\rtf")):
        return None
    if re.search(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]", start) and not wide:
        return None
    if _MAIL_HEAD.match(start) and len(_MAIL_FIELDS.findall(start)) >= 2:
        return "message/rfc822"
    for encoding in _ENCODINGS:
        for cut in range(1 if whole else 4):
            try:
                start[: len(start) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return "text/plain"
    return None
