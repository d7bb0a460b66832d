from __future__ import annotations

import datetime as dt

import pytest
from django.test import RequestFactory

from clientela.insights.queries import Condition, How
from clientela.web.clients.asked import asked
from clientela.web.parameters import address, changed


def _asked(**query: str):  # type: ignore[no-untyped-def]
    return asked(RequestFactory().get("/clients/", query))


def test_an_address_without_parameters_asks_for_all_clients_by_fees() -> None:
    wanted = _asked()
    assert (wanted.sort, wanted.descending, wanted.filtered) == ("billed", True, False)


@pytest.mark.parametrize(
    "query",
    [
        {"tier": "huge"},
        {"sort": "password"},
        {"order": "sideways"},
        {"responsible": "-1"},
        {"responsible": "²"},
        {"responsible": "9" * 40},
        {"as_of": "2017-13-01"},
        {"as_of": "yesterday"},
        {"q": "\0"},
        {"where": "employees:beyond:5"},
    ],
)
def test_a_parameter_that_makes_no_sense_is_left_out(query: dict[str, str]) -> None:
    assert _asked(**query) == _asked()


def test_names_and_places_are_read_upward_at_first() -> None:
    assert not _asked(sort="name").descending
    assert not _asked(sort="rank").descending
    assert _asked(sort="name", order="down").descending


def test_all_filters_of_an_address_are_read() -> None:
    wanted = _asked(
        q=" 远航 ",
        tier="top",
        grid="gold",
        contribution="key",
        was="new",
        since="2016-09-30",
        responsible="7",
        industry="Ports",
        country="CN",
        where="employees:least:5",
        as_of="2017-09-30",
    )
    assert wanted.for_query() == {
        "terms": "远航", "tier": "top", "grid": "gold", "contribution": "key", "was": "new",
        "since": dt.date(2016, 9, 30), "responsible": 7, "industry": "Ports", "country": "CN",
        "where": (Condition("employees", How.LEAST, "5"),), "sort": "billed", "descending": True,
        "as_of": dt.date(2017, 9, 30),
    }  # fmt: skip
    assert wanted.filtered


def test_an_address_carries_what_has_a_value() -> None:
    assert (
        address("clients", tier="top", as_of=dt.date(2017, 9, 30), grid=None) == "/clients/?tier=top&as_of=2017-09-30"
    )
    assert address("client", 7) == "/clients/7/"


def test_a_changed_address_keeps_the_other_parameters() -> None:
    query = RequestFactory().get("/clients/", {"q": "a b", "after": "x"}).GET
    assert changed(query, "/clients/", after=None, sort="name") == "/clients/?q=a+b&sort=name"
    assert changed(query, "/clients/", after=None, q="") == "/clients/"
