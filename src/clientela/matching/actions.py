"""Checks for conflicts of interest: making one, deciding on it, and joining it to what was accepted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, System, acting_as
from clientela.core.acts import act
from clientela.core.errors import NotFound, Refused
from clientela.core.names import client_key
from clientela.engagements.models import Engagement

from .enums import Decision, Part
from .indexing import indexed_names, refresh_index
from .models import ConflictCheck, Hit, SearchedName
from .queries import hides_hits
from .searching import METHOD, MOST_HITS, Found, search

MOST_NAMES: Final = 40


@act
def check_conflicts(
    *,
    subject: str,
    names: Iterable[tuple[Part, str]],
    at: dt.datetime,
    by: User | System,
    client_id: int | None = None,
    engagement_id: int | None = None,
) -> ConflictCheck:
    """Look for every name among all that the firm knows, past the walls, and keep what was searched and found.

    With `client_id` the client's own names are no hit but for an adverse party. Raises `NotFound` for a client or an
    engagement that is missing or hidden, `Refused` where there is no name or more than `MOST_NAMES`.
    """
    if isinstance(by, User) and not by.may(Permission.CHECK_CONFLICTS):
        raise PermissionDenied
    wanted = list(dict.fromkeys((part, " ".join(name.split())[:300]) for part, name in names if name.strip()))
    if not wanted:
        raise Refused(_("Give at least one name to look for."))
    if len(wanted) > MOST_NAMES:
        raise Refused(_("Give at most %(most)s names at once.") % {"most": MOST_NAMES})
    if client_id is not None and not Client.objects.filter(pk=client_id).exists():
        raise NotFound
    if engagement_id is not None and not Engagement.objects.filter(pk=engagement_id, client=client_id).exists():
        raise NotFound
    refresh_index()
    found = [search(name, besides=None if part == Part.ADVERSE else client_id) for part, name in wanted]
    check = ConflictCheck.objects.create(
        subject=(subject.strip() or wanted[0][1])[:300],
        client_id=client_id,
        engagement_id=engagement_id,
        asked_by=by if isinstance(by, User) else None,
        asked_at=at,
        searched=indexed_names(),
        method=METHOD,
        found=sum(min(len(hits), MOST_HITS) for hits in found),
    )
    # Hits behind a wall are kept as well, for those who may see them.
    with acting_as(SYSTEM):
        for (part, name), hits in zip(wanted, found, strict=True):
            _keep(check, part, name, hits)
    # The names stay with the check, behind its walls: events of no client are seen by every auditor.
    record("conflict_check_made", subject=check, client_id=client_id, by=by, data={"names": len(wanted)}, final=True)
    return check


@act
def decide_conflict(
    *, check_id: int, decision: Decision, reason: str, at: dt.datetime, by: User | System
) -> ConflictCheck:
    """Decide on a check, once. Whoever decides must see all of its hits and give a reason where there are any."""
    if isinstance(by, User) and not by.may(Permission.DECIDE_CONFLICTS):
        raise PermissionDenied
    check = ConflictCheck.objects.select_for_update(of=("self",)).filter(pk=check_id).first()
    if check is None:
        raise NotFound
    if check.decision:
        raise Refused(_("This check was decided already. Make a new one to decide again."))
    if hides_hits(check_id):
        raise Refused(_("A match is behind a wall for you: the conflicts officer decides on this check."))
    if not reason.strip() and (check.found or decision != Decision.CLEAR):
        raise Refused(_("Give the reason; it is kept with the check."))
    check.decision, check.reason = decision, reason.strip()
    check.decided_by, check.decided_at = (by if isinstance(by, User) else None), at
    check.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
    data = {"decision": Decision(decision).value}
    record("conflict_decided", subject=check, client_id=check.client_id, by=by, data=data, final=True)
    return check


@act
def join_check(*, check_id: int, client_id: int, by: User | System, engagement_id: int | None = None) -> ConflictCheck:
    """Say which client or engagement came of a check; from then on it stands behind that client's walls."""
    if isinstance(by, User) and not by.may(Permission.CHECK_CONFLICTS):
        raise PermissionDenied
    check = ConflictCheck.objects.select_for_update(of=("self",)).filter(pk=check_id).first()
    if check is None or not Client.objects.filter(pk=client_id).exists():
        raise NotFound
    if check.client_id not in (None, client_id):
        raise Refused(_("This check belongs to another client."))
    check.client_id = client_id
    if engagement_id is not None:
        if not Engagement.objects.filter(pk=engagement_id, client_id=client_id).exists():
            raise NotFound
        check.engagement_id = engagement_id
    check.save(update_fields=["client", "engagement"])
    record("conflict_check_joined", subject=check, client_id=client_id, by=by)
    return check


def _keep(check: ConflictCheck, part: Part, name: str, hits: list[Found]) -> None:
    kept = hits[:MOST_HITS]
    searched = SearchedName.objects.create(
        check_made=check,
        part=part,
        name=name,
        key=client_key(name)[:300],
        found=len(kept),
        cut=len(hits) > len(kept),
    )
    Hit.objects.bulk_create(
        Hit(
            check_made=check,
            searched=searched,
            source=hit.source,
            source_id=hit.source_id,
            client_id=hit.client_id,
            contact_id=hit.contact_id,
            name=hit.name,
            score=hit.likeness.score,
            reason=hit.likeness.reason,
        )
        for hit in kept
    )
