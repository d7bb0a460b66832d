"""Writes concerning ties and handovers."""

from .policies import change_tie_policy, compute_ties

__all__ = ["change_tie_policy", "compute_ties"]
