"""Rows of delimited text: what separates them, on which line they stand, and what damage costs."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.exchange.reading import CannotRead, ReadOptions, Reason, delimited, read_ledger
from clientela.exchange.reading.records import Dialect, parse_records

from .helpers import day, money, read_all, text_file

ROWS = ["date,client,amount", "2024-03-05,Acme,1.5", "2024-03-06,Bolt,2.5", "2024-03-07,Core,3.5"]
TEXT = "\n".join(ROWS) + "\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    read = read_all(text_file(tmp_path, TEXT.replace(",", delimiter)))
    assert read.understanding.delimiter == delimiter
    assert read.column("client") == ["Acme", "Bolt", "Core"]


def test_decimal_commas_do_not_pass_for_delimiters(tmp_path: Path) -> None:
    read = read_all(
        text_file(tmp_path, "Дата;Клиент;Сумма\n05.03.2024;Альфа, Бета и Ко;1 234,50\n06.03.2024;Вега;2,00\n")
    )
    assert read.understanding.delimiter == ";"
    assert read.column("amount") == money("1234.50", "2")


def test_a_delimiter_may_be_given_or_said_in_the_first_line(tmp_path: Path) -> None:
    assert read_all(text_file(tmp_path, TEXT.replace(",", "^")), delimiter="^").column("line") == [2, 3, 4]
    assert read_all(text_file(tmp_path, "sep=;\n" + TEXT.replace(",", ";"))).column("line") == [3, 4, 5]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_lines_may_end_in_any_way(tmp_path: Path, end: str, last: bool) -> None:
    read = read_all(text_file(tmp_path, end.join(ROWS) + end * last))
    assert read.column("line") == [2, 3, 4]
    assert read.column("amount") == money("1.5", "2.5", "3.5")


def test_quoted_fields_keep_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    text = 'date,client,amount,note\n2024-03-05,"Acme, ""The"" Inc.",1.5,"two\nlines"\n2024-03-06, "Bolt, Ltd", 2,x\n'
    read = read_all(text_file(tmp_path, text))
    assert read.column("client") == ['Acme, "The" Inc.', "Bolt, Ltd"]
    assert read.column("description") == ["two\nlines", "x"]
    assert read.column("line") == [2, 4]


def test_single_quotes_are_found_and_quoting_may_be_switched_off(tmp_path: Path) -> None:
    text = "'date','client','amount'\n'2024-03-05','Acme, Inc.','1.5'\n'2024-03-06','Bolt','2'\n"
    assert read_all(text_file(tmp_path, text)).column("client") == ["Acme, Inc.", "Bolt"]
    plain = 'date|client|amount\n2024-03-05|"Acme|1.5\n2024-03-06|5" pipes|2\n'
    assert read_all(text_file(tmp_path, plain), quote="").column("client") == ['"Acme', '5" pipes']


def test_quotes_escaped_by_a_backslash_are_understood(tmp_path: Path) -> None:
    text = 'date,client,amount\n2024-03-05,"Acme \\"The\\", Inc.",1.5\n'
    assert read_all(text_file(tmp_path, text)).column("client") == ['Acme "The", Inc.']


def test_titles_blank_lines_and_padding_stand_above_the_headings(tmp_path: Path) -> None:
    text = f"Ledger of the firm\n\n,,\nprinted, 2024-03-31,\n   {ROWS[0]} \n\n{ROWS[1]}\n,,\n{ROWS[2]}\n\n"
    read = read_all(text_file(tmp_path, text))
    assert read.understanding.header_row == 5
    assert read.column("line") == [7, 9]
    assert not read.rejects


def test_the_row_of_headings_may_be_given(tmp_path: Path) -> None:
    text = "date,client,amount,matter\ndate,client,amount\n2024-03-05,Acme,1.5\n"
    assert read_all(text_file(tmp_path, text), header_row=2).column("line") == [3]
    with pytest.raises(CannotRead, match="line 9"):
        read_all(text_file(tmp_path, text), header_row=9)


def test_a_file_without_headings_is_read_by_numbers_of_columns(tmp_path: Path) -> None:
    path = text_file(tmp_path, "\n".join(ROWS[1:]))
    with pytest.raises(CannotRead, match="--map"):
        read_all(path)
    read = read_all(path, header_row=0, mapped=["date=1", "client=2", "amount=3"])
    assert read.column("client") == ["Acme", "Bolt", "Core"]
    assert read.column("line") == [1, 2, 3]


def test_short_rows_pass_and_long_rows_are_rejected(tmp_path: Path) -> None:
    rows = ["2024-03-05,Acme,1", "2024-03-06,Bolt,2,M1,x,,", "2024-03-07,Core,3,M2,x,more", "2024-03-08,Dune"]
    text = "\n".join(["date,client,amount,matter,note", *rows])
    read = read_all(text_file(tmp_path, text))
    assert read.column("line") == [2, 3]
    assert read.codes == [(4, "", "too-many-fields"), (5, "amount", "amount-missing")]
    assert read.rejects[0].value == "more"


def test_rows_that_all_end_in_a_delimiter_are_no_longer_than_the_headings(tmp_path: Path) -> None:
    read = read_all(text_file(tmp_path, "date,client,amount\n2024-03-05,Acme,1,\n2024-03-06,Bolt,2,note\n"))
    assert len(read.entries) == 2


def test_a_quote_that_does_not_close_costs_its_own_line_only(tmp_path: Path) -> None:
    text = 'date,client,amount\n2024-03-05,"Acme,1\n2024-03-06,"Bolt, Ltd",2\n2024-03-07,Core,3\n2024-03-08,"Dune,4\n'
    read = read_all(text_file(tmp_path, text))
    assert read.column("client") == ["Bolt, Ltd", "Core"]
    assert read.codes == [(2, "", "unclosed-quote"), (5, "", "unclosed-quote")]
    assert read.rejects[0].value == '2024-03-05,"Acme,1'


def test_many_unclosed_quotes_take_no_more_time_than_lines(tmp_path: Path) -> None:
    body = "".join(f'2024-03-05,"Client {number},1\n2024-03-05,Good,2\n' for number in range(5_000))
    read = read_all(text_file(tmp_path, f"date,client,amount\n{body}"))
    assert len(read.entries) == 5_000
    assert len(read.rejects) == 5_000


def test_a_nul_costs_its_row(tmp_path: Path) -> None:
    read = read_all(text_file(tmp_path, f"{TEXT}2024-03-08,Du\0ne,4\n"))
    assert read.codes == [(5, "client", "not-text")]
    assert len(read.entries) == 3


def test_ten_thousand_columns_are_read(tmp_path: Path) -> None:
    extra = "," * 10_000
    read = read_all(text_file(tmp_path, "\n".join(row + extra for row in ROWS)))
    assert read.column("client") == ["Acme", "Bolt", "Core"]


def test_packed_text_is_read(tmp_path: Path) -> None:
    packed = tmp_path / "ledger.csv.gz"
    packed.write_bytes(gzip.compress(TEXT.encode()))
    archive = tmp_path / "ledger.zip"
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("books/", "")
        members.writestr("books/ledger.csv", TEXT)
        members.writestr("__MACOSX/._ledger.csv", "x")
    for path in (packed, archive):
        read = read_all(path)
        assert read.column("date") == [day("2024-03-05"), day("2024-03-06"), day("2024-03-07")]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\n \r\n\t\n", "empty"),
        ("bom.csv", b"\xef\xbb\xbf", "empty"),
        ("one.csv", b"a", "No column"),
        ("headings.txt", b"only one line of words", "No column"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "another program"),
        ("page.xls", b"<html><table><tr><td>date</td></tr></table></html>", "web page"),
        ("paper.csv", b"%PDF-1.7\n", "document"),
        ("cut.csv.gz", gzip.compress(TEXT.encode() * 50, mtime=0)[:-20], "damaged"),
        ("cut.zip", b"PK\x03\x04abc", "damaged"),
        ("bad.parquet", b"PAR1" + b"x" * 50 + b"PAR1", "damaged"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CannotRead, match=why):
        read_all(path)


def test_what_is_no_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for path, why in ((tmp_path, "folder"), (tmp_path / "none.csv", "no file"), (Path("/dev/zero"), "ordinary")):
        with pytest.raises(CannotRead, match=why):
            read_ledger(path)


def test_archives_with_several_files_or_none_or_a_password_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledgers.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", TEXT)
        archive.writestr("b.csv", TEXT)
    with pytest.raises(CannotRead, match="2 files"):
        read_all(path)
    with zipfile.ZipFile(path, "w"):
        pass
    with pytest.raises(CannotRead, match="no file"):
        read_all(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", TEXT)
    locked = bytearray(path.read_bytes())
    locked[6] |= 1
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(locked))
    with pytest.raises(CannotRead, match="password"):
        read_all(path)


def test_damage_further_down_a_packed_file_is_told_while_reading(tmp_path: Path) -> None:
    body = "".join(f"2024-03-05,Client {number % 977},{number}.25\n" for number in range(400_000))
    path = tmp_path / "ledger.csv.gz"
    path.write_bytes(gzip.compress((TEXT + body).encode(), 1)[:-1000])
    with (
        read_ledger(path, options=ReadOptions(encoding="utf-8")) as reading,
        pytest.raises(CannotRead, match="damaged"),
    ):
        list(reading.batches())


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes(TEXT.encode() + b"x" * (20 * 2**20))
    with pytest.raises(CannotRead, match="line of more than"):
        read_all(path)


def test_a_bomb_of_gzip_is_refused_without_unpacking_it_all(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv.gz"
    path.write_bytes(gzip.compress(b" " * (200 * 2**20), 1))
    with pytest.raises(CannotRead):
        read_all(path)


FIELD = st.text(st.sampled_from('ab ",;\n|é中'), max_size=6)


@given(
    st.lists(st.lists(FIELD, min_size=3, max_size=3), min_size=1),
    st.sampled_from(",;|"),
    st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_a_csv_writer_writes_comes_back_with_its_lines(
    rows: list[list[str]], delimiter: str, end: str
) -> None:
    rows = [[field.lstrip(" ") for field in row] for row in rows]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end)
    lines = []
    for row in rows:
        lines.append(1 + len(list(io.StringIO(buffer.getvalue(), newline=""))))
        writer.writerow(row)
    rejects: list[object] = []
    found = parse_records(
        buffer.getvalue(),
        Dialect(delimiter=delimiter),
        first_line=1,
        final=True,
        width=3,
        on_reject=lambda *reject: rejects.append(reject),
    )
    assert not rejects
    assert found.rows == rows
    assert found.lines == lines
    assert found.rest == ""


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\x1f"), max_size=8)
LINES = st.lists(
    st.one_of(st.tuples(CELLS, CELLS), st.just(("", "")), st.just(("x", 'a "b" c')), st.just(("\n", "y"))),
    min_size=1,
    max_size=20,
)


@settings(deadline=None, max_examples=50)
@given(LINES, st.integers(20, 200), st.sampled_from(["", "\n", '"', ',"', "a,b,c,d,e\n", "\0", ' "x" ,']))
def test_blocks_of_any_size_give_the_same_entries_rejects_and_lines(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str]], size: int, junk: str
) -> None:
    """The quick splitter and the careful one agree, wherever the file is cut into blocks."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(["date", "client", "amount", "note"])
    for number, (client, note) in enumerate(lines):
        if number == len(lines) // 2:
            buffer.write(junk)
        writer.writerow(["2024-03-05", client, "1.5", note])
    path = text_file(tmp_path_factory.mktemp("blocks"), buffer.getvalue())
    with pytest.MonkeyPatch.context() as patch:
        whole = read_all(path, encoding="utf-8", delimiter=",", quote='"')
        patch.setattr(delimited, "_BLOCK", size)
        pieces = read_all(path, encoding="utf-8", delimiter=",", quote='"')
        patch.setattr(delimited, "_QUICK_WIDTH", 0)
        careful = read_all(path, encoding="utf-8", delimiter=",", quote='"')
    for other in (pieces, careful):
        assert other.entries.equals(whole.entries)
        assert other.rejects == whole.rejects
        assert other.rows_read == whole.rows_read


