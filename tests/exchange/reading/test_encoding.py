"""The encoding of a text is told from the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.exchange.reading import CannotRead
from clientela.exchange.reading.encoding import UNREADABLE, detect

from .helpers import DATA, money, read_all, text_file

RUSSIAN = [
    "Дата;Клиент;Сумма\n05.03.2024;ООО Ромашка;100",
    "ДАТА;КЛИЕНТ;СУММА\n05.03.2024;ОАО ВОДА;5",
    "ИВАН ПЕТРОВ;ЗАО КОМЕТА;5",
    "дело",
    "Юридическая фирма «Щит»",
    "Сумма, руб.",
    "date,client,amount\n2024-03-05,Газпром,5",
    "а;б;в",
]
CHINESE = [
    "日期,客户,金额\n2024-03-05,中国银行,100",
    "律师费",
    "张三",
    "深圳市腾讯计算机系统有限公司",
    "公司,城市\n华为,深圳",
    "date,client,amount\n2024-03-05,翡翠集团,5",
    "北京市金杜律师事务所（上海分所）",
]
WESTERN = [
    "Café",
    "date,client,amount\n2024-03-05,Müller & Söhne,5",
    "Société Générale;100",
    "Zürich Straße",
    "£100",
    "MÜNCHEN ÖFFENTLICH",
    "“quoted” – and dashed",
    "São Paulo; Ålesund; Łódź".replace("Ł", "L").replace("ź", "z"),
    "Nestlé S.A.",
    "España, año, señor",
]


@pytest.mark.parametrize("text", RUSSIAN)
def test_russian_in_windows_1251_is_told(text: str) -> None:
    assert detect(text.encode("windows-1251")) == ("windows-1251", 0)


@pytest.mark.parametrize("text", CHINESE)
@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
def test_chinese_in_gbk_is_told(text: str, encoding: str) -> None:
    assert detect(text.encode(encoding)) == ("gb18030", 0)


@pytest.mark.parametrize("text", WESTERN)
def test_western_text_in_windows_1252_is_told(text: str) -> None:
    assert detect(text.encode("windows-1252")) == ("windows-1252", 0)


@pytest.mark.parametrize("text", RUSSIAN + CHINESE + WESTERN)
def test_utf_8_is_told_with_its_mark_and_without(text: str) -> None:
    assert detect(text.encode()) == ("utf-8", 0)
    assert detect(text.encode("utf-8-sig")) == ("utf-8", 3)


@pytest.mark.parametrize("text", [RUSSIAN[0], CHINESE[0], WESTERN[1], "a,b\n1,2\n"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_told_with_its_mark_and_without(text: str, encoding: str) -> None:
    assert detect(text.encode(encoding)) == (encoding, 0)
    assert detect(("\ufeff" + text).encode(encoding)) == (encoding, 2)


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866", "mac-cyrillic", "iso8859-5"])
def test_older_encodings_of_russian_are_told_from_a_few_lines(encoding: str) -> None:
    text = "Дата;Клиент;Сумма\n05.03.2024;Общество «Ромашка»;100\n06.03.2024;Торговый дом Весна;200\n"
    if encoding != "mac-cyrillic":
        text = text.replace("«", '"').replace("»", '"')
    assert detect(text.encode(encoding)) == (encoding, 0)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("sample-arabic-1.txt", "cp1256"),
        ("sample-greek.txt", "cp1253"),
        ("sample-bulgarian.txt", "utf-8"),
        ("sample-english.bom.txt", "utf-8"),
        ("sample-french.txt", "utf-8"),
        ("sample-polish.txt", "utf-8"),
        ("sample-russian-3.txt", "utf-8"),
        ("sample-spanish.txt", "utf-8"),
    ],
)
def test_published_samples_are_told(name: str, encoding: str) -> None:
    assert detect((DATA / "messy" / "encodings" / name).read_bytes())[0] == encoding


def test_russian_prose_is_told_in_windows_1251_at_any_length() -> None:
    text = (DATA / "messy" / "encodings" / "sample-russian-3.txt").read_text("utf-8").replace("\u0301", "")
    sample = text.encode("windows-1251", "ignore")
    assert all(detect(sample[:size])[0] == "windows-1251" for size in range(40, len(sample), 40))


def test_a_sample_cut_in_the_middle_of_a_letter_is_still_told() -> None:
    for text, encoding in ((CHINESE[0] * 30, "utf-8"), (CHINESE[0] * 30, "gb18030"), (RUSSIAN[0] * 30, "utf-8")):
        sample = text.encode(encoding)
        assert all(detect(sample[:-cut], cut=True)[0] == encoding for cut in range(1, 5))


def test_a_stray_byte_does_not_turn_utf_8_into_something_else() -> None:
    sample = bytearray((RUSSIAN[0] * 20).encode())
    sample[100:100] = b"\xff"
    assert detect(bytes(sample))[0] == "utf-8"


def test_ascii_is_judged_by_what_comes_later() -> None:
    assert detect(b"date,client\n", cut=True, more=lambda: "客户名称,律师费".encode("gb18030"))[0] == "gb18030"


@pytest.mark.parametrize(
    "junk", [b"\0" * 100, bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0\1\2\3" * 50]
)
def test_what_is_no_text_is_refused(junk: bytes) -> None:
    with pytest.raises(CannotRead):
        detect(junk)


@given(st.binary(max_size=300))
def test_any_bytes_get_an_encoding_or_a_refusal(junk: bytes) -> None:
    try:
        name, skipped = detect(junk)
    except CannotRead:
        return
    assert UNREADABLE not in junk[skipped:].decode(name, "ignore")


HEAD = "date,client,amount\n"


@pytest.mark.parametrize(
    ("client", "encoding"),
    [
        ("中国银行", "gb18030"),
        ("Газпром", "windows-1251"),
        ("Société Générale", "windows-1252"),
        ("中国银行", "utf-16-le"),
        ("Газпром", "utf-16"),
        ("中国银行", "utf-8-sig"),
    ],
)
def test_a_ledger_is_read_in_its_encoding(tmp_path: Path, client: str, encoding: str) -> None:
    read = read_all(text_file(tmp_path, f"{HEAD}2024-03-05,{client},5\n2024-03-06,Acme,6\n", encoding))
    assert read.column("client") == [client, "Acme"]
    assert read.column("amount") == money("5", "6")


def test_an_encoding_may_be_given(tmp_path: Path) -> None:
    path = text_file(tmp_path, f"{HEAD}2024-03-05,ЬЯ,5\n", "koi8-r")
    assert read_all(path, encoding="koi8-r").column("client") == ["ЬЯ"]


def test_a_letter_far_down_decides_for_a_file_that_begins_in_ascii(tmp_path: Path) -> None:
    body = "".join(f"2024-03-05,Client {number},5\n" for number in range(60_000))
    read = read_all(text_file(tmp_path, f"{HEAD}{body}2024-03-05,中国银行,5\n", "gb18030"))
    assert read.understanding.encoding == "gb18030"
    assert read.column("client")[-1] == "中国银行"
    assert not read.rejects


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_wrong_byte_costs_its_row_and_is_told_with_its_line(tmp_path: Path, encoding: str) -> None:
    text = f"{HEAD}2024-03-05,中国银行,5\n2024-03-06,X@Y,6\n2024-03-07,中国人民银行,7\n"
    path = tmp_path / "ledger.csv"
    path.write_bytes(text.encode(encoding).replace(b"@", b"\xff"))
    read = read_all(path)
    assert read.column("line") == [2, 4]
    assert read.codes == [(3, "client", "not-text")]
    assert read.rows_read == 3


def test_a_letter_or_two_do_not_keep_a_file_from_being_read(tmp_path: Path) -> None:
    for odd in (b"\xe4\xe4", b"\x95", b"\xdf\xdf", b"\xff"):
        path = tmp_path / "ledger.csv"
        path.write_bytes(HEAD.encode() + b"2024-03-05,Acme " + odd + b",5\n2024-03-05,Acme,6\n")
        read = read_all(path)
        assert read.column("amount")[-1:] == money("6")
