"""`demo` shows the product: on an invented firm, or on the real ledger of a law firm."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

from . import app, fail
from .database import database
from .serve import Host, Port, run_server

if TYPE_CHECKING:
    from clientela.accounts.models import User


class Firm(StrEnum):
    """Which firm to show."""

    SAMPLE = "sample"
    LEDGER = "ledger"


@app.command()
def demo(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    firm: Firm = typer.Option(
        Firm.SAMPLE, "--firm", help="An invented firm with people, contacts and fees, or a real law firm's ledger."
    ),
    prepare_only: bool = typer.Option(False, "--prepare-only", help="Build the firm and stop before serving."),
) -> None:
    """Build a firm to look at, rank its clients, and serve its pages until Ctrl-C."""
    with database():
        from clientela.accounts.actions import issue_sign_in_link
        from clientela.core.actor import SYSTEM

        if not prepare_only:
            # Polars works with threads that a fork does not carry along, and the server forks: where this process had
            # read the ledger, the first file given to a page would never be answered.
            command = [sys.executable, "-m", "clientela", "demo", "--firm", firm.value, "--prepare-only"]
            built = subprocess.run(command, check=False)
            if built.returncode:
                raise typer.Exit(built.returncode)
        partner = _build(firm, typer.echo if prepare_only else lambda _told: None)
        if prepare_only:
            return
        link = issue_sign_in_link(user=partner, by=SYSTEM)
        run_server(host=host, port=_first_free(host, port), link=link, browse=True)


def _build(firm: Firm, tell: Callable[[str], None]) -> User:
    """Build the firm where that is not done yet; gives the managing partner."""
    if firm is Firm.LEDGER:
        from clientela.demo.firm import build

        try:
            return build(tell=tell)
        except FileNotFoundError as error:
            fail(f"the example ledger is missing: {error}. Run the command from a full checkout of the project.")
    from django.utils import timezone

    from clientela.demo import sample

    try:
        return sample.build(tell=tell, as_of=timezone.localdate())
    except sample.HalfBuilt:
        fail(
            "the data directory has other data, or a sample firm whose building was stopped. "
            "Set CLIENTELA_HOME to an empty directory, or remove this one."
        )


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
