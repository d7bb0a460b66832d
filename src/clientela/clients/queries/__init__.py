"""What screens need to know of clients."""

from __future__ import annotations

from .completeness import Completeness, MissingFact, completeness
from .facts import all_facts, custom_facts, facts_of, having_fact
from .file import FactLine, FileGroup, FileScreen, Provenance, client_file
from .finding import (
    MOST_CANDIDATES,
    ClientHeader,
    KnownClient,
    client_header,
    client_names,
    known_clients,
    matching_clients,
    quick_search,
)
from .policy import FieldLine, WeightLine, custom_fields, fact_weights
from .related import RelatedClient, related_clients, relations_among

__all__ = [
    "MOST_CANDIDATES",
    "ClientHeader",
    "Completeness",
    "FactLine",
    "FieldLine",
    "FileGroup",
    "FileScreen",
    "KnownClient",
    "MissingFact",
    "Provenance",
    "RelatedClient",
    "WeightLine",
    "all_facts",
    "client_file",
    "client_header",
    "client_names",
    "completeness",
    "custom_facts",
    "custom_fields",
    "fact_weights",
    "facts_of",
    "having_fact",
    "known_clients",
    "matching_clients",
    "quick_search",
    "related_clients",
    "relations_among",
]
