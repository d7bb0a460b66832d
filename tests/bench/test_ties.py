"""The strength of ties ranks the contacts to come; on a made-up log, where it is known who will be in touch."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from bench import ties, written
from clientela.core.actor import SYSTEM, acting_as
from clientela.relationships.formula import TieWeights

PERSONS = 14
FIRST = dt.datetime(2024, 1, 1, 9, tzinfo=dt.UTC)
DAY = FIRST + dt.timedelta(days=240)


@pytest.fixture
def log() -> ties.Log:
    """Everybody writes often to three colleagues, who change after half of the time; and once in a while to anybody.

    Counting remembers the old colleagues as well as the new; the last mail may be one of the chance ones.
    """
    rng = np.random.default_rng(7)
    rows = []
    for person in range(PERSONS):
        for start, friends in ((0, (1, 2, 3)), (130, (4, 5, 6))):
            for day in range(start, start + 140):
                if day >= start + 110 and start == 0:
                    continue
                if rng.random() < 0.35:
                    rows.append((person, (person + int(rng.choice(friends))) % PERSONS, day))
        for day in rng.integers(0, 240, 25):
            rows.append((person, int((person + rng.integers(1, PERSONS)) % PERSONS), int(day)))
    rows.sort(key=lambda row: row[2])
    at = [FIRST + dt.timedelta(days=day, seconds=int(rng.integers(0, 30_000))) for _s, _r, day in rows]
    return ties.Log(np.array([r[0] for r in rows]), np.array([r[1] for r in rows]), np.array(at), PERSONS)


@pytest.mark.django_db
def test_strength_ranks_coming_contacts_better_than_frequency_alone_and_recency_alone(log: ties.Log) -> None:
    people = ties.enter(log)
    with acting_as(SYSTEM):
        strength = ties.auc(log, ties.strengths(people, DAY, TieWeights()), DAY)
    frequency = ties.auc(log, ties._counts(log, DAY), DAY)
    recency = ties.auc(log, ties._last(log, DAY), DAY)
    assert strength > max(frequency, recency) + 0.01
    assert min(frequency, recency) > 0.5


def test_a_perfect_ranking_has_the_area_one_and_a_reversed_one_zero(log: ties.Log) -> None:
    coming = ties._pairs(log, (log.at >= DAY) & (log.at < DAY + ties.MONTH)).astype(float)
    assert ties.auc(log, coming, DAY) == 1
    assert ties.auc(log, -coming, DAY) == 0
    assert ties.auc(log, np.zeros_like(coming), DAY) == 0.5


def test_a_log_is_read_from_offsets_and_from_dates_alike(tmp_path: Path) -> None:
    offsets, dates = tmp_path / "log.csv", tmp_path / "log.parquet"
    frame = pl.DataFrame({"sender": [7, 9, 7], "recipient": [9, 7, 7], "ts": [0, 60, 90]})
    frame.write_csv(offsets)
    start = ties.FIRST.replace(tzinfo=None)
    frame.select("sender", "recipient", date=pl.lit(start) + pl.duration(seconds=pl.col("ts"))).write_parquet(dates)
    one, other = ties.read(offsets), ties.read(dates)
    assert one.persons == other.persons == 2
    assert list(one.sender) == list(other.sender) == [0, 1]
    assert list(one.at) == list(other.at) == [ties.FIRST, ties.FIRST + dt.timedelta(seconds=60)]


def test_the_page_of_figures_says_what_was_chosen_where() -> None:
    auc = {"strength": {"fitted on": 0.9, "tested on": 0.8}}
    chosen = {"half_life_days": 60, "crowd": 0.25, "both_ways": 0.0}
    log = {"mails": 10, "persons": 3, "months": {"fitted": 1, "tested": 2}, "chosen": chosen, "auc": auc}
    text = written.page({"mail": {"Mail of a company": log}})
    assert "10 mails of 3 persons; 1 months to choose on, 2 to test on" in text
    assert "| strength | 0.9000 | 0.8000 |" in text
