"""What screens need to know of the portfolio. Aggregates are sums of rows that the viewer may see."""

from .clients import ClientListScreen, ClientRow, client_list
from .decisions import DecisionLine, Reason
from .engagements import EngagementFound, engagements_called
from .explaining import Change, Explanation
from .movement import Aims, MoveCell
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
from .snapshot import SnapshotLine, snapshots
from .standing import HistoryPoint, StandingNow, StandingScreen, client_standing

__all__ = [
    "Aims",
    "Change",
    "ClientListScreen",
    "ClientRow",
    "ComputationScreen",
    "ContributionLine",
    "DecisionLine",
    "EngagementFound",
    "Explanation",
    "GridPoint",
    "GridScreen",
    "Headline",
    "HistoryPoint",
    "MoveCell",
    "PolicyScreen",
    "PortfolioScreen",
    "RateLine",
    "Reason",
    "SnapshotLine",
    "StandingNow",
    "StandingScreen",
    "TierLine",
    "WhaleScreen",
    "client_list",
    "client_standing",
    "computation",
    "engagements_called",
    "latest_rates",
    "policy_in_force",
    "policy_versions",
    "portfolio",
    "snapshots",
]
