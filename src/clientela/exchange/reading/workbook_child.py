"""The process that parses one workbook for `workbook.WorkbookSource`, under limits of its own.

It is run by its path, so that it starts fast and holds nothing but the parser; a hostile workbook can at worst end
it. It takes commands as lines of JSON and answers with messages of JSON, each after its length in four bytes.
"""

from __future__ import annotations

import datetime
import json
import resource
import struct
import sys
from collections.abc import Iterator
from math import isfinite
from typing import Any, BinaryIO

import python_calamine

# As numerals.NUMBER, which is not imported here.
NUMBER = "\x1f"
LONGEST_CELL = 32_767
ROWS_AT_ONCE = 2_000

Message = dict[str, Any]


def main() -> None:
    """Obey the commands until there are no more: `peek` at some rows of a sheet, `read` all of them."""
    asked: dict[str, Any] = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"]))
    resource.setrlimit(resource.RLIMIT_AS, (asked["memory"], asked["memory"]))
    out = sys.stdout.buffer
    try:
        workbook = python_calamine.load_workbook(asked["path"])
        send(out, {"sheets": sheets_of(workbook)})
        sheets: dict[str, python_calamine.CalamineSheet] = {}
        for command in map(json.loads, sys.stdin):
            name = command["sheet"]
            if name not in sheets:
                sheets = {name: workbook.get_sheet_by_name(name)}
            check(sheets[name], asked)
            for message in rows_of(sheets[name], command.get("most")):
                send(out, message)
    except python_calamine.PasswordError:
        send(out, {"error": "password"})
    except MemoryError:
        send(out, {"error": "memory"})
    except Exception as error:
        # Whatever the parser raises is told in words; the parent has no use for its types.
        send(out, {"error": "damaged", "detail": str(error)[:300]})


def sheets_of(workbook: python_calamine.CalamineWorkbook) -> list[Message]:
    """The sheets that hold cells, in order, and whether each is shown."""
    return [
        {"name": sheet.name, "shown": sheet.visible == python_calamine.SheetVisibleEnum.Visible}
        for sheet in workbook.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]


def check(sheet: python_calamine.CalamineSheet, asked: dict[str, Any]) -> None:
    """Raise MemoryError where a sheet reaches further than is read."""
    end = sheet.end or (0, 0)
    if end[0] >= asked["rows"] or end[1] >= asked["columns"] or sheet.height * sheet.width > asked["cells"]:
        raise MemoryError


def rows_of(sheet: python_calamine.CalamineSheet, most: int | None) -> Iterator[Message]:
    """The rows that are not blank, by their number in the sheet, and at the end how many there were to look at."""
    offset = sheet.start[1] if sheet.start else 0
    first = (sheet.start[0] if sheet.start else 0) + 1
    lines: list[int] = []
    rows: list[list[str]] = []
    for line, cells in enumerate(filled_rows(sheet), start=first):
        if most is not None and line - first >= most:
            break
        texts = [""] * offset + [text_of(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            lines.append(line)
            rows.append(texts)
        if len(rows) == ROWS_AT_ONCE:
            yield {"lines": lines, "rows": rows, "of": sheet.height}
            lines, rows = [], []
    yield {"lines": lines, "rows": rows, "of": sheet.height}
    yield {"end": True}


def filled_rows(sheet: python_calamine.CalamineSheet) -> Iterator[list[Any]]:
    """Rows from the first that has a cell on, each from the first column that has one on."""
    if not sheet.start:
        return
    rows = sheet.iter_rows()
    # The parser's iterator gives the empty rows above, but not the empty columns before.
    for _row in range(sheet.start[0]):
        next(rows, None)
    yield from rows


def text_of(cell: object) -> str:
    """A cell as text: numbers marked as such, dates in ISO 8601, a truth value as Excel shows it."""
    kind = type(cell)
    if kind is str:
        text: str = cell  # type: ignore[assignment]
        return text if text.isprintable() and len(text) <= LONGEST_CELL else cleaned(text)
    if kind is float:
        number: float = cell  # type: ignore[assignment]
        if number.is_integer():
            return NUMBER + (str(int(number)) if abs(number) < 1e15 else repr(number))
        return NUMBER + repr(number) if isfinite(number) else ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return NUMBER + str(cell)
    if isinstance(cell, datetime.datetime):
        at_midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if at_midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def cleaned(text: str) -> str:
    """A long text cut, and one with control characters without those that would mean something else further on."""
    return text[:LONGEST_CELL].replace("\0", "").lstrip(NUMBER)


def send(out: BinaryIO, message: Message) -> None:
    """Write one message with its length before it."""
    data = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    out.write(struct.pack(">I", len(data)) + data)
    out.flush()


if __name__ == "__main__":
    main()
