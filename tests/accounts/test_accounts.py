"""Staff, their roles and their way in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.test import Client

from clientela.accounts.actions import add_staff, end_access, issue_sign_in_link, redeem_sign_in_link
from clientela.accounts.models import SignInLink, User
from clientela.accounts.permissions import PERMISSIONS, Permission, Role
from clientela.accounts.queries import staff
from clientela.audit.models import Event
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import Refused

pytestmark = pytest.mark.django_db


def test_every_role_has_its_permissions_and_the_managing_partner_all() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert PERMISSIONS[Role.MANAGING_PARTNER] == frozenset(Permission)
    assert [r for r in Role if Permission.CHANGE_POLICY in PERMISSIONS[r]] == [Role.MANAGING_PARTNER]


def test_one_who_left_may_nothing(managing_partner: User) -> None:
    assert managing_partner.may(Permission.CHANGE_POLICY)
    managing_partner.is_active = False
    assert not any(managing_partner.may(permission) for permission in Permission)


def test_staff_of_one_name_get_different_usernames_and_an_event(managing_partner: User) -> None:
    first = add_staff(name="Wei Chen", role=Role.LAWYER, by=managing_partner)
    second = add_staff(name="Wei Chen", role=Role.LAWYER, by=managing_partner)
    assert (first.username, second.username) == ("wei-chen", "wei-chen-2")
    with acting_as(SYSTEM):
        event = Event.objects.filter(verb="staff_added", subject_id=second.pk).get()
    assert (event.actor_id, event.actor_name) == (managing_partner.pk, "Li Wei")


def test_a_name_in_chinese_gets_a_username_in_latin_letters(managing_partner: User) -> None:
    assert add_staff(name="王军", role=Role.PARTNER, by=managing_partner).username == "wangjun"


def test_only_those_who_manage_staff_may_add_them(lawyer: User) -> None:
    with pytest.raises(PermissionDenied):
        add_staff(name="X", role=Role.LAWYER, by=lawyer)
    with pytest.raises(PermissionDenied):
        issue_sign_in_link(user=lawyer, by=lawyer)


def test_a_nameless_member_of_staff_is_refused(managing_partner: User) -> None:
    with pytest.raises(Refused, match="name"):
        add_staff(name="  ", role=Role.LAWYER, by=managing_partner)


def test_a_sign_in_link_works_once(lawyer: User) -> None:
    token = issue_sign_in_link(user=lawyer, by=SYSTEM)
    assert redeem_sign_in_link(token=token) == lawyer
    assert redeem_sign_in_link(token=token) is None
    assert redeem_sign_in_link(token="made up") is None


def test_the_database_does_not_hold_the_token(lawyer: User) -> None:
    token = issue_sign_in_link(user=lawyer, by=SYSTEM)
    assert token not in SignInLink.objects.get().digest


def test_an_old_link_and_one_of_a_person_who_left_do_not_work(lawyer: User) -> None:
    assert redeem_sign_in_link(token=issue_sign_in_link(user=lawyer, by=SYSTEM, lifetime=dt.timedelta(0))) is None
    token = issue_sign_in_link(user=lawyer, by=SYSTEM)
    User.objects.filter(pk=lawyer.pk).update(is_active=False)
    assert redeem_sign_in_link(token=token) is None


def test_a_new_link_ends_the_one_before(lawyer: User) -> None:
    old = issue_sign_in_link(user=lawyer, by=SYSTEM)
    new = issue_sign_in_link(user=lawyer, by=SYSTEM)
    assert redeem_sign_in_link(token=old) is None
    assert redeem_sign_in_link(token=new) == lawyer


def test_ended_access_ends_every_session_and_link_at_once(managing_partner: User, lawyer: User, settings: Any) -> None:
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    lawyer.set_password("correct horse battery")
    lawyer.save()
    browser = Client(REMOTE_ADDR="192.0.2.7")
    browser.post(f"/enter/{issue_sign_in_link(user=lawyer, by=SYSTEM)}/")
    assert browser.get("/search/").status_code == 200
    link = issue_sign_in_link(user=lawyer, by=SYSTEM)
    assert UserSession.objects.filter(user=lawyer).count() == 1
    with acting_as(managing_partner):
        end_access(user=lawyer, by=managing_partner)
    assert browser.get("/search/").status_code == 302
    assert redeem_sign_in_link(token=link) is None
    assert not UserSession.objects.filter(user=lawyer).exists()
    assert not Session.objects.exists()
    User.objects.filter(pk=lawyer.pk).update(is_active=True)
    assert browser.get("/search/").status_code == 302


def test_the_firm_keeps_a_managing_partner_and_nobody_shuts_himself_out(managing_partner: User, lawyer: User) -> None:
    other = add_staff(name="Second", role=Role.MANAGING_PARTNER, by=SYSTEM)
    manager = add_staff(name="Manager", role=Role.CLIENT_MANAGER, by=SYSTEM)
    with pytest.raises(Refused, match="your own"):
        end_access(user=other, by=other)
    with pytest.raises(PermissionDenied):
        end_access(user=manager, by=lawyer)
    with pytest.raises(PermissionDenied):
        end_access(user=other, by=manager)
    end_access(user=lawyer, by=manager)
    end_access(user=other, by=managing_partner)
    with pytest.raises(Refused, match="only managing partner"):
        end_access(user=managing_partner, by=SYSTEM)


def test_colleagues_to_choose_from_are_those_who_may_sign_in(
    managing_partner: User, lawyer: User, django_assert_num_queries: Any
) -> None:
    add_staff(name="Of the ledger", role=Role.LAWYER, by=SYSTEM, can_sign_in=False)
    with django_assert_num_queries(1):
        assert staff() == [(managing_partner.pk, "Li Wei", "managing_partner"), (lawyer.pk, "Анна Петрова", "lawyer")]
    assert len(staff(active=False)) == 3
