"""The locks: every part with its hash, no address, in step with what asks for it."""

import json
import re
import tomllib

import pytest

from scripts.machine import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
ADDRESS = re.compile(r"https?:|file:|git\+|//")


def normal(name: str) -> str:
    """A package's name as an index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(name: str) -> dict[str, set[str]]:
    """The versions by package of a requirement file."""
    versions: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / name).read_text("utf-8"), re.M):
        versions.setdefault(normal(package), set()).add(version)
    return versions


def asked(requirements: list[str]) -> set[str]:
    """The packages that a list of requirements names."""
    return {normal(re.split(r"[\[<>=!~ ;]", requirement)[0]) for requirement in requirements}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_requirement_file_holds_a_hash_for_each_package_and_no_address(lock):
    text = lock.read_text("utf-8")
    entries = re.split(r"^(?=\w)", text, flags=re.M)[1:]
    assert entries
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert ADDRESS.findall(text) == []


def test_the_npm_lock_holds_a_hash_for_each_package_and_no_address():
    text = (ROOT / "package-lock.json").read_text("utf-8")
    packages = {name: package for name, package in json.loads(text)["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "sha512-" not in package["integrity"]] == []
    assert ADDRESS.findall(text) == []
    assert "resolved" not in text


def test_the_locks_hold_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    running = asked(project["project"]["dependencies"]) | asked(groups["build"])
    assert running - locked("base.txt").keys() == set()
    assert (running | asked(groups["dev"])) - locked("dev.txt").keys() == set()
    assert asked(groups["node"]) == locked("node.txt").keys()
    assert asked(groups["bootstrap"]) == locked("bootstrap.txt").keys()


def test_the_tests_run_on_the_versions_that_are_served():
    served, tested = locked("base.txt"), locked("dev.txt")
    assert {name: versions for name, versions in served.items() if tested.get(name) != versions} == {}


def test_the_npm_lock_is_in_step_with_what_pages_ask_for():
    asked_for = json.loads((ROOT / "package.json").read_text("utf-8"))
    root = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"][""]
    assert root["dependencies"] == asked_for["dependencies"]
    assert root["devDependencies"] == asked_for["devDependencies"]


def test_every_part_has_its_reason_on_record():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    npm = json.loads((ROOT / "package.json").read_text("utf-8"))
    parts = asked(project["project"]["dependencies"])
    for group in project["dependency-groups"].values():
        parts |= asked(group)
    parts |= npm["dependencies"].keys() | npm["devDependencies"].keys()
    record = (ROOT / "docs" / "decisions" / "0001-parts.md").read_text("utf-8").lower()
    assert {part for part in parts if f"`{part}`" not in record} == set()
