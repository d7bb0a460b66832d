"""How money, counts, shares and dates are written in each language of the pages. Pure functions over plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Final

MINUS: Final = "\N{MINUS SIGN}"
SPACE: Final = "\N{NO-BREAK SPACE}"
ABSENT: Final = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Manner:
    """How one language writes figures: its marks, where the currency stands, and its short words for great numbers."""

    group: str
    decimal: str
    currency_last: bool
    percent: str
    scales: tuple[tuple[int, str], ...]
    months: tuple[str, ...]
    day: str
    month: str


ENGLISH: Final = Manner(
    ",",
    ".",
    False,
    "%",
    ((10**9, "B"), (10**6, "M"), (10**3, "K")),
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "{day} {month} {year}",
    "{month} {year}",
)
RUSSIAN: Final = Manner(
    SPACE,
    ",",
    True,
    SPACE + "%",
    ((10**9, SPACE + "млрд"), (10**6, SPACE + "млн"), (10**3, SPACE + "тыс.")),
    ("янв.", "февр.", "мар.", "апр.", "мая", "июн.", "июл.", "авг.", "сент.", "окт.", "нояб.", "дек."),
    "{day} {month} {year}",
    "{number:02d}.{year}",
)
CHINESE: Final = Manner(
    ",",
    ".",
    False,
    "%",
    ((10**8, "亿"), (10**4, "万")),
    tuple(str(month) for month in range(1, 13)),
    "{year}年{month}月{day}日",
    "{year}年{month}月",
)
MANNERS: Final = {"en": ENGLISH, "ru": RUSSIAN, "zh-hans": CHINESE}

SYMBOLS: Final = {
    "AUD": "A$", "BYN": "Br", "CAD": "C$", "CHF": "CHF", "CNY": "¥", "EUR": "€", "GBP": "£", "GEL": "₾", "HKD": "HK$",
    "ILS": "₪", "INR": "₹", "JPY": "JP¥", "KRW": "₩", "KZT": "₸", "NZD": "NZ$", "PLN": "zł", "RUB": "₽", "SGD": "S$",
    "THB": "฿", "TRY": "₺", "TWD": "NT$", "UAH": "₴", "USD": "$", "VND": "₫",
}  # fmt: skip
"""Signs that readers of all three languages know; a currency without one is shown by its code."""

WITHOUT_MINOR_UNITS: Final = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF"})


def manner(language: str | None) -> Manner:
    """The manner of a language code such as `zh-hans` or `ru-ru`; English for any other."""
    code = (language or "en").lower()
    return MANNERS.get(code) or MANNERS.get("zh-hans" if code.startswith("zh") else code.split("-")[0]) or ENGLISH


def symbol(currency: str) -> str:
    """The sign of a currency, else its code; the general sign for what is not a code."""
    return SYMBOLS.get(currency) or (currency if currency.isascii() and currency.isalpha() else "¤")


def number(value: Decimal | int | float, language: str | None, *, places: int = 0) -> str:
    """A figure with the language's marks, rounded half to even, a real minus sign; zero never has a sign."""
    how = manner(language)
    rounded = _decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    digits = f"{abs(rounded):,f}".replace(",", "\0").replace(".", how.decimal).replace("\0", how.group)
    return MINUS + digits if rounded < 0 else digits


def money(value: Decimal | int | float, currency: str, language: str | None, *, places: int = 0) -> str:
    """An amount in major units with its currency's sign: `$1,240,000`, `1 240 000 $`, `−¥27,000`."""
    return _with_currency(number(value, language, places=places), currency, language)


def exact_money(value: Decimal | int | float, currency: str, language: str | None) -> str:
    """An amount down to the currency's minor unit."""
    return money(value, currency, language, places=0 if currency in WITHOUT_MINOR_UNITS else 2)


def compact_money(value: Decimal | int | float, currency: str, language: str | None) -> str:
    """An amount to three figures with the language's word for its size: `$68.4M`, `68,4 млн $`, `¥6840万`."""
    amount = _decimal(value)
    for scale, word in manner(language).scales:
        if abs(amount) >= scale:
            scaled = amount / scale
            places = 2 if abs(scaled) < 10 else 1 if abs(scaled) < 100 else 0
            digits = number(scaled, language, places=places)
            return _with_currency(_without_idle_zeros(digits, manner(language).decimal) + word, currency, language)
    return money(amount, currency, language)


def percent(ratio: Decimal | float, language: str | None, *, places: int = 1, signed: bool = False) -> str:
    """A ratio as a percentage: 0.062 is `6.2%`, or `+6.2%` when signed."""
    digits = number(_decimal(ratio) * 100, language, places=places)
    sign = "+" if signed and _decimal(ratio) > 0 and digits.strip("0.,") else ""
    return sign + digits + manner(language).percent


@lru_cache(maxsize=8192)
def day(date: dt.date, language: str | None) -> str:
    """A date as read in running text: `30 Sep 2017`, `30 сент. 2017`, `2017年9月30日`."""
    how = manner(language)
    return how.day.format(day=date.day, month=how.months[date.month - 1], year=date.year)


@lru_cache(maxsize=2048)
def month(date: dt.date, language: str | None) -> str:
    """The month of a date: `Sep 2017`, `09.2017`, `2017年9月`."""
    how = manner(language)
    return how.month.format(month=how.months[date.month - 1], number=date.month, year=date.year)


def _with_currency(digits: str, currency: str, language: str | None) -> str:
    sign = symbol(currency)
    if manner(language).currency_last:
        return f"{digits}{SPACE}{sign}"
    gap = SPACE if sign[-1:].isalpha() else ""
    return f"{MINUS}{sign}{gap}{digits[1:]}" if digits.startswith(MINUS) else f"{sign}{gap}{digits}"


def _without_idle_zeros(digits: str, mark: str) -> str:
    return digits.rstrip("0").removesuffix(mark) if mark in digits else digits


def _decimal(value: Decimal | int | float) -> Decimal:
    return Decimal(repr(float(value))) if isinstance(value, float) else Decimal(value)
