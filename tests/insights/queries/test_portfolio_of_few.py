"""The portfolio of a firm with hardly any clients."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from clientela.clients.models import Client
from clientela.core.actor import SYSTEM, acting_as
from clientela.insights.actions import compute_snapshot
from clientela.insights.queries import portfolio
from clientela.insights.queries.viewer import forget
from tests.insights import books


def test_a_firm_that_earns_nothing_has_no_whale_curve(committed: Path) -> None:
    acme = books.client("Acme")
    books.entry(acme, "2024-05-01", 100)
    books.entry(acme, "2024-05-01", 100, "write_off")
    with acting_as(SYSTEM):
        compute_snapshot(as_of=books.TODAY, by=SYSTEM)
        screen = portfolio()
    assert screen is not None
    assert (screen.whale.points, screen.whale.peak_share, screen.whale.profit) == ([], None, 0)
    assert screen.headline.active == 1


def test_the_earlier_date_nearest_to_the_wanted_one_is_compared_with(committed: Path) -> None:
    books.fees(books.client("Acme"), {"2015-05-01": 10, "2016-05-01": 10, "2017-05-01": 10})
    dates = [dt.date(2015, 12, 31), dt.date(2016, 12, 31), dt.date(2017, 9, 30)]
    with acting_as(SYSTEM):
        for date in dates:
            compute_snapshot(as_of=date, by=SYSTEM)
        for asked, expected in ((None, dates[1]), (dates[0], dates[0]), (dates[2], dates[1]), (dt.date.min, dates[0])):
            screen = portfolio(compare_to=asked)
            assert screen is not None
            assert screen.compared is not None
            assert screen.compared.as_of == expected


def test_the_number_of_statements_does_not_grow_with_the_rows(committed: Path, django_assert_num_queries: Any) -> None:
    for rows in (1, 3):
        while _clients() < rows:
            books.fees(books.client(f"Client {_clients()}"), {"2023-05-01": 10, "2024-05-01": 100})
        with acting_as(SYSTEM):
            for date in (books.YEAR_BEFORE, books.TODAY):
                compute_snapshot(as_of=date, by=SYSTEM)
            portfolio()
            forget()
            with django_assert_num_queries(13):
                portfolio()
            with django_assert_num_queries(3):
                portfolio()


def _clients() -> int:
    with acting_as(SYSTEM):
        return Client.objects.count()
