"""Facts of a client: changed one by one, by several people at once, and taken back."""

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
from clientela.audit.models import Event
from clientela.audit.undoing import undo_act
from clientela.clients.actions import add_client, add_custom_field, change_client, set_custom_value
from clientela.clients.enums import ClientKind, CustomKind, NameKind
from clientela.clients.facts import Money
from clientela.clients.models import Client, ClientName, CustomField, FactSource
from clientela.clients.queries import client_file, matching_clients
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
    return add_client(name="Acme Ltd", by=partner)


def _line(client: Client, key: str) -> Any:
    return next(line for group in client_file(client.pk).groups for line in group.facts if line.fact.key == key)


def test_facts_are_written_with_who_recorded_them_when_and_from_where(acme: Client, partner: User) -> None:
    before = timezone.now()
    change_client(
        client_id=acme.pk, changes={"employees": "1 200", "size": "large"}, source="annual report", by=partner
    )
    line = _line(acme, "employees")
    assert line.value == 1200
    assert (line.provenance.by, line.provenance.source) == ("Li Wei", "annual report")
    assert line.provenance.at >= before
    event = Event.objects.get(verb="client_changed")
    assert (event.client_id, event.data["facts"]) == (acme.pk, ["employees", "size"])


def test_a_fact_as_it_was_entered_names_who_entered_the_client(partner: User) -> None:
    client = add_client(name="Beta", industry="Steel", source="visiting card", by=partner)
    provenance = _line(client, "industry").provenance
    assert (provenance.by, provenance.source) == ("Li Wei", "visiting card")


def test_facts_can_be_given_as_the_client_is_entered(partner: User) -> None:
    client = add_client(name="Beta", facts={"potential": 4, "website": "beta.example"}, source="fair", by=partner)
    assert (client.potential, client.website) == (4, "https://beta.example")
    assert _line(client, "potential").provenance.source == "fair"


def test_a_fact_that_is_as_wanted_keeps_its_first_source(acme: Client, partner: User, lawyer: User) -> None:
    change_client(client_id=acme.pk, changes={"potential": 4}, source="first", by=partner)
    act = last_act()
    change_client(client_id=acme.pk, changes={"potential": 4}, source="second", by=lawyer)
    assert FactSource.objects.get(fact="potential").source == "first"
    assert Event.objects.filter(verb="client_changed").count() == 1
    assert last_act() != act


def test_an_empty_value_says_that_nothing_is_known(acme: Client, partner: User) -> None:
    change_client(client_id=acme.pk, changes={"founded": "2001-02-03", "listed": "yes"}, by=partner)
    assert _line(acme, "founded").value == dt.date(2001, 2, 3)
    change_client(client_id=acme.pk, changes={"founded": "", "listed": ""}, by=partner)
    assert (_line(acme, "founded").value, _line(acme, "listed").value) == (None, None)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"name": " "}, "Name"),
        ({"name": "x" * 301}, "300"),
        ({"kind": "thing"}, "Kind"),
        ({"employees": "many"}, "number"),
        ({"employees": "2.5"}, "whole"),
        ({"potential": 6}, "between 1 and 5"),
        ({"market_share": "100.01"}, "between 0 and 100"),
        ({"founded": "yesterday"}, "2024-05-31"),
        ({"website": "javascript:alert(1)"}, "example.com"),
        ({"country": "China"}, "two letters"),
        ({"size": "huge"}, "choices"),
        ({"listed": "perhaps"}, "yes or no"),
        ({"responsible": 999_999}, "choices"),
        ({"responsible": "me"}, "choices"),
        ({"no_such_fact": 1}, "no_such_fact"),
        ({"search": "x"}, "search"),
        ({"custom_999": 1}, "custom_999"),
        ({"addresses": "x"}, "addresses"),
    ],
)
def test_a_value_that_its_fact_does_not_take_is_refused(
    acme: Client, partner: User, changes: dict[str, Any], part: str
) -> None:
    with pytest.raises(Refused, match=part):
        change_client(client_id=acme.pk, changes={"industry": "Steel", **changes}, by=partner)
    acme.refresh_from_db()
    assert (acme.name, acme.industry) == ("Acme Ltd", "")


def test_two_people_who_change_different_facts_do_not_meet(acme: Client, partner: User, lawyer: User) -> None:
    seen = {"industry": "", "potential": ""}
    change_client(client_id=acme.pk, changes={"industry": "Steel", "potential": ""}, was=seen, by=partner)
    change_client(client_id=acme.pk, changes={"industry": "", "potential": "3"}, was=seen, by=lawyer)
    acme.refresh_from_db()
    assert (acme.industry, acme.potential) == ("Steel", 3)


