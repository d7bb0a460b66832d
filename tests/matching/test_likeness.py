"""Which names are taken for one, how surely, and which are not."""

from __future__ import annotations

import pytest

from clientela.matching.enums import Reason
from clientela.matching.forms import forms, keys_of_name, keys_to_ask
from clientela.matching.likeness import LEAST, likeness
from clientela.matching.palladius import palladius


def _alike(one: str, other: str) -> tuple[int, Reason] | None:
    found = likeness(forms(one), forms(other))
    return (found.score, found.reason) if found else None


@pytest.mark.parametrize(
    "written", ["Shchukin", "Schukin", "Ščukin", "Schtschukin", "Šukin", "Chtchoukine", "SHCHUKIN", "щукин"]
)
def test_one_russian_surname_is_known_in_all_its_latin_spellings(written: str) -> None:
    found = _alike(written, "Щукин")
    assert found is not None
    assert found[0] >= 88


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("三菱商事", "三菱商事", Reason.SAME),
        ("ООО «Лесной двор»", "Лесной двор", Reason.FORM),
        ("上海远航物流有限公司", "上海远航物流股份有限公司", Reason.FORM),
        ("Siemens AG", "SIEMENS GmbH", Reason.FORM),
        ("Northern Timber Ltd", "Timber Northern", Reason.ORDER),
        ("ООО «Лесной двор»", "Lesnoy Dvor LLC", Reason.TRANSLITERATION),
        ("Müller GmbH", "Mueller", Reason.TRANSLITERATION),
        ("三菱", "sanling", Reason.PINYIN),
        ("三菱", "sān líng", Reason.PINYIN),
        ("張偉", "Чжан Вэй", Reason.PINYIN),
        ("张伟", "Wei Zhang", Reason.PINYIN),
        ("華為技術", "华为技术", Reason.READING),
        ("上海远航物流有限公司", "上海远航物流集团", Reason.GENERAL),
        ("Acme Holdings Ltd", "ACME Group", Reason.GENERAL),
        ("Иван Петрович Щукин", "Иван Щукин", Reason.MIDDLE),
        ("И. П. Щукин", "Щукин Иван", Reason.INITIALS),
        ("Shchukin I.", "Иван Щукин", Reason.INITIALS),
        ("Siemens", "Simens", Reason.LETTER),
        ("Tschechow", "Chekhov", Reason.SOUND),
        ("Khrushchev", "Chruschtschow", Reason.SOUND),
        ("三菱商事株式会社", "sanling", Reason.CONTAINED),
        ("Сбербанк Лизинг", "Sberbank", Reason.CONTAINED),
        ("工商银行", "gsyh", Reason.ABBREVIATION),
    ],
)
def test_each_hit_says_why(one: str, other: str, reason: Reason) -> None:
    found = _alike(one, other)
    assert found is not None
    assert found[1] == reason
    assert found[0] >= LEAST


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Иванов", "Петров"),
        ("Northern Trust", "Northern Timber"),
        ("三菱商事", "三井物产"),
        ("Li Wei", "Wang Fang"),
        ("Zhang Wei", "宋伟"),
        ("ООО", "ЗАО"),
        ("Bank of China", "Bank of India"),
    ],
)
def test_names_that_have_only_a_little_in_common_are_two(one: str, other: str) -> None:
    assert _alike(one, other) is None


def test_likeness_is_the_same_from_both_sides() -> None:
    pairs = [("Щукин", "Schukin"), ("三菱", "sanling"), ("И. Щукин", "Иван Щукин"), ("Siemens", "Simens")]
    for one, other in pairs:
        assert _alike(one, other) == _alike(other, one)


def test_a_surer_reason_has_a_higher_score() -> None:
    ladder = ["Щукин", "щукин ооо", "Schukin", "Shukin", "Щукина"]
    scores = [_alike("Щукин", name) for name in ladder]
    assert all(score is not None for score in scores)
    assert [score[0] for score in scores if score] == sorted((score[0] for score in scores if score), reverse=True)


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("Щукин", "Schukin"),
        ("Щукин", "Šukin"),
        ("Хрущёв", "Chruschtschow"),
        ("三菱", "San Ling"),
        ("三菱", "三菱重工业中国有限公司"),
        ("张伟", "Чжан Вэй"),
        ("ООО Щукин и сыновья", "Shchukin"),
        ("Northern Timber", "Timber, Northern"),
        ("中国工商银行", "zggs"),
    ],
)
def test_whoever_asks_in_another_way_meets_a_key_of_the_name(known: str, asked: str) -> None:
    assert keys_of_name(forms(known)) & keys_to_ask(forms(asked))


@pytest.mark.parametrize(
    ("syllable", "cyrillic"),
    [
        ("zhang", "чжан"),
        ("wei", "вэй"),
        ("xi", "си"),
        ("jin", "цзинь"),
        ("ping", "пин"),
        ("hui", "хуэй"),
        ("qu", "цюй"),
    ],
)
def test_pinyin_is_written_in_cyrillic_as_russian_papers_do(syllable: str, cyrillic: str) -> None:
    assert palladius(syllable) == cyrillic


@pytest.mark.parametrize("name", ["", "   ", "有限公司", "ООО", "!!!", "·", "a", "三", "\u0301", "🙂", "x" * 400])
def test_a_name_of_hardly_anything_has_forms_too(name: str) -> None:
    found = forms(name)
    keys_of_name(found)
    assert likeness(found, found) is not None
