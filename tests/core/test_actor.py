"""Who acts, as the database knows it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from clientela.accounts.models import User
from clientela.audit.actions import record
from clientela.clients.models import Client
from clientela.core.actor import APP_ROLE, SYSTEM, acting_as, current_actor


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_the_application_works_under_a_role_that_walls_hold(lawyer: User) -> None:
    assert _setting("role") == APP_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)


@pytest.mark.django_db
def test_the_actor_is_told_to_the_database_and_taken_back(lawyer: User) -> None:
    assert current_actor() is None
    with acting_as(lawyer):
        assert current_actor() == lawyer.pk
        assert _setting("clientela.user") == str(lawyer.pk)
    assert _setting("clientela.user") == ""


@pytest.mark.django_db(transaction=False)
def test_a_failed_transaction_leaves_the_actor_of_before(lawyer: User) -> None:
    with acting_as(SYSTEM):
        with pytest.raises(DatabaseError), transaction.atomic(), acting_as(lawyer), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert _setting("clientela.user") == "0"
        assert Client.objects.count() == 0


@pytest.mark.django_db
def test_a_new_connection_knows_who_acts(lawyer: User) -> None:
    with acting_as(lawyer):
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT current_setting('clientela.user'), current_user")
                assert cursor.fetchone() == (str(lawyer.pk), APP_ROLE)
        finally:
            other.close()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused(managing_partner: User) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record("nothing_done", subject=None, by=managing_partner)
