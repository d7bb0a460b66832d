"""Telephone numbers in the one form by which they are compared."""

from __future__ import annotations

import re

import phonenumbers

from .enums import CheckResult

_NOT_DIGITS = re.compile(r"[^\d+]")


def check_phone(value: str, country: str) -> tuple[str, str, CheckResult]:
    """The number as a person writes it, its form to compare by, and whether such a number can exist.

    A number without its country's code is read as one of `country` (ISO 3166-1, two letters, may be empty). The form is
    E.164 (ITU-T) with `;ext=` for an extension where the number can be read, else its digits. The numbering plans are
    those of the library `phonenumbers`.
    """
    digits = _NOT_DIGITS.sub("", value)
    try:
        number = phonenumbers.parse(value, country.upper() or None)
    except phonenumbers.NumberParseException:
        unknown = not country and not value.strip().startswith("+")
        return value, digits or value, CheckResult.UNCHECKED if unknown else CheckResult.INVALID
    normal = compared(number)
    if not phonenumbers.is_valid_number(number):
        return value, normal, CheckResult.INVALID
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL), normal, CheckResult.VALID


def compared(number: phonenumbers.PhoneNumber) -> str:
    """A number as E.164 (ITU-T), an extension following as `;ext=` (RFC 3966): colleagues at one switchboard differ."""
    normal = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{normal};ext={number.extension}" if number.extension else normal
