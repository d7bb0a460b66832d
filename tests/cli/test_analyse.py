"""What the command says, writes and returns."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PROJECT = Path(__file__).resolve().parents[2]
LAW_FIRM = PROJECT / "examples" / "law_firm_ledger.csv"
HEADER = (
    "client,tier,grid,contribution,frequency,billed,cost,profit,share,first_billed,last_billed,recency_days,"
    "tenure_months,rank"
)


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_clients_file_has_its_columns_and_leaves_classes_of_the_inactive_empty(clientela, ledger, tmp_path):
    path = ledger([["2024-05-01", "Acme", "100.00"], ["2022-01-31", "Beta", "50.50"], ["2022-02-28", "Beta", "9.50"]])

    clientela("analyse", path, "--as-of", "2024-12-31", "--out", tmp_path / "out")

    assert (tmp_path / "out" / "clients.csv").read_text("utf-8").splitlines() == [
        HEADER,
        "Acme,top,gold,key,1,100.00,0.00,100.00,1.000000000000,2024-05-01,2024-05-01,244,7,1",
        "Beta,inactive,,,0,0.00,0.00,0.00,0.000000000000,2022-01-31,2022-02-28,1037,35,",
    ]


def test_a_client_that_was_never_billed_is_counted_and_kept_apart(clientela, ledger, tmp_path, book):
    rows = [["2024-05-01", "Acme", "100"], ["2024-05-01", "Free of charge", "0"], ["2024-06-01", "Undone", "-10"]]

    result = clientela("analyse", ledger(rows), "--out", tmp_path / "out")

    assert list(book(tmp_path / "out")) == ["Acme"]
    assert (tmp_path / "out" / "never_billed.csv").read_text("utf-8") == "client\nFree of charge\nUndone\n"
    assert json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["never_billed"] == 2
    assert "never billed: 2" in result.stdout


def test_all_kinds_of_entries_make_the_profit(clientela, ledger, tmp_path, book):
    rows = [
        ["2024-01-10", "Acme", "fee", "1000", "M-1"],
        ["2024-02-10", "Acme", "fee", "500", "M-2"],
        ["2024-02-11", "Acme", "fee", "-50", "M-2"],
        ["2024-03-10", "Acme", "write-off", "30", "M-1"],
        ["2024-03-10", "Acme", "discount", "20", "M-1"],
        ["2024-03-10", "Acme", "cost", "400", "M-1"],
        ["2024-03-10", "Acme", "payment", "900", ""],
        ["2024-03-10", "Acme", "disbursement", "77", ""],
        ["2024-04-10", "Beta", "fee", "10", ""],
        ["2024-04-10", "Beta", "cost", "90", ""],
    ]
    path = ledger(rows, headings="date,client,kind,amount,matter")

    clientela("analyse", path, "--as-of", "2024-12-31", "--out", tmp_path / "out")

    clients = book(tmp_path / "out")
    figures = ("frequency", "billed", "cost", "profit", "contribution")
    assert [clients["Acme"][name] for name in figures] == ["2", "1450.00", "400.00", "1000.00", "key"]
    assert [clients["Beta"][name] for name in figures] == ["1", "10.00", "90.00", "-80.00", "loss-making"]
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert (summary["cost_basis"], summary["frequency_basis"]) == ("ledger", "engagements")
    assert summary["whale"] == {"peak_share": 1000 / 920, "peak_clients": 1}


def test_spellings_of_one_client_meet_under_the_one_used_most(clientela, ledger, tmp_path, book):
    names = ["ACME, Inc.", "Acme Inc", "Acme Inc", "ＡＣＭＥ　inc", "Ромашка ООО", "РОМАШКА, ООО", "Ромашка ООО"]

    clientela("analyse", ledger([["2024-01-01", name, "1"] for name in names]), "--out", tmp_path / "out")

    clients = book(tmp_path / "out")
    assert {name: row["billed"] for name, row in clients.items()} == {"Acme Inc": "4.00", "Ромашка ООО": "3.00"}


def test_json_is_all_that_goes_to_the_output(clientela, ledger):
    result = clientela("analyse", ledger([["2024-01-31", "Acme", "12.34"]]), "--json")

    summary = json.loads(result.stdout)
    assert result.stderr == ""
    assert summary["billed"] == 12.34
    assert summary["tiers"]["top"] == {"clients": 1, "billed": 12.34}
    assert set(summary["grid"]) == {"gold", "big", "frequent", "ordinary"}
    assert set(summary["contribution"]) == {"key", "ordinary", "loss-making"}
    assert summary["window_start"] == "2023-02-01"
    assert summary["window_end"] == summary["as_of"] == "2024-01-31"
    assert summary["movement"]["compare_to"] == "2023-01-31"


def test_rows_that_cannot_be_read_are_told_and_end_with_1(clientela, ledger, tmp_path):
    rows = [["2024-01-01", "Acme", "10"], ["no date", "Acme", "10"], ["2024-01-02", "", "10"], ["2024-01-03", "A", "x"]]
    path = ledger(rows)

    strict = clientela("analyse", path, "--out", tmp_path / "out")
    lenient = clientela("analyse", path, "--max-rejects", "3")

    assert (strict.exit_code, lenient.exit_code) == (1, 0)
    rejected = rows_of(tmp_path / "out" / "rejected.csv")
    assert rejected[0] == ["file", "line", "column", "value", "reason"]
    assert [row[:4] for row in rejected[1:]] == [
        ["ledger.csv", "3", "date", "no date"],
        ["ledger.csv", "4", "client", ""],
        ["ledger.csv", "5", "amount", "x"],
    ]
    assert all(row[4] for row in rejected[1:])
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert (summary["rows_read"], summary["rows_rejected"]) == (4, 3)


def test_what_a_spreadsheet_would_run_is_made_harmless(clientela, ledger, tmp_path):
    names = ["=cmd|' /C calc'!A0", "+Acme", "-Acme Ltd", "@Acme Co", "＝Sum", "Plain = name"]
    rows = [["2024-01-01", name, "-5" if name == "Plain = name" else "10"] for name in names]
    rows += [["=now()", "Acme", "1"]]

    clientela("analyse", ledger(rows), "--out", tmp_path / "out")

    clients = [row[0] for row in rows_of(tmp_path / "out" / "clients.csv")[1:]]
    assert sorted(clients) == sorted("'" + name for name in names[:5])
    assert (tmp_path / "out" / "never_billed.csv").read_text("utf-8") == "client\nPlain = name\n"
    assert rows_of(tmp_path / "out" / "rejected.csv")[1][3] == "'=now()"


def test_a_policy_changes_levels_cost_and_window(clientela, ledger, tmp_path, book):
    policy = tmp_path / "policy.toml"
    policy.write_text(
        'window_months = 24\ntop_percent = 50\nlarge_percent = 50\nmedium_percent = 50\ncost_share_percent = "12.5"\n'
    )
    rows = [["2023-01-01", "Acme", "80"], ["2024-12-31", "Beta", "60"]]

    result = clientela("analyse", ledger(rows), "--policy", policy, "--out", tmp_path / "out")

    clients = book(tmp_path / "out")
    assert {name: (row["tier"], row["cost"], row["profit"]) for name, row in clients.items()} == {
        "Acme": ("top", "10.00", "70.00"),
        "Beta": ("small", "7.50", "52.50"),
    }
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert (summary["window_start"], summary["cost_basis"]) == ("2023-01-01", "policy")
    assert summary["policy"]["cost_share_percent"] == "12.5"
    assert "12.5% of the fees" in result.stdout


def test_the_window_on_the_command_line_goes_before_the_policys(clientela, ledger, tmp_path):
    policy = tmp_path / "policy.toml"
    policy.write_text("window_months = 24\n")

    result = clientela(
        "analyse", ledger([["2024-12-31", "A", "1"]]), "--policy", policy, "--window-months", "6", "--json"
    )

    assert json.loads(result.stdout)["window_start"] == "2024-07-01"


def test_several_currencies_are_refused_without_rates_and_converted_with_them(clientela, ledger, tmp_path, book):
    rows = [["2024-03-01", "Acme", "100", "USD"], ["2024-03-05", "Beta", "10.01", "EUR"]]
    path = ledger(rows, headings="date,client,amount,currency")
    rates = tmp_path / "rates.csv"
    rates.write_text("date;currency;rate\n2024-02-29;EUR;1.085\n2024-03-06;EUR;2\n")

    refused = clientela("analyse", path)
    converted = clientela("analyse", path, "--currency", "USD", "--rates", rates, "--out", tmp_path / "out")

    assert refused.exit_code == 2
    assert "EUR, 2024-03-05 to 2024-03-05" in refused.stderr
    assert "--rates" in refused.stderr
    assert converted.exit_code == 0
    # 10.01 x 1.085 = 10.86085
    assert {name: row["billed"] for name, row in book(tmp_path / "out").items()} == {"Acme": "100.00", "Beta": "10.86"}


@pytest.mark.parametrize(("currency", "written"), [("JPY", "1234"), ("KWD", "1234.000"), ("CNY", "1234.00")])
def test_amounts_have_the_decimals_of_the_currency(clientela, ledger, tmp_path, book, currency, written):
    path = ledger([["2024-01-01", "Acme", "1234"]])

    clientela("analyse", path, "--currency", currency, "--out", tmp_path / "out")

    assert book(tmp_path / "out")["Acme"]["billed"] == written
    assert json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["currency"] == currency


def test_several_files_of_several_kinds_are_one_ledger(clientela, ledger, tmp_path):
    rows = [line.split(",") for line in ("2023-05-01,Acme,10", "2024-05-01,Acme,20", "2024-06-01,Beta,5")]
    whole = ledger(rows, name="whole.csv")
    text = ledger(rows[:1], name="first.csv")
    typed = tmp_path / "second.parquet"
    frame = pl.read_csv(whole, try_parse_dates=True)
    frame[1:2].write_parquet(typed)
    sheet = tmp_path / "third.xlsx"
    frame[2:].write_excel(sheet)

    clientela("analyse", whole, "--as-of", "2024-12-31", "--out", tmp_path / "a")
    result = clientela("analyse", text, typed, sheet, "--as-of", "2024-12-31", "--out", tmp_path / "b")

    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "a" / "clients.csv").read_text() == (tmp_path / "b" / "clients.csv").read_text()
    summary = json.loads((tmp_path / "b" / "summary.json").read_text("utf-8"))
    assert [file["name"] for file in summary["files"]] == ["first.csv", "second.parquet", "third.xlsx"]
    assert [file["format"] for file in summary["understanding"]] == ["text", "parquet", "workbook"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Top", "Loss-making")), ("ru", ("Высший", "Убыточный")), ("zh-hans", ("顶级客户", "亏损客户"))],
)
def test_the_screen_and_the_reasons_speak_the_language(clientela, ledger, tmp_path, language, words):
    path = ledger([["2024-01-01", "Acme", "10"], ["nothing", "Acme", "10"]])

    result = clientela("analyse", path, "--language", language, "--out", tmp_path / "out")

    assert all(word in result.stdout for word in words)
    reason = rows_of(tmp_path / "out" / "rejected.csv")[1][4]
    assert reason.isascii() == (language == "en")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("[bold]Acme[/bold] [/red]", "[bold]Acme[/bold] [/red]"),
        (":smiley: Ltd", ":smiley: Ltd"),
        ("\x1b]0;title\x07Acme\x1b[2J", "�]0;title�Acme�[2J"),
        ("\u202eemcA", "�emcA"),
    ],
)
def test_a_name_is_shown_and_never_obeyed_by_the_terminal(clientela, ledger, name, shown):
    result = clientela("analyse", ledger([["2024-01-01", name, "10"]]))

    assert result.exit_code == 0
    assert shown in result.stdout
    assert "\x1b" not in result.stdout


ROWS = st.lists(
    st.tuples(
        st.dates(min_value=dt.date(2022, 1, 1), max_value=dt.date(2024, 12, 31)),
        st.sampled_from(["Acme", "ACME", "acme.", "Beta", "be ta", "Гамма", "гамма", "Delta"]),
        st.integers(-300, 1000),
        st.sampled_from(["", "M-1", "M-2", "M-3"]),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, order=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(clientela, ledger, tmp_path, rows, order):
    shuffled = list(rows)
    order.shuffle(shuffled)
    written = []
    for number, some in enumerate((rows, shuffled)):
        path = ledger(some, headings="date,client,amount,matter")
        result = clientela("analyse", path, "--as-of", "2024-12-31", "--out", tmp_path / str(number))
        assert result.exit_code == 0, result.stderr
        written.append([(tmp_path / str(number) / name).read_text() for name in ("clients.csv", "never_billed.csv")])

    assert written[0] == written[1]
