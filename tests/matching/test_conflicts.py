"""A conflict check finds names in every script, past every wall, and says of hidden ones only that there are some."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from clientela.access.actions import raise_wall
from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.audit.models import Change, Event
from clientela.clients.actions import add_client
from clientela.clients.enums import NameKind
from clientela.clients.models import Client, ClientName, Owner
from clientela.contacts.models import Contact, Position
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import NotFound, Refused
from clientela.engagements.actions import add_engagement
from clientela.engagements.enums import PartyKind
from clientela.matching.actions import check_conflicts, decide_conflict, join_check
from clientela.matching.enums import Decision, Part
from clientela.matching.indexing import refresh_index
from clientela.matching.models import ConflictCheck, Hit, IndexedName, NameKey, SearchedName, StaleName
from clientela.matching.queries import CheckScreen, conflict_check, conflict_checks, names_to_check
from clientela.matching.searching import search

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def partner(db: None) -> User:
    return add_staff(name="Conflicts Officer", role=Role.PARTNER, by=SYSTEM)


@pytest.fixture
def book(lawyer: User) -> dict[str, Client]:
    """Clients by name: a Japanese house, a timber merchant and a Russian family's firm."""
    with acting_as(SYSTEM):
        return {
            name: add_client(name=name, names=[(NameKind.TRANSLITERATED, other)] if other else [], by=SYSTEM)
            for name, other in (("三菱商事株式会社", ""), ("Northern Timber Ltd", ""), ("ООО «Щукин и сыновья»", ""))
        }


def _names(name: str) -> list[str]:
    return [found.name for found in search(name)]


def _ask(by: User, *names: str, part: Part = Part.CLIENT, **more: int) -> CheckScreen:
    with acting_as(by):
        wanted = [(part, name) for name in names]
        check = check_conflicts(subject="New client", names=wanted, at=AT, by=by, **more)
        return conflict_check(check.pk)


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("sanling", "三菱商事株式会社"),
        ("San Ling", "三菱商事株式会社"),
        ("三菱", "三菱商事株式会社"),
        ("Shchukin", "ООО «Щукин и сыновья»"),
        ("Schukin", "ООО «Щукин и сыновья»"),
        ("Šukin", "ООО «Щукин и сыновья»"),
        ("NORTHERN  TIMBER gmbh", "Northern Timber Ltd"),
        ("Nothern Timbre", "Northern Timber Ltd"),
    ],
)
def test_a_client_is_found_however_its_name_is_written(
    book: dict[str, Client], lawyer: User, asked: str, known: str
) -> None:
    screen = _ask(lawyer, asked)
    assert [(hit.name, hit.where) for hit in screen.names[0].hits] == [(known, [(book[known].pk, known)])]
    assert not screen.hidden


def test_nothing_is_found_where_nothing_is_alike(book: dict[str, Client], lawyer: User) -> None:
    screen = _ask(lawyer, "Хлебозавод № 4", "青岛啤酒")
    assert not screen.found
    assert [len(name.hits) for name in screen.names] == [0, 0]


def test_people_owners_representatives_and_parties_of_engagements_are_searched_too(
    book: dict[str, Client], lawyer: User
) -> None:
    timber = book["Northern Timber Ltd"]
    with acting_as(SYSTEM):
        person = Contact.objects.create(name="Wang Xiaoming", latin_name="")
        Position.objects.create(contact=person, client=timber, title="director")
        Owner.objects.create(client=timber, name="Roza Klebb", recorded_at=AT)
        Client.objects.filter(pk=timber.pk).update(legal_representative="Ole Hansen")
        add_engagement(
            client_id=timber.pk, reference="T-1", parties=[(PartyKind.ADVERSE, "Kotlas Paper Mill")], by=SYSTEM
        )
    screen = _ask(lawyer, "王小明", "Роза Клебб", "Hansen, Ole", "Kotlas Paper Mills", part=Part.ADVERSE)
    assert [[hit.source for hit in name.hits] for name in screen.names] == [
        ["contact"],
        ["owner"],
        ["representative"],
        ["party"],
    ]
    assert all(hit.where == [(timber.pk, timber.name)] for name in screen.names for hit in name.hits)
    assert screen.names[3].hits[0].engagement is not None
    assert screen.names[3].hits[0].engagement[1] == "T-1"


