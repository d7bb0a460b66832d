"""What a person typed, as the value of a fact; and the value as text that reads back as the same."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clientela.core.errors import Refused

from .enums import FactKind
from .facts import Fact, Money

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f']+")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
_LETTERS = re.compile(r"[A-Za-z]{3}")
_LINES = re.compile(r"\r\n?")
_YES, _NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})
_MOST_DIGITS = 18
_is_web_address = URLValidator(schemes=["http", "https"])


def clean(fact: Fact, value: Any) -> Any:
    """`value` as the fact keeps it (see `facts`): typed already, or text as a person writes it in their language.

    Raises `Refused`, which names the fact and says what it takes.
    """
    if isinstance(value, str):
        value = _LINES.sub("\n", value.replace("\0", "")).strip()
    if value is None or value == "":
        if fact.required:
            raise Refused(_("%(fact)s cannot be empty.") % {"fact": fact.label})
        return fact.nothing
    match fact.kind:
        case FactKind.TEXT | FactKind.LONG:
            return _text(fact, str(value))
        case FactKind.CHOICE:
            return _one_of(fact, str(value))
        case FactKind.WHOLE | FactKind.STEPS:
            number = _number(fact, value)
            if number != number.to_integral_value():
                raise Refused(_("%(fact)s takes a whole number.") % {"fact": fact.label})
            return int(number)
        case FactKind.NUMBER:
            return _number(fact, value)
        case FactKind.DATE:
            return _date(fact, value)
        case FactKind.YES_NO:
            return _yes_no(fact, value)
        case FactKind.MONEY:
            return _money(fact, value)
        case FactKind.PERSON | FactKind.CLIENT:
            return _record(fact, value)
        case _:
            raise Refused(_("%(fact)s is a list; change its rows.") % {"fact": fact.label})


def written(fact: Fact, value: Any) -> str:
    """The value as text that `clean` reads back as the same in every language; empty for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Money):
        return f"{_plain(value.amount)} {value.currency}"
    if isinstance(value, Decimal):
        return _plain(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def seen(fact: Fact, value: Any) -> Any:
    """What a form showed, as a value; text that is none stays as it is, and so differs from every value."""
    try:
        return clean(fact, value)
    except Refused:
        return fact.nothing if value in ("", None) else value


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text(fact: Fact, text: str) -> str:
    if fact.kind == FactKind.TEXT:
        text = " ".join(text.split())
    if len(text) > fact.longest and not fact.form:
        length = {"fact": fact.label, "longest": fact.longest}
        raise Refused(_("%(fact)s is too long: give at most %(longest)s characters.") % length)
    if fact.form in ("country", "currency"):
        size = 2 if fact.form == "country" else 3
        if len(text) != size or not text.isascii() or not text.isalpha():
            raise Refused(
                _("%(fact)s takes two letters, such as CN, RU or DE.") % {"fact": fact.label}
                if fact.form == "country"
                else _("A currency is three letters, such as CNY, RUB, EUR or USD.")
            )
        return text.upper()
    if fact.form == "website":
        return _web_address(fact, text)
    return text


def _web_address(fact: Fact, text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    try:
        _is_web_address(address)
    except ValidationError:
        raise Refused(_("%(fact)s takes an address such as example.com.") % {"fact": fact.label}) from None
    if len(address) > fact.longest:
        raise Refused(_("%(fact)s takes an address such as example.com.") % {"fact": fact.label})
    return address


def _one_of(fact: Fact, text: str) -> str:
    if text not in fact.choices:
        raise Refused(_("%(fact)s takes one of its choices only.") % {"fact": fact.label})
    return text


def _number(fact: Fact, value: Any) -> Decimal:
    try:
        number = Decimal(_digits(value) if isinstance(value, str) else value)
        if not number.is_finite() or number.adjusted() >= _MOST_DIGITS:
            raise InvalidOperation
    except (InvalidOperation, TypeError, ValueError):
        raise Refused(_("%(fact)s takes a number.") % {"fact": fact.label}) from None
    number = number.quantize(Decimal(1).scaleb(-fact.places), rounding=ROUND_HALF_EVEN) + 0
    low, high = fact.least, fact.most
    if (low is not None and number < low) or (high is not None and number > high):
        if high is None:
            raise Refused(_("%(fact)s cannot be below %(least)s.") % {"fact": fact.label, "least": low})
        span = {"fact": fact.label, "least": low, "most": high}
        raise Refused(_("%(fact)s lies between %(least)s and %(most)s.") % span)
    return number


def _digits(text: str) -> str:
    """The number in `text` with a point and nothing else. A lone comma parts decimals in Russian, thousands elsewhere
    where it stands as they do."""
    text = _SPACES.sub("", text).replace("\N{MINUS SIGN}", "-")
    if "," not in text:
        return text
    if "." in text and text.rfind(",") > text.rfind("."):
        return text.replace(".", "").replace(",", ".")
    grouped = _GROUPED.fullmatch(text.lstrip("-")) is not None
    decimal = text.count(",") == 1 and "." not in text
    if grouped and not (decimal and (get_language() or "").startswith("ru")):
        return text.replace(",", "")
    return text.replace(",", ".") if decimal else text


def _date(fact: Fact, value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value)
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise Refused(_("%(fact)s takes a date such as 2024-05-31.") % {"fact": fact.label})


def _yes_no(fact: Fact, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).casefold()
    if text not in _YES and text not in _NO:
        raise Refused(_("%(fact)s is yes or no.") % {"fact": fact.label})
    return text in _YES


def _money(fact: Fact, value: Any) -> Money:
    if isinstance(value, str):
        letters = _LETTERS.search(value)
        if letters is None or len(_LETTERS.findall(value)) != 1:
            raise Refused(_("%(fact)s takes an amount with its currency, such as 1500 CNY.") % {"fact": fact.label})
        value = (value[: letters.start()] + value[letters.end() :], letters.group())
    amount, currency = value
    if not isinstance(currency, str) or _LETTERS.fullmatch(currency) is None:
        raise Refused(_("A currency is three letters, such as CNY, RUB, EUR or USD."))
    return Money(_number(fact, amount), currency.upper())


def _record(fact: Fact, value: Any) -> int:
    number = str(getattr(value, "pk", value))
    if not number.isascii() or not number.isdecimal() or len(number) > _MOST_DIGITS:
        raise Refused(_("%(fact)s takes one of its choices only.") % {"fact": fact.label})
    return int(number)
