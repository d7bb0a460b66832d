"""Writes concerning people at clients."""

from .bulk import PersonRow, PositionRow, add_contacts_in_bulk
from .consents import record_consent
from .people import NewReach, add_contact, change_contact
from .positions import add_position, change_position, move_contact, remove_position
from .reaches import add_reach, change_reach, remove_reach

__all__ = [
    "NewReach",
    "PersonRow",
    "PositionRow",
    "add_contact",
    "add_contacts_in_bulk",
    "add_position",
    "add_reach",
    "change_contact",
    "change_position",
    "change_reach",
    "move_contact",
    "record_consent",
    "remove_position",
    "remove_reach",
]
