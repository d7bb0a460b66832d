"""Lock the versions of all parts again: `python -m scripts.lock [--upgrade]`.

Reads pyproject.toml and package.json; writes requirements/*.txt and package-lock.json, with hashes and without any
address, so that every machine gets the same bytes from whichever registry it is set up to use.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from scripts import machine
from scripts.bootstrap import REQUIREMENTS, UV
from scripts.machine import ROOT, Missing

PYTHON_FLOOR = "{}.{}".format(*machine.OLDEST)
# Each lock's groups in pyproject.toml; the tests' lock keeps to the versions that run.
LOCKS: dict[str, list[str | Path]] = {
    "base.txt": ["pyproject.toml", "--group", "build"],
    "dev.txt": ["pyproject.toml", "--group", "build", "--group", "dev", "--constraints", REQUIREMENTS / "base.txt"],
    "node.txt": ["--group", "node"],
    "bootstrap.txt": ["--group", "bootstrap"],
}


def lock_python(*, upgrade: bool) -> None:
    """Write requirements/*.txt; versions stay as they are unless `upgrade` or pyproject.toml asks for others."""
    for name, groups in LOCKS.items():
        command: list[str | Path] = [UV, "pip", "compile", *groups, "--output-file", REQUIREMENTS / name]
        command += ["--universal", "--generate-hashes", "--python-version", PYTHON_FLOOR]
        command += ["--no-header", "--no-emit-index-url", "--no-emit-find-links"]
        command += ["--upgrade"] if upgrade else []
        machine.run(command, env=machine.environment())


def lock_npm(*, upgrade: bool) -> None:
    """Write package-lock.json; versions stay as they are unless `upgrade` or package.json asks for others.

    Raises Missing where there is no npm.
    """
    npm = machine.find_npm()
    if npm is None:
        raise Missing("No npm 9 or newer here; run `make setup`.")
    machine.run([*npm, "update" if upgrade else "install", "--package-lock-only"], env=machine.environment())
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text("utf-8"))
    for package in lock["packages"].values():
        for address in ("resolved", "funding"):
            package.pop(address, None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", "utf-8")


def main(arguments: list[str]) -> int:
    """The command line; 2 where a lock cannot be made."""
    parser = argparse.ArgumentParser(prog="python -m scripts.lock", description="Lock the versions of all parts again.")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that are allowed")
    upgrade = parser.parse_args(arguments).upgrade
    try:
        lock_python(upgrade=upgrade)
        lock_npm(upgrade=upgrade)
    except Missing as missing:
        print(f"lock: {missing}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
