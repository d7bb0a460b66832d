"""Writes of the contact log."""

from .importing import ImportedInteraction, import_interactions
from .logging import NextStep, change_interaction, log_interaction, remove_interaction
from .tasks import add_task, drop_task, finish_task, reassign_task, reassign_tasks, reopen_task

__all__ = [
    "ImportedInteraction",
    "NextStep",
    "add_task",
    "change_interaction",
    "drop_task",
    "finish_task",
    "import_interactions",
    "log_interaction",
    "reassign_task",
    "reassign_tasks",
    "remove_interaction",
    "reopen_task",
]
