"""What a ledger can say about a line of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Field(StrEnum):
    """A column of a ledger. The six last ones hold amounts of one kind each."""

    DATE = "date"
    CLIENT = "client"
    AMOUNT = "amount"
    KIND = "kind"
    CURRENCY = "currency"
    ENGAGEMENT = "engagement"
    SERVICE_LINE = "service_line"
    STAFF = "staff"
    DESCRIPTION = "description"
    FEE = "fee"
    DISBURSEMENT = "disbursement"
    PAYMENT = "payment"
    WRITE_OFF = "write_off"
    DISCOUNT = "discount"
    COST = "cost"


KIND_FIELDS: Final = (
    Field.FEE,
    Field.DISBURSEMENT,
    Field.PAYMENT,
    Field.WRITE_OFF,
    Field.DISCOUNT,
    Field.COST,
)
AMOUNT_FIELDS: Final = (Field.AMOUNT, *KIND_FIELDS)
TEXT_FIELDS: Final = (Field.ENGAGEMENT, Field.SERVICE_LINE, Field.STAFF, Field.DESCRIPTION)
# Their amounts are sizes: a ledger that writes all of them with a minus means the same as one that writes none.
MAGNITUDES: Final = frozenset({"payment", "write_off", "discount", "cost"})
