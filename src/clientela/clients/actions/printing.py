"""Taking what the firm knows of a client on paper."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.core.acts import act


@act
def note_card(*, client_id: int, by: User) -> None:
    """Write down that `by` printed the card of a client."""
    if not by.may(Permission.VIEW_CLIENTS):
        raise PermissionDenied
    record("card_printed", subject=None, client_id=client_id, by=by, final=True)
