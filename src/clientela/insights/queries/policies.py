"""The policy in force, and those before it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, QuerySet

from clientela.analytics.policy import Policy
from clientela.insights.models import PolicyVersion


@dataclass(frozen=True)
class PolicyScreen:
    """One version of the policy. Version 0 is the default, in force until the first one is stored; it has no date."""

    version: int
    policy: Policy
    by: str
    at: dt.datetime | None
    reason: str


def policy_in_force() -> PolicyScreen:
    """The newest version of the policy."""
    newest = _versions().first()
    return _screen(newest) if newest else PolicyScreen(0, Policy(), "", None, "")


def policy_versions() -> list[PolicyScreen]:
    """All stored versions, the newest first; empty until the first computation or change."""
    return [_screen(version) for version in _versions()]


def _versions() -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.annotate(by_name=F("by__name")).order_by("-number")


def _screen(version: PolicyVersion) -> PolicyScreen:
    by: str | None = version.by_name  # type: ignore[attr-defined]
    return PolicyScreen(version.number, Policy.from_dict(version.data), by or "", version.at, version.reason)