def test_the_index_follows_every_change_of_a_name(book: dict[str, Client], lawyer: User) -> None:
    timber = book["Northern Timber Ltd"]
    with acting_as(SYSTEM):
        refresh_index()
        assert not StaleName.objects.exists()
        Client.objects.filter(pk=timber.pk).update(country="NO")
        assert not StaleName.objects.exists()
        Client.objects.filter(pk=timber.pk).update(name="Southern Stone Ltd")
        ClientName.objects.filter(client=timber).update(name="Southern Stone Ltd")
        refresh_index()
        assert _names("Northern Timber") == []
        assert _names("Southern Stone") == ["Southern Stone Ltd"]
        timber.refresh_from_db()
        ClientName.objects.filter(client=timber).delete()
        timber.delete()
        refresh_index()
        assert _names("Southern Stone") == []
        assert not NameKey.objects.filter(name__source_id=timber.pk, name__source="client").exists()


def test_a_hidden_hit_says_to_speak_to_the_conflicts_officer_and_nothing_else(
    book: dict[str, Client], lawyer: User, partner: User, managing_partner: User
) -> None:
    secret = book["三菱商事株式会社"]
    with acting_as(managing_partner):
        raise_wall(client=secret, hidden_from=[lawyer], reason="the other side", by=managing_partner)
    screen = _ask(lawyer, "sanling")
    assert screen.hidden
    assert screen.names[0].hits == []
    assert "三菱" not in repr(screen)
    assert str(secret.pk) not in repr([(name.hits, name.name) for name in screen.names])
    with acting_as(lawyer):
        assert not Hit.objects.exists()
        assert not Change.objects.filter(table="matching_hit").exists()
        assert "三菱" not in repr(list(Event.objects.values()))
    with acting_as(partner):
        seen = conflict_check(screen.id)
        assert [hit.name for hit in seen.names[0].hits] == ["三菱商事株式会社"]
        assert not seen.hidden


def test_a_hidden_person_is_found_without_a_name(book: dict[str, Client], lawyer: User, managing_partner: User) -> None:
    secret = book["三菱商事株式会社"]
    with acting_as(SYSTEM):
        person = Contact.objects.create(name="Иван Щербаков")
        Position.objects.create(contact=person, client=secret)
    with acting_as(managing_partner):
        raise_wall(client=secret, hidden_from=[lawyer], reason="the other side", by=managing_partner)
    screen = _ask(lawyer, "I. Shcherbakov")
    assert screen.hidden
    assert screen.names[0].hits == []


def test_a_check_with_a_hit_behind_a_wall_is_seen_by_its_asker_and_by_those_whom_the_wall_lets_through(
    book: dict[str, Client], lawyer: User, partner: User, managing_partner: User
) -> None:
    other = add_staff(name="Other lawyer", role=Role.LAWYER, by=SYSTEM)
    screen = _ask(other, "sanling", "Northern Timber")
    with acting_as(lawyer):
        assert [row.id for row in conflict_checks().rows] == [screen.id]
    with acting_as(managing_partner):
        secret = book["三菱商事株式会社"]
        raise_wall(client=secret, hidden_from=[lawyer], reason="the other side", by=managing_partner)
    with acting_as(lawyer):
        assert conflict_checks().rows == []
        assert not SearchedName.objects.exists()
        assert not Hit.objects.exists()
        with pytest.raises(NotFound):
            conflict_check(screen.id)
    with acting_as(partner):
        assert [row.id for row in conflict_checks().rows] == [screen.id]


def test_a_client_that_is_entered_and_walled_later_takes_its_check_along(
    book: dict[str, Client], lawyer: User, partner: User, managing_partner: User
) -> None:
    screen = _ask(partner, "Fresh Company Ltd")
    with acting_as(lawyer):
        assert conflict_check(screen.id).names[0].name == "Fresh Company Ltd"
    with acting_as(managing_partner):
        fresh = add_client(name="FRESH Company, Ltd.", by=managing_partner)
        raise_wall(client=fresh, hidden_from=[lawyer], reason="the other side", by=managing_partner)
    with acting_as(lawyer):
        assert conflict_checks().rows == []
        assert not SearchedName.objects.exists()
    with acting_as(managing_partner):
        assert conflict_check(screen.id).names[0].name == "Fresh Company Ltd"


def test_the_index_itself_is_read_by_nobody_but_the_system(book: dict[str, Client], managing_partner: User) -> None:
    refresh_index()
    with acting_as(managing_partner):
        assert not IndexedName.objects.exists()
        assert not NameKey.objects.exists()
    with acting_as(SYSTEM):
        assert IndexedName.objects.count() == 3
    with pytest.raises(DatabaseError), transaction.atomic():
        search("sanling")


