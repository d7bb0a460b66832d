"""How to begin a letter to a person, from the form of address or, without one, from the name and the position.

Pure functions over plain values. The language is that of the form of address or of the name, not that of the reader.
"""

from __future__ import annotations

import re
from typing import Final

_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_SURNAMES_OF_TWO: Final = frozenset(
    {
        "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司徒", "司空",
        "夏侯", "端木", "百里", "南宫", "独孤", "轩辕", "呼延", "申屠", "太史", "公羊", "赫连",
    }
)  # fmt: skip
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# A greeting that somebody has written out is left alone.
_WHOLE = re.compile(r"^(尊敬的|敬爱的|亲爱的|уважаем|дорог|здравствуй|добрый|dear\b|hello\b)", re.IGNORECASE)
_WOMAN = re.compile(r"(вна|чна|шна)$", re.IGNORECASE)
_MAN = re.compile(r"(вич|ич)$", re.IGNORECASE)
_HER_FAMILY = re.compile(r"(ова|ева|ёва|ина|ына|ская|цкая|ая)$", re.IGNORECASE)
_HIS_FAMILY = re.compile(r"(ов|ев|ёв|ин|ын|ский|цкий|ой|ый)$", re.IGNORECASE)
_LADY: Final = frozenset({"госпожа", "г-жа"})
_GENTLEMAN: Final = frozenset({"господин", "г-н"})
# By custom the head of a company is called by the first syllable of the title, and a deputy as the head.
_CHINESE_TITLES: Final = (
    ("总经理", "总"), ("总裁", "总"), ("总监", "总"), ("董事长", "董事长"), ("董事", "董"), ("主席", "主席"),
    ("行长", "行长"), ("院长", "院长"), ("校长", "校长"), ("所长", "所长"), ("部长", "部长"), ("局长", "局长"),
    ("处长", "处长"), ("科长", "科长"), ("厂长", "厂长"), ("主任", "主任"), ("经理", "经理"), ("教授", "教授"),
    ("博士", "博士"), ("律师", "律师"), ("法官", "法官"), ("工程师", "工"), ("会计师", "会计师"), ("老师", "老师"),
)  # fmt: skip


def greeting(*, form_of_address: str, name: str, family_name: str = "", given_name: str = "", title: str = "") -> str:
    """The first words of a letter, without the mark that ends them.

    >>> greeting(form_of_address="王总", name="王军")
    '尊敬的王总'
    >>> greeting(form_of_address="", name="Анна Петрова", family_name="Петрова", given_name="Анна Сергеевна")
    'Уважаемая Анна Сергеевна'
    """
    form = form_of_address.strip()
    if _WHOLE.search(form):
        return form
    decisive = form or name
    if _CJK.search(decisive):
        return "尊敬的" + (form or _chinese(name, family_name, title))
    if _CYRILLIC.search(decisive):
        return _russian(form or given_name.strip() or name, family_name)
    return f"Dear {form or name}"


def _chinese(name: str, family_name: str, title: str) -> str:
    surname = family_name or _surname(name)
    called = next((called for held, called in _CHINESE_TITLES if title.strip().endswith(held)), "")
    return surname + called if surname and called else name


def _surname(name: str) -> str:
    if not _CHINESE_NAME.fullmatch(name):
        return ""
    return name[:2] if name[:2] in _SURNAMES_OF_TWO and len(name) > 2 else name[0]


def _russian(called: str, family_name: str) -> str:
    words = called.split()
    last = words[-1]
    if words[0].lower() in _LADY or _WOMAN.search(last):
        return f"Уважаемая {called}"
    if words[0].lower() in _GENTLEMAN or _MAN.search(last):
        return f"Уважаемый {called}"
    surname = family_name.strip() or (last if len(words) > 1 else "")
    if _HER_FAMILY.search(surname):
        return f"Уважаемая {called}"
    if _HIS_FAMILY.search(surname):
        return f"Уважаемый {called}"
    # Neither the patronymic nor the surname tells how to address the person, and a wrong guess offends.
    return f"Здравствуйте, {called}"
