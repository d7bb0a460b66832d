"""Writes of the contact log."""

from .clocks import set_clocks, set_desk_heads
from .files import attach_files, remove_attachment, remove_orphans
from .importing import ImportedInteraction, import_interactions
from .inquiries import (
    accept_inquiry,
    answer_inquiry,
    decline_inquiry,
    drop_inquiry,
    link_inquiry,
    note_inquiry,
    offer_inquiry,
    raise_overdue,
    receive_inquiry,
    reopen_inquiry,
    take_inquiry,
    withdraw_offer,
)
from .logging import NextStep, change_interaction, log_interaction, remove_interaction
from .tasks import add_task, drop_task, finish_task, reassign_task, reassign_tasks, reopen_task

__all__ = [
    "ImportedInteraction",
    "NextStep",
    "accept_inquiry",
    "add_task",
    "answer_inquiry",
    "attach_files",
    "change_interaction",
    "decline_inquiry",
    "drop_inquiry",
    "drop_task",
    "finish_task",
    "import_interactions",
    "link_inquiry",
    "log_interaction",
    "note_inquiry",
    "offer_inquiry",
    "raise_overdue",
    "reassign_task",
    "reassign_tasks",
    "receive_inquiry",
    "remove_attachment",
    "remove_interaction",
    "remove_orphans",
    "reopen_inquiry",
    "reopen_task",
    "set_clocks",
    "set_desk_heads",
    "take_inquiry",
    "withdraw_offer",
]
