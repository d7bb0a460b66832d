"""Writes concerning ties and handovers."""

from .handovers import (
    choose_successors,
    confirm_handover,
    end_leavers_access,
    give_up_handover,
    refresh_handover,
    start_handover,
)
from .policies import change_tie_policy, compute_ties

__all__ = [
    "change_tie_policy",
    "choose_successors",
    "compute_ties",
    "confirm_handover",
    "end_leavers_access",
    "give_up_handover",
    "refresh_handover",
    "start_handover",
]
