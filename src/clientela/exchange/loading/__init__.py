"""A file into the ledger: read ahead, numbered, staged by COPY, entered by one transaction."""

from .entering import Entered
from .loading import Loaded, load

__all__ = ["Entered", "Loaded", "load"]
