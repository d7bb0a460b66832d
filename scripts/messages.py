"""Message catalogues without the gettext programs: `python -m scripts.messages update|compile|check`.

update   takes the strings of the code and the templates into each catalogue, and drops those that are gone;
compile  writes the .mo file beside each .po file;
check    names what is not translated, fuzzy, out of step with the source, or has other placeholders than its source.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "clientela"
CATALOGUES = PACKAGE / "locale"
LANGUAGES = ("ru", "zh_Hans")

# Babel's notation: which arguments hold the text, "c" marks the context.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[-+#0-9.]*[a-zA-Z]|%[-+#0-9.]*[sdifgr]|\{[\w.!:,]*\}")


class Key(NamedTuple):
    """What tells one message from another."""

    context: str | None
    text: str


@dataclass
class Found:
    """A message as the source has it."""

    plural: str | None
    places: list[str]
    comments: list[str]


def extract_python(source: bytes) -> Iterator[tuple[Key, str | None, list[str]]]:
    """The messages of a Python module: key, plural, comments for translators."""
    for _line, text, comments, context in extract("python", io.BytesIO(source), KEYWORDS, ["Translators:"]):
        singular, plural = (text, None) if isinstance(text, str) else (text[0], text[1])
        if singular:
            yield Key(context, singular), plural, comments


def extract_template(source: str, origin: str) -> Iterator[tuple[Key, str | None, list[str]]]:
    """The messages of a Django template: key, plural, comments for translators.

    Django turns the template into something like Python. Its lines are moved to the margin, because a template's
    indentation is none that Python's tokenizer accepts.
    """
    code = "\n".join(line.lstrip() for line in templatize(source, origin=origin).splitlines())
    return extract_python(code.encode())


def extract_tree(package: Path) -> dict[Key, Found]:
    """All messages of a package's modules and templates, with the files they come from."""
    messages: dict[Key, Found] = {}
    for path in sorted(package.rglob("*")):
        relative = path.relative_to(package)
        if path.suffix == ".py" and "migrations" not in relative.parts:
            found = extract_python(path.read_bytes())
        elif path.suffix in (".html", ".txt") and "templates" in relative.parts:
            found = extract_template(path.read_text("utf-8"), str(relative))
        else:
            continue
        for key, plural, comments in found:
            message = messages.setdefault(key, Found(plural, [], []))
            message.plural = message.plural or plural
            message.places += [relative.as_posix()] if relative.as_posix() not in message.places else []
            message.comments += [comment for comment in comments if comment not in message.comments]
    return messages


def catalogue_path(catalogues: Path, language: str) -> Path:
    """Where the catalogue of a language lies."""
    return catalogues / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    """A catalogue, without messages that were marked obsolete; empty where there is none yet."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as stream:
        return read_po(stream, locale=language, ignore_obsolete=True, abort_invalid=True)


def updated(old: Catalog, messages: dict[Key, Found], language: str) -> Catalog:
    """A catalogue of exactly these messages with the translations that `old` has for them. Nothing is guessed."""
    new = Catalog(locale=language)
    for key, found in messages.items():
        known = old.get(key.text, context=key.context)
        text: str | tuple[str, str] = (key.text, found.plural) if found.plural else key.text
        keep = known is not None and not known.fuzzy and known.id == text
        # Without line numbers, so that an edit above a message does not change the catalogue.
        new.add(
            text,
            string=known.string if known is not None and keep else None,
            locations=[(place, 0) for place in found.places],
            flags=known.flags - {"fuzzy"} if known is not None and keep else (),
            auto_comments=found.comments,
            user_comments=known.user_comments if known is not None and keep else (),
            context=key.context,
        )
    return new


def write(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue so that the same messages give the same bytes: sorted, without dates."""
    body = io.BytesIO()
    write_po(body, catalogue, omit_header=True, sort_output=True, include_lineno=False, width=110)
    header = (
        'msgid ""\nmsgstr ""\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {catalogue.locale}\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + body.getvalue())


def update(package: Path, catalogues: Path, languages: Iterable[str] = LANGUAGES) -> None:
    """Bring the catalogues in step with the source."""
    messages = extract_tree(package)
    for language in languages:
        path = catalogue_path(catalogues, language)
        write(path, updated(read(path, language), messages, language))


def compile_all(catalogues: Path) -> None:
    """Write the .mo file beside each .po file."""
    for path in sorted(catalogues.rglob("*.po")):
        language = path.parent.parent.name
        with path.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, read(path, language))


def check(package: Path, catalogues: Path, languages: Iterable[str] = LANGUAGES) -> list[str]:
    """What is wrong with the catalogues, one line each; nothing where all is well."""
    messages = extract_tree(package)
    faults = []
    for language in languages:
        path = catalogue_path(catalogues, language)
        if not path.exists():
            faults.append(f"{language}: there is no {path.name}; run `make messages`")
            continue
        catalogue = read(path, language)
        translated = {Key(entry.context, _singular(entry)): entry for entry in catalogue if entry.id}
        found = [(key, fault) for key, entry in translated.items() for fault in faults_of(entry, catalogue.num_plurals)]
        found += [(key, "not in the catalogue; run `make messages`") for key in messages.keys() - translated.keys()]
        found += [(key, "no longer in the source; run `make messages`") for key in translated.keys() - messages.keys()]
        faults += [f"{language}: {key.text!r}: {fault}" for key, fault in found]
    return sorted(faults)


def faults_of(message: Message, plural_forms: int) -> Iterator[str]:
    """What is wrong with one translated message."""
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    expected = plural_forms if message.pluralizable else 1
    if message.fuzzy:
        yield "fuzzy"
    if len(forms) != expected or not all(forms):
        yield "not translated"
        return
    # Any form of a plural may stand for many numbers, so each needs what the source's plural has.
    source = message.id if isinstance(message.id, str) else message.id[1]
    for form in forms:
        if placeholders(form) != placeholders(source):
            yield f"placeholders differ, {form!r}"
        if form.endswith("\n") != source.endswith("\n") or form.startswith("\n") != source.startswith("\n"):
            yield f"line breaks at the ends differ, {form!r}"


def placeholders(text: str) -> list[str]:
    """What is filled in at run time, in a settled order; `%%` is a plain character."""
    return sorted(PLACEHOLDER.findall(text.replace("%%", "")))


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def main(arguments: list[str]) -> int:
    """The command line; 1 where `check` finds faults."""
    parser = argparse.ArgumentParser(prog="python -m scripts.messages", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("what", choices=["update", "compile", "check"])
    what = parser.parse_args(arguments).what
    if what == "update":
        update(PACKAGE, CATALOGUES)
    elif what == "compile":
        compile_all(CATALOGUES)
    else:
        faults = check(PACKAGE, CATALOGUES)
        print("\n".join([*faults, f"{len(faults)} faults"]))
        return 1 if faults else 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
