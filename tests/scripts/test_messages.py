"""The extraction and compilation of messages, which replace the gettext programs."""

import gettext
from pathlib import Path

import pytest

from scripts import messages
from scripts.messages import Key

MODULE = """
from django.utils.translation import gettext as _, ngettext, npgettext, pgettext

def say(number, names):
    # Translators: shown on the first page
    _("Good morning")
    _("One sentence "
      "on two lines")
    _(names)
    pgettext("month", "May")
    npgettext("ledger", "%(n)s line", "%(n)s lines", number) % {"n": number}
    return ngettext("{n} client", "{n} clients", number).format(n=number)
"""

TEMPLATE = """
{% load i18n %}
<div>
        {% translate "Clients" %}
    {# Translators: a button #}
    {% translate "Open" context "verb" %} {% translate "50% more" as more %}
  {% if a %}<p title="{{ a|default:_("nobody") }}">{% endif %}
  {% include "x.html" with title=_("Billed") %}
  {% blocktranslate trimmed %}
        Dear {{ name }},
        all is well.
  {% endblocktranslate %}
  {% blocktranslate trimmed count n=clients with total=sum context "pyramid" %}
     {{ n }} client of {{ total }}
  {% plural %}
     {{ n }} clients of {{ total }}
  {% endblocktranslate %}
  <script>let it = "don't (";</script>
</div>
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small package with one module and one template."""
    pages = tmp_path / "package" / "web" / "templates" / "pages"
    pages.mkdir(parents=True)
    (tmp_path / "package" / "say.py").write_text(MODULE, "utf-8")
    (pages / "list.html").write_text(TEMPLATE, "utf-8")
    return tmp_path / "package"


def translate_all(package: Path, catalogues: Path, translations: dict[str, str | tuple[str, ...]]) -> None:
    path = messages.catalogue_path(catalogues, "ru")
    catalogue = messages.read(path, "ru")
    for message in catalogue:
        if message.id:
            source = message.id if isinstance(message.id, str) else message.id[0]
            forms = message.id if isinstance(message.id, str) else (message.id[1],) * 3
            message.string = translations.get(source, forms)
    messages.write(path, catalogue)


def test_strings_of_a_module_are_found_with_context_plural_and_comment(package):
    found = messages.extract_tree(package)
    assert found[Key(None, "Good morning")].comments == ["Translators: shown on the first page"]
    assert found[Key(None, "One sentence on two lines")].places == ["say.py"]
    assert Key("month", "May") in found
    assert found[Key("ledger", "%(n)s line")].plural == "%(n)s lines"
    assert found[Key(None, "{n} client")].plural == "{n} clients"


def test_strings_of_a_template_are_found_with_context_plural_and_comment(package):
    found = messages.extract_tree(package)
    in_template = {key: one for key, one in found.items() if one.places == ["web/templates/pages/list.html"]}
    assert {key: one.plural for key, one in in_template.items()} == {
        Key(None, "Clients"): None,
        Key("verb", "Open"): None,
        Key(None, "50%% more"): None,
        Key(None, "nobody"): None,
        Key(None, "Billed"): None,
        Key(None, "Dear %(name)s, all is well."): None,
        Key("pyramid", "%(n)s client of %(total)s"): "%(n)s clients of %(total)s",
    }
    assert found[Key("verb", "Open")].comments == ["Translators: a button"]


def test_an_update_keeps_translations_drops_what_is_gone_and_guesses_nothing(package, tmp_path):
    catalogues = tmp_path / "locale"
    messages.update(package, catalogues, ["ru"])
    translate_all(package, catalogues, {"Clients": "Клиенты", "Good morning": "Доброе утро"})
    module = package / "say.py"
    module.write_text(MODULE.replace("Good morning", "Good morning!"), "utf-8")
    messages.update(package, catalogues, ["ru"])

    catalogue = messages.read(messages.catalogue_path(catalogues, "ru"), "ru")
    assert catalogue.get("Clients").string == "Клиенты"
    assert catalogue.get("Good morning") is None
    assert catalogue.get("Good morning!").string == ""
    assert b"fuzzy" not in messages.catalogue_path(catalogues, "ru").read_bytes()


def test_an_update_without_a_change_gives_the_same_bytes(package, tmp_path):
    path = messages.catalogue_path(tmp_path / "locale", "ru")
    messages.update(package, tmp_path / "locale", ["ru"])
    before = path.read_bytes()
    messages.update(package, tmp_path / "locale", ["ru"])
    assert path.read_bytes() == before


def test_a_compiled_catalogue_answers_with_plurals_and_contexts(package, tmp_path):
    catalogues = tmp_path / "locale"
    messages.update(package, catalogues, ["ru"])
    forms = ("%(n)s строка", "%(n)s строки", "%(n)s строк")
    translate_all(package, catalogues, {"%(n)s line": forms, "May": "Май"})
    messages.compile_all(catalogues)
    russian = gettext.translation("django", catalogues, ["ru"])
    assert russian.pgettext("month", "May") == "Май"
    assert [russian.npgettext("ledger", "%(n)s line", "%(n)s lines", n) for n in (1, 2, 5, 21)] == [
        "%(n)s строка",
        "%(n)s строки",
        "%(n)s строк",
        "%(n)s строка",
    ]


def test_a_full_catalogue_passes_the_check(package, tmp_path):
    messages.update(package, tmp_path / "locale", ["ru"])
    translate_all(package, tmp_path / "locale", {})
    assert messages.check(package, tmp_path / "locale", ["ru"]) == []


@pytest.mark.parametrize(
    ("source", "translation", "fault"),
    [
        ("Clients", "", "not translated"),
        ("%(n)s line", ("%(n)s строка", "%(n)s строки", ""), "not translated"),
        ("%(n)s line", ("строка", "%(n)s строки", "%(n)s строк"), "placeholders differ"),
        ("Dear %(name)s, all is well.", "Здравствуйте, %(imya)s!", "placeholders differ"),
        ("{n} client", ("{n} клиент", "{n} клиента", "{m} клиентов"), "placeholders differ"),
        ("Clients", "Клиенты\n", "line breaks"),
    ],
)
def test_the_check_names_a_bad_translation(package, tmp_path, source, translation, fault):
    messages.update(package, tmp_path / "locale", ["ru"])
    translate_all(package, tmp_path / "locale", {source: translation})
    (line,) = messages.check(package, tmp_path / "locale", ["ru"])
    assert source in line
    assert fault in line


def test_the_check_names_a_fuzzy_translation(package, tmp_path):
    messages.update(package, tmp_path / "locale", ["ru"])
    translate_all(package, tmp_path / "locale", {})
    path = messages.catalogue_path(tmp_path / "locale", "ru")
    path.write_text(path.read_text("utf-8").replace('msgid "Clients"', '#, fuzzy\nmsgid "Clients"'), "utf-8")
    assert messages.check(package, tmp_path / "locale", ["ru"]) == ["ru: 'Clients': fuzzy"]


def test_the_check_names_a_message_that_the_catalogue_does_not_have(package, tmp_path):
    messages.update(package, tmp_path / "locale", ["ru"])
    translate_all(package, tmp_path / "locale", {})
    (package / "more.py").write_text('_("Tomorrow")', "utf-8")
    assert messages.check(package, tmp_path / "locale", ["ru"]) == [
        "ru: 'Tomorrow': not in the catalogue; run `make messages`"
    ]


def test_the_check_names_a_language_without_a_catalogue(package, tmp_path):
    assert messages.check(package, tmp_path / "locale", ["ru"]) == ["ru: there is no django.po; run `make messages`"]
