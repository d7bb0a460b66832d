"""`demo` shows the product on the real ledger of a law firm."""

from __future__ import annotations

import socket
import subprocess
import sys

import typer

from . import app, fail
from .database import database
from .serve import Host, Port, run_server


@app.command()
def demo(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    prepare_only: bool = typer.Option(False, "--prepare-only", help="Build the firm and stop before serving."),
) -> None:
    """Import a real law firm's ledger, rank its clients, and serve the portfolio until Ctrl-C."""
    with database():
        from clientela.accounts.actions import issue_sign_in_link
        from clientela.core.actor import SYSTEM
        from clientela.demo.firm import build

        if not prepare_only:
            # Polars works with threads that a fork does not carry along, and the server forks: where this process had
            # read the ledger, the first file given to a page would never be answered.
            built = subprocess.run([sys.executable, "-m", "clientela", "demo", "--prepare-only"], check=False)
            if built.returncode:
                raise typer.Exit(built.returncode)
        try:
            partner = build(tell=typer.echo if prepare_only else lambda _told: None)
        except FileNotFoundError as error:
            fail(f"the example ledger is missing: {error}. Run the command from a full checkout of the project.")
        if prepare_only:
            return
        link = issue_sign_in_link(user=partner, by=SYSTEM)
        run_server(host=host, port=_first_free(host, port), link=link, browse=True)


def _first_free(host: str, port: int) -> int:
    # A demonstration should not fail because something else has the usual port.
    for candidate in range(port, port + 20) if port else ():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return candidate
    return 0
