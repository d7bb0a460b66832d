"""What screens need to know of ties and handovers."""

from .client import ClientTies, Knower, KnownPerson, WhoKnows, client_ties, who_knows
from .firm import Exposure, SingleThread, exposure, living_level, single_threads
from .formula import TiePolicyScreen, formula_in_force, tie_policy_versions
from .staff import Introduction, StaffTie, StaffTies, introductions, staff_ties
from .ties import TieRow, last_contacts, ties
from .why import TieInput, TieWhy, why_tie

__all__ = [
    "ClientTies",
    "Exposure",
    "Introduction",
    "Knower",
    "KnownPerson",
    "SingleThread",
    "StaffTie",
    "StaffTies",
    "TieInput",
    "TiePolicyScreen",
    "TieRow",
    "TieWhy",
    "WhoKnows",
    "client_ties",
    "exposure",
    "formula_in_force",
    "introductions",
    "last_contacts",
    "living_level",
    "single_threads",
    "staff_ties",
    "tie_policy_versions",
    "ties",
    "who_knows",
    "why_tie",
]