def test_the_second_who_changes_a_fact_sees_both_values(acme: Client, partner: User, lawyer: User) -> None:
    change_client(client_id=acme.pk, changes={"potential": "4"}, was={"potential": ""}, by=partner)
    with pytest.raises(EditClash) as met:
        change_client(
            client_id=acme.pk, changes={"potential": "2", "size": "small"}, was={"potential": "", "size": ""}, by=lawyer
        )
    (clash,) = met.value.clashes
    assert (clash.field, clash.was, clash.theirs, clash.yours) == ("potential", None, 4, 2)
    acme.refresh_from_db()
    assert (acme.potential, acme.size) == (4, "")


def test_a_renamed_client_is_found_by_both_names_and_undo_takes_all_back(acme: Client, partner: User) -> None:
    change_client(client_id=acme.pk, changes={"name": "远航 Group"}, was={"name": "Acme Ltd"}, by=partner)
    act = last_act()
    assert list(ClientName.objects.values_list("kind", "name").order_by("id")) == [
        (NameKind.FORMER, "Acme Ltd"),
        (NameKind.LEGAL, "远航 Group"),
    ]
    for terms in ("远航", "yuanhang", "acme"):
        assert [client.name for client in matching_clients(terms)] == ["远航 Group"]
    assert act is not None
    undo_act(number=act, by=partner, now=timezone.now())
    assert list(ClientName.objects.values_list("kind", "name")) == [(NameKind.LEGAL, "Acme Ltd")]
    assert list(matching_clients("远航")) == []
    assert [client.name for client in matching_clients("acme")] == ["Acme Ltd"]


def test_a_client_may_take_its_former_name_again(acme: Client, partner: User) -> None:
    for name in ("Beta", "Acme Ltd", "Beta"):
        change_client(client_id=acme.pk, changes={"name": name}, by=partner)
    names = sorted(ClientName.objects.values_list("kind", "name"))
    assert names == [(NameKind.FORMER, "Acme Ltd"), (NameKind.LEGAL, "Beta")]


def test_the_words_of_a_file_find_its_client_in_every_script(acme: Client, partner: User) -> None:
    field = add_custom_field(label="Hobby of the house", kind=CustomKind.TEXT, by=partner)
    changes = {
        "business_lines": "集装箱运输",
        "direction": "Северный морской путь",
        f"custom_{field.pk}": "帆船 racing",
    }
    change_client(client_id=acme.pk, changes=changes, by=partner)
    for terms in ("运输", "集装", "yunshu", "морской", "morskoi", "帆船", "racing acme"):
        assert [client.pk for client in matching_clients(terms)] == [acme.pk], terms
    change_client(client_id=acme.pk, changes={"business_lines": ""}, by=partner)
    assert list(matching_clients("运输")) == []


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (CustomKind.TEXT, "  two\nlines ", "two lines"),
        (CustomKind.NUMBER, "12,345.5", Decimal("12345.5")),
        (CustomKind.DATE, "31.05.2024", dt.date(2024, 5, 31)),
        (CustomKind.CHOICE, "red", "red"),
        (CustomKind.MONEY, "1 500,25 cny", Money(Decimal("1500.25"), "CNY")),
    ],
)
def test_a_fact_of_the_firm_keeps_its_kind(
    acme: Client, partner: User, kind: CustomKind, text: str, value: Any
) -> None:
    field = add_custom_field(label="Own", kind=kind, choices=["red", "green"], by=partner)
    set_custom_value(client_id=acme.pk, field_id=field.pk, value=text, was="", source="form", by=partner)
    line = _line(acme, field.key)
    assert (line.value, line.provenance.source) == (value, "form")
    with pytest.raises(EditClash):
        set_custom_value(client_id=acme.pk, field_id=field.pk, value=_other(kind), was="", by=partner)
    set_custom_value(client_id=acme.pk, field_id=field.pk, value="", was=text, by=partner)
    assert _line(acme, field.key).provenance is None


def _other(kind: CustomKind) -> str:
    return {
        CustomKind.TEXT: "other",
        CustomKind.NUMBER: "7",
        CustomKind.DATE: "2020-01-01",
        CustomKind.CHOICE: "green",
        CustomKind.MONEY: "7 EUR",
    }[kind]


