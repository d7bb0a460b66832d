"""Servers and workers are killed while contacts are logged and jobs run: nothing acknowledged is lost or doubled."""

from __future__ import annotations

import datetime as dt
import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from clientela.accounts.models import User
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as, as_owner
from clientela.core.home import home
from clientela.core.jobs import take_up_lost_jobs
from clientela.interactions.actions import receive_inquiry
from clientela.interactions.enums import StepKind
from clientela.interactions.models import Inquiry, InquiryStep, Interaction, Participant, Task
from clientela.interactions.tasks import overdue

pytestmark = [pytest.mark.django_db(transaction=True)]

KILLS = 50
WRITERS = 3

# A process that has loaded all forks the one that serves, or works, and another as soon as that one is dead: a server
# of gunicorn and its arbiter do the same, and so fifty deaths take seconds.
NURSERY = """
import os, socket, sys
import django
django.setup()
from django.db import connections
socket_of_server = socket.create_server(("127.0.0.1", 0))
print(socket_of_server.getsockname()[1], flush=True)

def serve():
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
    from django.core.wsgi import get_wsgi_application
    class Quiet(WSGIRequestHandler):
        def log_message(self, *_said): pass
    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True
    server = Server(("127.0.0.1", 0), Quiet, bind_and_activate=False)
    server.socket.close()
    server.socket = socket_of_server
    server.server_address = socket_of_server.getsockname()
    server.server_name, server.server_port = server.server_address
    server.setup_environ()
    server.set_app(get_wsgi_application())
    server.serve_forever()

def work():
    from procrastinate.contrib.django import app as jobs
    connector = jobs.connector.get_worker_connector()
    with jobs.replace_connector(connector) as running:
        running.run_worker(concurrency=1, install_signal_handlers=False, listen_notify=False,
                           fetch_job_polling_interval=0.05, update_heartbeat_interval=0.3, stalled_worker_timeout=3600)

from procrastinate.contrib.django import app
import clientela.web.urls
while True:
    connections.close_all()
    child = os.fork()
    if not child:
        (serve if sys.argv[1] == "serve" else work)()
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
"""


class Nursery:
    """A process whose children are killed; `port` is where the servers among them listen."""

    def __init__(self, what: str, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert process.stdout is not None
        self.port = int(process.stdout.readline())
        self.child = int(process.stdout.readline())
        self.killed = 0

    def kill_child(self) -> None:
        assert self._process.stdout is not None
        os.kill(self.child, signal.SIGKILL)
        self.child = int(self._process.stdout.readline())
        self.killed += 1


@contextmanager
def _nursery(what: str) -> Iterator[Nursery]:
    name = connection.settings_dict
    address = f"postgresql://{name['USER']}@/{name['NAME']}?host={quote(name['HOST'])}"
    if os.environ.get("DATABASE_URL"):
        address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name['NAME']}"
    environment = os.environ | {"DATABASE_URL": address, "CLIENTELA_HOME": str(home()), "CLIENTELA_DEBUG": "1"}
    process = subprocess.Popen(
        [sys.executable, "-c", NURSERY, what], stdout=subprocess.PIPE, text=True, env=environment
    )
    nursery = None
    try:
        nursery = Nursery(what, process)
        yield nursery
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
        if nursery is not None:
            with suppress(ProcessLookupError):
                os.kill(nursery.child, signal.SIGKILL)


