"""What a reader sees for the codes of the domain. Every code has one word here, and one sentence where it needs one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from clientela.accounts.permissions import Role
from clientela.clients.enums import CheckResult, ClientKind, IdentifierKind, NameKind, RelationKind
from clientela.engagements.enums import EngagementStatus, EntryKind, PartyKind
from clientela.exchange.enums import BatchStatus
from clientela.interactions.enums import Channel, Direction, InquiryChannel, InquiryState, Reaction, StepKind
from clientela.matching.enums import Decision, Part, Reason, Source
from clientela.relationships.enums import HandoverReason, ItemKind
from clientela.web.words import (
    CONTRIBUTION_MEANINGS,
    CONTRIBUTIONS,
    DATE_ORDERS,
    DECIMAL_MARKS,
    DELIMITERS,
    ENCODINGS,
    FIELDS,
    GRID_MEANINGS,
    GRIDS,
    MOVES,
    TIER_MEANINGS,
    TIERS,
    Labels,
    label,
)

__all__ = [
    "BATCH_STATES",
    "CHANNELS",
    "CHECK_RESULTS",
    "CLIENT_KINDS",
    "CONFLICT_PARTS",
    "CONFLICT_REASONS",
    "CONFLICT_SOURCES",
    "CONTRIBUTIONS",
    "CONTRIBUTION_MEANINGS",
    "DATE_ORDERS",
    "DECIMAL_MARKS",
    "DECISIONS",
    "DELIMITERS",
    "DIRECTIONS",
    "ENCODINGS",
    "ENGAGEMENT_STATES",
    "FIELDS",
    "GRIDS",
    "GRID_MEANINGS",
    "HANDOVER_KINDS",
    "HANDOVER_REASONS",
    "IDENTIFIER_KINDS",
    "INQUIRY_CHANNELS",
    "INQUIRY_STATES",
    "INQUIRY_STEPS",
    "LEDGER_KINDS",
    "MOVES",
    "NAME_KINDS",
    "PARTY_KINDS",
    "RELATION_KINDS",
    "ROLES",
    "TIERS",
    "TIER_MEANINGS",
    "Labels",
    "label",
]

CLIENT_KINDS: Final[Labels] = dict(ClientKind.choices)
NAME_KINDS: Final[Labels] = dict(NameKind.choices)
IDENTIFIER_KINDS: Final[Labels] = dict(IdentifierKind.choices)
CHECK_RESULTS: Final[Labels] = dict(CheckResult.choices)
ROLES: Final[Labels] = dict(Role.choices)
LEDGER_KINDS: Final[Labels] = dict(EntryKind.choices)
CHANNELS: Final[Labels] = dict(Channel.choices)
INQUIRY_CHANNELS: Final[Labels] = dict(InquiryChannel.choices)
INQUIRY_STATES: Final[Labels] = dict(InquiryState.choices)
INQUIRY_STEPS: Final[Labels] = dict(StepKind.choices)
DIRECTIONS: Final[Labels] = dict(Direction.choices)
HANDOVER_REASONS: Final[Labels] = dict(HandoverReason.choices)
HANDOVER_KINDS: Final[Labels] = dict(ItemKind.choices)
REACTIONS: Final[Mapping[int, Any]] = dict(Reaction.choices)
ENGAGEMENT_STATES: Final[Labels] = dict(EngagementStatus.choices)

BATCH_STATES: Final[Labels] = {**dict(BatchStatus.choices), "received": _("Waiting for you")}

PARTY_KINDS: Final[Labels] = dict(PartyKind.choices)
CONFLICT_PARTS: Final[Labels] = dict(Part.choices)
CONFLICT_SOURCES: Final[Labels] = dict(Source.choices)
CONFLICT_REASONS: Final[Labels] = dict(Reason.choices)
DECISIONS: Final[Labels] = dict(Decision.choices)
RELATION_KINDS: Final[Labels] = dict(RelationKind.choices)
