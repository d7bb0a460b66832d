"""The real ledgers of firms, against the same figures worked out independently with pandas."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.oracle import Expected, expected

PROJECT = Path(__file__).resolve().parents[2]
LAW_FIRM = PROJECT / "examples" / "law_firm_ledger.csv"
FIRMS = sorted((PROJECT / "tests" / "data" / "sf_ledgers").glob("*_ledger.csv"))
YEARLY = sorted((PROJECT / "tests" / "data" / "lda_books").glob("*__annual.csv.gz"))


def lines_of(path: Path) -> pd.DataFrame:
    """The dated fee lines of a firm."""
    table = pd.read_csv(path)
    return pd.DataFrame(
        {
            "date": pd.to_datetime(table["date"]),
            "client": table["client"].str.strip(),
            "cents": (table["amount_usd"] * 100).round().astype("int64"),
        }
    )


def years_of(path: Path) -> pd.DataFrame:
    """The yearly income of a firm, dated at the end of each year."""
    table = pd.read_csv(path)
    return pd.DataFrame(
        {
            "date": pd.to_datetime(table["year"].astype(str) + "-12-31"),
            "client": table["client"].str.strip(),
            "cents": (table["income_usd"] * 100).round().astype("int64"),
        }
    )


def assert_agrees(folder: Path, want: Expected) -> None:
    """Every client's row, every sum and the clients that were never billed."""
    got = pd.read_csv(folder / "clients.csv", keep_default_na=False, dtype=str)
    wanted = want.clients
    assert list(got["client"]) == list(wanted["client"])
    for column in ("tier", "grid", "contribution"):
        assert list(got[column]) == list(wanted[column].fillna("")), column
    for column in ("frequency", "recency_days", "rank"):
        text = wanted[column].map(lambda value: "" if pd.isna(value) else str(int(value)))
        assert list(got[column]) == list(text), column
    for column in ("billed", "profit"):
        assert list(got[column]) == [f"{cents / 100:.2f}" for cents in wanted[column]], column
    for column in ("first_billed", "last_billed"):
        assert list(got[column]) == list(wanted[column].dt.strftime("%Y-%m-%d")), column
    shares = got["share"].astype(float)[: len(want.active)]
    assert shares.to_numpy() == pytest.approx(want.active["share"].astype(float).to_numpy(), abs=1e-11)
    never = pd.read_csv(folder / "never_billed.csv", keep_default_na=False)
    assert set(never["client"]) == want.never_billed

    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    assert summary["active_clients"] == len(want.active)
    assert summary["never_billed"] == len(want.never_billed)
    assert summary["billed"] == int(want.clients["billed"].sum()) / 100
    for column, name in (("tier", "tiers"), ("grid", "grid"), ("contribution", "contribution")):
        sums = want.sums(column)
        for code, figures in summary[name].items():
            if code == "inactive":
                assert figures["clients"] == len(want.clients) - len(want.active)
                continue
            clients, billed, profit = sums.pop(code, (0, 0, 0))
            assert (figures["clients"], figures["billed"]) == (clients, billed / 100)
            assert name == "tiers" or figures["profit"] == profit / 100
        assert not sums
    positive = want.active.loc[want.active["profit"] > 0, "profit"]
    assert summary["whale"]["peak_clients"] == len(positive)
    assert summary["whale"]["peak_share"] == pytest.approx(positive.sum() / want.active["profit"].sum())


def test_the_law_firms_book_agrees_with_pandas(clientela, tmp_path):
    result = clientela("analyse", LAW_FIRM, "--as-of", "2017-09-30", "--out", tmp_path)

    assert result.exit_code == 0, result.stderr
    assert_agrees(tmp_path, expected(lines_of(LAW_FIRM), "2017-09-30"))


def test_the_law_firms_movement_agrees_with_pandas(clientela, tmp_path):
    clientela("analyse", LAW_FIRM, "--as-of", "2017-09-30", "--compare-to", "2016-12-31", "--out", tmp_path)

    now = expected(lines_of(LAW_FIRM), "2017-09-30").clients.set_index("key")["tier"]
    then = expected(lines_of(LAW_FIRM), "2016-12-31").clients.set_index("key")["tier"]
    movement = json.loads((tmp_path / "summary.json").read_text("utf-8"))["movement"]
    both = pd.DataFrame({"then": then, "now": now})
    both["then"] = both["then"].fillna("new")
    wanted = both.groupby(["then", "now"]).size().to_dict()
    got = {
        (before, after): cell["clients"]
        for before, row in movement["matrix"].items()
        for after, cell in row.items()
        if cell["clients"] and {before, after}.isdisjoint({"prospect", "suspect"})
    }
    assert movement["compare_to"] == "2016-12-31"
    assert got == wanted
    assert movement["aims"]["kept"]["clients"] == len(
        both[~both["then"].isin(["new", "inactive"]) & (both["now"] != "inactive")]
    )


@pytest.mark.parametrize("path", FIRMS, ids=lambda path: path.name)
def test_another_firms_book_agrees_with_pandas(clientela, tmp_path, path):
    lines = lines_of(path)
    result = clientela("analyse", path, "--out", tmp_path)

    assert result.exit_code == 0, result.stderr
    assert_agrees(tmp_path, expected(lines, str(lines["date"].max().date())))


@pytest.mark.parametrize("as_of", ["2023-12-31", "2024-12-31"])
@pytest.mark.parametrize("path", YEARLY, ids=lambda path: path.name.partition("__")[0])
def test_a_book_of_yearly_rows_agrees_with_pandas_by_a_mapping(clientela, tmp_path, path, as_of):
    mapping = ("--map", "date=year", "--map", "amount=income_usd", "--map", "client=client")
    result = clientela("analyse", path, *mapping, "--as-of", as_of, "--out", tmp_path)

    assert result.exit_code == 0, result.stderr
    assert_agrees(tmp_path, expected(years_of(path), as_of))


def test_there_are_four_other_firms_and_seven_books():
    assert (len(FIRMS), len(YEARLY)) == (4, 7)