class Writer(threading.Thread):
    """Somebody who logs contacts one after the other, and sends a form again until it is acknowledged."""

    def __init__(self, nursery: Nursery, cookies: str, csrf: str, client: Client) -> None:
        super().__init__(daemon=True)
        self._nursery, self._cookies, self._csrf, self._client = nursery, cookies, csrf, client
        self.acknowledged: list[uuid.UUID] = []
        self.sent_again = 0
        self.answers: set[int] = set()
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            token = uuid.uuid4()
            while not self._sent(token):
                self.sent_again += 1
                time.sleep(0.02)
            self.acknowledged.append(token)

    def _sent(self, token: uuid.UUID) -> bool:
        form = {
            "csrfmiddlewaretoken": self._csrf, "token": str(token), "client": self._client.pk, "channel": "call",
            "subject": f"Call {token}", "step": "Call back", "step_due": "2026-12-01",
        }  # fmt: skip
        link = http.client.HTTPConnection("127.0.0.1", self._nursery.port, timeout=5)
        try:
            headers = {"Cookie": self._cookies, "Content-Type": "application/x-www-form-urlencoded"}
            link.request("POST", "/log/", urlencode(form), headers)
            answer = link.getresponse().status
            self.answers.add(answer)
            return answer == 302
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()


def _cookies_of(user: User) -> tuple[str, str]:
    browser, csrf = Browser(), "c" * 32
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: csrf})
    return cookies.output(header="", sep=";").strip(), csrf


@pytest.fixture
def empty_queue(db: None) -> Iterator[None]:
    def clear() -> None:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")

    clear()
    yield
    clear()


def test_contacts_outlive_fifty_deaths_of_the_server(lawyer: User, acme: Client) -> None:
    cookies, csrf = _cookies_of(lawyer)
    dice = random.Random(3)
    with _nursery("serve") as nursery:
        writers = [Writer(nursery, cookies, csrf, acme) for _number in range(WRITERS)]
        for writer in writers:
            writer.start()
        while nursery.killed < KILLS:
            before = sum(len(writer.acknowledged) for writer in writers)
            until = time.monotonic() + 20
            # Each server lives until it has answered somebody, and then a moment that may end within a request.
            while sum(len(writer.acknowledged) for writer in writers) == before and time.monotonic() < until:
                time.sleep(0.005)
            time.sleep(dice.uniform(0, 0.08))
            nursery.kill_child()
        for writer in writers:
            writer.stopping.set()
        for writer in writers:
            writer.join(timeout=30)
            assert not writer.is_alive()
    acknowledged = [token for writer in writers for token in writer.acknowledged]
    assert len(acknowledged) >= KILLS
    assert sum(writer.sent_again for writer in writers) > 0
    assert set().union(*(writer.answers for writer in writers)) == {302}
    with acting_as(SYSTEM):
        tokens = list(Interaction.objects.values_list("token", flat=True))
        assert sorted(tokens) == sorted(acknowledged)
        assert Participant.objects.count() == Task.objects.count() == len(tokens)


def test_jobs_outlive_fifty_deaths_of_the_worker(lawyer: User, managing_partner: User, empty_queue: None) -> None:
    dice = random.Random(5)
    received, lost = 0, 0
    long_ago = timezone.now() - dt.timedelta(days=30)
    with _nursery("work") as nursery:
        while nursery.killed < KILLS:
            with acting_as(SYSTEM):
                for number in range(4):
                    receive_inquiry(channel="phone", subject=f"{received} {number}", received=long_ago, by=lawyer)
                received += 4
            _defer()
            time.sleep(dice.uniform(0, 0.5))
            nursery.kill_child()
            lost += take_up_lost_jobs(silent_seconds=1)
        _defer()
        until = time.monotonic() + 60
        while _waiting() and time.monotonic() < until:
            time.sleep(0.2)
            lost += take_up_lost_jobs(silent_seconds=2)
    assert _waiting() == 0
    assert lost > 0
    with acting_as(SYSTEM):
        assert Inquiry.objects.count() == received
        assert set(Inquiry.objects.values_list("raised_to", flat=True)) == {managing_partner.pk}
        assert InquiryStep.objects.filter(kind=StepKind.RAISED).count() == received


def _defer() -> Any:
    with suppress(AlreadyEnqueued):
        return overdue.defer(timestamp=0)


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
        return int(cursor.fetchone()[0])
