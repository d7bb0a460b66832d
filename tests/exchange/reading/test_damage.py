"""Whatever is done to a file, it is read or refused in a sentence."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.exchange.reading import CannotRead, read_ledger

from .helpers import day

TEXT = "date,client,amount\n" + '2024-03-05,"Acme, Inc.",1.5\n' * 40
CHINESE = "日期;客户;金额\n" + "2024年3月5日;中国银行;1.234,50\n" * 20
RUSSIAN = "Дата;Клиент;Сумма\n" + "05.03.2024;ООО «Ромашка»;1 234,50 ₽\n" * 20


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in [
        ["date", "client", "amount"],
        *[[day("2024-03-05"), f"Client {number}", number] for number in range(40)],
    ]:
        book.worksheets[0].append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def archive() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("ledger.csv", TEXT)
    return content.getvalue()


def parquet() -> bytes:
    content = io.BytesIO()
    pl.DataFrame(
        {"date": [day("2024-03-05")] * 99, "client": ["A", "B", "C"] * 33, "amount": [1.5] * 99}
    ).write_parquet(content)
    return content.getvalue()


WHOLE: dict[str, Callable[[], bytes]] = {
    "utf-8": TEXT.encode,
    "utf-16": lambda: CHINESE.encode("utf-16"),
    "gb18030": lambda: CHINESE.encode("gb18030"),
    "windows-1251": lambda: RUSSIAN.replace("₽", "р.").encode("windows-1251"),
    "gzip": lambda: gzip.compress(TEXT.encode(), mtime=0),
    "zip": archive,
    "parquet": parquet,
    "xlsx": workbook,
}


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, lost, doubled or put in."""
    result = bytearray(content)
    for _number in range(chance.choice([1, 2, 5, 20])):
        at = chance.randrange(len(result))
        match chance.randrange(5):
            case 0:
                result[at] = chance.randrange(256)
            case 1:
                del result[at : at + chance.randrange(1, 30)]
            case 2:
                result[at:at] = chance.choice([b'"', b"\n", b"\r", b"\0", b",", b"\xff", b"\xd8", b"\x1f"])
            case 3:
                result[at:at] = result[max(0, at - 50) : at]
            case _:
                result[at] ^= 1 << chance.randrange(8)
    return bytes(result) or b"x"


def read_or_refuse(folder: pytest.TempPathFactory, content: bytes) -> None:
    path = folder.mktemp("damaged") / "ledger"
    path.write_bytes(content)
    said = "."
    try:
        with read_ledger(path) as reading:
            entries = sum(batch.height for batch in reading.batches())
            rejects = list(reading.rejects())
            assert entries + len(rejects) == reading.rows_read
            assert all(reject.line >= 1 and str(reject.reason) for reject in rejects)
    except CannotRead as refusal:
        said = str(refusal)
    assert said.endswith(".")


@pytest.mark.parametrize("kind", WHOLE)
def test_a_damaged_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, kind: str) -> None:
    whole, chance = WHOLE[kind](), random.Random(20240305)
    for _number in range(12 if kind == "xlsx" else 40):
        read_or_refuse(tmp_path_factory, damaged(whole, chance))


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: f"date,client,amount\n{text}".encode("utf-8", "replace")),
    )
)
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    read_or_refuse(tmp_path_factory, content)
