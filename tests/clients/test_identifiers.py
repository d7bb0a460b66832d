"""Identifiers against published examples."""

from __future__ import annotations

import pytest

from clientela.clients.enums import CheckResult, IdentifierKind
from clientela.clients.identifiers import check_identifier


@pytest.mark.parametrize(
    ("kind", "value", "tidy", "result"),
    [
        # Gazprom's public registration: INN 7736050003, OGRN 1027700070518.
        (IdentifierKind.INN, "7736050003", "7736050003", CheckResult.VALID),
        (IdentifierKind.INN, "7736050004", "7736050004", CheckResult.INVALID),
        (IdentifierKind.OGRN, "1027700070518", "1027700070518", CheckResult.VALID),
        (IdentifierKind.OGRN, "1027700070519", "1027700070519", CheckResult.INVALID),
        # Huawei Technologies' unified social credit code.
        (IdentifierKind.USCC, "914403001922038216", "914403001922038216", CheckResult.VALID),
        (IdentifierKind.USCC, "91440300 1922038217", "914403001922038217", CheckResult.INVALID),
        # GLEIF's own LEI.
        (IdentifierKind.LEI, "506700GE1G29325QX363", "506700GE1G29325QX363", CheckResult.VALID),
        (IdentifierKind.LEI, "506700GE1G29325QX364", "506700GE1G29325QX364", CheckResult.INVALID),
        # SAP SE's VAT number.
        (IdentifierKind.VAT, "DE 143 454 214", "DE143454214", CheckResult.VALID),
        (IdentifierKind.VAT, "DE143454215", "DE143454215", CheckResult.INVALID),
        (IdentifierKind.OTHER, " K-17 ", "K-17", CheckResult.UNCHECKED),
    ],
)
def test_check_digits(kind: IdentifierKind, value: str, tidy: str, result: CheckResult) -> None:
    assert check_identifier(kind, value) == (tidy, result)
