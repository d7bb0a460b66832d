"""Cells of a frame become entries of a ledger; rows of which that cannot be done are told with their reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from .columns import AMOUNT, AmountColumn, DateColumn, WordColumn, meaning_of_kind, texts_of
from .currencies import currency_of
from .fields import MAGNITUDES, TEXT_FIELDS, Field
from .headings import normalised
from .layout import Layout
from .numerals import NUMBER
from .rejects import Reason, Reject
from .understanding import Rules, known_code

LONGEST_CLIENT: Final = 300
LONGEST_DESCRIPTION: Final = 1000

SCHEMA: Final[Mapping[str, pl.DataType | type[pl.DataType]]] = {
    "line": pl.Int64,
    "date": pl.Date,
    "client": pl.String,
    "kind": pl.String,
    "amount": AMOUNT,
    "currency": pl.String,
    "engagement": pl.String,
    "service_line": pl.String,
    "staff": pl.String,
    "description": pl.String,
}

_DASHES: Final = r"^[-–—]*$"
_BREAKS: Final = r"[\r\n\t\v\f]+"
_TOTAL: Final = re.compile(
    r"\W*((grand|sub|page|report|overall)[\s-]*)?totals?\b|\W*sum\b\W*$|\W*(合计|总计|小计|共计|累计|本页合计|总和)"
    r"|\W*(промежуточный |общий )?(итого|всего|итог)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Converted:
    """Entries in the columns of `SCHEMA`, and the rows that gave none."""

    entries: pl.DataFrame
    rows: int
    rejects: list[Reject]
    skipped: list[Reject]


class Conversion:
    """Turns frames of one file into entries. It remembers odd cells, and the sign of each kind once it has met it."""

    def __init__(self, layout: Layout, rules: Rules, signs: Mapping[str, bool]) -> None:
        """Begin with the `signs` that are known: for a kind, whether it is written with a minus."""
        self._layout = layout
        self._rules = rules
        self._signs = dict(signs)
        self._dates = DateColumn(rules.date_order)
        self._amounts = AmountColumn(rules.decimal_mark)
        self._kinds = WordColumn(meaning_of_kind)
        self._currencies = WordColumn(lambda cell: known_code(currency_of(cell), rules))

    @property
    def signs(self) -> dict[str, bool]:
        """For each kind whose amounts are sizes, whether it is written with a minus, as far as it was met."""
        return dict(self._signs)

    def __call__(self, frame: pl.DataFrame) -> Converted:
        """Convert one frame: `line`, and the columns of the layout named by their number."""
        work = self._understood(frame)
        checks = self._checks()
        work = work.with_columns(
            fault=pl.coalesce(pl.when(fails).then(pl.lit(number)) for number, (_r, _f, fails) in enumerate(checks))
        )
        rejects: list[Reject] = []
        skipped: list[Reject] = []
        if work["fault"].null_count() < work.height:
            faulty = work.filter(pl.col("fault").is_not_null()).select("row", "fault")
            for row, number in zip(frame[faulty["row"]].rows(named=True), faulty["fault"], strict=True):
                reason, field, _fails = checks[number]
                self._tell(row, reason, field, rejects, skipped)
            work = work.filter(pl.col("fault").is_null())
        return Converted(self._entries(work), work.height + len(rejects), rejects, skipped)

    def _cells(self, frame: pl.DataFrame, field: Field) -> pl.Series:
        return frame[str(self._layout.columns[field])]

    def _words(self, frame: pl.DataFrame, field: Field) -> pl.Series:
        return texts_of(self._cells(frame, field)).str.strip_prefix(NUMBER)

    def _understood(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Rows that are not blank, cell by cell as values; `row` is the number in the frame."""
        columns = self._layout.columns
        date_cells = self._cells(frame, Field.DATE)
        if date_cells.dtype == pl.String:
            date_cells = texts_of(date_cells)
        client = self._words(frame, Field.CLIENT)
        if client.str.contains(_BREAKS).any():
            client = client.str.replace_all(_BREAKS, " ")
        work = {
            "line": frame["line"],
            "row": pl.int_range(frame.height, eager=True),
            "date": self._dates(date_cells),
            "no_date": date_cells.is_null() if date_cells.dtype != pl.String else date_cells == "",
            "client": client,
        }
        if Field.KIND in columns:
            work["kind"] = self._kinds(texts_of(self._cells(frame, Field.KIND)))
        if Field.CURRENCY in columns:
            cells = self._words(frame, Field.CURRENCY)
            work["code"] = self._currencies(cells)
            work["no_code"] = cells == ""
        for field in self._layout.amounts:
            cells = self._cells(frame, field)
            cells = cells if cells.dtype.is_numeric() else texts_of(cells)
            amounts, codes = self._amounts(cells)
            known = self._currencies(codes) if codes.null_count() < len(codes) else codes
            work[field] = amounts
            work[f"{field} empty"] = _is_empty(cells, amounts)
            work[f"{field} code"] = known
            work[f"{field} unknown"] = codes.is_not_null() & known.is_null()
        for field in TEXT_FIELDS:
            work[field] = self._words(frame, field) if field in columns else pl.repeat("", frame.height, eager=True)
        empty = [pl.col(f"{field} empty") for field in self._layout.amounts]
        texts = [pl.col(field) == "" for field in TEXT_FIELDS]
        blank = pl.all_horizontal("no_date", pl.col("client") == "", *empty, *texts)
        return pl.DataFrame(work).filter(~blank)

    def _checks(self) -> list[tuple[Reason, Field, pl.Expr]]:
        """Every way in which a row can fail, the first that holds being told."""
        amounts = self._layout.amounts
        checks = [
            (Reason.DATE_MISSING, Field.DATE, pl.col("no_date")),
            (Reason.DATE_UNREADABLE, Field.DATE, pl.col("date").is_null()),
            (Reason.CLIENT_MISSING, Field.CLIENT, pl.col("client") == ""),
            (Reason.CLIENT_TOO_LONG, Field.CLIENT, pl.col("client").str.len_chars() > LONGEST_CLIENT),
            (Reason.AMOUNT_MISSING, amounts[0], pl.all_horizontal(pl.col(f"{field} empty") for field in amounts)),
        ]
        for field in amounts:
            wrong = pl.col(field).is_null() & ~pl.col(f"{field} empty")
            checks.append((Reason.AMOUNT_UNREADABLE, field, wrong))
            checks.append((Reason.CURRENCY_UNKNOWN, field, pl.col(f"{field} unknown")))
        if Field.KIND in self._layout.columns:
            checks.append((Reason.KIND_UNKNOWN, Field.KIND, pl.col("kind").is_null()))
        if Field.CURRENCY in self._layout.columns:
            checks.append((Reason.CURRENCY_UNKNOWN, Field.CURRENCY, pl.col("code").is_null() & ~pl.col("no_code")))
        return checks

    def _tell(
        self, row: dict[str, object], reason: Reason, field: Field, rejects: list[Reject], skipped: list[Reject]
    ) -> None:
        line = row["line"]
        assert isinstance(line, int)
        cells = {name: str(cell).strip().removeprefix(NUMBER) for name, cell in row.items() if cell is not None}
        value = cells.get(str(self._layout.columns[field]), "")
        heading = self._layout.heading_of(field)
        if reason in (Reason.DATE_MISSING, Reason.DATE_UNREADABLE):
            total = next((cell for name, cell in cells.items() if name != "line" and _TOTAL.match(cell)), None)
            if total is not None:
                skipped.append(Reject(line, heading, total, Reason.TOTAL))
                return
            if self._repeats_headings(cells):
                skipped.append(Reject(line, heading, value, Reason.REPEATED_HEADINGS))
                return
        rejects.append(Reject(line, heading, value, reason))

    def _repeats_headings(self, cells: dict[str, str]) -> bool:
        return all(
            normalised(cells.get(str(self._layout.columns[field]), ""))
            == normalised(self._layout.heading_of(field))
            != ""
            for field in (Field.DATE, Field.CLIENT)
        )

    def _entries(self, work: pl.DataFrame) -> pl.DataFrame:
        amounts = self._layout.amounts
        if len(amounts) == 1:
            entries = self._entries_of(work, amounts[0])
        else:
            # A row of nothing but zeros is still one entry, of the first kind that has one.
            nothing = pl.all_horizontal(pl.col(field).fill_null(0) == 0 for field in amounts)
            zeros = pl.coalesce(pl.when(pl.col(field) == 0).then(pl.lit(field)) for field in amounts)
            work = work.with_columns(zero=pl.when(nothing).then(zeros))
            parts = [
                self._entries_of(work.filter((pl.col(field) != 0) | (pl.col("zero") == field)), field)
                for field in amounts
            ]
            entries = pl.concat(parts).sort("line", maintain_order=True)
        return self._signed(entries)

    def _entries_of(self, work: pl.DataFrame, field: Field) -> pl.DataFrame:
        kind: pl.Expr = pl.lit("fee" if field is Field.AMOUNT else field.value)
        if field is Field.AMOUNT and "kind" in work.columns:
            kind = pl.col("kind")
        codes = [pl.col("code")] if "code" in work.columns else []
        fallback = self._rules.currencies.get(field) or self._rules.currency
        return work.select(
            "line",
            "date",
            "client",
            kind=kind,
            amount=pl.col(field).cast(AMOUNT),
            currency=pl.coalesce(*codes, f"{field} code", pl.lit(fallback, dtype=pl.String)),
            **{
                text: pl.when(pl.col(text) != "").then(pl.col(text).str.head(LONGEST_DESCRIPTION))
                if text is Field.DESCRIPTION
                else pl.when(pl.col(text) != "").then(pl.col(text))
                for text in TEXT_FIELDS
            },
        )

    def _signed(self, entries: pl.DataFrame) -> pl.DataFrame:
        """Turn round the kinds that are written with a minus, and make every fee that is taken back negative."""
        kinds = set(entries["kind"].unique())
        for kind in sorted(kinds & MAGNITUDES - self._signs.keys()):
            signs = entries.filter(kind=kind)["amount"].sign()
            self._signs[kind] = (signs < 0).sum() > (signs > 0).sum()
        turned = [kind for kind in kinds if self._signs.get(kind)]
        amount = pl.col("amount")
        if turned:
            entries = entries.with_columns(amount=pl.when(pl.col("kind").is_in(turned)).then(-amount).otherwise(amount))
        if "refund" in kinds:
            is_refund = pl.col("kind") == "refund"
            entries = entries.with_columns(
                amount=pl.when(is_refund).then(-amount.abs()).otherwise(amount),
                kind=pl.when(is_refund).then(pl.lit("fee")).otherwise("kind"),
            )
        return entries.cast({"amount": AMOUNT})


def _is_empty(cells: pl.Series, amounts: pl.Series) -> pl.Series:
    """Where there is no amount and nothing that was meant as one; accountants write a dash for nothing."""
    if not amounts.null_count():
        return pl.repeat(False, len(cells), eager=True)
    return cells.is_null() if cells.dtype.is_numeric() else amounts.is_null() & cells.str.contains(_DASHES)
