"""What screens need to know of ties and handovers."""

from .book import Subject, book_of
from .client import ClientTies, Knower, KnownPerson, WhoKnows, client_ties, who_knows
from .firm import Exposure, SingleThread, exposure, living_level, single_threads
from .formula import TiePolicyScreen, formula_in_force, tie_policy_versions
from .handovers import Group, HandoverLine, HandoverScreen, ItemLine, Step, handover, handovers
from .proposing import Candidate
from .retention import Kept, KeptClient, Retention, retention
from .staff import Introduction, StaffTie, StaffTies, introductions, introductions_to_clients, staff_ties
from .ties import TieRow, last_contacts, ties
from .why import TieInput, TieWhy, why_tie

__all__ = [
    "Candidate",
    "ClientTies",
    "Exposure",
    "Group",
    "HandoverLine",
    "HandoverScreen",
    "Introduction",
    "ItemLine",
    "Kept",
    "KeptClient",
    "Knower",
    "KnownPerson",
    "Retention",
    "SingleThread",
    "StaffTie",
    "StaffTies",
    "Step",
    "Subject",
    "TieInput",
    "TiePolicyScreen",
    "TieRow",
    "TieWhy",
    "WhoKnows",
    "book_of",
    "client_ties",
    "exposure",
    "formula_in_force",
    "handover",
    "handovers",
    "introductions",
    "introductions_to_clients",
    "last_contacts",
    "living_level",
    "retention",
    "single_threads",
    "staff_ties",
    "tie_policy_versions",
    "ties",
    "who_knows",
    "why_tie",
]
