"""`analyse` turns ledger files into a ranked and explained client book, without a database."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

import typer

from .. import app, reading_options

Language = Annotated[Literal["zh-hans", "ru", "en"], typer.Option(help="Language of the screen and the report.")]
Date = Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE")]


@app.command()
def analyse(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Ledgers: CSV, XLSX, XLS, ODS, Parquet, .gz, .zip.")
    ],
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(
            "--as-of", formats=["%Y-%m-%d"], metavar="DATE", help="Last day of the window; the newest line's date."
        ),
    ] = None,
    window_months: Annotated[
        int | None,
        typer.Option("--window-months", metavar="N", help="Months in the window; 12, or as the policy says."),
    ] = None,
    compare_to: Annotated[
        dt.datetime | None,
        typer.Option("--compare-to", formats=["%Y-%m-%d"], metavar="DATE", help="The earlier date; a window before."),
    ] = None,
    policy: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="Thresholds other than the defaults.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to write clients.csv, report.html and more.")
    ] = None,
    columns: reading_options.Map = None,
    currency: Annotated[str | None, typer.Option(metavar="CODE", help="The firm's currency (ISO 4217).")] = None,
    rates: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Rates into the firm's currency: CSV of date, currency, rate.")
    ] = None,
    language: Language = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON, and nothing else.")] = False,
    max_rejects: reading_options.MaxRejects = 0,
    encoding: reading_options.Encoding = None,
    delimiter: reading_options.Delimiter = None,
    date_order: reading_options.Order = None,
    decimal: reading_options.Decimal = None,
    sheet: reading_options.Sheet = None,
    header_row: reading_options.HeaderRow = None,
) -> None:
    """Rank and explain the clients of a ledger: levels, gold grid, contribution, movement.

    Works on files alone. Exit codes: 0 well, 1 more rows left out than --max-rejects, 2 cannot run.
    """
    from .run import Request, run

    request = Request(
        files=tuple(files),
        as_of=as_of.date() if as_of else None,
        compare_to=compare_to.date() if compare_to else None,
        window_months=window_months,
        policy=policy,
        out=out,
        currency=currency,
        rates=rates,
        language=language,
        as_json=as_json,
        max_rejects=max_rejects,
        reading={
            "columns": columns,
            "encoding": encoding,
            "delimiter": delimiter,
            "date_order": date_order,
            "decimal": decimal,
            "sheet": sheet,
            "header_row": header_row,
        },
    )
    raise typer.Exit(run(request))
