"""A client is found by any of its names in any script."""

from __future__ import annotations

import pytest

from clientela.accounts.models import User
from clientela.clients.actions import add_client
from clientela.clients.enums import NameKind
from clientela.clients.queries import matching_clients, quick_search
from clientela.core.actor import SYSTEM, acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _firm(managing_partner: User) -> None:
    with acting_as(SYSTEM):
        add_client(name="上海远航物流有限公司", names=[(NameKind.SHORT, "远航物流")], by=SYSTEM)
        add_client(name="ООО «Северный порт»", by=SYSTEM)
        add_client(name="Harbor Freight Alliance, Inc.", names=[(NameKind.TRADE, "HFA")], by=SYSTEM)
        add_client(name="Ёлки-палки 100% _Юг_", by=SYSTEM)
        add_client(name="Ö'Brien & Söhne", by=SYSTEM)


def _found(terms: str) -> list[str]:
    with acting_as(SYSTEM):
        return [client.name for client in matching_clients(terms)]


@pytest.mark.parametrize(
    "terms",
    [
        "远航",
        "物流",
        "上海远航物流有限公司",
        "航",
        "yuanhang",
        "yhwl",
        "shyh",
        "YUANHANG WULIU".replace(" ", ""),
        "远航 上海",
    ],
)
def test_a_chinese_client_by_characters_pinyin_and_initials(terms: str) -> None:
    assert _found(terms) == ["上海远航物流有限公司"]


@pytest.mark.parametrize("terms", ["северный", "СЕВЕРН", "порт", "severnyi", "severnyj", "Severny", "severny port"])
def test_a_russian_client_by_cyrillic_and_any_habit_of_latin(terms: str) -> None:
    assert _found(terms) == ["ООО «Северный порт»"]


@pytest.mark.parametrize("terms", ["harbor", "freight harbor", "hfa", "HF", "ha", "alliance, inc"])
def test_a_latin_client_by_words_in_any_order_and_by_beginnings(terms: str) -> None:
    assert _found(terms) == ["Harbor Freight Alliance, Inc."]


@pytest.mark.parametrize("terms", ["%", "_", "100%", "\\", "елки", "zzz", "0%1", "远方", "上海 порт"])
def test_signs_of_patterns_and_unknown_words_stand_for_themselves(terms: str) -> None:
    assert _found(terms) == (["Ёлки-палки 100% _Юг_"] if terms in {"100%", "_", "елки"} else [])


def test_letters_with_marks_are_found_without_them() -> None:
    assert _found("o'brien") == ["Ö'Brien & Söhne"]
    assert _found("sohne") == ["Ö'Brien & Söhne"]


def test_nothing_typed_finds_nothing_in_the_palette_and_all_in_the_list() -> None:
    with acting_as(SYSTEM):
        assert quick_search("  ") == []
        assert matching_clients("  ").count() == 5
        assert quick_search("远航")[0][1:3] == ("上海远航物流有限公司", "远航物流")
