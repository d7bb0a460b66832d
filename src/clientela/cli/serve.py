"""`serve` runs the web pages and the jobs; `worker` the jobs alone; `sign-in-link` lets a person in."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from . import app, fail
from .database import database

Port = Annotated[int, typer.Option(help="The port of this machine; 0 takes a free one.")]
Host = Annotated[str, typer.Option(help="The address to listen on; only this machine unless you say otherwise.")]


@app.command()
def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the pages until Ctrl-C, with the jobs beside them."""
    with database():
        run_server(host=host, port=port, link=first_sign_in_link())


@app.command()
def worker(
    parent: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """Run the jobs: imports, analyses, the nightly snapshot."""
    with database():
        from django.utils import timezone
        from procrastinate.contrib.django import app as jobs

        from clientela.access.actions import apply_wall_dates
        from clientela.core.actor import SYSTEM, acting_as
        from clientela.core.jobs import take_up_lost_jobs
        from clientela.exchange.actions import recover_batches

        if parent:
            threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        take_up_lost_jobs()
        recover_batches()
        # A server that was down at midnight has walls to begin and to end.
        with acting_as(SYSTEM):
            apply_wall_dates(today=timezone.localdate())
        connector = jobs.connector.get_worker_connector()  # type: ignore[attr-defined]
        with jobs.replace_connector(connector) as running:
            running.run_worker(concurrency=1, install_signal_handlers=True, listen_notify=True)


@app.command("sign-in-link")
def sign_in_link(
    username: Annotated[str, typer.Argument(help="Whose link; the managing partner's where left out.")] = "",
    address: Annotated[str, typer.Option(help="Where the pages are served.")] = "http://127.0.0.1:8000",
) -> None:
    """Print a link that signs a person in once, within twelve hours."""
    with database():
        from clientela.accounts.actions import issue_sign_in_link
        from clientela.accounts.models import User
        from clientela.accounts.permissions import Role
        from clientela.core.actor import SYSTEM

        people = User.objects.filter(is_active=True)
        user = (
            people.filter(username=username).first()
            if username
            else people.filter(role=Role.MANAGING_PARTNER).order_by("pk").first()
        )
        if user is None:
            names = ", ".join(people.order_by("username").values_list("username", flat=True)[:20]) or "nobody yet"
            fail(f"there is no such member of staff who may sign in; there are: {names}.")
        else:
            typer.echo(f"{address}/enter/{issue_sign_in_link(user=user, by=SYSTEM)}/")


def first_sign_in_link() -> str | None:
    """A token for the managing partner where nobody has signed in yet; the person is made where there is none."""
    from clientela.accounts.actions import add_staff, issue_sign_in_link
    from clientela.accounts.models import User
    from clientela.accounts.permissions import Role
    from clientela.core.actor import SYSTEM

    if User.objects.filter(last_login__isnull=False).exists():
        return None
    user = User.objects.filter(role=Role.MANAGING_PARTNER, is_active=True).order_by("pk").first()
    if user is None:
        user = add_staff(name="Managing partner", role=Role.MANAGING_PARTNER, by=SYSTEM)
    return issue_sign_in_link(user=user, by=SYSTEM)


def run_server(*, host: str, port: int, link: str | None, browse: bool = False) -> None:
    """Serve pages and jobs until interrupted. `link` is a sign-in token to print with the address."""
    from django.core.wsgi import get_wsgi_application
    from gunicorn.app.base import BaseApplication

    collect_static()
    port = port or _free_port(host)
    _refuse_busy(host, port)
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
    entrance = f"{address}/enter/{link}/" if link else f"{address}/portfolio/"

    def announce(_arbiter: object) -> None:
        typer.echo(f"\nClientela is served at {address}/portfolio/")
        if link:
            typer.echo(f"Sign in once with this link: {entrance}")
        typer.echo("Press Ctrl-C to stop.\n")
        if browse and sys.stdout.isatty() and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            webbrowser.open(entrance)

    class Server(BaseApplication):
        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": f"{host}:{port}",
                "workers": max(2, min(os.cpu_count() or 2, 8)),
                "threads": 4,
                "worker_class": "gthread",
                "preload_app": True,
                "keepalive": 30,
                "timeout": 120,
                "graceful_timeout": 5,
                "loglevel": "warning",
                "when_ready": announce,
                "post_fork": _forget_connections,
                "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,
                "control_socket_disable": True,
            }
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            return get_wsgi_application()

    from django.db import connections

    connections.close_all()
    with _worker_beside():
        Server().run()


def collect_static() -> None:
    """Gather, name by content and compress the static files where any of them changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    state = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            path = Path(storage.path(name))
            found = path.stat()
            state.update(f"{path}|{found.st_mtime_ns}|{found.st_size}\n".encode())
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".gathered"
    if stamp.exists() and stamp.read_text() == state.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=root.exists())
    stamp.write_text(state.hexdigest())


def _forget_connections(_arbiter: object, _worker: object) -> None:
    from django.db import connections

    connections.close_all()


@contextlib.contextmanager
def _worker_beside() -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "clientela", "worker", "--parent", str(os.getpid())])
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _end_with(parent: int) -> None:
    # Where the server is killed outright nobody tells the worker; it must not stay behind and hold the database.
    import signal

    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _refuse_busy(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            fail(f"cannot listen on {host}:{port} ({error.strerror}); choose another with --port.")
