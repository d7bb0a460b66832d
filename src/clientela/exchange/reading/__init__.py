"""Ledgers as firms have them, read without being told how they are written.

with read_ledger("ledger.csv") as reading:
    print(reading.understanding)
    for entries in reading.batches():
        ...
    for reject in reading.rejects():
        ...
"""

from .container import Progress
from .conversion import SCHEMA
from .errors import CannotRead, ColumnsMissing, NeedsAnswer, Question
from .fields import Field
from .ledger import LedgerReading, read_ledger
from .options import DateOrder, Limits, ReadOptions, parse_map
from .rejects import Reason, Reject
from .understanding import Understanding

__all__ = [
    "SCHEMA",
    "CannotRead",
    "ColumnsMissing",
    "DateOrder",
    "Field",
    "LedgerReading",
    "Limits",
    "NeedsAnswer",
    "Progress",
    "Question",
    "ReadOptions",
    "Reason",
    "Reject",
    "Understanding",
    "parse_map",
    "read_ledger",
]
