"""Names, numbers, addresses, telephones, finances, owners and relations of a client."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from clientela.access.actions import raise_wall
from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.audit.models import Change, Event
from clientela.audit.undoing import undo_act
from clientela.clients import actions
from clientela.clients.enums import (
    INVERSE,
    STORED_RELATIONS,
    CheckResult,
    CustomKind,
    IdentifierKind,
    NameKind,
    RelationKind,
)
from clientela.clients.models import (
    Address,
    Client,
    ClientName,
    CustomValue,
    FactSource,
    FinancialFact,
    Identifier,
    Owner,
    Phone,
    Relation,
)
from clientela.clients.queries import (
    client_file,
    known_clients,
    matching_clients,
    quick_search,
    related_clients,
    relations_among,
)
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.acts import last_act
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import EditClash

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(managing_partner: User) -> Any:
    with acting_as(managing_partner):
        yield managing_partner


@pytest.fixture
def acme(partner: User) -> Client:
    return actions.add_client(name="Acme Ltd", country="RU", by=partner)


def _undo(partner: User) -> None:
    number = last_act()
    assert number is not None
    undo_act(number=number, by=partner, now=timezone.now())


def _found(terms: str) -> list[str]:
    return [name for _id, name, _other, _industry in quick_search(terms)]


# ---- names


def test_an_added_name_finds_its_client_until_it_is_taken_back(acme: Client, partner: User) -> None:
    actions.add_name(client_id=acme.pk, kind=NameKind.TRADE, name="  远航 物流 ", by=partner)
    acme.refresh_from_db()
    assert acme.other_name == "远航 物流"
    assert ClientName.objects.get(kind="trade").key == "远航物流"
    assert _found("yuanhang") == _found("物流") == ["Acme Ltd"]
    _undo(partner)
    acme.refresh_from_db()
    assert (acme.other_name, _found("物流")) == ("", [])


def test_correcting_the_name_that_a_client_goes_by_corrects_it_everywhere(acme: Client, partner: User) -> None:
    main = ClientName.objects.get()
    actions.change_name(name_id=main.pk, changes={"name": "Acme Limited"}, was={"name": "Acme Ltd"}, by=partner)
    acme.refresh_from_db()
    assert acme.name == "Acme Limited"
    assert [(row.name, row.key) for row in ClientName.objects.all()] == [("Acme Limited", "acmelimited")]
    assert _found("limited") == ["Acme Limited"]
    with pytest.raises(EditClash):
        actions.change_name(name_id=main.pk, changes={"name": "Acme"}, was={"name": "Acme Ltd"}, by=partner)


def test_a_removed_name_finds_nobody_and_the_next_one_takes_its_place(acme: Client, partner: User) -> None:
    first = actions.add_name(client_id=acme.pk, kind=NameKind.SHORT, name="Alpha", by=partner)
    actions.add_name(client_id=acme.pk, kind=NameKind.SHORT, name="Beta", by=partner)
    actions.remove_name(name_id=first.pk, by=partner)
    acme.refresh_from_db()
    assert (acme.other_name, _found("alpha"), _found("beta")) == ("Beta", [], ["Acme Ltd"])
    _undo(partner)
    acme.refresh_from_db()
    assert (acme.other_name, _found("alpha")) == ("Alpha", ["Acme Ltd"])


def test_the_name_that_a_client_goes_by_stays(acme: Client, partner: User) -> None:
    main = ClientName.objects.get()
    with pytest.raises(Refused, match="goes by"):
        actions.remove_name(name_id=main.pk, by=partner)
    with pytest.raises(Refused, match="legal name"):
        actions.change_name(name_id=main.pk, changes={"kind": NameKind.SHORT}, by=partner)
    other = actions.add_name(client_id=acme.pk, kind=NameKind.SHORT, name="AC", by=partner)
    twin = actions.add_name(client_id=acme.pk, kind=NameKind.SHORT, name="AC", by=partner)
    assert twin.pk == other.pk
    third = actions.add_name(client_id=acme.pk, kind=NameKind.SHORT, name="Third", by=partner)
    with pytest.raises(Refused, match="already"):
        actions.change_name(name_id=third.pk, changes={"name": "AC"}, by=partner)
    with pytest.raises(Refused, match="needs a name"):
        actions.add_name(client_id=acme.pk, kind=NameKind.SHORT, name=" ", by=partner)


# ---- numbers


def test_a_number_is_checked_found_corrected_and_removed(acme: Client, partner: User) -> None:
    row = actions.add_identifier(client=acme, kind=IdentifierKind.INN, value="7707 083894", by=partner)
    assert (row.value, row.check_result) == ("7707083894", CheckResult.INVALID)
    changed = actions.change_identifier(
        identifier_id=row.pk, changes={"value": "7707083893"}, was={"value": "7707083894"}, by=partner
    )
    assert changed.check_result == CheckResult.VALID
    assert _found("7707083893") == ["Acme Ltd"]
    with pytest.raises(EditClash):
        actions.change_identifier(identifier_id=row.pk, changes={"value": "1"}, was={"value": "2"}, by=partner)
    actions.remove_identifier(identifier_id=row.pk, by=partner)
    assert (_found("7707083893"), Identifier.objects.count()) == ([], 0)
    _undo(partner)
    assert _found("7707083893") == ["Acme Ltd"]


def test_a_client_that_is_entered_again_is_known_by_name_and_by_number(acme: Client, partner: User) -> None:
    actions.add_identifier(client=acme, kind=IdentifierKind.INN, value="7707083893", by=partner)
    assert [(one.id, one.by) for one in known_clients(names=["ACME, LTD."])] == [(acme.pk, "Acme Ltd")]
    assert [(one.id, one.by) for one in known_clients(numbers=["7707083893"])] == [(acme.pk, "7707083893")]
    assert known_clients(names=["Acme", "", " "], numbers=["", "77"]) == []


# ---- addresses, telephones, finances, owners


@pytest.mark.parametrize(
    ("listing", "values", "shown"),
    [
        ("addresses", {"kind": "office", "street": "Тверская, 1", "city": "Москва"}, "Тверская, 1, Москва"),
        ("phones", {"kind": "main", "value": "8 (495) 123-45-67"}, "+7 495 123-45-67"),
        ("owners", {"kind": "owner", "name": "王小明", "share": "62,5"}, "王小明"),
    ],
)
def test_a_row_is_recorded_found_and_removed(
    acme: Client, partner: User, listing: str, values: dict[str, str], shown: str
) -> None:
    row = actions.add_to_file(client_id=acme.pk, listing=listing, values={**values, "source": "register"}, by=partner)
    (line,) = getattr(client_file(acme.pk), listing)
    assert (str(line), str(line.recorded_by), line.source) == (shown, "Li Wei", "register")
    word = shown.split()[-1]
    assert [client.pk for client in matching_clients(word)] == [acme.pk]
    actions.remove_from_file(listing=listing, row_id=row.pk, by=partner)
    assert getattr(client_file(acme.pk), listing) == []
    assert list(matching_clients(word)) == []
    _undo(partner)
    assert len(getattr(client_file(acme.pk), listing)) == 1
    with pytest.raises(NotFound):
        actions.remove_from_file(listing=listing, row_id=row.pk + 999, by=partner)


@pytest.mark.parametrize(
    ("country", "value", "normal", "result"),
    [
        ("RU", "8 (495) 123-45-67", "+74951234567", CheckResult.VALID),
        ("CN", "021-68880000", "+862168880000", CheckResult.VALID),
        ("", "+7 495 123-45-67 доб. 12", "+74951234567;ext=12", CheckResult.VALID),
        ("RU", "+7 495 1", "+74951", CheckResult.INVALID),
        ("", "123-45-67", "1234567", CheckResult.UNCHECKED),
        ("RU", "ask Anna", "ask Anna", CheckResult.INVALID),
    ],
)
def test_a_telephone_is_read_by_the_rules_of_its_country(
    acme: Client, partner: User, country: str, value: str, normal: str, result: str
) -> None:
    actions.change_client(client_id=acme.pk, changes={"country": country}, by=partner)
    row = actions.add_to_file(client_id=acme.pk, listing="phones", values={"kind": "main", "value": value}, by=partner)
    assert (row.normal, row.check_result) == (normal, result)


def test_one_telephone_is_kept_once_however_it_is_written(acme: Client, partner: User) -> None:
    values = {"kind": "main", "value": "8 495 123 45 67"}
    actions.add_to_file(client_id=acme.pk, listing="phones", values=values, by=partner)
    values = {"kind": "main", "value": "+7 (495) 1234567"}
    with pytest.raises(Refused, match="already"):
        actions.add_to_file(client_id=acme.pk, listing="phones", values=values, by=partner)
    assert Phone.objects.count() == 1


def test_a_financial_fact_has_its_date_and_its_currency_or_words(acme: Client, partner: User) -> None:
    given = {"kind": "revenue", "as_of": "2025-12-31", "amount": "125 000 000,5", "currency": "cny"}
    row = actions.add_to_file(client_id=acme.pk, listing="finances", values=given, by=partner)
    assert (row.amount, row.currency, row.as_of) == (Decimal("125000000.5"), "CNY", dt.date(2025, 12, 31))
    rating = {"kind": "credit_rating", "as_of": "2025-06-30", "text": "AA-"}
    actions.add_to_file(client_id=acme.pk, listing="finances", values=rating, by=partner)
    assert [one.kind for one in client_file(acme.pk).finances] == ["revenue", "credit_rating"]
    assert FinancialFact.objects.count() == 2


@pytest.mark.parametrize(
    ("listing", "values", "part"),
    [
        ("addresses", {"kind": "office", "country": "RU"}, "street"),
        ("addresses", {"kind": "castle", "city": "Berlin"}, "Kind"),
        ("addresses", {"kind": "office", "city": "x", "since": "2024-01-02", "until": "2024-01-01"}, "before"),
        ("phones", {"kind": "main", "value": " "}, "empty"),
        ("finances", {"kind": "revenue", "as_of": "", "amount": "1"}, "As of"),
        ("finances", {"kind": "revenue", "as_of": "2024-01-01"}, "amount"),
        ("finances", {"kind": "revenue", "as_of": "2024-01-01", "amount": "1"}, "currency"),
        ("finances", {"kind": "revenue", "as_of": "2024-01-01", "amount": "1", "currency": "yuan"}, "three letters"),
        ("owners", {"kind": "owner"}, "name"),
        ("owners", {"kind": "owner", "name": "x", "share": "101"}, "100"),
        ("owners", {"kind": "owner", "other": "999999"}, "choices"),
        ("owners", {"kind": "owner", "name": "x", "source": "y" * 201}, "200"),
    ],
)
def test_values_that_make_no_row_are_refused(
    acme: Client, partner: User, listing: str, values: dict[str, str], part: str
) -> None:
    with pytest.raises(Refused, match=part):
        actions.add_to_file(client_id=acme.pk, listing=listing, values=values, by=partner)


def test_two_people_who_change_one_row_meet_only_over_the_same_field(acme: Client, partner: User, lawyer: User) -> None:
    values = {"kind": "office", "city": "Moscow", "street": "Arbat 1"}
    row = actions.add_to_file(client_id=acme.pk, listing="addresses", values=values, by=partner)
    seen = {"city": "Moscow", "street": "Arbat 1"}
    change = {"listing": "addresses", "row_id": row.pk, "was": seen}
    actions.change_in_file(changes={**seen, "city": "Москва"}, by=partner, **change)
    actions.change_in_file(changes={**seen, "street": "Arbat 2"}, by=lawyer, **change)
    with pytest.raises(EditClash) as met:
        actions.change_in_file(changes={**seen, "city": "Moskau"}, by=lawyer, **change)
    assert [(one.theirs, one.yours) for one in met.value.clashes] == [("Москва", "Moskau")]
    address = Address.objects.get()
    assert (address.city, address.street, str(address.recorded_by)) == ("Москва", "Arbat 2", "Анна Петрова")


def test_only_who_edits_clients_changes_their_lists(acme: Client, partner: User) -> None:
    auditor = add_staff(name="Auditor", role=Role.AUDITOR, by=SYSTEM)
    values = {"kind": "owner", "name": "x"}
    row = actions.add_to_file(client_id=acme.pk, listing="owners", values=values, by=partner)
    name = ClientName.objects.get()
    for attempt in (
        lambda: actions.add_to_file(client_id=acme.pk, listing="owners", values=values, by=auditor),
        lambda: actions.change_in_file(listing="owners", row_id=row.pk, changes={"name": "y"}, by=auditor),
        lambda: actions.remove_from_file(listing="owners", row_id=row.pk, by=auditor),
        lambda: actions.add_name(client_id=acme.pk, kind=NameKind.SHORT, name="x", by=auditor),
        lambda: actions.change_name(name_id=name.pk, changes={"name": "y"}, by=auditor),
        lambda: actions.remove_name(name_id=name.pk, by=auditor),
        lambda: actions.add_identifier(client=acme, kind=IdentifierKind.OTHER, value="1", by=auditor),
        lambda: actions.relate_clients(client_id=acme.pk, other_id=acme.pk, kind=RelationKind.PARTNER, by=auditor),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


# ---- relations


@pytest.mark.parametrize("kind", list(RelationKind))
def test_a_relation_is_seen_from_both_sides(acme: Client, partner: User, kind: RelationKind) -> None:
    beta = actions.add_client(name="Beta", industry="Steel", by=partner)
    row = actions.relate_clients(client_id=acme.pk, other_id=beta.pk, kind=kind, since=dt.date(2020, 1, 1), by=partner)
    assert row.kind in STORED_RELATIONS or INVERSE[RelationKind(row.kind)] == row.kind
    (ours,), (theirs,) = related_clients(acme.pk), related_clients(beta.pk)
    assert (ours.name, ours.kind, ours.industry) == ("Beta", kind, "Steel")
    assert (theirs.name, theirs.kind) == ("Acme Ltd", INVERSE[kind])
    for first, second, same in ((acme, beta, kind), (beta, acme, INVERSE[kind])):
        with pytest.raises(Refused, match="already"):
            actions.relate_clients(client_id=first.pk, other_id=second.pk, kind=same, by=partner)
    assert Event.objects.filter(verb="clients_related").count() == 2


def test_a_relation_ends_and_may_begin_again(acme: Client, partner: User) -> None:
    beta = actions.add_client(name="Beta", by=partner)
    pair = {"client_id": acme.pk, "other_id": beta.pk, "kind": RelationKind.SUPPLIER}
    row = actions.relate_clients(since=dt.date(2020, 1, 1), by=partner, **pair)
    with pytest.raises(Refused, match="before"):
        actions.change_relation(relation_id=row.pk, changes={"until": "2019-12-31"}, by=partner)
    actions.change_relation(relation_id=row.pk, changes={"until": "2021-12-31"}, was={"until": ""}, by=partner)
    with pytest.raises(EditClash):
        actions.change_relation(relation_id=row.pk, changes={"until": "2022-12-31"}, was={"until": ""}, by=partner)
    actions.relate_clients(since=dt.date(2023, 1, 1), by=partner, **pair)
    now, past = related_clients(acme.pk)
    day = dt.date(2024, 1, 1)
    assert (now.running(day), past.running(day), past.running(dt.date(2021, 6, 1))) == (True, False, True)
    assert relations_among([acme.pk, beta.pk]) == [(acme.pk, beta.pk, "supplier")]


def test_a_removed_relation_comes_back_by_undo(acme: Client, partner: User) -> None:
    beta = actions.add_client(name="Beta", by=partner)
    kind = RelationKind.COMPETITOR
    row = actions.relate_clients(client_id=beta.pk, other_id=acme.pk, kind=kind, note="tender", by=partner)
    actions.remove_relation(relation_id=row.pk, by=partner)
    assert related_clients(acme.pk) == []
    _undo(partner)
    assert [one.note for one in related_clients(acme.pk)] == ["tender"]


def test_a_client_is_related_to_others_only(acme: Client, partner: User) -> None:
    with pytest.raises(Refused, match="itself"):
        actions.relate_clients(client_id=acme.pk, other_id=acme.pk, kind=RelationKind.PARTNER, by=partner)
    with pytest.raises(NotFound):
        actions.relate_clients(client_id=acme.pk, other_id=999_999, kind=RelationKind.PARTNER, by=partner)


# ---- walls


def test_what_names_a_hidden_client_is_hidden_on_both_sides_with_its_history(
    acme: Client, partner: User, lawyer: User
) -> None:
    secret = actions.add_client(name="Secret Holdings", by=partner)
    relation = actions.relate_clients(
        client_id=acme.pk, other_id=secret.pk, kind=RelationKind.PARENT, note="CANARY", by=partner
    )
    owner = actions.add_to_file(
        client_id=acme.pk, listing="owners", values={"kind": "investor", "other": secret.pk}, by=partner
    )
    actions.change_relation(relation_id=relation.pk, changes={"note": "CANARY 2"}, by=partner)
    tables = ("clients_relation", "clients_owner")
    assert Change.objects.filter(table__in=tables).count() == 3
    raise_wall(client=secret, hidden_from=[lawyer], reason="conflict", by=partner)
    with acting_as(lawyer):
        screen = client_file(acme.pk)
        assert (screen.relations, screen.owners) == ([], [])
        assert (Relation.objects.count(), Owner.objects.count()) == (0, 0)
        assert not Change.objects.filter(table__in=tables).exists()
        assert not Event.objects.filter(verb__in=["clients_related", "relation_changed", "owner_added"]).exists()
        assert list(matching_clients("secret")) == []
        for attempt in (
            lambda: actions.change_relation(relation_id=relation.pk, changes={"note": "x"}, by=lawyer),
            lambda: actions.remove_relation(relation_id=relation.pk, by=lawyer),
            lambda: actions.remove_from_file(listing="owners", row_id=owner.pk, by=lawyer),
            lambda: actions.relate_clients(client_id=acme.pk, other_id=secret.pk, kind=RelationKind.PARENT, by=lawyer),
        ):
            with pytest.raises(NotFound):
                attempt()
    with acting_as(partner):
        assert len(client_file(acme.pk).relations) == 1
        actions.remove_relation(relation_id=relation.pk, by=partner)
    with acting_as(lawyer):
        assert not Change.objects.filter(table="clients_relation").exists()
    with acting_as(partner):
        assert Change.objects.filter(table="clients_relation").count() == 3


@pytest.mark.parametrize("model", [Address, Phone, FinancialFact, Owner, Relation, CustomValue, FactSource])
def test_the_lists_of_a_hidden_client_are_hidden(acme: Client, partner: User, lawyer: User, model: Any) -> None:
    beta = actions.add_client(name="Beta", by=partner)
    for listing, values in {
        "addresses": {"kind": "office", "city": "x"},
        "phones": {"kind": "main", "value": "1"},
        "finances": {"kind": "revenue", "as_of": "2024-01-01", "text": "x"},
        "owners": {"kind": "owner", "name": "x"},
    }.items():
        actions.add_to_file(client_id=acme.pk, listing=listing, values=values, by=partner)
    actions.relate_clients(client_id=acme.pk, other_id=beta.pk, kind=RelationKind.SUPPLIER, by=partner)
    field = actions.add_custom_field(label="Own", kind=CustomKind.TEXT, by=partner)
    actions.set_custom_value(client_id=acme.pk, field_id=field.pk, value="x", by=partner)
    raise_wall(client=acme, hidden_from=[lawyer], reason="conflict", by=partner)
    assert model.objects.count() == 1
    with acting_as(lawyer):
        assert model.objects.count() == 0
        assert related_clients(beta.pk) == []
        assert known_clients(names=["Acme Ltd"]) == []
