"""Who may do what: each role of the firm and what it is allowed, in one place to read."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing that a member of staff may do."""

    VIEW_CLIENTS = "view_clients"
    EDIT_CLIENTS = "edit_clients"
    LOG_CONTACTS = "log_contacts"
    TAKE_INQUIRIES = "take_inquiries"
    CHECK_CONFLICTS = "check_conflicts"
    DECIDE_CONFLICTS = "decide_conflicts"
    VIEW_PORTFOLIO = "view_portfolio"
    VIEW_NETWORK = "view_network"
    HAND_OVER = "hand_over"
    EXPORT_DATA = "export_data"
    IMPORT_DATA = "import_data"
    UNDO_IMPORT = "undo_import"
    CHANGE_POLICY = "change_policy"
    MANAGE_STAFF = "manage_staff"
    RAISE_WALLS = "raise_walls"
    VIEW_AUDIT = "view_audit"
    PROTECT_PRIVACY = "protect_privacy"


LABELS: Final[Mapping[Permission, Any]] = {
    Permission.VIEW_CLIENTS: _("See clients, their people and engagements"),
    Permission.EDIT_CLIENTS: _("Change clients, people and engagements"),
    Permission.LOG_CONTACTS: _("Log contacts with clients and set tasks"),
    Permission.TAKE_INQUIRIES: _("Take and answer inquiries"),
    Permission.CHECK_CONFLICTS: _("Check for conflicts"),
    Permission.DECIDE_CONFLICTS: _("Decide on conflicts"),
    Permission.VIEW_PORTFOLIO: _("See the portfolio and the policy"),
    Permission.VIEW_NETWORK: _("See who knows whom"),
    Permission.HAND_OVER: _("Hand clients over, and end a leaver's access"),
    Permission.EXPORT_DATA: _("Take lists out as files"),
    Permission.IMPORT_DATA: _("Import ledgers and rates"),
    Permission.UNDO_IMPORT: _("Undo an import"),
    Permission.CHANGE_POLICY: _("Change the policy"),
    Permission.MANAGE_STAFF: _("Manage staff, roles and teams"),
    Permission.RAISE_WALLS: _("Raise walls"),
    Permission.VIEW_AUDIT: _("Read the audit"),
    Permission.PROTECT_PRIVACY: _("Take out or erase all data about a person"),
}


class Role(models.TextChoices):
    """The position of a member of staff in the firm."""

    MANAGING_PARTNER = "managing_partner", _("Managing partner")
    PARTNER = "partner", _("Partner")
    CLIENT_MANAGER = "client_manager", _("Client manager")
    LAWYER = "lawyer", _("Lawyer")
    MARKETING = "marketing", _("Marketing")
    ASSISTANT = "assistant", _("Assistant")
    AUDITOR = "auditor", _("Auditor")


P = Permission

# What everybody does who serves clients.
_DAILY = frozenset({P.VIEW_CLIENTS, P.EDIT_CLIENTS, P.LOG_CONTACTS, P.TAKE_INQUIRIES})

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.MANAGING_PARTNER: frozenset(Permission),
    Role.PARTNER: _DAILY
    | {
        P.CHECK_CONFLICTS,
        P.DECIDE_CONFLICTS,
        P.VIEW_PORTFOLIO,
        P.VIEW_NETWORK,
        P.EXPORT_DATA,
        P.IMPORT_DATA,
        P.RAISE_WALLS,
    },
    Role.CLIENT_MANAGER: _DAILY
    | {
        P.CHECK_CONFLICTS,
        P.VIEW_PORTFOLIO,
        P.VIEW_NETWORK,
        P.HAND_OVER,
        P.EXPORT_DATA,
        P.IMPORT_DATA,
        P.UNDO_IMPORT,
        P.PROTECT_PRIVACY,
    },
    Role.LAWYER: _DAILY | {P.CHECK_CONFLICTS},
    Role.MARKETING: _DAILY | {P.VIEW_PORTFOLIO, P.VIEW_NETWORK},
    Role.ASSISTANT: _DAILY | {P.CHECK_CONFLICTS, P.IMPORT_DATA},
    Role.AUDITOR: frozenset({P.VIEW_CLIENTS, P.VIEW_PORTFOLIO, P.VIEW_NETWORK, P.VIEW_AUDIT}),
}
