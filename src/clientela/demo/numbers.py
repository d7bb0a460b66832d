"""Numbers of registers with right check digits, in ranges that no register gives out."""

from __future__ import annotations

from random import Random

import stdnum.cn.uscc
import stdnum.de.vat
import stdnum.iso7064.mod_11_10
import stdnum.iso7064.mod_97_10
import stdnum.ru.inn
import stdnum.ru.ogrn

_USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def uscc(random: Random) -> str:
    """A unified social credit code (GB 32100-2015) of the district 990000, which GB/T 2260 does not have."""
    body = "91990000" + "".join(random.choices(_USCC_LETTERS, k=9))
    return body + str(stdnum.cn.uscc.calc_check_digit(body))


def inn(random: Random) -> str:
    """A company's INN of the tax office 9999, which does not exist."""
    body = "9999" + _digits(random, 5)
    return body + str(stdnum.ru.inn.calc_company_check_digit(body))


def ogrn(random: Random, year: int) -> str:
    """An OGRN entered in `year` in the region 00, which does not exist."""
    body = f"1{year % 100:02d}00" + _digits(random, 7)
    return body + str(stdnum.ru.ogrn.calc_check_digit(body + "0"))


def lei(random: Random) -> str:
    """A legal entity identifier (ISO 17442) of the issuer 0000, who does not exist."""
    body = "000000" + "".join(random.choices("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=12))
    return body + str(stdnum.iso7064.mod_97_10.calc_check_digits(body))


def vat(random: Random) -> str:
    """A German VAT number; those that begin with 999 are not given out."""
    body = "999" + _digits(random, 5)
    return "DE" + body + str(stdnum.iso7064.mod_11_10.calc_check_digit(body))


def _digits(random: Random, count: int) -> str:
    return "".join(random.choices("0123456789", k=count))
