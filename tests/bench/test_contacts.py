"""The made-up contact log of the benchmarks."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from bench.contacts import contact_log

LAST = dt.date(2024, 12, 31)


def made(seed: int = 1):  # type: ignore[no-untyped-def]
    return contact_log(clients=300, people=900, interactions=5_000, staff=40, last_day=LAST, seed=seed)


def test_the_same_seed_gives_the_same_log() -> None:
    assert made().log.equals(made().log)
    assert made().people.equals(made().people)
    assert not made().log.equals(made(2).log)


def test_people_are_met_at_their_own_client_and_every_client_has_somebody() -> None:
    log = made()
    people = log.people.with_row_index("person")
    assert people["client"].n_unique() == 300
    assert people["name"].n_unique() == 900
    for column in ("person", "second"):
        met = log.log.filter(pl.col(column) >= 0).with_columns(pl.col(column).cast(pl.UInt32).alias("person"))
        joined = met.join(people.select("person", at_client="client"), on="person")
        assert joined.height == met.height
        assert (joined["client"] == joined["at_client"]).all()
    assert not (log.log["person"] == log.log["second"]).any()
    assert log.log["staff"].is_between(0, 39).all()
    assert log.log["at"].max() < dt.datetime(2025, 1, 1)


def test_a_few_clients_have_most_of_the_contacts() -> None:
    counts = made().log.group_by("client").len().sort("len", descending=True)["len"]
    assert counts.head(60).sum() / counts.sum() > 0.5


def test_fewer_people_than_clients_are_refused() -> None:
    with pytest.raises(ValueError, match="ask for more people"):
        contact_log(clients=10, people=9, interactions=1, staff=1, last_day=LAST, seed=1)
