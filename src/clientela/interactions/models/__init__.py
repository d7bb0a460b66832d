"""The contact log, what is to follow, and what comes in for the first time."""

from .log import Interaction, Participant, Task

__all__ = ["Interaction", "Participant", "Task"]
