"""Putting new weights of ties in force."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.audit.actions import record
from clientela.core.actor import System
from clientela.core.acts import act
from clientela.core.errors import Refused
from clientela.relationships.formula import TieWeights
from clientela.relationships.models import TiePolicy
from clientela.relationships.queries.formula import formula_in_force

COMPUTE = "relationships.compute"


@act
def change_tie_policy(*, weights: TieWeights, reason: str, by: User) -> TiePolicy:
    """Store new weights; they are in force when a job has computed all ties by them.

    Raises `PermissionDenied`, and `Refused` without a reason or without a change.
    """
    if not by.may(Permission.CHANGE_POLICY):
        raise PermissionDenied
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Say why the policy changes; the reason is kept with the version."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('relationships.policy'))")
    newest = TiePolicy.objects.order_by("-number").first()
    before = TieWeights.from_dict(newest.data) if newest else formula_in_force().weights
    if before == weights:
        raise Refused(_("Nothing differs from the policy in force."))
    number = (TiePolicy.objects.aggregate(newest=Max("number"))["newest"] or 0) + 1
    version = TiePolicy.objects.create(
        number=number, data=weights.to_dict(), reference=timezone.localdate(), reason=reason[:500], by=by
    )
    then, now = before.to_dict(), weights.to_dict()
    changes = {name: [then[name], value] for name, value in now.items() if then[name] != value}
    data = {"number": number, "reason": reason, "changes": changes}
    record("tie_policy_changed", subject=version, by=by, data=data, final=True)
    ask_for_ties()
    return version


def ask_for_ties() -> None:
    """Have all ties computed anew by a job, added in the transaction of the caller; one that waits is enough."""
    try:
        with transaction.atomic():
            app.configure_task(COMPUTE, queueing_lock=COMPUTE).defer()
    except AlreadyEnqueued:
        return


@act
def compute_ties(*, by: System) -> int:
    """Compute all ties anew from the log, by the newest weights; how many there are.

    Those who log contacts in the meantime wait until it is done; readers see the ties as they were. How long
    that is, is measured in docs/benchmarks-know.md.
    """
    newest = TiePolicy.objects.aggregate(newest=Max("number"))["newest"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT relationships_recompute(%s)", [newest])
        return int(cursor.fetchone()[0])


@act
def mend_ties(*, by: System) -> int:
    """Compute all ties anew where any of them is not what the log says; how many were not.

    Only a single statement that changes a contact and its people at once can lead them astray. Comparing reads the
    whole log and stops nobody.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT relationships_astray()")
        astray = int(cursor.fetchone()[0])
    if astray:
        compute_ties(by=by)
        record("ties_mended", subject=None, by=by, data={"ties": astray}, final=True)
    return astray
