"""What a reader calls the tables and their fields, where the models themselves name them for programmers only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

TABLES: Final[Mapping[str, Any]] = {
    "access.Named": _("Named on a wall"),
    "accounts.SignInLink": _("Sign-in link"),
    "clients.Address": _("Address"),
    "clients.ClientName": _("Name of the client"),
    "clients.CustomValue": _("Own field"),
    "clients.FactSource": _("Source of a fact"),
    "clients.FinancialFact": _("Financial figure"),
    "clients.Identifier": _("Identifier"),
    "clients.Owner": _("Owner or investor"),
    "clients.Phone": _("Telephone"),
    "clients.Relation": _("Relation to another client"),
    "contacts.Consent": _("Consent"),
    "contacts.Position": _("Position"),
    "contacts.Reach": _("Way to reach the person"),
    "engagements.TeamMember": _("Member of the engagement's team"),
    "insights.Standing": _("Standing of the client"),
    "interactions.InquiryStep": _("Step of an inquiry"),
    "interactions.Participant": _("Participant in a contact"),
    "matching.Hit": _("Hit of a conflict check"),
    "matching.SearchedName": _("Name searched for conflicts"),
    "relationships.HandoverItem": _("Part of a handover"),
    "relationships.Tie": _("Tie"),
}

FIELDS: Final[Mapping[str, Any]] = {
    "at": _("When"),
    "client": _("Client"),
    "contact": _("Person"),
    "currency": _("Currency"),
    "date": _("Date"),
    "dropped": _("Dropped"),
    "engagement": _("Engagement"),
    "erased": _("Erased"),
    "field": _("Own field"),
    "interaction": _("Contact with the client"),
    "logged_by": _("Logged by"),
    "note": _("Note"),
    "number": _("Number"),
    "other": _("Other client"),
    "other_name": _("Second name"),
    "owner": _("Owner"),
    "raised": _("Raised"),
    "raised_by": _("Raised by"),
    "recorded_at": _("Recorded"),
    "recorded_by": _("Recorded by"),
    "since": _("Since"),
    "source": _("Source"),
    "state": _("State"),
    "team": _("Team"),
    "text": _("Text"),
    "until": _("Until"),
    "user": _("Member of staff"),
}


def table_words(model: type[models.Model]) -> str:
    """What one row of the table is called."""
    named = model._meta.verbose_name
    return capfirst(str(named if isinstance(named, Promise) else TABLES.get(model._meta.label, named)))


def field_words(one: models.Field[Any, Any]) -> str | None:
    """What a field is called; None for one that only the program reads."""
    if isinstance(one.verbose_name, Promise):
        return capfirst(str(one.verbose_name))
    return str(FIELDS[one.name]) if one.name in FIELDS and one.editable else None
