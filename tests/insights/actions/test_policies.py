"""The policy is versioned, and changed by the managing partner alone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from procrastinate.contrib.django.models import ProcrastinateJob

from clientela.accounts.permissions import Role
from clientela.analytics import Policy
from clientela.audit.models import Event
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import Refused
from clientela.insights.actions import ask_for_snapshot, change_policy, compute_snapshot, refresh_snapshots
from clientela.insights.models import PolicyVersion, Snapshot, Standing
from clientela.insights.queries import policy_in_force, policy_versions
from tests.insights import books

WIDER = Policy(top_percent=Decimal(50), large_percent=Decimal(60), medium_percent=Decimal(70))


def test_without_a_stored_policy_the_default_is_in_force(committed: Path) -> None:
    screen = policy_in_force()
    assert (screen.version, screen.policy, screen.at) == (0, Policy(), None)
    assert policy_versions() == []


def test_a_change_is_a_new_version_with_its_reason_and_its_maker(committed: Path) -> None:
    partner = books.staff()
    with acting_as(partner):
        change_policy(policy=WIDER, reason=" fewer small clients ", by=partner)
        change_policy(policy=Policy(), reason="back again", by=partner)
        screens = policy_versions()
        event = Event.objects.filter(verb="policy_changed").order_by("pk").first()
    assert [(one.version, one.policy, one.reason, one.by) for one in screens] == [
        (2, Policy(), "back again", partner.name),
        (1, WIDER, "fewer small clients", partner.name),
    ]
    assert policy_in_force() == screens[0]
    assert event is not None
    assert event.data["changes"]["top_percent"] == ["1", "50"]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGING_PARTNER])
def test_nobody_but_the_managing_partner_changes_the_policy(committed: Path, role: Role) -> None:
    member = books.staff(role)
    with acting_as(member), pytest.raises(PermissionDenied):
        change_policy(policy=WIDER, reason="mine", by=member)
    assert not PolicyVersion.objects.exists()


def test_a_change_needs_a_reason_and_a_difference(committed: Path) -> None:
    partner = books.staff()
    with acting_as(partner):
        with pytest.raises(Refused, match="why"):
            change_policy(policy=WIDER, reason="  ", by=partner)
        change_policy(policy=WIDER, reason="wider", by=partner)
        with pytest.raises(Refused, match="Nothing differs"):
            change_policy(policy=WIDER, reason="again", by=partner)
    assert PolicyVersion.objects.count() == 1


def test_after_a_change_the_newest_snapshots_follow_it_and_older_ones_keep_theirs(committed: Path) -> None:
    partner = books.staff()
    for number in range(1, 5):
        books.fees(books.client(f"Client {number}"), {"2021-05-01": number, "2023-05-01": number, "2024-05-01": number})
    old = compute_snapshot(as_of=books.TODAY.replace(year=2021), by=SYSTEM)
    refresh_snapshots(today=books.TODAY, by=SYSTEM)
    assert _top(books.TODAY.replace(month=5)) == 1
    with acting_as(partner):
        change_policy(policy=WIDER, reason="wider", by=partner)
    refresh_snapshots(today=books.TODAY, by=SYSTEM)
    for date in (books.TODAY.replace(month=5), books.TODAY.replace(year=2023, month=5)):
        assert Snapshot.objects.get(as_of=date, current=True).policy.number == 2
        assert _top(date) == 2
    assert Snapshot.objects.get(as_of=old.as_of, current=True).pk == old.pk
    assert old.policy.number == 1


def _top(date: object) -> int:
    with acting_as(SYSTEM):
        return Standing.objects.filter(snapshot__as_of=date, snapshot__current=True, tier="top").count()


def test_a_change_asks_for_one_computation_however_many_wait(committed: Path) -> None:
    partner = books.staff()
    with acting_as(partner):
        change_policy(policy=WIDER, reason="wider", by=partner)
        change_policy(policy=Policy(), reason="back", by=partner)
        assert not ask_for_snapshot()
        assert ask_for_snapshot(as_of=books.TODAY)
        assert not ask_for_snapshot(as_of=books.TODAY)
    waiting = ProcrastinateJob.objects.filter(task_name="insights.compute").values_list("args", flat=True)
    assert sorted(str(args) for args in waiting) == ["{'as_of': '2024-12-31'}", "{'as_of': None}"]
