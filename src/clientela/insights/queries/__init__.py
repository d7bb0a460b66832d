"""What screens need to know of the portfolio. Aggregates are sums of rows that the viewer may see."""

from .clients import ClientListScreen, ClientRow, client_list
from .decisions import DecisionLine, Reason
from .engagements import EngagementFound, engagements_called
from .explaining import Change, Explanation
from .movement import Aims, MoveCell
from .narrowing import MEASURE_TESTS, MEASURES, TESTS, Condition, How, Measure, askable_facts, check, read_conditions
from .overview import (
    ContributionLine,
    GridPoint,
    GridScreen,
    Headline,
    PortfolioScreen,
    TierLine,
    WhaleScreen,
    portfolio,
)
from .policies import PolicyScreen, policy_in_force, policy_versions
from .progress import ComputationScreen, computation
from .rates import RateLine, latest_rates
from .segments import ANSWERS, SegmentLine, clients_asked, count_of, segment, segments
from .snapshot import SnapshotLine, snapshots
from .standing import HistoryPoint, StandingNow, StandingScreen, client_standing

__all__ = [
    "ANSWERS",
    "MEASURES",
    "MEASURE_TESTS",
    "TESTS",
    "Aims",
    "Change",
    "ClientListScreen",
    "ClientRow",
    "ComputationScreen",
    "Condition",
    "ContributionLine",
    "DecisionLine",
    "EngagementFound",
    "Explanation",
    "GridPoint",
    "GridScreen",
    "Headline",
    "HistoryPoint",
    "How",
    "Measure",
    "MoveCell",
    "PolicyScreen",
    "PortfolioScreen",
    "RateLine",
    "Reason",
    "SegmentLine",
    "SnapshotLine",
    "StandingNow",
    "StandingScreen",
    "TierLine",
    "WhaleScreen",
    "askable_facts",
    "check",
    "client_list",
    "client_standing",
    "clients_asked",
    "computation",
    "count_of",
    "engagements_called",
    "latest_rates",
    "policy_in_force",
    "policy_versions",
    "portfolio",
    "read_conditions",
    "segment",
    "segments",
    "snapshots",
]
