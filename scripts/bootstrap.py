"""Set up this clone: `python3 -m scripts.bootstrap demo` (to run Clientela) or `test` (to test it as well).

Each step leaves a stamp of what it was made from, so that a second run does nothing and a changed lock redoes its
step. Where a part cannot be had, it says which and how to get it, and ends with code 2.

Standard library only, and no syntax newer than Python 3.8, as scripts/machine.py.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from scripts import machine
from scripts.machine import CHROMIUM_NOTE, PYTHON, ROOT, VENV, Missing

UV = VENV / "bin" / "uv"
STAMPS = VENV / "stamps"
PLACE = VENV / "place"
REQUIREMENTS = ROOT / "requirements"
CATALOGUES = ROOT / "src" / "clientela" / "locale"


def main(arguments: list[str]) -> int:
    """Set up for `demo` or `test`; 0 when all is there, 2 when a part cannot be had."""
    if arguments not in (["demo"], ["test"]):
        print(__doc__)
        return 2
    try:
        python = machine.find_python()
        if python != sys.executable:
            return subprocess.call([python, "-m", "scripts.bootstrap", *arguments], cwd=ROOT)
        one_at_a_time = os.open(ROOT, os.O_RDONLY)
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        set_up(tests=arguments == ["test"])
    except Missing as missing:
        print(f"setup: {missing}", file=sys.stderr)
        return 2
    return 0


def set_up(*, tests: bool) -> None:
    """Bring this clone to where Clientela runs, and with `tests` to where its tests run."""
    if not environment_works():
        perform("environment", make_environment)
    PLACE.write_text(str(ROOT), "utf-8")
    step("uv", install_uv, [REQUIREMENTS / "bootstrap.txt"], made=[UV])
    step("packages", lambda: install_locked("base.txt"), [REQUIREMENTS / "base.txt"])
    if tests:
        step("packages for tests", lambda: install_locked("dev.txt"), [REQUIREMENTS / "dev.txt"])
    step("clientela", install_clientela, [ROOT / "pyproject.toml"], made=[VENV / "bin" / "clientela"])
    npm_lock = [ROOT / "package.json", ROOT / "package-lock.json", REQUIREMENTS / "node.txt"]
    step("npm packages", install_npm_packages, npm_lock, made=[ROOT / "node_modules" / ".package-lock.json"])
    catalogues = sorted(CATALOGUES.rglob("*.po"))
    step("catalogues", compile_catalogues, catalogues, made=[po.with_suffix(".mo") for po in catalogues])
    if tests:
        noted = Path(CHROMIUM_NOTE.read_text("utf-8").strip()) if CHROMIUM_NOTE.exists() else CHROMIUM_NOTE
        step("chromium", note_chromium, made=[noted])
        step("fonts", get_chinese_font)


def step(name: str, action: Callable[[], None], sources: Sequence[Path] = (), *, made: Sequence[Path] = ()) -> None:
    """Do `action`, unless it was done with the same `sources` before and all that it `made` is still there."""
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.name.encode() + b"\0" + hashlib.sha256(source.read_bytes()).digest())
    stamp = STAMPS / name.replace(" ", "-")
    if stamp.exists() and stamp.read_text("utf-8") == digest.hexdigest() and all(path.exists() for path in made):
        return
    perform(name, action)
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest.hexdigest(), "utf-8")


def perform(name: str, action: Callable[[], None]) -> None:
    """Do `action`, and say so with the time it took."""
    print(f"setup: {name} … ", end="", flush=True)
    began = time.monotonic()
    try:
        action()
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def python_works() -> bool:
    """Whether .venv holds a Python that starts and is of a supported version."""
    version = machine.says([PYTHON, "-c", "import sys; print(*sys.version_info[:2])"])
    return version is not None and machine.supported(*map(int, version.split()))


def moved() -> bool:
    """Whether .venv was made when this clone lay elsewhere."""
    return PLACE.exists() and PLACE.read_text("utf-8") != str(ROOT)


def environment_works() -> bool:
    """Whether .venv holds a Python that can install packages, and was made at this place.

    The programs in a moved environment begin with the path that it had before.
    """
    if moved() or not python_works():
        return False
    return UV.exists() or machine.says([PYTHON, "-m", "pip", "--version"]) is not None


def make_environment() -> None:
    """Make .venv, or give the one that is there its pip."""
    version = "python{}.{}".format(*sys.version_info[:2])
    if machine.says([sys.executable, "-c", "import ensurepip, venv"]) is None:
        machine.apt_install(f"{version}-venv", purpose=f"The module that makes environments ({version} -m venv)")
    if python_works() and not moved():
        machine.run([PYTHON, "-m", "ensurepip"])
    else:
        machine.run([sys.executable, "-m", "venv", "--clear", VENV])


def install_uv() -> None:
    """Install uv, by pip and its hash."""
    if machine.says([PYTHON, "-m", "pip", "--version"]) is None:
        make_environment()
    lock = REQUIREMENTS / "bootstrap.txt"
    machine.run([PYTHON, "-m", "pip", "install", "--quiet", "--only-binary=:all:", "--require-hashes", "-r", lock])


def install_locked(lock: str) -> None:
    """Install what a lock names, by its hashes."""
    command = [UV, "pip", "install", "--python", PYTHON, "--require-hashes", "-r", REQUIREMENTS / lock]
    machine.run(command, env=machine.environment())


def install_clientela() -> None:
    """Install this clone itself, in place, with the command .venv/bin/clientela."""
    command = [UV, "pip", "install", "--python", PYTHON, "--no-deps", "--no-build-isolation", "--editable", ROOT]
    machine.run(command, env=machine.environment())


def install_npm_packages() -> None:
    """Install what package-lock.json names, with the system's npm or the one from PyPI."""
    if machine.find_npm() is None:
        install_locked("node.txt")
    npm = machine.find_npm()
    if npm is None:
        raise Missing("No npm 9 or newer here, and the one from PyPI does not work here. Install Node.js 18 or newer.")
    machine.run([*npm, "ci"], env=machine.environment())


def compile_catalogues() -> None:
    """Compile the message catalogues."""
    machine.run([PYTHON, "-m", "scripts.messages", "compile"])


def note_chromium() -> None:
    """Find or install a Chromium that works, and note its path in .venv/chromium."""
    attempts = []
    found = machine.find_chromium()
    for get in (lambda: machine.apt_install("chromium", purpose="Chromium"), install_playwright_chromium):
        if found is None:
            try:
                get()
            except Missing as missing:
                attempts.append(str(missing))
            found = machine.find_chromium()
    if found is None:
        raise Missing("\n".join(["No Chromium that works here.", *attempts, "Or name one in CLIENTELA_CHROMIUM."]))
    CHROMIUM_NOTE.write_text(found + "\n", "utf-8")


def install_playwright_chromium() -> None:
    """Let Playwright install its own Chromium, and as root the libraries that it needs."""
    libraries = ["--with-deps"] if os.geteuid() == 0 else []
    machine.run([PYTHON, "-m", "playwright", "install", *libraries, "chromium"], env=machine.environment())


def get_chinese_font() -> None:
    """Make sure that text in Chinese can be drawn."""
    if not machine.has_chinese_font():
        machine.apt_install("fonts-noto-cjk", purpose="A font with Chinese letters")
    if not machine.has_chinese_font():
        raise Missing("A font with Chinese letters was installed, but is not found. Install fonts-noto-cjk by hand.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
