"""Clientela: a firm's clients, ranked and explained from the ledger it has."""

__version__ = "0.1.0"
