"""The list of clients, narrowed by facts of the file and figures of the analysis; and segments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clientela.access.actions import raise_wall
from clientela.accounts.actions import add_staff
from clientela.accounts.models import User
from clientela.accounts.permissions import Role
from clientela.clients.actions import change_client
from clientela.clients.models import Client, CustomField, CustomValue
from clientela.core.actor import SYSTEM, acting_as
from clientela.core.errors import NotFound, Refused
from clientela.insights.actions import change_view, delete_view, save_view
from clientela.insights.models import SavedView, Standing
from clientela.insights.queries import Condition, How, client_list, count_of, read_conditions, segment, segments
from clientela.insights.queries.narrowing import MEASURES, TESTS, askable_facts, check
from tests.insights import books


@pytest.fixture
def chief(taken_back: Any) -> User:
    return add_staff(name="Chief", role=Role.MANAGING_PARTNER, by=SYSTEM)


@pytest.fixture
def auditor(taken_back: Any) -> User:
    return add_staff(name="Looker", role=Role.AUDITOR, by=SYSTEM)


@pytest.fixture(autouse=True)
def as_chief(chief: User) -> Iterator[None]:
    with acting_as(chief):
        yield


@pytest.fixture
def known(taken_back: Any) -> list[Client]:
    """Three clients whose files say something."""
    first, second, third = Client.objects.order_by("pk")[:3]
    for client, facts in (
        (first, {"employees": 40, "size": "small", "reputation": "Pays promptly, 100% of the time"}),
        (second, {"employees": 900, "founded": dt.date(1996, 5, 1), "listed": True}),
        (third, {"potential": 5, "market_share": Decimal("12.5")}),
    ):
        Client.objects.filter(pk=client.pk).update(**facts)
    return [first, second, third]


def _found(*texts: str, **asked: Any) -> set[int]:
    screen = client_list(where=read_conditions(texts), limit=500, **asked)
    numbers = {row.client_id for row in screen.rows}
    assert screen.count == len(numbers)
    return numbers


@pytest.mark.parametrize("sort", ["billed", "name", "rank"])
@pytest.mark.parametrize(
    ("texts", "places"),
    [
        (["employees:least:40"], {0, 1}),
        (["employees:most:40"], {0}),
        (["employees:least:41", "employees:most:2000"], {1}),
        (["employees:known"], {0, 1}),
        (["size:is:small"], {0}),
        (["reputation:has:PROMPTLY"], {0}),
        (["reputation:has:100%"], {0}),
        (["founded:most:2000-01-01"], {1}),
        (["listed:is:yes"], {1}),
        (["potential:is:5"], {2}),
        (["market_share:least:12,5"], {2}),
        (["employees:least:1", "potential:least:1"], set()),
    ],
)
def test_a_fact_narrows_the_list_in_every_order(
    known: list[Client], sort: str, texts: list[str], places: set[int]
) -> None:
    assert _found(*texts, sort=sort) == {known[place].pk for place in places}


def test_what_is_not_known_can_be_asked_for(known: list[Client]) -> None:
    every = set(Client.objects.values_list("pk", flat=True))
    assert _found("employees:unknown") == every - {known[0].pk, known[1].pk}


@pytest.mark.parametrize("sort", ["profit", "name"])
def test_a_figure_narrows_the_list_by_what_the_analysis_says(known: list[Client], sort: str) -> None:
    standings = Standing.objects.filter(snapshot__as_of=books.TODAY)
    median = sorted(standings.values_list("billed", flat=True))[standings.count() // 2]
    expected = {row.client_id for row in standings if row.billed >= median}
    assert _found(f"measure_billed:least:{Decimal(median) / 100}", sort=sort) == expected
    few = {row.client_id for row in standings if row.billed >= median and row.frequency <= 2}
    assert _found(f"measure_billed:least:{Decimal(median) / 100}", "measure_frequency:most:2", sort=sort) == few
    assert few != expected


def test_facts_figures_classes_and_names_narrow_together(known: list[Client]) -> None:
    name = known[1].name
    assert _found("employees:least:100", terms=name) == {known[1].pk}
    tier = Standing.objects.get(client=known[1], snapshot__as_of=books.TODAY).tier
    assert _found("employees:least:1", tier=tier) >= {known[1].pk}
    assert _found("employees:least:100", tier="suspect") == set()


def test_a_fact_of_the_firms_own_narrows_the_list(known: list[Client]) -> None:
    field = CustomField.objects.create(label="Flight of the founder", kind="number")
    CustomValue.objects.create(client=known[2], field=field, number=Decimal(7))
    assert _found(f"custom_{field.pk}:least:7") == {known[2].pk}
    assert _found(f"custom_{field.pk}:least:8") == set()
    field.active = False
    field.save()
    assert _found(f"custom_{field.pk}:least:7") == set(), "a condition that cannot be asked must not find everybody"


@pytest.mark.parametrize("text", ["employees:least:many", "employees:has:4", "nothing:is:4", "measure_billed:is:4"])
def test_a_condition_that_makes_no_sense_finds_nobody_and_is_refused_where_it_is_made(
    known: list[Client], text: str
) -> None:
    assert _found(text) == set()
    (condition,) = read_conditions([text])
    with pytest.raises(Refused):
        check(condition, askable_facts())


def test_addresses_that_are_no_conditions_are_left_out() -> None:
    assert read_conditions(["", ":", "a", "a:b:c", "x:is:" + "y" * 300]) == []
    assert read_conditions(["a:has:b:c", "a:known"]) == [Condition("a", How.HAS, "b:c"), Condition("a", How.KNOWN)]
    assert [one.text for one in read_conditions(["a:has:b:c", "a:known"])] == ["a:has:b:c", "a:known"]


def test_every_fact_and_figure_can_be_asked_in_each_of_its_ways() -> None:
    values = {
        "text": "a", "long": "a", "whole": "3", "number": "3", "steps": "3", "date": "2020-01-31", "yes_no": "yes",
        "money": "3 USD", "person": "1", "client": "1", "share": "3",
    }  # fmt: skip
    forms = {"country": "CN", "website": "example.com"}
    for kind in ("money", "choice", "client"):
        CustomField.objects.create(label=f"Own {kind}", kind=kind, choices=["a"])
    for fact in askable_facts().values():
        for test in TESTS[fact.kind]:
            value = next(iter(fact.choices)) if fact.kind == "choice" else values.get(fact.kind, "")
            check(Condition(fact.key, test, forms.get(fact.form, value)), askable_facts())
            client_list(where=[Condition(fact.key, test, forms.get(fact.form, value))])
    for measure in MEASURES.values():
        condition = Condition(measure.key, How.LEAST, values[measure.kind].removesuffix(" USD"))
        check(condition, {})
        client_list(where=[condition])


def test_the_pages_of_a_narrowed_list_hold_every_client_once(taken_back: Any) -> None:
    Client.objects.filter(pk__in=list(Client.objects.values_list("pk", flat=True)[:23])).update(employees=7)
    rows, after = [], None
    while True:
        screen = client_list(where=read_conditions(["employees:is:7"]), after=after, limit=5)
        rows += [row.client_id for row in screen.rows]
        after = screen.next_cursor
        if after is None:
            break
    assert len(rows) == len(set(rows)) == 23


# ---- segments


def _save(by: User, name: str = "Large employers", **more: Any) -> SavedView:
    return save_view(name=name, question={"where": ["employees:least:40"], "sort": "name"}, by=by, **more)


def test_a_segment_keeps_its_question_and_counts_what_it_finds(known: list[Client], chief: User) -> None:
    _save(chief)
    (line,) = segments(viewer=chief)
    assert (line.name, line.clients, line.shared) == ("Large employers", 2, False)
    assert line.question == {"where": ["employees:least:40"], "sort": "name"}
    assert count_of(line.question) == 2


def test_the_count_of_a_segment_follows_the_files(known: list[Client], chief: User) -> None:
    _save(chief)
    assert segments(viewer=chief)[0].clients == 2
    change_client(client_id=known[2].pk, changes={"employees": 60}, by=chief)
    assert segments(viewer=chief)[0].clients == 3


def test_a_walled_client_is_missing_from_the_count(known: list[Client], chief: User, auditor: User) -> None:
    _save(chief, shared=True)
    with acting_as(SYSTEM):
        raise_wall(client=known[0], hidden_from=[auditor], reason="test", by=chief)
    with acting_as(auditor):
        assert segments(viewer=auditor)[0].clients == 1
    assert segments(viewer=chief)[0].clients == 2


def test_a_private_segment_is_nobody_elses(chief: User, auditor: User) -> None:
    view = _save(chief)
    assert segments(viewer=auditor) == []
    with pytest.raises(NotFound):
        segment(view.pk, viewer=auditor)
    change_view(view_id=view.pk, changes={"shared": True}, by=chief)
    assert segment(view.pk, viewer=auditor).name == "Large employers"
    for act in (lambda: delete_view(view_id=view.pk, by=auditor), lambda: _rename(view, auditor)):
        with pytest.raises(NotFound):
            act()


def _rename(view: SavedView, by: User) -> Any:
    return change_view(view_id=view.pk, changes={"name": "Mine"}, by=by)


def test_one_who_may_only_look_keeps_segments_and_shares_none(auditor: User) -> None:
    _save(auditor)
    with pytest.raises(PermissionDenied):
        _save(auditor, "Other", shared=True)


def test_a_name_is_taken_once(chief: User) -> None:
    _save(chief)
    with pytest.raises(Refused):
        _save(chief, " Large  employers ")
    with pytest.raises(Refused):
        _save(chief, " ")


def test_a_question_that_cannot_be_asked_is_not_kept(chief: User) -> None:
    with pytest.raises(Refused):
        save_view(name="Odd", question={"where": ["employees:least:many"]}, by=chief)
    view = save_view(name="Odd", question={"sort": "name", "after": "x", "evil": "y"}, by=chief)
    assert view.question == {"sort": "name"}


def test_segments_take_the_same_number_of_statements_for_one_and_for_three(known: list[Client], chief: User) -> None:
    counts = []
    for names in (("a",), ("b", "c")):
        for name in names:
            _save(chief, name)
        for _time in range(2):
            with CaptureQueriesContext(connection) as asked:
                segments(viewer=chief)
            counts.append(len(asked))
    first, first_again, third, third_again = counts
    assert first == third
    assert first_again == third_again <= 5
