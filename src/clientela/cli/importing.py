"""`import ledger` puts a firm's ledger into the database."""

from __future__ import annotations

import typer

from . import app

importing = typer.Typer(help="Bring data in.", no_args_is_help=True)
app.add_typer(importing, name="import")
