"""Putting a policy in force."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from clientela.accounts.models import User
from clientela.accounts.permissions import Permission
from clientela.analytics import Policy
from clientela.audit.actions import record
from clientela.core.actor import SYSTEM, System, acting_as
from clientela.core.acts import act
from clientela.core.errors import Refused
from clientela.engagements.models import LedgerEntry
from clientela.insights.models import PolicyVersion
from clientela.insights.queries.policies import policy_in_force

from .jobs import ask_for_snapshot


@act
def change_policy(*, policy: Policy, reason: str, by: User) -> PolicyVersion:
    """Put a new version of the policy in force, and have the newest figures computed by it.

    Earlier snapshots keep theirs. Raises `PermissionDenied`, and `Refused` without a reason or without a change.
    """
    if not by.may(Permission.CHANGE_POLICY):
        raise PermissionDenied
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why the policy changes; the reason is kept with the version."))
    _one_at_a_time()
    before = policy_in_force().policy.to_dict()
    after = policy.to_dict()
    changes = {name: [before[name], value] for name, value in after.items() if before[name] != value}
    if not changes and PolicyVersion.objects.exists():
        raise Refused(_("Nothing differs from the policy in force."))
    version = _next_version(policy, reason=reason, by=by)
    record(
        "policy_changed", subject=version, by=by, data={"number": version.number, "reason": reason, "changes": changes}
    )
    ask_for_snapshot()
    return version


@act
def policy_to_use() -> tuple[PolicyVersion, Policy]:
    """The policy in force. Where there is none, the default in the currency of most ledger lines is stored first."""
    _one_at_a_time()
    version = PolicyVersion.objects.order_by("-number").first()
    if version is not None:
        return version, Policy.from_dict(version.data)
    policy = Policy(currency=_currency_of_most_lines() or Policy().currency)
    reason = _("The default thresholds, in the currency of most ledger lines.")
    version = _next_version(policy, reason=reason, by=SYSTEM)
    record("policy_changed", subject=version, by=SYSTEM, data={"number": version.number, "reason": reason})
    return version, policy


def _next_version(policy: Policy, *, reason: str, by: User | System) -> PolicyVersion:
    newest = PolicyVersion.objects.aggregate(newest=Max("number"))["newest"] or 0
    person = by if isinstance(by, User) else None
    return PolicyVersion.objects.create(number=newest + 1, data=policy.to_dict(), reason=reason[:500], by=person)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('insights.policy'))")


def _currency_of_most_lines() -> str | None:
    with acting_as(SYSTEM):
        found = (
            LedgerEntry.objects.exclude(currency="")
            .values_list("currency")
            .annotate(lines=Count("pk"))
            .order_by("-lines", "currency")
            .first()
        )
    return found[0] if found else None
