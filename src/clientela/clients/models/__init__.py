"""The clients of the firm, and all that their files hold."""

from __future__ import annotations

from .clients import Client, ClientName, Identifier
from .custom import CustomField, CustomValue, FactSource, FactWeight
from .file import Address, FinancialFact, Owner, Phone, Recorded, Relation

__all__ = [
    "Address",
    "Client",
    "ClientName",
    "CustomField",
    "CustomValue",
    "FactSource",
    "FactWeight",
    "FinancialFact",
    "Identifier",
    "Owner",
    "Phone",
    "Recorded",
    "Relation",
]
