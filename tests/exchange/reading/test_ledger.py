"""What a table of cells becomes as entries of a ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientela.exchange.reading import CannotRead, DateOrder, NeedsAnswer, ReadOptions, read_ledger

from .helpers import Read, day, money, read_all, text_file


def read_rows(folder: Path, *rows: str, **options: object) -> Read:
    return read_all(text_file(folder, "\n".join(rows) + "\n"), **options)  # type: ignore[arg-type]


def test_a_plain_ledger_becomes_fees(tmp_path: Path) -> None:
    read = read_rows(
        tmp_path, "date,client,matter,practice,lawyer,amount,note", "2024-03-05, Acme ,M1,Tax,Li Wei,10.5,Advice"
    )
    assert read.entries.row(0) == (
        2,
        day("2024-03-05"),
        "Acme",
        "fee",
        *money("10.5"),
        None,
        "M1",
        "Tax",
        "Li Wei",
        "Advice",
    )
    assert (read.rows_read, read.rejects, read.skipped) == (1, [], [])


def test_what_a_ledger_does_not_say_is_null(tmp_path: Path) -> None:
    read = read_rows(tmp_path, "date,client,matter,amount", "2024-03-05,Acme,,1")
    assert read.entries.row(0)[5:] == (None, None, None, None, None)


def test_a_chinese_ledger_is_understood(tmp_path: Path) -> None:
    read = read_rows(
        tmp_path,
        "日期,客户名称,案号,业务种类,主办律师,类型,金额（元）,摘要",
        '2024年3月5日,深圳市腾讯计算机系统有限公司,（2024）粤01,知识产权,张三,律师费,"￥1,234.50",代理',
        "2024/3/6,华为技术有限公司,,,李四,垫付,200,差旅",
        "2024-03-07,华为技术有限公司,,,李四,核销,50,",
    )
    assert read.column("kind") == ["fee", "disbursement", "write_off"]
    assert read.column("currency") == ["CNY"] * 3
    assert read.column("amount") == money("1234.5", "200", "50")
    assert read.column("service_line")[0] == "知识产权"


def test_a_russian_ledger_is_understood(tmp_path: Path) -> None:
    text = (
        "Отчёт за март;;;;\n;;;;\nДата счёта;Заказчик;Дело;Юрист;Вид;Сумма, руб.\n"
        "05.03.2024;ООО «Ромашка»;А-1;Петрова;Гонорар;1\u00a0234,50\n"
        "06.03.2024;ЗАО Вега;;;Оплата;2 000,00 ₽\n"
        "07.03.2024;ЗАО Вега;;;Возврат;100,00\nИтого;;;;;3 234,50\n"
    )
    read = read_all(text_file(tmp_path, text.replace("₽", "руб."), "windows-1251"))
    assert read.understanding.date_order is DateOrder.DAY_FIRST
    assert (read.understanding.decimal_mark, read.understanding.thousands_mark) == (",", " ")
    assert read.column("kind") == ["fee", "payment", "fee"]
    assert read.column("amount") == money("1234.5", "2000", "-100")
    assert read.column("currency") == ["RUB"] * 3
    assert [(reject.line, reject.code.value, reject.value) for reject in read.skipped] == [(7, "total", "Итого")]


def test_columns_by_kind_give_one_entry_each(tmp_path: Path) -> None:
    read = read_rows(
        tmp_path,
        "date,client,fees,disbursements,discount,paid,cost,total",
        "2024-03-05,Acme,100,20,5,110,40,115",
        "2024-03-06,Bolt,50,,0,-,,50",
        "2024-03-07,Core,0,0,0,0,0,0",
    )
    assert list(zip(read.column("line"), read.column("kind"), read.column("amount"), strict=True)) == [
        (2, "fee", *money("100")),
        (2, "disbursement", *money("20")),
        (2, "payment", *money("110")),
        (2, "discount", *money("5")),
        (2, "cost", *money("40")),
        (3, "fee", *money("50")),
        (4, "fee", *money("0")),
    ]
    assert read.rows_read == 3


def test_an_amount_beside_a_discount_is_a_fee(tmp_path: Path) -> None:
    read = read_rows(tmp_path, "date,client,amount,discount", "2024-03-05,Acme,100,5")
    assert list(zip(read.column("kind"), read.column("amount"), strict=True)) == [
        ("fee", *money("100")),
        ("discount", *money("5")),
    ]


def test_a_column_of_fees_may_have_a_column_of_kinds(tmp_path: Path) -> None:
    read = read_rows(tmp_path, "date,client,type,fee", "2024-03-05,Acme,payment,100", "2024-03-05,Acme,,7")
    assert read.column("kind") == ["payment", "fee"]


def test_a_column_of_types_that_are_no_kinds_is_left_alone(tmp_path: Path) -> None:
    read = read_rows(tmp_path, "date,client,type,amount", "2024-03-05,Acme,gold,100", "2024-03-05,Bolt,silver,7")
    assert read.column("kind") == ["fee", "fee"]


def test_sizes_written_with_a_minus_throughout_lose_it(tmp_path: Path) -> None:
    read = read_rows(
        tmp_path,
        "date,client,kind,amount",
        "2024-03-05,Acme,fee,100",
        "2024-03-05,Acme,fee,-30",
        "2024-03-05,Acme,write-off,-10",
        "2024-03-05,Acme,write-off,(5)",
        "2024-03-05,Acme,payment,60",
        "2024-03-05,Acme,payment,-6",
        "2024-03-05,Acme,payment,7",
        "2024-03-05,Acme,disbursement,-3",
    )
    assert read.understanding.negative_kinds == frozenset({"write_off"})
    assert read.column("amount") == money("100", "-30", "10", "5", "60", "-6", "7", "-3")


def test_the_signs_of_kinds_may_be_given(tmp_path: Path) -> None:
    rows = ["date,client,kind,amount", "2024-03-05,Acme,cost,-10"]
    assert read_rows(tmp_path, *rows).column("amount") == money("10")
    assert read_rows(tmp_path, *rows, negative_kinds=frozenset()).column("amount") == money("-10")
    positive = ["date,client,kind,amount", "2024-03-05,Acme,cost,10"]
    assert read_rows(tmp_path, *positive, negative_kinds=frozenset({"cost"})).column("amount") == money("-10")
    booked = ["date,client,amount", "2024-03-05,Acme,-10", "2024-03-05,Acme,3"]
    assert read_rows(tmp_path, *booked, negative_kinds=frozenset({"fee"})).column("amount") == money("10", "-3")


def test_the_sign_of_a_kind_is_settled_where_it_is_first_met(tmp_path: Path) -> None:
    fees = ["2024-03-05,Acme,fee,1"] * 70_000
    read = read_rows(tmp_path, "date,client,kind,amount", *fees, "2024-03-05,Acme,cost,-5", "2024-03-05,Acme,cost,-6")
    assert read.column("amount")[-2:] == money("5", "6")


def test_refunds_are_negative_however_they_are_written(tmp_path: Path) -> None:
    read = read_rows(
        tmp_path, "date,client,kind,amount", "2024-03-05,Acme,refund,10", "2024-03-05,Acme,credit note,-20"
    )
    assert read.column("kind") == ["fee", "fee"]
    assert read.column("amount") == money("-10", "-20")


def test_every_bad_row_is_told_with_line_column_and_reason(tmp_path: Path) -> None:
    read = read_rows(
        tmp_path,
        "Invoice date,Customer,Kind,Billed,Currency",
        "2024-03-05,Acme,fee,10,USD",
        ",Acme,fee,10,USD",
        "soon,Acme,fee,10,USD",
        "2024-02-30,Acme,fee,10,USD",
        "2024-03-05,,fee,10,USD",
        f"2024-03-05,{'x' * 301},fee,10,USD",
        "2024-03-05,Acme,fee,,USD",
        "2024-03-05,Acme,fee,ten,USD",
        "2024-03-05,Acme,fee,1e15,USD",
        "2024-03-05,Acme,gift,10,USD",
        "2024-03-05,Acme,fee,10,XXX",
        "2024-03-05,Acme,fee,10,",
    )
    assert read.codes == [
        (3, "Invoice date", "date-missing"),
        (4, "Invoice date", "date-unreadable"),
        (5, "Invoice date", "date-unreadable"),
        (6, "Customer", "client-missing"),
        (7, "Customer", "client-too-long"),
        (8, "Billed", "amount-missing"),
        (9, "Billed", "amount-unreadable"),
        (10, "Billed", "amount-unreadable"),
        (11, "Kind", "kind-unknown"),
        (12, "Currency", "currency-unknown"),
    ]
    assert read.rejects[1].value == "soon"
    assert all(str(reject.reason).endswith(".") for reject in read.rejects)
    assert read.column("line") == [2, 13]
    assert read.rows_read == 12


def test_blank_rows_are_no_rows_and_totals_and_repeated_headings_are_told_apart(tmp_path: Path) -> None:
    read = read_rows(
        tmp_path,
        "date,client,amount",
        "2024-03-05,Acme,10",
        ",,",
        "",
        "Subtotal,,10",
        "date,client,amount",
        "2024-03-06,Total Energies,20",
        ",Grand total:,30",
        "合计,,30",
        "итого за март,,30",
    )
    assert read.column("client") == ["Acme", "Total Energies"]
    assert [(reject.line, reject.code.value) for reject in read.skipped] == [
        (5, "total"),
        (6, "repeated-headings"),
        (8, "total"),
        (9, "total"),
        (10, "total"),
    ]
    assert (read.rows_read, read.rejects) == (2, [])


def test_years_months_and_serial_numbers_are_dates(tmp_path: Path) -> None:
    read = read_rows(tmp_path, "year,client,amount", "2024,A,1", "2024-02,B,1", "45356,C,1", "20240305,D,1")
    assert read.column("date") == [day("2024-12-31"), day("2024-02-29"), day("2024-03-05"), day("2024-03-05")]


def test_an_ambiguous_order_of_dates_is_asked_about_and_may_be_answered(tmp_path: Path) -> None:
    path = text_file(tmp_path, "date,client,amount\n05/03/2024,Acme,1\n06/03/2024,Acme,1\n")
    with read_ledger(path) as reading:
        (question,) = reading.understanding.questions
        assert (question.option, question.choices) == ("date_order", ("dmy", "mdy"))
        with pytest.raises(NeedsAnswer, match=r"05/03/2024.*date_order"):
            next(reading.batches())
    assert read_all(path, date_order=DateOrder.DAY_FIRST).column("date")[0] == day("2024-03-05")
    assert read_all(path, date_order=DateOrder.MONTH_FIRST).column("date")[0] == day("2024-05-03")


def test_the_whole_column_decides_on_the_order_of_dates(tmp_path: Path) -> None:
    rows = "05/03/2024,Acme,1\n" * 300_000
    path = text_file(tmp_path, f"date,client,amount\n{rows}06/25/2024,Acme,1\n")
    with read_ledger(path) as reading:
        assert reading.understanding.date_order is DateOrder.MONTH_FIRST
        assert next(reading.batches())["date"][0] == day("2024-05-03")


def test_dates_against_the_order_of_their_column_are_rejected(tmp_path: Path) -> None:
    body = [f"{number}/01/2024,Acme,1" for number in range(1, 32)]
    read = read_rows(tmp_path, "date,client,amount", *body, "01/31/2024,Acme,1")
    assert read.codes == [(33, "date", "date-unreadable")]


def test_an_ambiguous_mark_is_asked_about_and_may_be_answered(tmp_path: Path) -> None:
    path = text_file(tmp_path, "date;client;amount\n2024-03-05;Acme;1.234\n2024-03-05;Acme;5.678\n")
    with read_ledger(path) as reading, pytest.raises(NeedsAnswer, match=r"1\.234.*decimal_mark"):
        next(reading.batches())
    assert read_all(path, decimal_mark=".").column("amount") == money("1.234", "5.678")
    assert read_all(path, decimal_mark=",").column("amount") == money("1234", "5678")


def test_the_whole_column_decides_on_the_marks(tmp_path: Path) -> None:
    rows = "".join(f"2024-03-05;Acme;{number % 900 + 100}.{number % 1000:03}\n" for number in range(250_000))
    with read_ledger(text_file(tmp_path, f"date;client;amount\n{rows}2024-03-05;Acme;1,5\n")) as reading:
        assert reading.understanding.decimal_mark == ","
        assert next(reading.batches())["amount"][:2].to_list() == money("100000", "101001")


def test_a_currency_comes_from_its_column_the_cell_the_heading_or_the_option(tmp_path: Path) -> None:
    rows = ["date,client,amount (EUR),currency", "2024-03-05,A,$1,GBP", "2024-03-05,A,1 CHF,", "2024-03-05,A,1,"]
    assert read_rows(tmp_path, *rows).column("currency") == ["GBP", "CHF", "EUR"]
    plain = ["date,client,amount", "2024-03-05,A,£1", "2024-03-05,A,1"]
    read = read_rows(tmp_path, *plain, currency="USD")
    assert read.column("currency") == ["GBP", "USD"]
    assert read.understanding.currency_in_cells
    assert read_rows(tmp_path, *plain).column("currency") == ["GBP", None]


def test_a_dollar_is_the_dollar_of_the_firm(tmp_path: Path) -> None:
    rows = ["date,client,amount", "2024-03-05,A,$1"]
    assert read_rows(tmp_path, *rows).column("currency") == ["USD"]
    assert read_rows(tmp_path, *rows, currency="HKD").column("currency") == ["HKD"]
    assert read_rows(tmp_path, *rows, currency="EUR").column("currency") == ["USD"]


def test_a_yuan_or_yen_sign_is_told_by_the_file_or_asked_about(tmp_path: Path) -> None:
    rows = ["date,client,amount", "2024-03-05,A,¥100"]
    with pytest.raises(NeedsAnswer, match="CNY, JPY"):
        read_rows(tmp_path, *rows)
    assert read_rows(tmp_path, *rows, currency="JPY").column("currency") == ["JPY"]
    assert read_rows(tmp_path, "日期,客户,金额", "2024-03-05,A,¥100").column("currency") == ["CNY"]
    assert read_rows(tmp_path, *rows, "2024-03-05,トヨタ,¥100").column("currency") == ["JPY", "JPY"]
    assert read_rows(tmp_path, *rows, "2024-03-05,B,CNY 100").column("currency") == ["CNY", "CNY"]


def test_columns_may_be_named_whatever_their_headings(tmp_path: Path) -> None:
    rows = ["Kunde,Tag,Betrag,client,date,amount", "Acme,2024-03-05,7,x,2023-01-01,9"]
    read = read_rows(tmp_path, *rows, mapped=["client=KUNDE", "date=tag", "amount=Betrag"])
    assert read.entries.row(0)[1:5] == (day("2024-03-05"), "Acme", "fee", *money("7"))
    assert read.understanding.columns["client"] == "Kunde"  # type: ignore[index]


def test_of_several_headings_given_for_a_field_the_file_has_one(tmp_path: Path) -> None:
    mapped = ["client=Kunde", "client=Mandant"]
    for heading in ("Kunde", "Mandant"):
        assert read_rows(tmp_path, f"date,{heading},amount", "2024-03-05,Acme,7", mapped=mapped).column("client") == [
            "Acme"
        ]
    with pytest.raises(CannotRead, match=r"Kunde”, “Mandant.*client"):
        read_rows(tmp_path, "date,customer,amount", "2024-03-05,Acme,7", mapped=mapped)


def test_a_field_may_be_left_out(tmp_path: Path) -> None:
    rows = ["date,client,amount,discount", "2024-03-05,Acme,7,2"]
    assert read_rows(tmp_path, *rows, mapped=["discount="]).column("kind") == ["fee"]


def test_a_missing_column_is_told_with_the_headings_and_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(CannotRead) as refusal:
        read_rows(tmp_path, "when,who,amount", "2024-03-05,Acme,7")
    for part in ("the date, the client", "when, who, amount", "--map date=HEADING"):
        assert part in str(refusal.value)


def test_of_two_columns_the_one_that_holds_dates_is_taken(tmp_path: Path) -> None:
    read = read_rows(
        tmp_path, "date,invoice date,client,amount", "pending,2024-03-05,Acme,7", "pending,2024-03-06,Bolt,7"
    )
    assert read.column("date") == [day("2024-03-05"), day("2024-03-06")]


def test_a_line_break_inside_a_name_becomes_a_space(tmp_path: Path) -> None:
    assert read_rows(tmp_path, "date,client,amount", '2024-03-05,"Acme\r\nLtd",7').column("client") == ["Acme Ltd"]


def test_a_second_reading_of_an_open_file_gives_the_same(tmp_path: Path) -> None:
    path = text_file(tmp_path, "date,client,amount\n2024-03-05,Acme,7\nsoon,Acme,7\n")
    with read_ledger(path) as reading:
        first = [batch.rows() for batch in reading.batches()]
        assert [batch.rows() for batch in reading.batches()] == first
        assert (reading.rows_read, reading.rows_rejected) == (2, 1)


def test_the_understanding_shows_what_was_found(tmp_path: Path) -> None:
    path = text_file(
        tmp_path, 'Ledger\n\ndate;client;amount (EUR)\n05.03.2024;Acme;"1.234,50"\n31.03.2024;Bolt;2,00\n', "utf-16"
    )
    with read_ledger(path, options=ReadOptions()) as reading:
        found = reading.understanding
    assert (found.format, found.encoding, found.delimiter, found.quote) == ("text", "utf-16-le", ";", '"')
    assert (found.header_row, found.headings) == (3, ("date", "client", "amount (EUR)"))
    assert dict(found.columns) == {"date": "date", "client": "client", "amount": "amount (EUR)"}
    assert (found.date_order, found.decimal_mark, found.thousands_mark) == (DateOrder.DAY_FIRST, ",", ".")
    assert (found.currency, found.currency_in_cells, found.questions) == ("EUR", False, ())
    assert found.sample == (("05.03.2024", "Acme", "1.234,50"), ("31.03.2024", "Bolt", "2,00"))
