"""Writes concerning clients and their files."""

from __future__ import annotations

from .changing import change_client, set_custom_value
from .entering import add_client
from .listing import add_to_file, change_in_file, remove_from_file
from .naming import (
    add_identifier,
    add_name,
    change_identifier,
    change_name,
    remove_identifier,
    remove_name,
)
from .policy import add_custom_field, change_custom_field, weigh_facts
from .relating import change_relation, relate_clients, remove_relation

__all__ = [
    "add_client",
    "add_custom_field",
    "add_identifier",
    "add_name",
    "add_to_file",
    "change_client",
    "change_custom_field",
    "change_identifier",
    "change_in_file",
    "change_name",
    "change_relation",
    "relate_clients",
    "remove_from_file",
    "remove_identifier",
    "remove_name",
    "remove_relation",
    "set_custom_value",
    "weigh_facts",
]
