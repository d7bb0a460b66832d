"""Tables that other programs open: whole, with their types, and with nothing that runs."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.exchange import exporting
from clientela.exchange.cells import plain_text
from clientela.exchange.exporting import csv_chunks, write_csv, write_xlsx

HEADINGS = ["client", "billed", "since"]
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    '=HYPERLINK("http://x")',
]


def _csv(*rows: list[Any]) -> list[list[str]]:
    text = b"".join(csv_chunks(HEADINGS, rows)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def _xlsx(*rows: list[Any], **options: Any) -> openpyxl.Workbook:
    stream = io.BytesIO()
    write_xlsx(stream, HEADINGS, rows, **options)
    return openpyxl.load_workbook(io.BytesIO(stream.getvalue()))


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_begins_as_a_formula_gets_an_apostrophe_in_csv(text: str) -> None:
    assert _csv([text, 1, None]) == [["'" + text, "1", ""]]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_begins_as_a_formula_is_text_in_a_workbook(text: str) -> None:
    cell = _xlsx([text, 1, None]).active["A2"]
    assert cell.data_type in ("s", "inlineStr")
    # A workbook writes a carriage return as _x000D_.
    assert cell.value.replace("_x000D_", "\r").replace("\r\n", "\n") == text


def test_headings_cannot_be_formulas_either() -> None:
    assert b'"\'=1+1"' in b"".join(csv_chunks(["=1+1"], []))
    stream = io.BytesIO()
    write_xlsx(stream, ["=1+1"], [])
    assert openpyxl.load_workbook(io.BytesIO(stream.getvalue())).active["A1"].data_type == "s"


def test_a_formula_behind_another_delimiter_stays_inside_its_quotation_marks() -> None:
    assert b'"a;=1+1"' in b"".join(csv_chunks(HEADINGS, [["a;=1+1", 1, None]]))


@given(st.text())
def test_no_text_of_a_csv_begins_a_formula_and_all_of_it_comes_back(text: str) -> None:
    [[cell, _billed, _since]] = _csv([text.replace("\0", ""), 1, None])
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in (text.replace("\0", ""), "'" + text.replace("\0", ""))
    assert plain_text(cell) == cell


def test_numbers_stay_numbers_with_all_their_digits_in_csv() -> None:
    text = b"".join(csv_chunks(HEADINGS, [["a", Decimal("-1234567890123.4500"), 0.5], ["b", Decimal("1E+3"), -7]]))
    assert text.decode("utf-8-sig").splitlines()[1:] == ['"a",-1234567890123.4500,0.5', '"b",1000,-7']


def test_numbers_dates_and_truth_keep_their_types_in_a_workbook() -> None:
    moment = dt.datetime(2024, 2, 29, 13, 5, 9, tzinfo=dt.UTC)
    page = _xlsx(["a", Decimal("-12.50"), dt.date(2024, 2, 29)], ["b", 7, moment], ["c", True, None]).active
    assert [cell.value for cell in page["B"]][1:] == [-12.5, 7, True]
    assert [cell.value for cell in page["C"]][1:] == [
        dt.datetime(2024, 2, 29),
        dt.datetime(2024, 2, 29, 13, 5, 9),
        None,
    ]
    assert page["C2"].number_format == "yyyy-mm-dd"
    assert page.freeze_panes == "A2"


def test_what_a_workbook_cannot_hold_exactly_is_text() -> None:
    page = _xlsx(
        [Decimal("1234567890123456.78"), float("nan"), dt.date(1850, 1, 1)], ["x" * 40_000, 2**60, None]
    ).active
    assert [cell.value for cell in page[2]] == ["1234567890123456.78", "nan", "1850-01-01"]
    assert (len(page["A3"].value), page["B3"].value) == (32_767, str(2**60))


def test_dates_and_moments_are_iso_8601_in_csv() -> None:
    moment = dt.datetime(2024, 2, 29, 13, 5, 9, 123456, tzinfo=dt.UTC)
    assert _csv([dt.date(1850, 1, 2), moment, False]) == [["1850-01-02", "2024-02-29 13:05:09+00:00", "false"]]


def test_excel_is_told_the_encoding_and_any_script_comes_back() -> None:
    names = ["上海远航物流有限公司", "ООО «Север»", "Müller & Söhne", 'He said "no"', "two\nlines"]
    assert b"".join(csv_chunks(HEADINGS, [])).startswith(b"\xef\xbb\xbf")
    assert [row[0] for row in _csv(*([name, 1, None] for name in names))] == names
    assert [cell.value for cell in _xlsx(*([name, 1, None] for name in names)).active["A"]][1:] == names


def test_half_a_character_does_not_stop_an_export() -> None:
    assert _csv(["a\ud800b", 1, None])[0][0] == "a?b"


def test_rows_are_written_as_they_come_and_counted() -> None:
    taken: list[int] = []

    def rows() -> Any:
        for number in range(1_200):
            taken.append(number)
            yield [f"client {number}", number, None]

    chunks = csv_chunks(HEADINGS, rows())
    next(chunks)
    next(chunks)
    assert len(taken) < 1_000
    into = io.BytesIO()
    assert write_csv(into, HEADINGS, ([str(number), number, None] for number in range(1_200))) == 1_200
    assert into.getvalue().count(b"\n") == 1_201
    assert write_xlsx(io.BytesIO(), HEADINGS, ([str(number), number, None] for number in range(30))) == 30


def test_a_full_sheet_is_followed_by_another_with_the_headings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "_MOST_ROWS", 3)
    book = _xlsx(*([f"client {number}", number, None] for number in range(5)), sheet="Clients: [all]")
    assert book.sheetnames == ["Clients all", "Clients all 2", "Clients all 3"]
    assert [[cell.value for cell in page["A"]] for page in book] == [
        ["client", "client 0", "client 1"],
        ["client", "client 2", "client 3"],
        ["client", "client 4"],
    ]


def test_a_workbook_without_rows_has_its_headings() -> None:
    assert [[cell.value for cell in row] for row in _xlsx().active] == [HEADINGS]
