"""The `clientela` command.

Exit codes: 0 well; 1 finished with more rejects than `--max-rejects`; 2 cannot run, with a sentence that says why.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

import typer

from clientela import __version__

from .printable import printable

app = typer.Typer(
    name="clientela",
    help="Client management for professional firms: know, rank and keep the firm's clients.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", help="Print the version.", callback=_version, is_eager=True),
) -> None:
    pass


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela.config.settings")
    # A polite end runs the same clean-up as Ctrl-C: the database must be stopped by its last user.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    from clientela.core.embedded import DatabaseUnavailable

    try:
        app()
    except DatabaseUnavailable as error:
        fail(str(error))


def fail(sentence: str) -> NoReturn:
    """Say why the command cannot run, and end with code 2."""
    typer.echo(f"clientela: {printable(sentence)}", err=True)
    let_go_of_output()
    raise SystemExit(2)


def let_go_of_output() -> None:
    """Write what is still held back, or drop it where nobody takes it: Python would fail on it at the very end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


from . import analyse, check, demo, importing, serve  # noqa: E402, F401  (each registers its commands)
