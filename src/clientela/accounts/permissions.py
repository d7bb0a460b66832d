"""Who may do what: each role of the firm and what it is allowed, in one place to read."""

from __future__ import annotations

from enum import StrEnum

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
