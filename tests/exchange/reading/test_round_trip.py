"""Any ledger, written in any culture, encoding and delimiter, comes back as it was."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from clientela.exchange.reading import DateOrder

from .helpers import read_all

RUSSIAN = "Ромашка Торговый дом Восток Газпром Северсталь Альфа банк Лукойл Общество Завод Строитель Вымпел Ёлка"
CHINESE = "深圳市腾讯 华为技术 中国银行 有限公司 阿里巴巴 律师事务所 上海 北京 股份 集团 贸易 科技 建设 投资"
WESTERN = "Müller Société Générale Café España Nestlé Zürich Apple Partners Ålesund São Björk Façade Holding"


@dataclass(frozen=True)
class Culture:
    """How one kind of firm writes its ledgers."""

    headings: tuple[str, str, str, str, str]
    words: str
    encodings: tuple[str, ...]
    delimiters: str
    dates: tuple[str, ...]
    amounts: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]


CULTURES = [
    Culture(
        ("Invoice Date", "Client", "Matter", "Type", "Amount"),
        WESTERN,
        ("utf-8", "utf-8-sig", "utf-16", "windows-1252"),
        ",;\t|",
        ("%Y-%m-%d", "%m/%d/%Y", "%d %b %Y", "%B %d, %Y"),
        ("1234.56", "1,234.56", "$1,234.56", "(1,234.56)", "1'234.56"),
        (("fee", "Fee"), ("disbursement", "Expense"), ("fee", "")),
    ),
    Culture(
        ("日期", "客户名称", "案号", "类型", "金额"),
        CHINESE,
        ("utf-8", "utf-8-sig", "utf-16-le", "gbk", "gb18030"),
        ",;\t",
        ("%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d"),
        ("1234.56", "1,234.56", "￥1,234.56", "1234.56元"),
        (("fee", "律师费"), ("disbursement", "垫付"), ("fee", "收费")),
    ),
    Culture(
        ("Дата счёта", "Заказчик", "Дело", "Вид", "Сумма"),
        RUSSIAN,
        ("utf-8", "utf-8-sig", "utf-16-be", "windows-1251"),
        ";\t|",
        ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%d/%m/%Y"),
        ("1234,56", "1 234,56", "1\u00a0234,56", "1.234,56", "1 234,56 руб."),
        (("fee", "Гонорар"), ("disbursement", "Расходы"), ("fee", "Услуги")),
    ),
]


def written(amount: Decimal, form: str) -> str:
    """The amount as the form shows 1234.56."""
    number = f"{abs(amount):,.2f}"
    group = form[form.index("1") + 1] if not form[form.index("1") + 1].isdigit() else ""
    mark = "," if ",56" in form else "."
    number = number.replace(",", "@").replace(".", mark).replace("@", group)
    text = form.replace(f"1{group}234{mark}56", number)
    return text if amount >= 0 or "(" in form else f"-{text}"


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[bytes, str, list[tuple[object, ...]], DateOrder | None]:
    culture = draw(st.sampled_from(CULTURES))
    date_form, amount_form = draw(st.sampled_from(culture.dates)), draw(st.sampled_from(culture.amounts))
    name = st.sampled_from(culture.words.split())
    rows = draw(
        st.lists(
            st.tuples(
                st.dates(datetime.date(1990, 1, 1), datetime.date(2040, 12, 31)),
                st.builds(
                    lambda first, second, mark: f"{first}{mark}{second}",
                    name,
                    name,
                    st.sampled_from([" ", ", ", ' "x" ', "; "]),
                ),
                st.sampled_from(["", "M-1", "2024/17"]),
                st.sampled_from(culture.kinds),
                st.decimals(
                    0 if "(" not in amount_form else -(10**9), 10**9 if "(" not in amount_form else 0, places=2
                ),
            ),
            min_size=1,
            max_size=12,
        )
    )
    buffer = io.StringIO(newline="")
    buffer.write(draw(st.sampled_from(["", "2024\r\n\r\n", "\n"])))
    writer = csv.writer(
        buffer,
        delimiter=draw(st.sampled_from(culture.delimiters)),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
    )
    order = draw(st.permutations(range(5)))
    writer.writerow([culture.headings[at] for at in order])
    for date, client, matter, (_kind, word), amount in rows:
        row = (date.strftime(date_form), client, matter, word, written(amount, amount_form))
        writer.writerow([row[at] for at in order])
    expected = [
        (date, " ".join(client.split()), kind, amount, matter or None)
        for date, client, matter, (kind, _), amount in rows
    ]
    asked = {"%m/%d/%Y": DateOrder.MONTH_FIRST, "%d/%m/%Y": DateOrder.DAY_FIRST, "%d.%m.%y": DateOrder.DAY_FIRST}
    return (
        buffer.getvalue().encode(encoding := draw(st.sampled_from(culture.encodings))),
        encoding,
        expected,
        asked.get(date_form),
    )


@settings(deadline=None, max_examples=100, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(ledgers())
def test_any_ledger_comes_back(
    tmp_path_factory: pytest.TempPathFactory, ledger: tuple[bytes, str, list[tuple[object, ...]], DateOrder | None]
) -> None:
    content, _encoding, expected, order = ledger
    path = tmp_path_factory.mktemp("round") / "ledger.csv"
    path.write_bytes(content)
    # Whether a short column leaves the order open is chance; that is tested elsewhere.
    read = read_all(path, date_order=order, decimal_mark=None)
    assert read.rejects == []
    found = read.entries.select("date", "client", "kind", "amount", "engagement").rows()
    assert [(date, " ".join(client.split()), *rest) for date, client, *rest in found] == expected
