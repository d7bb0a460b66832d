"""Writes concerning the analysis: snapshots, the policy, exchange rates."""

from .jobs import ask_for_snapshot
from .policies import change_policy
from .rates import Rate, add_rates
from .snapshots import compute_snapshot, refresh_snapshots

__all__ = ["Rate", "add_rates", "ask_for_snapshot", "change_policy", "compute_snapshot", "refresh_snapshots"]