def test_a_fact_of_the_firm_may_name_a_colleague_or_another_client(acme: Client, partner: User, lawyer: User) -> None:
    beta = add_client(name="Beta", by=partner)
    colleague = add_custom_field(label="Mentor", kind=CustomKind.PERSON, by=partner)
    other = add_custom_field(label="Broker", kind=CustomKind.CLIENT, by=partner)
    change_client(client_id=acme.pk, changes={colleague.key: lawyer.pk, other.key: str(beta.pk)}, by=partner)
    assert _line(acme, colleague.key).names == {lawyer.pk: "Анна Петрова"}
    assert _line(acme, other.key).names == {beta.pk: "Beta"}
    with pytest.raises(Refused, match="another client"):
        set_custom_value(client_id=acme.pk, field_id=other.pk, value=acme.pk, by=partner)


def test_a_client_named_by_a_fact_hides_it_without_standing_in_the_way(
    acme: Client, partner: User, lawyer: User
) -> None:
    secret, open_one = add_client(name="Secret", by=partner), add_client(name="Open", by=partner)
    broker = add_custom_field(label="Broker", kind=CustomKind.CLIENT, by=partner)
    set_custom_value(client_id=acme.pk, field_id=broker.pk, value=secret.pk, by=partner)
    raise_wall(client=secret, hidden_from=[lawyer], reason="conflict", by=partner)
    with acting_as(lawyer):
        assert _line(acme, broker.key).value is None
        assert not Event.objects.filter(verb="client_changed").exists()
        with pytest.raises(Refused):
            set_custom_value(client_id=acme.pk, field_id=broker.pk, value=secret.pk, by=lawyer)
        set_custom_value(client_id=acme.pk, field_id=broker.pk, value=open_one.pk, was="", by=lawyer)
        assert _line(acme, broker.key).names == {open_one.pk: "Open"}
    with acting_as(partner):
        assert set(_line(acme, broker.key).names.values()) == {"Secret", "Open"}


def test_a_hidden_client_answers_as_a_missing_one(acme: Client, partner: User, lawyer: User) -> None:
    raise_wall(client=acme, hidden_from=[lawyer], reason="conflict", by=partner)
    with acting_as(lawyer):
        for number in (acme.pk, 999_999):
            with pytest.raises(NotFound):
                change_client(client_id=number, changes={"industry": "Steel"}, by=lawyer)
            with pytest.raises(NotFound):
                client_file(number)


def test_only_who_edits_clients_changes_facts(acme: Client, partner: User) -> None:
    auditor = add_staff(name="Auditor", role=Role.AUDITOR, by=SYSTEM)
    with pytest.raises(PermissionDenied):
        change_client(client_id=acme.pk, changes={"industry": "Steel"}, by=auditor)


def test_a_person_is_not_asked_for_what_only_organisations_have(partner: User) -> None:
    person = add_client(name="王小明", kind=ClientKind.PERSON, by=partner)
    keys = {line.fact.key for group in client_file(person.pk).groups for line in group.facts}
    assert "potential" in keys
    assert keys.isdisjoint({"employees", "legal_form", "market_share"})
    change_client(client_id=person.pk, changes={"employees": 3}, by=partner)
    assert _line(person, "employees").value == 3


def test_a_field_out_of_use_is_not_shown_and_keeps_its_values(acme: Client, partner: User) -> None:
    from clientela.clients.actions import change_custom_field

    field = add_custom_field(label="Own", kind=CustomKind.TEXT, by=partner)
    set_custom_value(client_id=acme.pk, field_id=field.pk, value="kept", by=partner)
    change_custom_field(field_id=field.pk, changes={"active": False}, was={"active": True}, by=partner)
    keys = {line.fact.key for group in client_file(acme.pk).groups for line in group.facts}
    assert field.key not in keys
    change_custom_field(field_id=field.pk, changes={"active": True}, by=partner)
    assert _line(acme, CustomField.objects.get().key).value == "kept"


def test_an_entry_on_which_something_depends_is_not_taken_back(acme: Client, partner: User) -> None:
    field = add_custom_field(label="Own", kind=CustomKind.TEXT, by=partner)
    act = last_act()
    set_custom_value(client_id=acme.pk, field_id=field.pk, value="kept", by=partner)
    assert act is not None
    with pytest.raises(Refused, match="depends"):
        undo_act(number=act, by=partner, now=timezone.now())
    assert _line(acme, field.key).value == "kept"
