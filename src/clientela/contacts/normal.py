"""The forms by which the ways to reach people are compared: E.164 for telephones, lower case for the rest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from phonenumbers import PhoneNumberFormat

from clientela.clients.phones import compared

from .enums import ReachKind

TELEPHONES: Final = frozenset({ReachKind.MOBILE, ReachKind.PHONE, ReachKind.FAX})
# A number without its country's prefix is read as one of these where it is valid there: the firm's own countries.
USUAL_COUNTRIES: Final = ("CN", "RU")
_NEVER_SHOWN = re.compile(r"[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_DIGITS = re.compile(r"\d")


def tidy(value: str) -> str:
    """The text without characters that nobody sees and with single spaces."""
    return " ".join(_NEVER_SHOWN.sub(" ", unicodedata.normalize("NFC", value)).split())


def normal_form(kind: str, value: str, countries: Iterable[str] = ()) -> str | None:
    """The form to compare `value` by; None where it cannot be a way of this kind.

    A telephone number without its country's prefix is tried as one of `countries` (ISO 3166-1), then of
    `USUAL_COUNTRIES`. One that is valid nowhere is kept by its digits: switchboards have short numbers. An extension
    follows as `;ext=` (RFC 3966), so that colleagues behind one switchboard differ.

    >>> normal_form("mobile", "138 0013 8000", ["CN"])
    '+8613800138000'
    >>> normal_form("mail", "Wang.Jun@Example.COM")
    'wang.jun@example.com'
    """
    text = tidy(value)
    if kind in TELEPHONES:
        return _phone(unicodedata.normalize("NFKC", text), tuple(countries))
    if kind == ReachKind.MAIL:
        try:
            validate_email(text)
        except ValidationError:
            return None
    return text.casefold()[:300] or None


@lru_cache(maxsize=4096)
def shown_phone(normal: str) -> str:
    """A number as people write it abroad: `+86 138 0013 8000`. One outside E.164 is shown as it is."""
    number, _mark, extension = normal.partition(";ext=")
    if not number.startswith("+"):
        return normal
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return normal
    shown = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    return f"{shown} × {extension}" if extension else shown


def _phone(text: str, countries: tuple[str, ...]) -> str | None:
    digits = "".join(str(unicodedata.digit(digit)) for digit in _DIGITS.findall(text))
    if len(digits) < 3:
        return None
    regions = (None,) if text.startswith("+") else tuple(dict.fromkeys((*countries, *USUAL_COUNTRIES)))
    for region in regions:
        try:
            parsed = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return compared(parsed)
    return ("+" if text.startswith("+") else "") + digits[:40]
