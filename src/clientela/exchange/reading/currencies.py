"""Signs, words and codes of currencies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Final

# ISO 4217: the currencies in use, without funds, metals and testing codes.
_CODES: Final = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS
    INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP
    MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
    SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND
    VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
    """
CODES: Final = frozenset(_CODES.split())

# What a bare sign means depends on the firm.
DOLLAR: Final = "$"
YEN: Final = "¥"
_DOLLARS: Final = "USD AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD XCD"
DOLLARS: Final = frozenset(_DOLLARS.split())
YENS: Final = ("CNY", "JPY")
_BARE: Final[dict[str, Collection[str]]] = {DOLLAR: DOLLARS, YEN: YENS}

# Other codes count only in capitals: "all", "top" and "try" are words.
_IN_ANY_CASE: Final = frozenset(("USD", "EUR", "GBP", "CNY", "RUB", "JPY", "CHF", "HKD", "CAD", "AUD", "SGD"))

_WORDS: Final = {
    "CNY": "rmb cn¥ cny¥ rmb¥ 元 人民币 人民币元 圆 块 yuan renminbi юань юаней юаня",
    "JPY": "jp¥ 円 日元 日圆 yen иена иен",
    "USD": "us$ u$s usd$ 美元 美金 dollar доллар долларов сша долл долл.сша",
    "HKD": "hk$ 港币 港元",
    "TWD": "nt$ 新台币 台币",
    "CAD": "c$ ca$ can$ 加元",
    "AUD": "a$ au$ 澳元",
    "NZD": "nz$",
    "SGD": "s$ sg$ 新加坡元",
    "MXN": "mx$",
    "BRL": "r$",
    "EUR": "€ euro 欧元 евро",
    "GBP": "£ stg 英镑 pound фунт фунтов",
    "RUB": "₽ р руб рубль рубля рублей рублях rur 卢布 rouble ruble",
    "UAH": "₴ грн гривна гривен",
    "KZT": "₸ тг тенге",
    "BYN": "бел.руб",
    "INR": "₹ rs",
    "KRW": "₩ 韩元",
    "TRY": "₺ tl",
    "ILS": "₪",
    "VND": "₫",
    "THB": "฿ 泰铢",
    "NGN": "₦",
    "PLN": "zł zl",
    "CZK": "kč",
    "HUF": "ft",
    "CHF": "fr sfr 瑞士法郎",
    DOLLAR: "$ 元$",
    YEN: "¥",
}
_BY_WORD: Final = {word.replace(".", ""): code for code, words in _WORDS.items() for word in words.split()}
_DROPPED: Final = re.compile(r"[\s.]+")


def is_currency(code: str) -> bool:
    """Whether this is the ISO 4217 code of a currency in use."""
    return code in CODES


def currency_of(token: str) -> str | None:
    """Return the code that a sign, word or code stands for; `DOLLAR` or `YEN` for those two bare signs; None if none.

    >>> currency_of("руб."), currency_of("US$"), currency_of("￥")
    ('RUB', 'USD', '¥')
    """
    plain = _DROPPED.sub("", unicodedata.normalize("NFKC", token))
    if plain in CODES or plain.upper() in _IN_ANY_CASE:
        return plain.upper()
    return _BY_WORD.get(plain.casefold()) or _BY_WORD.get(plain.casefold().removesuffix("s"))


def agreed(codes: Sequence[str]) -> str | None:
    """Return the one currency that several signs and codes for an amount mean; None where they contradict each other.

    >>> agreed(["$", "CAD"]), agreed(["$", "EUR"])
    ('CAD', None)
    """
    exact = {code for code in codes if code in CODES}
    if not exact:
        return codes[0] if len(set(codes)) == 1 else None
    code = exact.pop()
    fits = all(sign == code or code in _BARE.get(sign, ()) for sign in codes)
    return code if fits and not exact else None
