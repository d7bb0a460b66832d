"""Writes concerning the analysis: snapshots, the policy, exchange rates, segments."""

from .jobs import ask_for_snapshot
from .policies import change_policy
from .rates import Rate, add_rates
from .snapshots import compute_snapshot, refresh_snapshots
from .views import change_view, delete_view, save_view

__all__ = [
    "Rate",
    "add_rates",
    "ask_for_snapshot",
    "change_policy",
    "change_view",
    "compute_snapshot",
    "delete_view",
    "refresh_snapshots",
    "save_view",
]
