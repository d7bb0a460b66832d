"""Writes concerning files that come in."""

from ..progress import Cancelled, Progress
from .exporting import note_export
from .receiving import cancel_import, import_ledger_file, preview, receive_file, rejects_csv, start_import
from .running import recover_batches, run_import
from .undoing import undo_import

__all__ = [
    "Cancelled",
    "Progress",
    "cancel_import",
    "import_ledger_file",
    "note_export",
    "preview",
    "receive_file",
    "recover_batches",
    "rejects_csv",
    "run_import",
    "start_import",
    "undo_import",
]