def test_a_decision_is_made_once_with_a_reason_by_one_who_sees_every_hit(
    book: dict[str, Client], lawyer: User, partner: User, managing_partner: User
) -> None:
    screen = _ask(partner, "sanling")
    with acting_as(lawyer), pytest.raises(PermissionDenied):
        decide_conflict(check_id=screen.id, decision=Decision.CLEAR, reason="x", at=AT, by=lawyer)
    with acting_as(partner), pytest.raises(Refused, match="reason"):
        decide_conflict(check_id=screen.id, decision=Decision.CLEAR, reason=" ", at=AT, by=partner)
    with acting_as(managing_partner):
        secret = book["三菱商事株式会社"]
        raise_wall(client=secret, hidden_from=[partner], reason="the other side", by=managing_partner)
    with acting_as(partner), pytest.raises(Refused, match="conflicts officer"):
        decide_conflict(check_id=screen.id, decision=Decision.CLEAR, reason="not the same", at=AT, by=partner)
    with acting_as(managing_partner):
        decide_conflict(check_id=screen.id, decision=Decision.WAIVED, reason="consent of 1 March", at=AT,
                        by=managing_partner)  # fmt: skip
        with pytest.raises(Refused, match="already"):
            decide_conflict(check_id=screen.id, decision=Decision.CLEAR, reason="x", at=AT, by=managing_partner)
        decided = conflict_check(screen.id)
    assert (decided.decision, decided.reason, decided.decided_by) == ("waived", "consent of 1 March", "Li Wei")


def test_what_was_searched_is_kept_with_the_result(book: dict[str, Client], lawyer: User) -> None:
    screen = _ask(lawyer, "sanling", "sanling ", " ")
    assert [(name.part, name.name) for name in screen.names] == [("client", "sanling")]
    assert screen.searched == [("client", 3)]
    assert screen.asked_at == AT
    assert screen.method == 1
    assert screen.asked_by == "Анна Петрова"
    with acting_as(lawyer), pytest.raises(Refused, match="at least one name"):
        check_conflicts(subject="", names=[(Part.CLIENT, " ")], at=AT, by=lawyer)


def test_a_client_is_no_conflict_with_itself_but_with_itself_as_the_other_side(
    book: dict[str, Client], lawyer: User
) -> None:
    timber = book["Northern Timber Ltd"]
    mine = _ask(lawyer, "Northern Timber", client_id=timber.pk)
    assert not mine.found
    against = _ask(lawyer, "Northern Timber", part=Part.ADVERSE, client_id=timber.pk)
    assert against.found


def test_a_check_goes_behind_the_walls_of_the_client_that_came_of_it(
    book: dict[str, Client], lawyer: User, partner: User, managing_partner: User
) -> None:
    screen = _ask(lawyer, "Fresh Company")
    timber = book["Northern Timber Ltd"]
    with acting_as(partner):
        join_check(check_id=screen.id, client_id=timber.pk, by=partner)
        raise_wall(client=timber, hidden_from=[lawyer], reason="the other side", by=partner)
    with acting_as(lawyer):
        assert not ConflictCheck.objects.exists()
        with pytest.raises(NotFound):
            check_conflicts(subject="", names=[(Part.CLIENT, "x")], at=AT, by=lawyer, client_id=timber.pk)
        with pytest.raises(NotFound):
            names_to_check(client_id=timber.pk)


def test_a_check_for_an_engagement_takes_the_names_that_the_file_has(book: dict[str, Client], lawyer: User) -> None:
    timber = book["Northern Timber Ltd"]
    with acting_as(SYSTEM):
        Owner.objects.create(client=timber, name="Roza Klebb", recorded_at=AT)
        mandate = add_engagement(
            client_id=timber.pk, reference="T-1", parties=[(PartyKind.ADVERSE, "Kotlas Paper")], by=SYSTEM
        )
    with acting_as(lawyer):
        assert names_to_check(client_id=timber.pk, engagement_id=mandate.pk) == [
            (Part.CLIENT, "Northern Timber Ltd"),
            (Part.OWNER, "Roza Klebb"),
            (Part.ADVERSE, "Kotlas Paper"),
        ]


def _statements(call: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


def test_the_page_of_a_check_asks_as_much_for_many_names_as_for_one(book: dict[str, Client], lawyer: User) -> None:
    one = _ask(lawyer, "sanling")
    many = _ask(lawyer, "sanling", "Shchukin", "Northern Timber", "Timber")
    with acting_as(lawyer):
        assert _statements(lambda: conflict_check(one.id)) == _statements(lambda: conflict_check(many.id))
        assert _statements(conflict_checks) == 1


def test_an_auditor_makes_no_check(book: dict[str, Client]) -> None:
    auditor = add_staff(name="Auditor", role=Role.AUDITOR, by=SYSTEM)
    with acting_as(auditor), pytest.raises(PermissionDenied):
        check_conflicts(subject="", names=[(Part.CLIENT, "sanling")], at=AT, by=auditor)
