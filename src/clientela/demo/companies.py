"""Invented companies and private clients, named in their own script and in Latin letters."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from pypinyin import lazy_pinyin

from clientela.clients.enums import ClientKind, IdentifierKind, NameKind
from clientela.matching.latin import latin_words

from . import names, numbers
from .people import Person, person


@dataclass(frozen=True)
class Company:
    """A client as it is entered: `language` is the one to speak with it, `who` the person where it is one."""

    name: str
    kind: ClientKind
    names: tuple[tuple[NameKind, str], ...]
    identifiers: tuple[tuple[IdentifierKind, str], ...]
    industry: str
    country: str
    city: str
    language: str
    who: Person | None = None


def company(random: Random, *, founded: int, taken: set[str]) -> Company:
    """A client whose name is not yet in `taken`, where it is put: half of them Chinese, a third Russian."""
    while True:
        share = random.random()
        if random.random() < 0.05:
            made = _private(random)
        elif share < 0.5:
            made = _chinese(random)
        elif share < 0.82:
            made = _russian(random, founded)
        else:
            made = _elsewhere(random)
        if made.name not in taken:
            taken.add(made.name)
            return made


def subsidiary(random: Random, parent: Company, *, founded: int, taken: set[str]) -> Company:
    """A company in another industry that bears its parent's name."""
    while True:
        made = company(random, founded=founded, taken=set(taken))
        if made.kind == ClientKind.ORGANISATION and made.language == parent.language:
            break
    name = {
        "zh": f"{parent.name.removesuffix('有限公司')}{random.choice(('控股', '租赁', '海外', '供应链'))}有限公司",
        "ru": f"ООО «{parent.name.split('«')[-1].rstrip('»')} {random.choice(('Лизинг', 'Экспорт', 'Сервис'))}»",
        "en": f"{parent.name.rsplit(' ', 1)[0]} {random.choice(('Leasing', 'Export', 'Services'))} Ltd",
    }[parent.language]
    taken.add(name)
    return Company(
        name=name,
        kind=ClientKind.ORGANISATION,
        names=((NameKind.TRANSLITERATED, _latin(name)),) if parent.language != "en" else (),
        identifiers=made.identifiers,
        industry=parent.industry,
        country=parent.country,
        city=parent.city,
        language=parent.language,
    )


def _chinese(random: Random) -> Company:
    city, latin_city = random.choice(names.ZH_CITIES)
    industry, word, _ru, english, _de = random.choice(names.INDUSTRIES)
    brand = random.choice(names.ZH_FIRST) + random.choice(names.ZH_SECOND)
    latin = "".join(lazy_pinyin(brand)).title()
    return Company(
        name=f"{city}{brand}{word}有限公司",
        kind=ClientKind.ORGANISATION,
        names=(
            (NameKind.TRANSLITERATED, f"{latin_city} {latin} {english} Co., Ltd."),
            (NameKind.SHORT, f"{brand}{word}"),
        ),
        identifiers=((IdentifierKind.USCC, numbers.uscc(random)),),
        industry=industry,
        country="CN",
        city=city,
        language="zh",
    )


def _russian(random: Random, founded: int) -> Company:
    industry, _zh, word, _en, _de = random.choice(names.INDUSTRIES)
    place = random.choice(names.RU_PLACES)
    brand = f"{place}{word.lower()}" if len(word) <= 6 else f"{place} {word}"
    form = random.choice(("ООО", "ООО", "ООО", "АО"))
    found = f"{form} «{brand}»"
    return Company(
        name=found,
        kind=ClientKind.ORGANISATION,
        names=((NameKind.TRANSLITERATED, f"{_latin(brand)} {'LLC' if form == 'ООО' else 'JSC'}"),),
        identifiers=(
            (IdentifierKind.INN, numbers.inn(random)),
            (IdentifierKind.OGRN, numbers.ogrn(random, max(founded, 2002))),
        ),
        industry=industry,
        country="RU",
        city=random.choice(names.RU_CITIES),
        language="ru",
    )


def _elsewhere(random: Random) -> Company:
    country, city = random.choice(names.ELSEWHERE)
    industry, _zh, russian, english, german = random.choice(names.INDUSTRIES)
    identifiers: tuple[tuple[IdentifierKind, str], ...] = ((IdentifierKind.LEI, numbers.lei(random)),)
    others: tuple[tuple[NameKind, str], ...] = ()
    language = "en"
    match country:
        case "DE":
            name = f"{random.choice(names.DE_PLACES)} {german} GmbH"
            identifiers += ((IdentifierKind.VAT, numbers.vat(random)),)
        case "KZ":
            brand = f"{random.choice(names.RU_PLACES)} {russian}"
            name, language = f"ТОО «{brand}»", "ru"
            others = ((NameKind.TRANSLITERATED, f"{_latin(brand)} LLP"),)
        case _:
            form = {"GB": "Ltd", "US": "Inc.", "SG": "Pte. Ltd.", "FR": "SAS"}[country]
            name = f"{random.choice(names.EN_PLACES)} {english} {form}"
    return Company(name, ClientKind.ORGANISATION, others, identifiers, industry, country, city, language)


def _private(random: Random) -> Company:
    language, country = random.choice((("zh", "CN"), ("ru", "RU"), ("en", "GB"), ("en", "DE")))
    who = person(random, language, country=country)
    city = {"CN": "上海", "RU": "Москва", "GB": "London", "DE": "Hamburg"}[country]
    latin = ((NameKind.TRANSLITERATED, who.latin),) if who.latin != who.name else ()
    return Company(who.name, ClientKind.PERSON, latin, (), "", country, city, language, who)


def _latin(text: str) -> str:
    words = [word for word in "".join(c if c.isalnum() else " " for c in text).split()]
    if any("\u4e00" <= letter <= "\u9fff" for letter in text):
        return " ".join("".join(lazy_pinyin(word)).title() for word in words)
    return " ".join(word.title() for word in latin_words(tuple(word.lower() for word in words))[0])