def test_every_row_of_a_large_file_keeps_its_line(tmp_path: Path) -> None:
    rows = [
        f'2024-03-05,"Client, {number % 100}",{number}.5,\n' if number % 1000 else '2024-03-05,Multi,1,"a\nb"\n\n'
        for number in range(80_000)
    ]
    path = text_file(tmp_path, "date,client,amount,note\n" + "".join(rows))
    lines, line = [], 2
    for row in rows:
        lines.append(line)
        line += row.count("\n")
    with read_ledger(path) as reading:
        batches = list(reading.batches())
        assert max(batch.height for batch in batches) <= 65_536
        assert [line for batch in batches for line in batch["line"]] == lines
        assert reading.progress.done == reading.progress.total == path.stat().st_size


def test_progress_grows_and_a_reading_may_be_left(tmp_path: Path) -> None:
    path = text_file(tmp_path, "date,client,amount\n" + "2024-03-05,Acme,1.5\n" * 1_000_000)
    with read_ledger(path) as reading:
        batches = reading.batches()
        next(batches)
        assert 0 < reading.progress.done < reading.progress.total == path.stat().st_size


def test_a_million_rejects_do_not_stay_in_memory(tmp_path: Path) -> None:
    path = text_file(tmp_path, "date,client,amount\n" + "2024-03-05,,1.5\n" * 30_000)
    with read_ledger(path) as reading:
        assert list(reading.batches()) == []
        assert reading.rows_rejected == 30_000
        assert reading._rejects._file._rolled  # type: ignore[attr-defined]
        found = list(reading.rejects())
    assert [reject.line for reject in found] == list(range(2, 30_002))
    assert {reject.code for reject in found} == {Reason.CLIENT_MISSING}
