"""The advisory locks of the database that imports take, apart from those of the rest of the program."""

from __future__ import annotations

from typing import Final

# Held by the process that runs an import, with the number of the batch.
BATCH_LOCKS: Final = 7_220_420
# Held by the transaction that changes the ledger.
LEDGER_LOCK: Final = 7_220_421
