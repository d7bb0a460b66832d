"""A file into the ledger: read ahead, numbered, staged by COPY, entered by one transaction."""

from .entering import Entered
from .loading import Cancelled, Loaded, Progress, load

__all__ = ["Cancelled", "Entered", "Loaded", "Progress", "load"]
