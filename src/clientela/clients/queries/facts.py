"""The facts of many clients, by the keys of the register: for lists, filters and exports."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from clientela.clients.enums import FactKind
from clientela.clients.facts import FACTS, Fact, Money, custom_fact
from clientela.clients.models import (
    Address,
    Client,
    CustomField,
    CustomValue,
    FinancialFact,
    Identifier,
    Owner,
    Phone,
    Relation,
)

ROWS: Mapping[str, Any] = {
    "identifiers": Identifier,
    "addresses": Address,
    "phones": Phone,
    "owners": Owner,
    "finances": FinancialFact,
}
"""Where the rows of a fact of the kind `rows` are. (Relations are seen from two sides: see `has_relations`.)"""

_COLUMNS: Mapping[str, str] = {
    FactKind.NUMBER: "number",
    FactKind.MONEY: "number",
    FactKind.DATE: "date",
    FactKind.PERSON: "user_id",
    FactKind.CLIENT: "other_id",
}


def custom_facts(*, active_only: bool = False) -> dict[str, Fact]:
    """The facts that the firm added, by key, in its own order."""
    fields = CustomField.objects.filter(active=True) if active_only else CustomField.objects.all()
    return {field.key: fact_of(field) for field in fields}


def all_facts() -> dict[str, Fact]:
    """The register with the facts that the firm added and uses, by key."""
    return {**FACTS, **custom_facts(active_only=True)}


def fact_of(field: CustomField) -> Fact:
    """The fact that a field of the firm stands for."""
    return custom_fact(
        field_id=field.pk,
        label=field.label,
        group=field.group,
        kind=field.kind,
        choices=field.choices,
        weight=field.weight,
        help_text=field.help_text,
    )


def value_of(row: CustomValue) -> Any:
    """The value in a row, whose field is loaded, as its fact has it."""
    value = getattr(row, _COLUMNS.get(row.field.kind, "text"))
    return Money(value, row.currency) if row.field.kind == FactKind.MONEY else value


def has_relations() -> Q:
    """Whether a client has a relation to another, from either side."""
    return Q(Exists(Relation.objects.filter(client=OuterRef("pk")))) | Q(
        Exists(Relation.objects.filter(other=OuterRef("pk")))
    )


def facts_of(client_ids: Collection[int], fields: Iterable[str]) -> dict[int, dict[str, Any]]:
    """The facts named in `fields` (keys of the register) of each client that the viewer may see.

    A person or another client is given by name, a fact with a list of its own by the number of its rows, everything
    else as the register says. One statement for the columns, two for the custom facts, and one for each list. Keys
    that are not in the register are left out.
    """
    wanted = list(dict.fromkeys(fields))
    columns = [FACTS[key] for key in wanted if key in FACTS and FACTS[key].column]
    paths = {fact.key: F("responsible__name" if fact.kind == FactKind.PERSON else fact.column) for fact in columns}
    clients = Client.objects.filter(pk__in=client_ids).order_by()
    aliases = {f"fact_{key}": path for key, path in paths.items()}
    found: dict[int, dict[str, Any]] = {
        row.pop("pk"): {
            key: row[f"fact_{key}"] or fact.nothing if fact.kind == FactKind.PERSON else row[f"fact_{key}"]
            for key, fact in ((fact.key, fact) for fact in columns)
        }
        for row in clients.annotate(**aliases).values("pk", *aliases)
    }
    for key in wanted:
        if key in FACTS and not FACTS[key].column:
            counted = _counted(key, client_ids)
            for client_id, facts in found.items():
                facts[key] = counted.get(client_id, 0)
    _add_custom(found, [key for key in wanted if key not in FACTS])
    return {client_id: {key: facts[key] for key in wanted if key in facts} for client_id, facts in found.items()}


def _add_custom(found: dict[int, dict[str, Any]], keys: Collection[str]) -> None:
    if not keys:
        return
    custom = {key: fact for key, fact in custom_facts().items() if key in keys}
    for facts in found.values():
        facts.update({key: fact.nothing for key, fact in custom.items()})
    rows = (
        CustomValue.objects.filter(client__in=found, field__in=[fact.field_id for fact in custom.values()])
        .select_related("field", "user", "other")
        .order_by("id")
    )
    for row in rows:
        facts, key = found[row.client_id], row.field.key
        if row.field.kind == FactKind.CLIENT:
            name = row.other.name if row.other else ""
            facts[key] = f"{facts[key]}, {name}" if facts[key] else name
        else:
            facts[key] = str(row.user) if row.field.kind == FactKind.PERSON and row.user else value_of(row)


def _counted(key: str, client_ids: Collection[int]) -> dict[int, int]:
    if key != "relations":
        rows = ROWS[key].objects.filter(client__in=client_ids).order_by()
        return dict(rows.values_list("client_id").annotate(Count("pk")))
    counted: dict[int, int] = {}
    rows = Relation.objects.filter(Q(client__in=client_ids) | Q(other__in=client_ids)).order_by()
    for pair in rows.values_list("client_id", "other_id"):
        for client_id in pair:
            counted[client_id] = counted.get(client_id, 0) + 1
    return counted


def having_fact(
    fact: Fact,
    *,
    equal: Any = None,
    least: Any = None,
    most: Any = None,
    contains: str = "",
    is_known: bool | None = None,
) -> Q:
    """The condition on clients that a fact is `equal`, lies between `least` and `most` (both included), `contains` a
    text in any case, or is known at all. Conditions that are not given hold for every client. Amounts of money are
    compared as figures, whatever their currency.
    """
    tests: dict[str, Any] = {
        "": equal,
        "__gte": least,
        "__lte": most,
        "__icontains": contains or None,
    }
    asked = {test: value for test, value in tests.items() if value is not None}
    if fact.kind == FactKind.ROWS:
        there = has_relations() if fact.key == "relations" else Q(Exists(_rows_of(fact.key)))
        return Q() if is_known is None else there if is_known else ~there
    if fact.field_id is None:
        condition = Q(**{f"{fact.column}{test}": value for test, value in asked.items()})
        empty = Q(**{fact.column: ""}) if fact.nothing == "" else Q(**{f"{fact.column}__isnull": True})
        return condition if is_known is None else condition & (~empty if is_known else empty)
    column = _COLUMNS.get(fact.kind, "text")
    values = CustomValue.objects.filter(client=OuterRef("pk"), field_id=fact.field_id)
    condition = Q()
    if asked:
        if fact.kind == FactKind.MONEY and isinstance(equal, Money):
            asked[""] = equal.amount
            values = values.filter(currency=equal.currency)
        condition = Q(Exists(values.filter(**{f"{column}{test}": value for test, value in asked.items()})))
    if is_known is not None:
        condition &= Q(Exists(values)) if is_known else ~Q(Exists(values))
    return condition


def _rows_of(key: str) -> QuerySet[Any]:
    return ROWS[key].objects.filter(client=OuterRef("pk"))  # type: ignore[no-any-return]
