"""What import-linter cannot see, because it knows other people's packages only by their first name."""

import ast
from pathlib import Path

import clientela

PACKAGE = Path(clientela.__file__).parent


def imported_names(path: Path) -> set[str]:
    """The modules that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_reading_a_file_takes_nothing_from_django_but_translation():
    modules = list((PACKAGE / "exchange" / "reading").rglob("*.py"))
    taken = {name for path in modules for name in imported_names(path) if name.split(".")[0] == "django"}
    assert modules
    assert taken <= {"django.utils.translation"}


def test_every_app_is_known_to_the_contract_of_its_layers():
    contracts = (PACKAGE.parent.parent / "pyproject.toml").read_text("utf-8")
    apps = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert {app for app in apps if f"(clientela.{app})" not in contracts} == set()
