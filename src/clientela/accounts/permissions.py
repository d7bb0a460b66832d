"""Who may do what: each role of the firm and what it is allowed, in one place to read."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing that a member of staff may do."""

    VIEW_CLIENTS = "view_clients"
    EDIT_CLIENTS = "edit_clients"
    VIEW_PORTFOLIO = "view_portfolio"
    EXPORT_DATA = "export_data"
    IMPORT_DATA = "import_data"
    UNDO_IMPORT = "undo_import"
    CHANGE_POLICY = "change_policy"
    MANAGE_STAFF = "manage_staff"
    RAISE_WALLS = "raise_walls"
    VIEW_AUDIT = "view_audit"


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

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.MANAGING_PARTNER: frozenset(Permission),
    Role.PARTNER: frozenset(
        {P.VIEW_CLIENTS, P.EDIT_CLIENTS, P.VIEW_PORTFOLIO, P.EXPORT_DATA, P.IMPORT_DATA, P.RAISE_WALLS}
    ),
    Role.CLIENT_MANAGER: frozenset(
        {P.VIEW_CLIENTS, P.EDIT_CLIENTS, P.VIEW_PORTFOLIO, P.EXPORT_DATA, P.IMPORT_DATA, P.UNDO_IMPORT}
    ),
    Role.LAWYER: frozenset({P.VIEW_CLIENTS, P.EDIT_CLIENTS}),
    Role.MARKETING: frozenset({P.VIEW_CLIENTS, P.EDIT_CLIENTS, P.VIEW_PORTFOLIO}),
    Role.ASSISTANT: frozenset({P.VIEW_CLIENTS, P.EDIT_CLIENTS, P.IMPORT_DATA}),
    Role.AUDITOR: frozenset({P.VIEW_CLIENTS, P.VIEW_PORTFOLIO, P.VIEW_AUDIT}),
}
