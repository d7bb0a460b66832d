"""The facts of many clients at once: for lists, filters and exports; and what the firm asks of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clientela.access.actions import raise_wall
from clientela.accounts.models import User
from clientela.clients import actions
from clientela.clients.enums import ClientKind, CustomKind, FactGroup, FactKind, IdentifierKind, RelationKind
from clientela.clients.facts import FACTS, Money, known
from clientela.clients.models import Client
from clientela.clients.queries import (
    all_facts,
    client_file,
    completeness,
    custom_fields,
    fact_weights,
    facts_of,
    having_fact,
    known_clients,
    matching_clients,
    related_clients,
)
from clientela.core.actor import acting_as
from clientela.core.errors import NotFound, Refused
from clientela.core.merging import EditClash

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(managing_partner: User) -> Any:
    with acting_as(managing_partner):
        yield managing_partner


@pytest.fixture
def own(partner: User) -> dict[str, str]:
    """The keys of one fact of the firm of each kind, by kind."""
    return {
        kind.value: actions.add_custom_field(label=f"Own {kind}", kind=kind, choices=["a", "b"], by=partner).key
        for kind in CustomKind
    }


def _fill(client: Client, own: dict[str, str], other: Client, by: User) -> None:
    changes = {
        "employees": 100,
        "size": "large",
        "listed": False,
        "responsible": by.pk,
        own["text"]: "words",
        own["number"]: "2.5",
        own["date"]: "2024-05-31",
        own["choice"]: "a",
        own["money"]: "10 EUR",
        own["person"]: by.pk,
        own["client"]: other.pk,
    }
    actions.change_client(client_id=client.pk, changes=changes, by=by)
    for listing, values in {
        "addresses": {"kind": "office", "city": "Berlin"},
        "phones": {"kind": "main", "value": "+49 30 1234567"},
        "finances": {"kind": "revenue", "as_of": "2024-01-01", "text": "rising"},
        "owners": {"kind": "owner", "other": other.pk},
    }.items():
        actions.add_to_file(client_id=client.pk, listing=listing, values=values, by=by)
    actions.add_identifier(client=client, kind=IdentifierKind.OTHER, value=f"X-{client.pk}", by=by)
    actions.relate_clients(client_id=client.pk, other_id=other.pk, kind=RelationKind.SUPPLIER, by=by)


def test_every_fact_of_the_register_can_be_asked_for_of_many_clients(partner: User, own: dict[str, str]) -> None:
    acme, beta = actions.add_client(name="Acme", by=partner), actions.add_client(name="Beta", by=partner)
    _fill(acme, own, beta, partner)
    found = facts_of([acme.pk, beta.pk], [*all_facts(), "no_such_fact"])
    assert found[acme.pk].keys() == all_facts().keys()
    assert {key: value for key, value in found[acme.pk].items() if known(all_facts()[key], value)} == {
        "name": "Acme",
        "kind": ClientKind.ORGANISATION,
        "employees": 100,
        "size": "large",
        "listed": False,
        "responsible": "Li Wei",
        "identifiers": 1,
        "addresses": 1,
        "phones": 1,
        "owners": 1,
        "relations": 1,
        "finances": 1,
        own["text"]: "words",
        own["number"]: Decimal("2.5"),
        own["date"]: dt.date(2024, 5, 31),
        own["choice"]: "a",
        own["money"]: Money(Decimal(10), "EUR"),
        own["person"]: "Li Wei",
        own["client"]: "Beta",
    }
    assert (found[beta.pk]["relations"], found[beta.pk]["owners"], found[beta.pk]["responsible"]) == (1, 0, None)


def test_facts_come_in_the_order_asked_for_and_only_of_whom_the_viewer_may_see(
    partner: User, lawyer: User, own: dict[str, str]
) -> None:
    acme, beta = actions.add_client(name="Acme", by=partner), actions.add_client(name="Beta", by=partner)
    _fill(acme, own, beta, partner)
    assert list(facts_of([acme.pk], ["size", own["text"], "name"])[acme.pk]) == ["size", own["text"], "name"]
    raise_wall(client=beta, hidden_from=[lawyer], reason="conflict", by=partner)
    with acting_as(lawyer):
        found = facts_of([acme.pk, beta.pk], ["name", "owners", "relations", own["client"]])
        assert found == {acme.pk: {"name": "Acme", "owners": 0, "relations": 0, own["client"]: None}}


@pytest.mark.parametrize(
    ("key", "test"),
    [
        ("employees", {"equal": 100}),
        ("employees", {"least": 100}),
        ("employees", {"least": 50, "most": 100}),
        ("size", {"equal": "large"}),
        ("listed", {"equal": False}),
        ("name", {"contains": "CM"}),
        ("text", {"contains": "WORD"}),
        ("number", {"least": Decimal(2), "most": Decimal(3)}),
        ("date", {"least": dt.date(2024, 5, 31)}),
        ("choice", {"equal": "a"}),
        ("money", {"least": 10}),
        ("money", {"equal": Money(Decimal(10), "EUR")}),
        *((key, {"is_known": True}) for key in ("employees", "size", "listed", "text", "client", "phones", "owners")),
    ],
)
def test_clients_are_found_by_their_facts(partner: User, own: dict[str, str], key: str, test: dict[str, Any]) -> None:
    acme, beta = actions.add_client(name="Acme", by=partner), actions.add_client(name="Beta", by=partner)
    _fill(acme, own, beta, partner)
    fact = all_facts()[own.get(key, key)]
    assert list(Client.objects.filter(having_fact(fact, **test))) == [acme]
    if "is_known" in test:
        assert list(Client.objects.filter(having_fact(fact, is_known=False))) == [beta]
    assert Client.objects.filter(having_fact(fact)).count() == 2


@pytest.mark.parametrize(
    ("key", "test"),
    [
        ("employees", {"most": 99}),
        ("number", {"least": Decimal("2.6")}),
        ("money", {"equal": Money(Decimal(10), "CNY")}),
        ("choice", {"equal": "b"}),
    ],
)
def test_clients_without_such_facts_are_not_found(
    partner: User, own: dict[str, str], key: str, test: dict[str, Any]
) -> None:
    acme, beta = actions.add_client(name="Acme", by=partner), actions.add_client(name="Beta", by=partner)
    _fill(acme, own, beta, partner)
    assert not Client.objects.filter(having_fact(all_facts()[own.get(key, key)], **test)).exists()


def test_a_relation_is_a_fact_of_both_sides(partner: User, own: dict[str, str]) -> None:
    acme, beta = actions.add_client(name="Acme", by=partner), actions.add_client(name="Beta", by=partner)
    actions.add_client(name="Gamma", by=partner)
    _fill(acme, own, beta, partner)
    found = Client.objects.filter(having_fact(FACTS["relations"], is_known=True)).order_by("name")
    assert list(found) == [acme, beta]


@pytest.mark.parametrize(
    "query",
    [
        lambda first, every: client_file(first),
        lambda first, every: completeness(first),
        lambda first, every: related_clients(first),
        lambda first, every: facts_of(every, all_facts()),
        lambda first, every: list(matching_clients("ac words")),
        lambda first, every: known_clients(names=["Acme 0"], numbers=[f"X-{first}"]),
        lambda first, every: (custom_fields(), fact_weights()),
    ],
    ids=["file", "completeness", "related", "facts", "matching", "known", "policy"],
)
def test_a_query_takes_as_many_statements_for_one_row_as_for_three(
    partner: User, own: dict[str, str], query: Callable[[int, list[int]], Any]
) -> None:
    clients = [actions.add_client(name=f"Acme {number}", by=partner) for number in range(4)]
    _fill(clients[0], own, clients[1], partner)
    query(clients[0].pk, [clients[0].pk])
    with CaptureQueriesContext(
        connection,
    ) as one:
        query(clients[0].pk, [clients[0].pk])
    for client in clients[1:3]:
        _fill(client, own, clients[3], partner)
        actions.relate_clients(client_id=clients[0].pk, other_id=client.pk, kind=RelationKind.PARTNER, by=partner)
        values = {"kind": "owner", "other": client.pk}
        actions.add_to_file(client_id=clients[0].pk, listing="owners", values=values, by=partner)
        actions.add_custom_field(label=f"More {client.pk}", kind=CustomKind.TEXT, by=partner)
    with CaptureQueriesContext(connection) as three:
        query(clients[0].pk, [client.pk for client in clients[:3]])
    assert len(three) == len(one) <= 17


def test_the_completeness_of_the_file_is_that_of_the_short_query(partner: User, own: dict[str, str]) -> None:
    acme, beta = actions.add_client(name="Acme", by=partner), actions.add_client(name="Beta", by=partner)
    for client in (acme, beta):
        assert client_file(client.pk).completeness == completeness(client.pk)
    before = completeness(acme.pk)
    assert [one.field for one in before.ask_next] == ["industry", "business_lines", "identifiers"]
    _fill(acme, own, beta, partner)
    assert client_file(acme.pk).completeness == completeness(acme.pk)
    assert completeness(acme.pk).percent > before.percent
    with pytest.raises(NotFound):
        completeness(999_999)


def test_the_firm_says_what_a_fact_weighs(partner: User, own: dict[str, str]) -> None:
    acme = actions.add_client(name="Acme", by=partner)
    actions.weigh_facts(weights={"traits": 10, "industry": 0}, by=partner)
    field = actions.add_custom_field(label="Motto", kind=CustomKind.TEXT, weight=9, help_text="Ask why", by=partner)
    asked = completeness(acme.pk).ask_next
    assert [(one.field, one.weight) for one in asked[:2]] == [("traits", 10), (field.key, 9)]
    assert (asked[1].label, asked[1].help_text, asked[1].group) == ("Motto", "Ask why", FactGroup.BASIC)
    assert {line.fact.key: line.weight for line in fact_weights()}["traits"] == 10
    with pytest.raises(EditClash) as met:
        actions.weigh_facts(weights={"traits": 3}, was={"traits": 2}, by=partner)
    assert [(one.theirs, one.yours) for one in met.value.clashes] == [(10, 3)]
    for weights in ({"traits": 11}, {"traits": -1}, {"custom_1": 1}):
        with pytest.raises(Refused):
            actions.weigh_facts(weights=weights, by=partner)


def test_a_field_of_the_firm_is_changed_with_care(partner: User) -> None:
    acme = actions.add_client(name="Acme", by=partner)
    field = actions.add_custom_field(
        label=" The  colour ", kind=CustomKind.CHOICE, choices=["red", "", "red", "blue"], by=partner
    )
    assert (field.label, field.choices) == ("The colour", ["red", "blue"])
    actions.set_custom_value(client_id=acme.pk, field_id=field.pk, value="red", by=partner)
    change: Any = {"field_id": field.pk, "by": partner}
    with pytest.raises(Refused, match="red"):
        actions.change_custom_field(changes={"choices": ["blue", "green"]}, **change)
    with pytest.raises(Refused, match="two lines"):
        actions.change_custom_field(changes={"choices": ["red"]}, **change)
    actions.change_custom_field(changes={"choices": ["red", "green"], "weight": 4}, was={"weight": 0}, **change)
    with pytest.raises(EditClash):
        actions.change_custom_field(changes={"weight": 5}, was={"weight": 0}, **change)
    with pytest.raises(Refused, match="already"):
        actions.add_custom_field(label="the COLOUR", kind=CustomKind.TEXT, by=partner)
    with pytest.raises(Refused, match="label"):
        actions.add_custom_field(label=" ", kind=CustomKind.TEXT, by=partner)
    with pytest.raises(NotFound):
        actions.change_custom_field(field_id=999_999, changes={"weight": 1}, by=partner)
    (line,) = custom_fields()
    assert (line.clients, line.weight, line.choices) == (1, 4, ["red", "green"])


def test_only_who_changes_the_policy_says_what_a_file_holds(partner: User, lawyer: User) -> None:
    field = actions.add_custom_field(label="Own", kind=CustomKind.TEXT, by=partner)
    for attempt in (
        lambda: actions.add_custom_field(label="Other", kind=CustomKind.TEXT, by=lawyer),
        lambda: actions.change_custom_field(field_id=field.pk, changes={"weight": 1}, by=lawyer),
        lambda: actions.weigh_facts(weights={"traits": 1}, by=lawyer),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_the_rows_of_a_file_are_not_columns() -> None:
    assert {key for key, fact in FACTS.items() if fact.kind == FactKind.ROWS} == {
        "identifiers", "addresses", "phones", "owners", "relations", "finances",
    }  # fmt: skip
