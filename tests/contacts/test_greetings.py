"""How a letter begins."""

from __future__ import annotations

from typing import Any

import pytest

from clientela.contacts.greetings import greeting


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"form_of_address": "王总", "name": "王军"}, "尊敬的王总"),
        ({"form_of_address": "Анна Сергеевна", "name": "Анна Петрова"}, "Уважаемая Анна Сергеевна"),
        ({"form_of_address": "Ms Smith", "name": "Jane Smith"}, "Dear Ms Smith"),
        ({"form_of_address": "Уважаемые коллеги", "name": "Анна Петрова"}, "Уважаемые коллеги"),
        ({"form_of_address": "г-н Иванов", "name": "Пётр Иванов"}, "Уважаемый г-н Иванов"),
    ],
)
def test_the_form_of_address_decides(facts: dict[str, Any], expected: str) -> None:
    assert greeting(**facts) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"name": "王军", "family_name": "王", "title": "副总经理"}, "尊敬的王总"),
        ({"name": "李敏", "family_name": "李", "title": "法务主任"}, "尊敬的李主任"),
        ({"name": "欧阳娜", "title": "总经理"}, "尊敬的欧阳总"),
        ({"name": "陈静", "title": "律师"}, "尊敬的陈律师"),
        ({"name": "阿布都热合曼", "title": "总经理"}, "尊敬的阿布都热合曼"),
        ({"name": "王军", "family_name": "王", "title": "buyer"}, "尊敬的王军"),
        ({"name": "Пётр Иванов", "given_name": "Пётр Ильич"}, "Уважаемый Пётр Ильич"),
        ({"name": "Саша Петрова", "given_name": "Саша", "family_name": "Петрова"}, "Уважаемая Саша"),
        ({"name": "Пётр Вяземский"}, "Уважаемый Пётр Вяземский"),
        ({"name": "Jane Smith"}, "Dear Jane Smith"),
    ],
)
def test_without_one_the_name_and_the_position_tell(facts: dict[str, Any], expected: str) -> None:
    assert greeting(form_of_address="", **facts) == expected


def test_a_name_that_tells_no_gender_is_greeted_without_one() -> None:
    assert greeting(form_of_address="", name="Саша Дюма", given_name="Саша", family_name="Дюма") == "Здравствуйте, Саша"
