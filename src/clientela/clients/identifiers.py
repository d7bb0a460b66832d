"""National and international identifiers of organisations, checked by their own rules."""

from __future__ import annotations

from collections.abc import Callable

import stdnum.cn.uscc
import stdnum.eu.vat
import stdnum.exceptions
import stdnum.lei
import stdnum.ru.inn
import stdnum.ru.ogrn

from .enums import CheckResult, IdentifierKind

_RULES: dict[IdentifierKind, tuple[Callable[[str], str], Callable[[str], str]]] = {
    IdentifierKind.USCC: (stdnum.cn.uscc.compact, stdnum.cn.uscc.validate),
    IdentifierKind.INN: (stdnum.ru.inn.compact, stdnum.ru.inn.validate),
    IdentifierKind.OGRN: (stdnum.ru.ogrn.compact, stdnum.ru.ogrn.validate),
    IdentifierKind.LEI: (stdnum.lei.compact, stdnum.lei.validate),
    IdentifierKind.VAT: (stdnum.eu.vat.compact, stdnum.eu.vat.validate),
}


def check_identifier(kind: IdentifierKind, value: str) -> tuple[str, CheckResult]:
    """The identifier without its separators, and whether its check digits agree.

    USCC: GB 32100-2015. INN and OGRN: the Federal Tax Service of Russia. LEI: ISO 17442 (ISO 7064 mod 97-10).
    VAT: the rule of the member state named by the prefix. Kinds without a rule are unchecked.
    """
    if kind not in _RULES:
        return value.strip(), CheckResult.UNCHECKED
    compact, validate = _RULES[kind]
    tidy = compact(value)
    try:
        return validate(value), CheckResult.VALID
    except stdnum.exceptions.ValidationError:
        return tidy, CheckResult.INVALID
