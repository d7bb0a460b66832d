"""The options of the commands that read a ledger, and what they mean to the reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from clientela.exchange.reading.errors import NeedsAnswer
    from clientela.exchange.reading.options import ReadOptions

Map = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=HEADING", help="The heading of a column: amount=Total. May be given again."),
]
Encoding = Annotated[str | None, typer.Option(metavar="NAME", help="Encoding of the text: utf-8, gb18030, cp1251.")]
Delimiter = Annotated[str | None, typer.Option(metavar="SIGN", help="What parts the columns; tab for a tabulator.")]
Order = Annotated[Literal["dmy", "mdy", "ymd"] | None, typer.Option("--date-order", help="Order in dates of digits.")]
Decimal = Annotated[
    str | None,
    typer.Option("--decimal", metavar="MARK", help="The decimal mark of amounts: point, comma, or the sign."),
]
Sheet = Annotated[str | None, typer.Option(metavar="NAME", help="Name of the sheet, or its number from 1.")]
HeaderRow = Annotated[
    int | None, typer.Option("--header-row", min=0, metavar="N", help="Line of the headings from 1; 0 for none.")
]
MaxRejects = Annotated[
    int, typer.Option("--max-rejects", min=0, metavar="N", help="Rows that may be left out before the exit code is 1.")
]

_SPELT = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "point": ".", "dot": ".", "period": "."}
_FLAGS = {
    "date_order": "--date-order",
    "decimal_mark": "--decimal",
    "header_row": "--header-row",
    "sheet": "--sheet",
    "encoding": "--encoding",
    "delimiter": "--delimiter",
    "currency": "--currency",
    "columns": "--map",
}


def read_options(
    *,
    columns: list[str] | None,
    encoding: str | None,
    delimiter: str | None,
    date_order: str | None,
    decimal: str | None,
    sheet: str | None,
    header_row: int | None,
    currency: str | None,
) -> ReadOptions:
    """What the command line says about the files. Raises CannotRead with a sentence where that is not possible."""
    from clientela.exchange.reading.options import DateOrder, ReadOptions, parse_map

    return ReadOptions(
        columns=parse_map(columns or ()),
        encoding=encoding,
        delimiter=_sign(delimiter),
        date_order=DateOrder(date_order) if date_order else None,
        decimal_mark=_sign(decimal),
        sheet=sheet,
        header_row=header_row,
        currency=currency,
    )


def asked(error: NeedsAnswer) -> str:
    """What the file leaves open, and the options that answer it."""
    from django.utils.translation import gettext as _

    return " ".join(
        _("%(question)s Seen: %(examples)s. Say which with %(option)s (one of: %(choices)s).")
        % {
            "question": question.text,
            "examples": ", ".join(question.examples),
            "option": _FLAGS.get(question.option, question.option),
            "choices": ", ".join(question.choices),
        }
        for question in error.questions
    )


def _sign(text: str | None) -> str | None:
    return None if text is None else _SPELT.get(text.lower(), text)
