"""Invented people, with names in their own script and in Latin letters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from pypinyin import lazy_pinyin

from clientela.matching.latin import latin_words

from . import names

POSITIONS: Final = {
    "zh": (
        ("董事长", 1, "decides"),
        ("总经理", 1, "decides"),
        ("法务总监", 2, "advises"),
        ("财务总监", 2, "pays"),
        ("法务经理", 3, "uses"),
        ("采购经理", 4, "uses"),
        ("行政主管", 5, ""),
    ),
    "ru": (
        ("генеральный директор", 1, "decides"),
        ("совладелец", 1, "decides"),
        ("директор по правовым вопросам", 2, "advises"),
        ("финансовый директор", 2, "pays"),
        ("юрисконсульт", 3, "uses"),
        ("главный бухгалтер", 3, "pays"),
        ("помощник директора", 5, ""),
    ),
    "en": (
        ("Chief executive", 1, "decides"),
        ("Owner", 1, "decides"),
        ("General counsel", 2, "advises"),
        ("Finance director", 2, "pays"),
        ("Legal manager", 3, "uses"),
        ("Head of purchasing", 4, "uses"),
        ("Office manager", 5, ""),
    ),
}
INTERESTS: Final = {
    "zh": ("书法", "乒乓球", "登山", "普洱茶", "摄影", "围棋", "马拉松"),
    "ru": ("рыбалка", "шахматы", "горные лыжи", "опера", "садоводство", "хоккей", "театр"),
    "en": ("sailing", "chess", "gardening", "opera", "running", "old cars", "birdwatching"),
}
CHARACTERS: Final = {
    "zh": ("谨慎，重视书面意见", "果断，喜欢先听结论", "健谈，重人情", "对费用敏感"),
    "ru": ("осторожен, ценит письменные заключения", "решителен, сначала ждёт вывод", "внимателен к смете", "прям"),
    "en": ("careful, wants it in writing", "decisive, wants the answer first", "watches the fees", "likes to talk"),
}


@dataclass(frozen=True)
class Person:
    """A person as the file has one; `language` is the one to speak with the person."""

    name: str
    language: str
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def latin(self) -> str:
        return str(self.facts.get("latin_name") or self.name)


def person(random: Random, language: str, *, country: str = "") -> Person:
    """Somebody with a name of `language`: zh, ru or en (a German one in `country` DE)."""
    match language:
        case "zh":
            return _chinese(random)
        case "ru":
            return _russian(random)
        case _:
            return _western(random, german=country == "DE")


def describe(random: Random, who: Person, *, born: dt.date) -> dict[str, Any]:
    """All facts of a person: the name's, a birthday, and for some what the firm has learnt over the years."""
    facts = dict(who.facts)
    facts |= {"birthday_month": born.month, "birthday_day": born.day}
    if random.random() < 0.4:
        facts["birth_year"] = born.year
    if random.random() < 0.35:
        facts["interests"] = (
            "、".join(_some(random, INTERESTS[who.language]))
            if who.language == "zh"
            else ", ".join(_some(random, INTERESTS[who.language]))
        )
    if random.random() < 0.25:
        facts["character"] = random.choice(CHARACTERS[who.language])
    facts["preferred_channel"] = random.choice(("mail", "mail", "message", "phone"))
    facts["source"] = random.choice(("Business card", "First meeting", "Register", "Introduced by a client"))
    return facts


def _some(random: Random, words: tuple[str, ...]) -> list[str]:
    return random.sample(words, random.choice((1, 2)))


def _chinese(random: Random) -> Person:
    family = random.choice(names.ZH_SURNAMES)
    given = "".join(random.sample(names.ZH_GIVEN, random.choice((1, 2, 2))))
    latin = f"{''.join(lazy_pinyin(family)).title()} {''.join(lazy_pinyin(given)).title()}"
    woman = random.random() < 0.45
    return Person(
        family + given,
        "zh",
        {
            "family_name": family,
            "given_name": given,
            "latin_name": latin,
            "name_order": "family_first",
            "form_of_address": family + ("女士" if woman else "先生"),
            "languages": random.choice(("中文", "中文", "中文, English", "中文, Русский")),
        },
    )


def _russian(random: Random) -> Person:
    woman = random.random() < 0.45
    family = random.choice(names.RU_SURNAMES) + ("а" if woman else "")
    given = random.choice(names.RU_WOMEN if woman else names.RU_MEN)
    father = random.choice(names.RU_MEN)
    patronymic = _patronymic(father, woman=woman)
    latin = " ".join(word.title() for word in latin_words((given.lower(), family.lower()))[0])
    return Person(
        f"{family} {given} {patronymic}",
        "ru",
        {
            "family_name": family,
            "given_name": given,
            "latin_name": latin,
            "name_order": "family_first",
            "form_of_address": f"{given} {patronymic}",
            "languages": random.choice(("русский", "русский", "русский, English", "русский, 中文")),
        },
    )


def _patronymic(father: str, *, woman: bool) -> str:
    """The name after the father, by the rules of Russian grammar for the names that `names` has."""
    stem = {"Илья": "Иль", "Павел": "Павл"}.get(father, father)
    if father == "Илья":
        return "Ильинична" if woman else "Ильич"
    if stem.endswith(("й", "ь")):
        stem = stem[:-1]
        stem = stem[:-1] + "ь" if stem.endswith("и") else stem
        return stem + ("евна" if woman else "евич")
    return stem + ("овна" if woman else "ович")


def _western(random: Random, *, german: bool) -> Person:
    family = random.choice(names.DE_SURNAMES if german else names.EN_SURNAMES)
    given = random.choice(names.DE_GIVEN if german else names.EN_GIVEN)
    latin = " ".join(word.title() for word in latin_words((given.lower(), family.lower()))[0])
    return Person(
        f"{given} {family}",
        "en",
        {
            "family_name": family,
            "given_name": given,
            "latin_name": latin,
            "name_order": "given_first",
            "languages": "Deutsch, English" if german else "English",
        },
    )
