"""Where the table begins in a file, and which of its columns is what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from .dates import parse_date
from .errors import CannotRead, ColumnsMissing
from .fields import AMOUNT_FIELDS, KIND_FIELDS, Field
from .headings import field_of, normalised
from .kinds import kind_of
from .numerals import NUMBER, parse_amount
from .options import ReadOptions
from .source import HeadRow

_HEADING_ROWS: Final = 100
_SHOWN: Final = 12
_SAMPLE_ROWS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The row of headings, from line `header_row` to line `below` (0 for none), and the columns by number from 0."""

    header_row: int
    below: int
    headings: tuple[str, ...]
    columns: Mapping[Field, int]
    width: int
    sample: tuple[tuple[str, ...], ...]

    def heading_of(self, field: Field) -> str:
        """The heading of the column that holds the field."""
        return self.headings[self.columns[field]]

    @property
    def amounts(self) -> tuple[Field, ...]:
        """The fields of columns that hold amounts, in the order in which a row's entries are given."""
        return tuple(field for field in AMOUNT_FIELDS if field in self.columns)


def find_layout(head: Sequence[HeadRow], options: ReadOptions) -> Layout:
    """Find the headings among the rows at the top. Raises ColumnsMissing where date, client or amount has no column."""
    row = _heading_row(head, options)
    cells = [cell.removeprefix(NUMBER).strip("\ufeff \t\r\n\u00a0") for cell in row.cells]
    below = [other for other in head if other.line > row.last_line and any(cell.strip() for cell in other.cells)]
    widths = sorted(len(other.cells) for other in below)
    # Where most rows end in a delimiter, or in notes beyond the last heading, that is no fault of theirs.
    width = max(len(cells), widths[(len(widths) - 1) // 2] if widths else 0)
    headings = tuple(cells + [""] * (width - len(cells)))
    if options.header_row == 0:
        headings = tuple(str(number + 1) for number in range(width))
    columns = _columns(headings, [other.cells for other in below], options)
    sample = tuple(tuple(cell.removeprefix(NUMBER) for cell in other.cells) for other in below[:_SAMPLE_ROWS])
    _require(columns, headings, row, sample)
    return Layout(
        header_row=row.line,
        below=row.last_line,
        headings=headings,
        columns=columns,
        width=width,
        sample=sample,
    )


def has_all_columns(head: Sequence[HeadRow], options: ReadOptions) -> bool:
    """Whether this is a ledger: it has a row of headings with date, client and amount."""
    try:
        find_layout(head, options)
    except CannotRead:
        return False
    return True


def _heading_row(head: Sequence[HeadRow], options: ReadOptions) -> HeadRow:
    filled = [row for row in head if any(cell.strip() for cell in row.cells)]
    if not filled:
        raise CannotRead(_("There are no rows in the table."))
    if options.header_row == 0:
        return HeadRow(0, [""] * max(len(row.cells) for row in filled), 0)
    if options.header_row is not None:
        for row in filled:
            if row.line <= options.header_row <= row.last_line:
                return row
        raise CannotRead(_("There are no headings on line %d.") % options.header_row)
    mapped = {normalised(heading) for _field, heading in options.columns if heading}
    # Of equals the first is taken: the headings come before the rows. Without any, the widest row is shown as the
    # headings.
    return max(filled[:_HEADING_ROWS], key=lambda row: (_known(row.cells, mapped), _texts(row.cells)))


def _known(cells: Sequence[str], mapped: set[str]) -> int:
    found: set[object] = set()
    for cell in cells:
        plain = cell.removeprefix(NUMBER)
        if meaning := field_of(plain):
            found.add(meaning[0])
        if mapped:
            found.update({normalised(plain)} & mapped)
    return len(found)


def _texts(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) and not cell.startswith(NUMBER) and not cell.strip()[0].isdigit() for cell in cells)


def _columns(headings: Sequence[str], rows: Sequence[Sequence[str]], options: ReadOptions) -> dict[Field, int]:
    columns: dict[Field, int] = {}
    left_out = {field for field, heading in options.columns if not heading}
    for field in dict.fromkeys(field for field, heading in options.columns if heading):
        columns[field] = _mapped(field, headings, options)
    chosen = set(columns)
    found: dict[Field, list[tuple[bool, int, int]]] = {}
    for number, heading in enumerate(headings):
        meaning = field_of(heading)
        if meaning and meaning[0] not in chosen | left_out and number not in columns.values():
            found.setdefault(meaning[0], []).append((not _fits(meaning[0], number, rows), meaning[1], number))
    for field, candidates in found.items():
        misfit, _rank, number = min(candidates)
        if not misfit or field in (Field.DATE, Field.CLIENT, Field.AMOUNT):
            columns[field] = number
    _settle_amounts(columns, chosen)
    return columns


def _mapped(field: Field, headings: Sequence[str], options: ReadOptions) -> int:
    wanted = [heading for other, heading in options.columns if other is field and heading]
    for same in (str.casefold, normalised):
        for heading in wanted:
            for number, candidate in enumerate(headings):
                if same(candidate) == same(heading) and candidate:
                    return number
    for heading in wanted:
        if heading.isdecimal() and 1 <= int(heading) <= len(headings):
            return int(heading) - 1
    raise CannotRead(
        _("There is no column “%(wanted)s” for %(field)s. The headings are: %(headings)s.")
        % {"wanted": "”, “".join(wanted), "field": field, "headings": _shown(headings)}
    )


def _settle_amounts(columns: dict[Field, int], chosen: set[Field]) -> None:
    kinds = [field for field in KIND_FIELDS if field in columns]
    if Field.FEE in columns and Field.AMOUNT not in columns and kinds == [Field.FEE]:
        # The only amounts are under "fee"; a column of kinds may then say that some are not.
        columns[Field.AMOUNT] = columns.pop(Field.FEE)
    elif Field.FEE in columns and Field.AMOUNT in columns and Field.AMOUNT not in chosen:
        # Beside columns by kind, "amount" or "total" is their sum; it would count everything twice.
        del columns[Field.AMOUNT]


def _fits(field: Field, number: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether at least half of the filled cells are what the field asks for."""
    test = _TESTS.get(field)
    cells = [row[number] for row in rows if number < len(row) and row[number].strip()]
    return test is None or not cells or 2 * sum(map(test, cells)) >= len(cells)


def _is_amount(cell: str) -> bool:
    return any(parse_amount(cell, mark) is not None for mark in ".,")


def _is_date(cell: str) -> bool:
    return parse_date(cell.removeprefix(NUMBER), None) is not None


_TESTS: Final[dict[Field, Callable[[str], bool]]] = {
    Field.DATE: _is_date,
    Field.KIND: lambda cell: kind_of(cell.removeprefix(NUMBER)) is not None,
    **dict.fromkeys(AMOUNT_FIELDS, _is_amount),
}


def _require(
    columns: Mapping[Field, int], headings: Sequence[str], row: HeadRow, sample: Sequence[Sequence[str]]
) -> None:
    missing = [field for field in (Field.DATE, Field.CLIENT) if field not in columns]
    if not any(field in columns for field in AMOUNT_FIELDS):
        missing.append(Field.AMOUNT)
    if not missing:
        return
    names = {Field.DATE: _("the date"), Field.CLIENT: _("the client"), Field.AMOUNT: _("the amount")}
    raise ColumnsMissing(
        _(
            "No column was found for %(missing)s. Headings such as date, client and amount were looked for, in "
            "English, Chinese and Russian; line %(line)d has: %(headings)s. Say which column it is, for example with "
            "--map %(field)s=HEADING."
        )
        % {
            "missing": ", ".join(names[field] for field in missing),
            "line": row.line,
            "headings": _shown(headings),
            "field": missing[0],
        },
        missing=missing,
        headings=headings,
        header_row=row.line,
        columns={field: headings[number] for field, number in columns.items()},
        sample=sample,
    )


def _shown(headings: Sequence[str]) -> str:
    named = [" ".join(heading.split()) for heading in headings if heading]
    cut = [heading if len(heading) <= 40 else heading[:39] + "…" for heading in named[:_SHOWN]]
    return ", ".join(cut + ["…"] * (len(named) > _SHOWN)) or "-"
