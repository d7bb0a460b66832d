"""Workbooks of three programs, parsed behind limits; hostile ones end their process, not ours."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt

from clientela.exchange.reading import CannotRead, Limits, ReadOptions, read_ledger
from clientela.exchange.reading.workbook import WorkbookSource

from .helpers import DATA, day, money, read_all, read_apart

HEADINGS = ["日期", "客户", "案号", "类型", "金额（元）"]


def xlsx(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_sheet_of_typed_cells_is_read(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["账目"],
        [],
        HEADINGS,
        [datetime.date(2024, 3, 5), "中国银行", 1001, "收费", 1234.56],
        [datetime.datetime(2024, 3, 6, 14, 30), "中国银行", "A-1", "垫付", 0.1 + 0.2],
        [45358, 360, None, "核销", -50],
        ["2024年3月8日", "华为", None, "收费", "1,234.50元"],
        [],
        ["合计", None, None, None, 99],
        ["待定", "华为", None, "收费", 7],
    ]
    read = read_all(xlsx(tmp_path / "账.xlsx", {"明细": rows}))
    assert read.column("line") == [4, 5, 6, 7]
    assert read.column("date") == [day(f"2024-03-0{number}") for number in range(5, 9)]
    assert read.column("client") == ["中国银行", "中国银行", "360", "华为"]
    assert read.column("amount") == money("1234.56", "0.3", "50", "1234.5")
    assert read.column("engagement") == ["1001", "A-1", None, None]
    assert read.column("currency") == ["CNY"] * 4
    assert read.codes == [(10, "日期", "date-unreadable")]
    assert [reject.line for reject in read.skipped] == [9]
    assert (read.understanding.sheet, read.understanding.header_row) == ("明细", 3)


def test_numbers_of_a_sheet_are_taken_as_they_are_whatever_the_marks_of_its_texts(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["date", "client", "amount"],
        [day("2024-03-05"), "A", 1.125],
        [day("2024-03-05"), "B", "1.234,50"],
    ]
    assert read_all(xlsx(tmp_path / "a.xlsx", {"x": rows})).column("amount") == money("1.125", "1234.5")


def test_the_sheet_that_is_a_ledger_is_found_and_another_may_be_asked_for(tmp_path: Path) -> None:
    ledger: list[list[object]] = [["date", "client", "amount"], [day("2024-03-05"), "Acme", 5]]
    other: list[list[object]] = [["date", "client", "amount"], [day("2024-03-06"), "Bolt", 6]]
    path = xlsx(tmp_path / "a.xlsx", {"Cover": [["Our firm"]], "Ledger": ledger, "Old": other})
    read = read_all(path)
    assert read.column("client") == ["Acme"]
    assert read.understanding.sheets == ("Cover", "Ledger", "Old")
    assert read_all(path, sheet="old").column("client") == ["Bolt"]
    assert read_all(path, sheet="3").column("client") == ["Bolt"]
    with pytest.raises(CannotRead, match="Cover, Ledger, Old"):
        read_all(path, sheet="New")


def test_hidden_sheets_are_read_only_when_asked_for(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Shown"
    sheet.append(["nothing"])
    hidden = book.create_sheet("Hidden")
    hidden.append(["date", "client", "amount"])
    hidden.append([day("2024-03-05"), "Acme", 5])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(CannotRead, match="No column"):
        read_all(tmp_path / "a.xlsx")
    assert read_all(tmp_path / "a.xlsx", sheet="Hidden").column("client") == ["Acme"]


def test_a_table_in_the_middle_of_a_sheet_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for column, (heading, cell) in enumerate(
        {"date": day("2024-03-05"), "client": "Acme", "amount": 5}.items(), start=4
    ):
        sheet.cell(7, column, heading)
        sheet.cell(8, column, cell)
    book.save(tmp_path / "a.xlsx")
    old = xlwt.Workbook()
    old_sheet = old.add_sheet("x")
    for column, (heading, value) in enumerate({"date": 45356, "client": "Acme", "amount": 5}.items(), start=3):
        old_sheet.write(6, column, heading)
        old_sheet.write(7, column, value)
    old.save(str(tmp_path / "a.xls"))
    for name in ("a.xlsx", "a.xls"):
        read = read_all(tmp_path / name)
        assert read.column("line") == [8]
        assert read.column("date") == [day("2024-03-05")]


def ods(path: Path, table: str) -> Path:
    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {namespaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="L">{table}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def test_an_open_document_sheet_is_read_with_its_lines(tmp_path: Path) -> None:
    def text(content: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{content}</text:p></table:table-cell>'

    rows = [
        '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>',
        f"<table:table-row><table:table-cell/>{text('Дата')}{text('Клиент')}{text('Сумма')}</table:table-row>",
        "<table:table-row><table:table-cell/>"
        '<table:table-cell office:value-type="date" office:date-value="2024-03-05"/>'
        f'{text("Вега")}<table:table-cell office:value-type="float" office:value="12.5"/></table:table-row>',
    ]
    read = read_all(ods(tmp_path / "a.ods", "".join(rows)))
    assert read.entries.row(0)[:3] == (5, day("2024-03-05"), "Вега")
    assert read.column("amount") == money("12.5")


def test_a_workbook_in_an_archive_is_read(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"x": [["date", "client", "amount"], [day("2024-03-05"), "Acme", 5]]})
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(path, "a.xlsx")
    assert read_all(tmp_path / "a.zip").column("client") == ["Acme"]
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.write(tmp_path / "a.zip", "a.zip")
    with pytest.raises(CannotRead, match="archive in the archive"):
        read_all(tmp_path / "b.zip")


def test_a_large_sheet_comes_in_batches_with_progress_and_may_be_left(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("x")
    sheet.append(["date", "client", "amount"])
    for number in range(35_000):
        sheet.append([45356, f"Client {number % 50}", number])
    book.save(tmp_path / "a.xlsx")
    with read_ledger(tmp_path / "a.xlsx") as reading:
        child = reading._source._child  # type: ignore[attr-defined]
        batches = reading.batches()
        next(batches)
        next(batches)
        assert 0 < reading.progress.done < reading.progress.total
        again = list(reading.batches())
        assert sum(batch.height for batch in again) == 35_000
        assert [line for batch in again for line in batch["line"]] == list(range(2, 35_002))
        next(reading.batches())
    assert child.poll() is not None


def test_a_workbook_with_a_password_is_refused() -> None:
    with pytest.raises(CannotRead, match="password"):
        read_all(DATA / "messy" / "encrypted_no_password.xls")


NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {NAMESPACE} xmlns:r="{RELATIONS}"><sheets>'
    '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}
HEAD = (
    '<row r="1">'
    + "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{heading}</t></is></c>'
        for column, heading in zip("ABC", ("date", "client", "amount"), strict=True)
    )
    + "</row>"
)
ROW = (
    '<row r="2"><c r="A2"><v>45356</v></c><c r="B2" t="inlineStr"><is><t>Acme</t></is></c><c r="C2"><v>5</v></c></row>'
)


def sheet_of(body: str, dimension: str = "A1:C2") -> str:
    return f'<worksheet {NAMESPACE}><dimension ref="{dimension}"/><sheetData>{body}</sheetData></worksheet>'


def crafted(path: Path, sheet: list[str], strings: list[str] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.writelines(piece.encode() for piece in sheet)
        if strings:
            with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
                part.writelines(piece.encode() for piece in strings)
    return path


@pytest.mark.parametrize("dimension", ["A1:C2", "A1:XFD1048576", "ZZZZ9999999999:A1", "C2:A1"])
def test_the_size_that_a_sheet_claims_does_not_matter(tmp_path: Path, dimension: str) -> None:
    read = read_all(crafted(tmp_path / "a.xlsx", [sheet_of(HEAD + ROW, dimension)]))
    assert read.column("client") == ["Acme"]


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))
HOSTILE: dict[str, tuple[list[str], list[str]]] = {
    "a stray cell at the far corner": (
        [sheet_of(HEAD + ROW + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')],
        [],
    ),
    "a cell beyond any sheet": ([sheet_of(HEAD + ROW + '<row r="9"><c r="ZZZZZZ4294967295"><v>1</v></c></row>')], []),
    "entities in entities": ([f"<!DOCTYPE x [{ENTITIES}]>", sheet_of(HEAD + ROW.replace("Acme", "&e11;"))], []),
    "an entity that names a file": (
        ['<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', sheet_of(HEAD + ROW.replace("Acme", "&e;"))],
        [],
    ),
    "spaces without end": ([f"<worksheet {NAMESPACE}><sheetData>{HEAD}", *[" " * 2**20] * 300], []),
    "one string without end": ([sheet_of(HEAD + ROW)], [f"<sst {NAMESPACE}><si><t>", *["a" * 2**20] * 300]),
    "elements without end": (["<a>" * 300_000], []),
    "a claim that is none": ([sheet_of(HEAD + ROW, "garbage")], []),
    "half a sheet": ([f"<worksheet {NAMESPACE}><sheetData>{HEAD}"], []),
    "no XML": (["hello"], []),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_in_a_sentence_within_limits(tmp_path: Path, name: str) -> None:
    (said,), peak = read_apart(crafted(tmp_path / "a.xlsx", *HOSTILE[name]))
    assert said.startswith("refused: ")
    assert peak < 512 * 1024


@pytest.mark.parametrize(("claimed", "why"), [(1000, "larger than its declared"), (2**31, "would unpack to 2147 MB")])
def test_a_directory_that_lies_about_sizes_gains_nothing(tmp_path: Path, claimed: int, why: str) -> None:
    path = crafted(tmp_path / "a.xlsx", HOSTILE["spaces without end"][0])
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/worksheets/sheet1.xml"))
    content[at + 24 : at + 28] = claimed.to_bytes(4, "little")
    path.write_bytes(bytes(content))
    with pytest.raises(CannotRead, match=why):
        read_all(path)


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (Limits(seconds_base=0), "longer than"),
        (Limits(memory_base=2**20, memory_per_byte=0), "memory"),
        (Limits(sheet_rows=100), "further"),
        (Limits(sheet_columns=2), "further"),
        (Limits(sheet_cells=1000), "further"),
        (Limits(unpacked_workbook=10_000), "unpack"),
    ],
)
def test_each_limit_is_told_in_a_sentence(tmp_path: Path, limits: Limits, why: str) -> None:
    rows: list[list[object]] = [
        ["date", "client", "amount"],
        *([day("2024-03-05"), f"Client {n}", n] for n in range(5_000)),
    ]
    path = xlsx(tmp_path / "a.xlsx", {"x": rows})
    with pytest.raises(CannotRead, match=why):
        read_all(path, limits=limits)


def test_a_child_that_dies_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"x": [["date", "client", "amount"], [day("2024-03-05"), "Acme", 5]]})
    source = WorkbookSource(path, ReadOptions())
    try:
        source._child.kill()
        source._child.wait()
        frames = source.frames(below=1, width=3, columns=[0], on_reject=lambda *reject: None)
        with pytest.raises(CannotRead):
            list(frames)
    finally:
        source.close()


def test_damaged_workbooks_are_refused(tmp_path: Path) -> None:
    whole = xlsx(
        tmp_path / "a.xlsx", {"x": [["date", "client", "amount"], [day("2024-03-05"), "Acme", 5]]}
    ).read_bytes()
    for content in (
        whole[:-10],
        whole[:1000],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 20,
        whole[:60] + whole[90:],
    ):
        path = tmp_path / "b.xlsx"
        path.write_bytes(content)
        with pytest.raises(CannotRead):
            read_all(path)
